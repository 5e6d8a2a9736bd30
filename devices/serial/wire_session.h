#pragma once
// A protocol session of a machine, as its carrier sees it. A session does no I/O and reads no clock:
// bytes and time go in, bytes, events (each session's own callbacks) and a deadline come out. The same object runs on a
// real port (SessionDriver), on a pseudo-terminal, and in simulation.
//
// Threading: one thread at a time. The carrier calls exactly one of the on_* functions, then takes output until there is
// none, then asks for the deadline.
#include "engine/base/time.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace devices {

using Bytes = std::vector<std::uint8_t>;

class WireSession {
public:
  virtual ~WireSession() = default;
  virtual void on_open(engine::Instant now) = 0; ///< the line is up
  virtual void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) = 0;
  virtual void on_closed(engine::Instant now, const std::string& why) = 0; ///< unplugged, refused, reset
  virtual void on_time(engine::Instant now) = 0;                           ///< a deadline has come (or a spurious call)
  /// Bytes to write now; empties the session's own buffer. May be called at any time.
  virtual Bytes take_output() = 0;
  /// When on_time() has to be called; nothing: only bytes matter.
  [[nodiscard]] virtual std::optional<engine::Instant> deadline() const = 0;
  /// True once after the session asked for the line to be closed (and, for serial ports, opened again).
  virtual bool take_close_request() { return false; }
  /// False: the carrier need not keep the line open (fiscal module over TCP between requests).
  [[nodiscard]] virtual bool wants_open() const { return true; }
};

} // namespace devices
