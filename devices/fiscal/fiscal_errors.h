#pragma once
// The module's error codes: each with its name, its meaning and the next step
// (devices/fiscal/PROTOCOL.md section 7).
//
// Two generations overlap in their numbers: the older box answers with the status word itself (36912 = 0x9030
// "already open"), the newer one with a small code and the status word of another table in the message ("9030
// - DATETIME_IS_IN_THE_PAST; ..."). So the symbolic name in the message decides first, the number only
// without one. Threading: pure functions over constant tables.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace devices::fiscal {

/// error of an answer, as sent. code 0 with an empty message: the answer said "not successful" without a
/// reason.
struct ModuleError {
  std::int64_t code = 0;
  std::string message;
  std::string data;
};

enum class ErrorAction {
  none,             ///< no error
  open_shift,       ///< the shift is closed: definitely not registered; open it and send again
  already_open,     ///< opening an open shift: as good as done
  shift_empty,      ///< nothing to close
  wait_and_retry,   ///< the time is not after the last operation's: definitely not registered; wait a second
                    ///< and send again
  ask_before_retry, ///< may have been registered: ask before anything is sent again (rules R24)
  wrong_time,       ///< the time does not suit the module's clock: take its time anew and send again
  not_initialised,  ///< the module has no fiscal memory yet: service
  refund_refused,   ///< the named sale is unknown, or the shift holds less than the refund
  memory_full,      ///< no room, or receipts must be sent first
  blocked,          ///< locked or unpaid: the owner must act
  invalid,          ///< the request itself is refused
  service,          ///< broken; somebody must look
};

struct ErrorInfo {
  std::int64_t code = 0;
  std::string_view name; ///< in the makers' spelling where they have one
  std::string_view text; ///< English, for staff and log
  ErrorAction action = ErrorAction::service;
};

/// The next step after an error of the module. Never fails: an unknown error is ask_before_retry under the name
/// "UNKNOWN".
const ErrorInfo& classify(const ModuleError& error);

/// Tables, for tests and documentation. status_words: older generation and the driver's and box's own codes;
/// new_status_words: the newer applet's.
std::span<const ErrorInfo> status_words();
std::span<const ErrorInfo> new_status_words();
/// UzQR payments have a table of their own, whose numbers mean other things elsewhere (devices/fiscal/PROTOCOL.md section 7.5). nullptr:
/// unknown.
const ErrorInfo* uzqr_error(std::int64_t code);

} // namespace devices::fiscal
