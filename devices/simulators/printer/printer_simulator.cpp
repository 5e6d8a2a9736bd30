#include "devices/simulators/printer/printer_simulator.h"
#include "devices/serial/pty.h"
#include "devices/serial/session_driver.h"
#include "devices/simulators/printer/png_paper.h"
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fstream>
#include <map>

namespace devices::sim {
namespace json = boost::json;

namespace {
constexpr int margin = 24; ///< of white around the dots, as paper has

json::object failure(std::string_view why) { return {{"ok", false}, {"error", why}}; }
} // namespace

struct PrinterSimulator::Impl : std::enable_shared_from_this<PrinterSimulator::Impl> {
  struct Command {
    const char* help;
    std::function<json::object(const json::object&)> run;
  };

  Impl(boost::asio::any_io_executor executor, PrinterSimulatorSettings with, PrinterSimulator& simulator)
      : owner(simulator), settings(std::move(with)), model(settings.model), timer(executor) {
    if (!settings.folder.empty()) std::filesystem::create_directories(settings.folder);
    model.on_paper = [this](const FinishedPaper& paper) { keep(paper); };
    model.on_error = [this](const std::string& what) { log("error: " + what); };
    make_commands();
  }

  // The pty's callback holds a weak pointer, so it is made after the object is owned.
  void start(boost::asio::any_io_executor executor) {
    pty = std::make_unique<PtyHost>(std::move(executor), settings.link, [self = weak_from_this()](std::span<const std::uint8_t> bytes) {
      const auto alive = self.lock();
      if (!alive) return;
      alive->model.on_bytes(SessionDriver::now(), bytes);
      alive->carry();
    });
  }

  void log(const std::string& line) {
    if (owner.on_log) owner.on_log(line);
  }

  void carry() {
    if (const auto out = model.take_output(); !out.empty() && pty && pty->plugged()) pty->write(out);
    const auto at = model.deadline();
    if (!at) return;
    timer.expires_after(std::max(engine::Millis(1), *at - SessionDriver::now()));
    timer.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
      const auto alive = self.lock();
      if (error || !alive) return;
      alive->model.on_time(SessionDriver::now());
      alive->carry();
    });
  }

  void keep(const FinishedPaper& finished) {
    PrintedPaper paper;
    paper.number = static_cast<int>(papers.size()) + 1;
    paper.text = finished.text;
    paper.complete = finished.complete;
    paper.end = finished.end;
    for (auto& code : read_codes(finished.dots)) (code.kind == "QR-Code" ? paper.qr : paper.barcodes).push_back(std::move(code.data));
    if (!settings.folder.empty()) {
      const auto stem = settings.folder / fmt::format("{:04}", paper.number);
      paper.png = stem.string() + ".png";
      if (!write_png(paper.png, finished.dots, margin)) log("cannot write " + paper.png.string());
      std::ofstream text(stem.string() + ".txt");
      text << finished.text;
      for (const auto& data : paper.qr) text << "[QR " << data << "]\n";
      for (const auto& data : paper.barcodes) text << "[barcode " << data << "]\n";
    }
    log(fmt::format("paper {}: {} dots long, {}, {}", paper.number, finished.dots.height(), finished.complete ? "complete" : "not complete",
                    finished.end));
    papers.push_back(std::move(paper));
  }

  void make_commands() {
    const auto fault = [this](const char* name, const char* help, std::function<void()> run) {
      commands[name] = {help, [this, run = std::move(run)](const json::object&) {
                          run();
                          return json::object{{"ok", true}, {"state", model.state_words()}};
                        }};
    };
    fault("paper_out", "the paper ends now", [this] { model.paper_out(); });
    fault("paper_in", "a new roll is put in", [this] { model.paper_in(); });
    fault("near_end", "the paper comes near its end", [this] { model.set_near_end(true); });
    fault("near_end_clear", "enough paper again", [this] { model.set_near_end(false); });
    fault("cover_open", "the cover is opened", [this] { model.set_cover_open(true); });
    fault("cover_close", "the cover is closed", [this] { model.set_cover_open(false); });
    fault("cutter_error", "the knife is blocked", [this] { model.set_cutter_error(true); });
    fault("cutter_clear", "the knife is free again", [this] { model.set_cutter_error(false); });
    fault("overheat", "the head is too hot", [this] { model.set_overheated(true); });
    fault("cool_down", "the head has cooled down", [this] { model.set_overheated(false); });
    fault("garbage", "bytes that nobody asked for come out of the line", [this] { model.garbage(); });
    fault("tear", "someone tears the paper off", [this] { model.tear(); });
    fault("take_ticket", "the ticket is taken from the presenter", [this] { model.take_ticket(); });
    fault("unplug", "the cable is pulled; what the printer had in its buffer is lost", [this] {
      model.power_cycle();
      pty->unplug();
    });
    fault("plug", "the cable is put back", [this] { pty->plug(); });
    commands["paper_out_after"] = {"the paper ends after {\"rows\":n} dots more", [this](const json::object& request) {
                                     const auto* rows = request.if_contains("rows");
                                     if (!rows || !rows->is_int64() || rows->as_int64() < 0 || rows->as_int64() > 1'000'000)
                                       return failure("rows must be a number from 0 to 1000000");
                                     model.paper_out_after(static_cast<int>(rows->as_int64()));
                                     return json::object{{"ok", true}, {"state", model.state_words()}};
                                   }};
    commands["silent"] = {"answers nothing; {\"on\":false} ends it", [this](const json::object& request) {
                            const auto* on = request.if_contains("on");
                            model.set_silent(!on || !on->is_bool() || on->as_bool());
                            return json::object{{"ok", true}, {"state", model.state_words()}};
                          }};
    commands["state"] = {"what the printer is doing", [this](const json::object&) {
                           return json::object{{"ok", true},
                                               {"state", model.state_words()},
                                               {"buffered", model.buffered()},
                                               {"plugged", pty->plugged()},
                                               {"papers", papers.size()}};
                         }};
  }

  PrinterSimulator& owner;
  PrinterSimulatorSettings settings;
  PaperModel model;
  boost::asio::steady_timer timer;
  std::unique_ptr<PtyHost> pty;
  std::vector<PrintedPaper> papers;
  std::map<std::string, Command, std::less<>> commands;
};

PrinterSimulator::PrinterSimulator(boost::asio::any_io_executor executor, PrinterSimulatorSettings settings)
    : impl_(std::make_shared<Impl>(executor, std::move(settings), *this)) {
  impl_->start(std::move(executor));
}
PrinterSimulator::~PrinterSimulator() {
  impl_->timer.cancel();
  impl_->pty.reset();
}

json::object PrinterSimulator::command(const json::object& request) {
  const auto* name = request.if_contains("do");
  if (!name || !name->is_string()) return failure("\"do\" is missing");
  const std::string_view wanted(name->as_string().data(), name->as_string().size());
  if (wanted == "help") {
    json::object list;
    for (const auto& [key, entry] : impl_->commands) list[key] = entry.help;
    return {{"ok", true}, {"commands", std::move(list)}};
  }
  const auto found = impl_->commands.find(wanted);
  if (found == impl_->commands.end()) return failure("no such command");
  auto answer = found->second.run(request);
  impl_->model.on_time(SessionDriver::now());
  impl_->log(std::string(wanted));
  impl_->carry();
  return answer;
}

json::object PrinterSimulator::truth() const {
  json::array papers;
  for (const auto& paper : impl_->papers)
    papers.push_back(json::object{{"number", paper.number},
                                  {"text", paper.text},
                                  {"qr", json::array(paper.qr.begin(), paper.qr.end())},
                                  {"barcodes", json::array(paper.barcodes.begin(), paper.barcodes.end())},
                                  {"png", paper.png.string()},
                                  {"complete", paper.complete},
                                  {"end", paper.end}});
  const auto& errors = impl_->model.errors();
  return {{"state", impl_->model.state_words()},
          {"bytes", impl_->model.bytes_received()},
          {"papers", std::move(papers)},
          {"errors", json::array(errors.begin(), errors.end())}};
}

const std::vector<PrintedPaper>& PrinterSimulator::papers() const { return impl_->papers; }
const std::vector<std::string>& PrinterSimulator::errors() const { return impl_->model.errors(); }

} // namespace devices::sim
