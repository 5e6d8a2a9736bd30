#pragma once
// Fiscal module as the engine sees it. Implemented by devices/fiscal and by the simulation. Requests are served one after
// another (devices/fiscal/PROTOCOL.md section 1). Threading: I/O thread only.
#include "engine/base/outcome.h"
#include "engine/base/time.h"
#include "engine/ports/fiscal_receipt.h"
#include "engine/ports/health.h"

namespace engine {

/// GET /info/ in our types; every field newer than edition 2023 may be missing.
struct FiscalInfo {
  std::string terminal_id;
  std::string applet_version;
  std::string version_code;
  std::string current_time; ///< module's local time, as sent
  std::int64_t unsent_receipts = 0;
  std::int64_t receipt_capacity = 0;
  std::int64_t shifts_closed = 0;
  std::int64_t shifts_capacity = 0;
  std::string cashbox_number;
  std::string first_unsent_time; ///< empty: none or not said
};
BOOST_DESCRIBE_STRUCT(FiscalInfo, (),
                      (terminal_id, applet_version, version_code, current_time, unsent_receipts, receipt_capacity, shifts_closed,
                       shifts_capacity, cashbox_number, first_unsent_time))

struct FiscalStatus {
  Health health = Health::absent;
  bool reachable = false;
  bool initialised = true; ///< false after error 102
  bool shift_open = false;
  bool shift_known = false;
  bool memory_full = false;         ///< no receipt can be registered (Z space full, receipts full, days limit): see detail
  std::int64_t clock_offset_ms = 0; ///< module minus system clock
  FiscalInfo info;
  int last_error = 0; ///< the module's code, 0 = none
  std::string detail; ///< English
  /// Rules R19: up, and the shift open or to be opened.
  [[nodiscard]] bool can_register() const {
    return (health == Health::ok || health == Health::warning) && reachable && initialised && !memory_full;
  }
};
BOOST_DESCRIBE_STRUCT(FiscalStatus, (),
                      (health, reachable, initialised, shift_open, shift_known, memory_full, clock_offset_ms, info, last_error, detail))

class FiscalPort {
public:
  virtual ~FiscalPort() = default;
  [[nodiscard]] virtual const FiscalStatus& status() const = 0;
  virtual void on_status(std::function<void(const FiscalStatus&)> watcher) = 0;

  virtual void read_info(Reply<FiscalInfo> reply) = 0;
  virtual void read_shift(Reply<ZReport> reply) = 0; ///< /zreport/info/
  virtual void open_shift(Reply<Done> reply) = 0;    ///< "already open" is Done
  /// `print`: POST with the slip printed by the module; else GET, silent. An empty shift is Refused{invalid}.
  virtual void close_shift(bool print, Reply<ZReport> reply) = 0;
  virtual void x_report(Reply<ZReport> reply) = 0;
  /// Counters for the journal, taken before register_sale / register_refund; opens a closed shift on the way.
  virtual void prepare(Reply<FiscalCounters> reply) = 0;
  /// Registers once. After "shift closed" the shift is opened and the receipt is sent again; after "time past" it is sent
  /// again a second later; both are definite refusals of the module. After any ending with which the receipt may be
  /// registered (no answer, unreadable answer, 101, code 2) the module is asked, with `before` and /order/last/. The
  /// outcome is Unknown when asking does not tell either (rules R24, R31).
  virtual void register_sale(const FiscalSale& sale, const FiscalCounters& before, Reply<FiscalResult> reply) = 0;
  virtual void register_refund(const FiscalRefund& refund, const FiscalCounters& before, Reply<FiscalResult> reply) = 0;
  /// After a restart: was this sale registered? Sends nothing that registers. Refused{not_found} = certainly not registered.
  virtual void find_sale(const FiscalSale& sale, const FiscalCounters& before, Reply<FiscalResult> reply) = 0;
  virtual void find_refund(const FiscalRefund& refund, const FiscalCounters& before, Reply<FiscalResult> reply) = 0;
  virtual void print_copy(Reply<Done> reply) = 0; ///< /order/print/
};

} // namespace engine
