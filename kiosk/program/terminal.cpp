#include "kiosk/program/terminal.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace kiosk {
namespace {

termios before{}; ///< the terminal's settings at the start

/// A person who gives up in the middle of a secret gets back a terminal that shows typed text.
void show_and_die(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// Typed text is not shown while this object lives.
class WithoutEcho {
public:
  WithoutEcho() : terminal_(::isatty(STDIN_FILENO) == 1) {
    if (!terminal_) return;
    ::tcgetattr(STDIN_FILENO, &before);
    for (std::size_t i = 0; i < ends.size(); ++i) handlers_[i] = ::signal(ends[i], show_and_die);
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~WithoutEcho() {
    if (!terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    for (std::size_t i = 0; i < ends.size(); ++i) ::signal(ends[i], handlers_[i]);
    fmt::print(stderr, "\n");
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

private:
  static constexpr std::array ends{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  bool terminal_;
  std::array<void (*)(int), ends.size()> handlers_{};
};

void say(std::string_view prompt) {
  if (::isatty(STDIN_FILENO) != 1) return;
  std::fflush(stdout);
  fmt::print(stderr, "{}", prompt);
}

/// Byte by byte, so that nothing of the next line is taken. False at the end of the input.
template <class Take> bool read_line(Take take) {
  char c = 0;
  bool any = false;
  while (::read(STDIN_FILENO, &c, 1) == 1) {
    if (c == '\n') return true;
    any = true;
    if (c != '\r') take(c);
  }
  return any;
}

} // namespace

std::optional<std::string> ask(std::string_view prompt) {
  say(prompt);
  std::string line;
  if (!read_line([&](char c) { line.push_back(c); })) return std::nullopt;
  const auto first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t");
  return first == std::string::npos ? std::string{} : line.substr(first, last - first + 1);
}

std::optional<engine::SecretBuffer> ask_secret(std::string_view prompt) {
  const WithoutEcho quiet; // before the question: what was typed ahead of it is not shown either
  say(prompt);
  engine::SecretBuffer line{1024};
  if (!read_line([&](char c) {
        if (line.size() < line.capacity()) line.push_back(c);
      }))
    return std::nullopt;
  return line;
}

} // namespace kiosk
