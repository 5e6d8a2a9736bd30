// sim-fiscal: the simulated fiscal module as a program.
#include "devices/simulators/fiscal/fiscal_server.h"
#include "devices/simulators/simulator_program.h"
#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <iostream>

namespace {

engine::WallTime system_wall() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"A fiscal module (FiscalBox) that checks everything it is sent"};
  std::string tcp, link, edition = "2023", errors = "old", wrapped = "as_documented";
  devices::sim::ProgramOptions options;
  auto* lines = app.add_option_group("line");
  lines->add_option("--tcp", tcp, "ADDRESS:PORT to listen on; port 0 takes a free one and prints it");
  lines->add_option("--link", link, "path of a link to a pseudo-terminal that speaks the same HTTP");
  lines->require_option(1, 2);
  app.add_option("--edition", edition, "edition of the module's API")->check(CLI::IsMember({"2023", "2026"}))->capture_default_str();
  app.add_option("--errors", errors, "generation of error codes")->check(CLI::IsMember({"old", "new"}))->capture_default_str();
  app.add_option("--wrapped", wrapped, "which answers stand inside \"result\"")
      ->check(CLI::IsMember({"as_documented", "all", "none"}))
      ->capture_default_str();
  app.add_option("--control", options.control, "path of the control socket");
  app.add_flag("--until-stdin-ends", options.until_stdin_ends, "stop when standard input ends");
  CLI11_PARSE(app, argc, argv);

  std::string host;
  std::uint16_t port = 0;
  if (!tcp.empty()) {
    const auto colon = tcp.rfind(':');
    const std::string digits = colon == std::string::npos ? "" : tcp.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
      std::cerr << "--tcp: not ADDRESS:PORT: " << tcp << "\n";
      return 2;
    }
    host = tcp.substr(0, colon);
  }
  try {
    devices::sim::FiscalModelSettings settings;
    settings.edition_2026 = edition == "2026";
    settings.new_errors = errors == "new";
    using Wrapped = devices::sim::FiscalModelSettings::Wrapped;
    settings.wrapped = wrapped == "all" ? Wrapped::all : wrapped == "none" ? Wrapped::none : Wrapped::as_documented;
    devices::sim::FiscalModel model(settings, system_wall);
    boost::asio::io_context loop;
    std::unique_ptr<devices::sim::FiscalTcpServer> server;
    std::unique_ptr<devices::sim::FiscalPtyServer> pty;
    if (!tcp.empty()) {
      server = std::make_unique<devices::sim::FiscalTcpServer>(loop.get_executor(), model, host, port);
      std::cout << "port " << server->port() << std::endl;
    }
    if (!link.empty()) pty = std::make_unique<devices::sim::FiscalPtyServer>(loop.get_executor(), model, link);
    model.on_faults_changed = [&] {
      if (server) server->obey();
      if (pty) pty->obey();
    };
    return devices::sim::run_program(loop, model, options);
  } catch (const std::exception& error) {
    std::cerr << "sim-fiscal: " << error.what() << "\n";
    return 1;
  }
}
