#pragma once
// The device's end of a pseudo-terminal, for simulators and tests: the kiosk opens `link_path` as if it were
// a serial port. Threading: one io_context thread.
#include "devices/serial/wire_session.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <memory>

namespace devices {

class PtyHost {
public:
  /// Opens a raw pty pair and makes `link_path` a symbolic link to the slave (replacing an old link). Throws
  /// std::system_error. `on_bytes` gets what the kiosk writes.
  PtyHost(boost::asio::any_io_executor executor, std::filesystem::path link_path,
          std::function<void(std::span<const std::uint8_t>)> on_bytes);
  ~PtyHost(); ///< closes the pair and removes the link
  PtyHost(const PtyHost&) = delete;
  PtyHost& operator=(const PtyHost&) = delete;

  void write(const Bytes& bytes);
  /// Unplugs: closes the pair (the kiosk reads end of file) and removes the link; plug() makes a new one.
  void unplug();
  void plug();
  [[nodiscard]] bool plugged() const;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices
