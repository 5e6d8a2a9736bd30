#pragma once
// A WireSession that writes down what happens to it, and the event loop helpers of the driver tests.
#include "devices/serial/wire_session.h"
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <unistd.h>

namespace test {

class RecordingSession : public devices::WireSession {
public:
  void on_open(engine::Instant) override {
    ++opened;
    open = true;
    output.insert(output.end(), greeting.begin(), greeting.end());
  }
  void on_bytes(engine::Instant, std::span<const std::uint8_t> bytes) override {
    received.append(bytes.begin(), bytes.end());
    if (on_received) on_received();
  }
  void on_closed(engine::Instant, const std::string& why) override {
    if (open) ++lost;
    else ++refused;
    open = false;
    last_reason = why;
    output.clear();
  }
  void on_time(engine::Instant now) override {
    woken = now;
    wake_at.reset();
  }
  devices::Bytes take_output() override { return std::exchange(output, {}); }
  [[nodiscard]] std::optional<engine::Instant> deadline() const override { return wake_at; }
  bool take_close_request() override { return std::exchange(close_request, false); }
  [[nodiscard]] bool wants_open() const override { return wanted; }

  void say(const std::string& text) { output.insert(output.end(), text.begin(), text.end()); }

  int opened = 0, lost = 0, refused = 0;
  bool open = false, wanted = true, close_request = false;
  std::string received, greeting, last_reason;
  std::optional<engine::Instant> wake_at, woken;
  std::function<void()> on_received;
  devices::Bytes output;
};

/// Runs the loop until `done` or the limit; true when done. The limit is a guard against hanging, not a
/// measurement.
inline bool run_until(boost::asio::io_context& loop, const std::function<bool()>& done,
                      std::chrono::milliseconds limit = std::chrono::seconds{10}) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds{20});
  }
  return true;
}

/// Lets the loop work for a while in which something must not happen.
inline void run_for(boost::asio::io_context& loop, std::chrono::milliseconds time) {
  loop.restart();
  loop.run_for(time);
}

/// A directory of this test's own, removed at its end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kiosk-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
  std::filesystem::path path_;
};

} // namespace test
