#include "devices/serial/serial_port.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <libserialport.h>
#include <memory>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace devices {
namespace {

class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

private:
  int fd_;
};

tl::unexpected<std::string> fault(const std::string& what) {
  return tl::make_unexpected(fmt::format("{}: {}", what, std::strerror(errno)));
}

using Opened = tl::expected<Descriptor, std::string>;

Opened open_pseudo_terminal(const std::string& path) {
  Descriptor tty{::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
  if (tty.get() < 0) return fault(path);
  return tty;
}

/// The last error of libserialport. Its message is the system's only for SP_ERR_FAIL.
std::string libserialport_error(sp_return code) {
  if (code == SP_ERR_ARG) return "not a serial port";
  if (code == SP_ERR_SUPP) return "setting not supported";
  if (code == SP_ERR_MEM) return "out of memory";
  char* const text = sp_last_error_message();
  std::string message = text != nullptr ? text : "unknown error";
  sp_free_error_message(text);
  return message;
}

sp_return configure(sp_port* port, const SerialSettings& settings) {
  const auto parity = settings.parity == SerialSettings::Parity::none   ? SP_PARITY_NONE
                      : settings.parity == SerialSettings::Parity::even ? SP_PARITY_EVEN
                                                                        : SP_PARITY_ODD;
  const auto flow = settings.flow == SerialSettings::Flow::none       ? SP_FLOWCONTROL_NONE
                    : settings.flow == SerialSettings::Flow::xon_xoff ? SP_FLOWCONTROL_XONXOFF
                                                                      : SP_FLOWCONTROL_RTSCTS;
  if (const auto code = sp_set_baudrate(port, settings.baud); code != SP_OK) return code;
  if (const auto code = sp_set_bits(port, 8); code != SP_OK) return code;
  if (const auto code = sp_set_parity(port, parity); code != SP_OK) return code;
  if (const auto code = sp_set_stopbits(port, settings.stop_bits); code != SP_OK) return code;
  return sp_set_flowcontrol(port, flow);
}

Opened open_real_port(const std::string& path, const SerialSettings& settings) {
  sp_port* found = nullptr;
  if (const auto code = sp_get_port_by_name(path.c_str(), &found); code != SP_OK)
    return tl::make_unexpected(fmt::format("{}: {}", path, libserialport_error(code)));
  const std::unique_ptr<sp_port, decltype(&sp_free_port)> port{found, &sp_free_port};
  if (const auto code = sp_open(port.get(), SP_MODE_READ_WRITE); code != SP_OK)
    return tl::make_unexpected(fmt::format("{}: {}", path, libserialport_error(code)));
  const std::unique_ptr<sp_port, decltype(&sp_close)> open{port.get(), &sp_close};
  if (const auto code = configure(port.get(), settings); code != SP_OK)
    return tl::make_unexpected(fmt::format("{}: settings: {}", path, libserialport_error(code)));
  int handle = -1;
  if (sp_get_port_handle(port.get(), &handle) != SP_OK) return tl::make_unexpected(path + ": no descriptor");
  // A copy of the descriptor keeps the port and its settings when libserialport closes its own.
  Descriptor copy{::fcntl(handle, F_DUPFD_CLOEXEC, 3)};
  if (copy.get() < 0) return fault(path);
  return copy;
}

/// Raw bytes both ways; for a pseudo-terminal also the flow control, which libserialport has set on a real
/// port.
tl::expected<void, std::string> make_raw(int fd, const SerialSettings& settings, bool pseudo) {
  termios line{};
  if (::tcgetattr(fd, &line) != 0) return fault(settings.port);
  if (pseudo) {
    ::cfmakeraw(&line);
    line.c_cflag |= CREAD | CLOCAL;
    line.c_iflag &= ~static_cast<tcflag_t>(IXON | IXOFF | IXANY);
    if (settings.flow == SerialSettings::Flow::xon_xoff) line.c_iflag |= IXON | IXOFF;
    // A pseudo-terminal has no speed: a baud rate without a constant changes nothing.
    if (::cfsetspeed(&line, static_cast<speed_t>(settings.baud)) != 0) ::cfsetspeed(&line, B9600);
  }
  // libserialport leaves VMIN 0, where "nothing yet" and "unplugged" both read as 0 bytes. With VMIN 1
  // nothing yet is EAGAIN, so 0 bytes can only mean that the device is gone.
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  if (::tcsetattr(fd, TCSANOW, &line) != 0) return fault(settings.port);
  ::tcflush(fd, TCIFLUSH); // bytes from before the opening are no answer to a question of ours
  return {};
}

} // namespace

tl::expected<int, std::string> open_serial(const SerialSettings& settings) {
  std::error_code error;
  const auto resolved = std::filesystem::canonical(settings.port, error);
  if (error) return tl::make_unexpected(fmt::format("{}: {}", settings.port, error.message()));
  const bool pseudo = resolved.string().starts_with("/dev/pts/");
  auto opened = pseudo ? open_pseudo_terminal(resolved.string()) : open_real_port(resolved.string(), settings);
  if (!opened) return tl::make_unexpected(opened.error());
  if (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0) return tl::make_unexpected(settings.port + ": in use by another program");
  if (const auto raw = make_raw(opened->get(), settings, pseudo); !raw) return tl::make_unexpected(raw.error());
  return opened->release();
}

void close_serial(int descriptor) {
  ::tcflush(descriptor, TCOFLUSH);
  ::close(descriptor);
}

} // namespace devices
