#include "kiosk/program/commands.h"

#include "engine/config/config.h"
#include "engine/config/pin_hash.h"
#include "engine/journal/sqlite_journal.h"

#include <cstdio>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace kiosk {
namespace {

/// One line from standard input into locked memory; without echo on a terminal.
engine::SecretBuffer read_line(const char* prompt) {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  termios before{};
  if (terminal) {
    fmt::print(stderr, "{}", prompt);
    ::tcgetattr(STDIN_FILENO, &before);
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  engine::SecretBuffer line{64};
  char c = 0;
  while (line.size() < line.capacity() && ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
    if (c != '\r') line.push_back(c);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fmt::print(stderr, "\n");
  }
  return line;
}

} // namespace

int check_config(const std::filesystem::path& file) {
  const auto config = engine::load_config(file);
  if (!config) {
    for (const auto& fault : config.error()) fmt::print(stderr, "{}\n", fault);
    return exit_usage;
  }
  fmt::print("{}: no faults\n", file.string());
  return exit_ok;
}

int hash_pin() {
  const auto pin = read_line("PIN (4 to 12 digits): ");
  if (!engine::is_pin(pin.reveal())) {
    fmt::print(stderr, "a PIN has 4 to 12 digits\n");
    return exit_usage;
  }
  if (::isatty(STDIN_FILENO) == 1) {
    const auto again = read_line("once more: ");
    if (again.reveal() != pin.reveal()) {
      fmt::print(stderr, "the two PINs differ\n");
      return exit_usage;
    }
  }
  fmt::print("{}\n", engine::hash_pin(pin, engine::system_random()));
  return exit_ok;
}

int verify_journal_command(const std::filesystem::path& dir) {
  const auto report = engine::verify_journal(dir);
  if (!report.sound()) {
    fmt::print(stderr, "{}\n", report.fault);
    fmt::print("last sound row {} {}\n", report.head.seq, engine::to_hex(report.head.hash));
    return exit_journal;
  }
  fmt::print("{} {}\n", report.head.seq, engine::to_hex(report.head.hash));
  return exit_ok;
}

} // namespace kiosk
