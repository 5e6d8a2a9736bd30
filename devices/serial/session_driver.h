#pragma once
// Carries the bytes of one WireSession over one link on one io_context: opens the link, opens it again after it was
// lost (growing waits, so a device is found after unplugging), writes the session's output, wakes the session at
// its deadline. One bad device never stops the others: every failure ends in WireSession::on_closed and a new
// attempt.
//
// The driver promises the session:
// - on_open and on_closed alternate, except that every failed attempt to open is an on_closed of its own;
// - output is taken only while the line is up; what is not yet written when a line is lost is dropped;
// - readable and then 0 bytes is an unplugged device; the path is resolved again at every attempt: after
//   0.2 s, growing to 5 s, and from 0.2 s again once bytes have come in;
// - wants_open() false closes a TCP line, with on_closed, and leaves it closed until pump() finds it true;
//   a serial line stays open whatever wants_open() says;
// - take_close_request() is obeyed with on_closed and a new attempt; after stop() nothing is called.
//
// A session may call pump() or stop() from inside its own callbacks. An exception of the session ends the line as
// a failure does.
//
// Threading: constructed, used and destroyed on the thread that runs the io_context. The session must outlive
// the driver.
#include "devices/serial/wire_session.h"
#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace devices {

/// How a line is set. A path that is a pseudo-terminal is opened with termios, a real port through
/// libserialport (which refuses pseudo-terminals).
struct SerialSettings {
  std::string port; ///< "/dev/ttyUSB0", a pty, or a symbolic link to either
  int baud = 9600;
  enum class Parity { none, even, odd } parity = Parity::none;
  int stop_bits = 1;
  enum class Flow { none, xon_xoff, rts_cts } flow = Flow::none;
};
struct TcpSettings {
  std::string host;
  std::string service; ///< port number
};

class SessionDriver {
public:
  /// `after_step` runs after every call into the session, on the same thread; may be empty.
  SessionDriver(boost::asio::any_io_executor executor, WireSession& session, SerialSettings settings,
                std::function<void()> after_step = {});
  SessionDriver(boost::asio::any_io_executor executor, WireSession& session, TcpSettings settings, std::function<void()> after_step = {});
  ~SessionDriver();
  SessionDriver(const SessionDriver&) = delete;
  SessionDriver& operator=(const SessionDriver&) = delete;

  void start();
  void stop(); ///< closes the line; no call into the session afterwards
  /// Call after a command was given to the session from outside (print(), stack(), ...): writes its output
  /// and re-arms the timer.
  void pump();
  /// The monotonic clock that the session is fed with.
  static engine::Instant now();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices
