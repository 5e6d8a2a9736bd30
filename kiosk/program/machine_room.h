#pragma once
// Everything behind the screens, put together from the configuration: journal, store client, devices, catalogue, engine, and the one
// I/O thread that they live on. The only place that knows all parts.
//
// Threading: constructed and destroyed on the main thread; the parts live on the I/O thread. gate() from any thread.
// Errors: the constructor throws engine::StateBusy, engine::JournalError, std::runtime_error.
#include "engine/base/time.h"
#include "engine/checkout/view/gate.h"
#include "engine/config/config.h"
#include "engine/ports/words.h"
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace engine {
struct Policy;
}

namespace kiosk {

class MachineRoom {
public:
  /// `adjust` may change the policy that the configuration gives: tests shorten its waits.
  MachineRoom(const engine::Config& config, const std::filesystem::path& state_dir, const engine::Words& words,
              const std::function<void(engine::Policy&)>& adjust = {});
  ~MachineRoom();
  MachineRoom(const MachineRoom&) = delete;
  MachineRoom& operator=(const MachineRoom&) = delete;

  [[nodiscard]] engine::Gate& gate();
  /// Runs a call on the I/O thread; any thread. The call is dropped silently when that thread has ended.
  void post(std::function<void()> call);
  /// File of a product picture, or nothing yet; any thread.
  [[nodiscard]] std::optional<std::string> picture_file(const std::string& address);
  void picture_failed(const std::string& address, const std::string& why, bool of_the_file); ///< see PictureService::failed
  /// Called on some thread when a picture has arrived. Set before start().
  void on_picture(std::function<void()> call);
  /// Called on the I/O thread again and again, as its sign of life. Set before start().
  void on_turn(engine::Millis every, std::function<void()> call);
  /// The same as SIGHUP: the program ends when nobody has shopped for ten seconds. Any thread, any number of times, from start() on.
  void end_when_quiet();
  /// Writes a row of the journal about a request from afar. Any thread, from start() on.
  void note_from_afar(std::string action, std::string detail);
  /// Begins: the I/O thread runs from here on.
  void start();
  /// Gives an escrowed note back, waits until the machines stand still (4 s at most), ends the I/O thread and the workers. Afterwards no callback
  /// that was set here is called.
  void stop();
  /// Called on the I/O thread after SIGTERM or SIGINT, or after SIGHUP (from an installed update) once nobody has shopped for ten seconds. Set
  /// before start().
  void on_signal(std::function<void()> call);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
