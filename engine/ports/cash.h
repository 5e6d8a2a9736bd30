#pragma once
// Cash acceptor as the engine sees it. Implemented by devices/cash and by the simulation. Threading: I/O thread only.
//
// Exactly once: on_event() is called before the session acknowledges the event to the validator. The engine journals
// (and syncs) inside that call. If on_event throws, no acknowledgement is sent and the validator says the event again.
#include "engine/base/money.h"
#include "engine/base/outcome.h"
#include "engine/ports/health.h"
#include <boost/describe/class.hpp>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

struct CashStatus {
  Health health = Health::absent;
  bool accepting = false; ///< enabled: customers can insert notes
  bool settled = true;    ///< no note is moving inside
  bool cassette_out = false;
  bool cassette_full = false;
  bool jammed = false;
  std::vector<std::int64_t> denominations; ///< so'm, from the validator's own table, ascending
  std::string identification;              ///< part and serial number
  std::string detail;                      ///< English
  [[nodiscard]] bool can_accept() const { return health == Health::ok || health == Health::warning; }
  friend bool operator==(const CashStatus&, const CashStatus&) = default;
};
BOOST_DESCRIBE_STRUCT(CashStatus, (),
                      (health, accepting, settled, cassette_out, cassette_full, jammed, denominations, identification, detail))

struct NoteInEscrow {
  std::int64_t denomination = 0; ///< so'm
};
struct NoteStacked {
  std::int64_t denomination = 0;
  bool recovered = false;   ///< came after a power-up (12 .. 81), before any new escrow
  bool seen_moving = false; ///< the validator said "stacking" since the last stacked note was told: this is another note
};
struct NoteReturned {
  std::int64_t denomination = 0;
};
struct NoteRejected {
  int reason = 0; ///< CCNET reject reason (devices/cash/PROTOCOL.md section 3)
  std::string text;
};
/// The validator restarted. `note`: where a note is inside it, as it says.
struct ValidatorPowerUp {
  enum class Note { none, in_validator, in_stacker } note = Note::none;
};
/// The validator is initialised after a power-up or reconnection, and every 81/82 on the way was reported. A note that is still open without an
/// outcome is unknown now.
struct ValidatorReady {
  std::optional<std::int64_t> stacked_counter; ///< command 5B, when supported
};
struct CassetteRemoved {};
struct CassetteInserted {};
struct ValidatorCheated {};
using CashEvent = std::variant<NoteInEscrow, NoteStacked, NoteReturned, NoteRejected, ValidatorPowerUp, ValidatorReady, CassetteRemoved,
                               CassetteInserted, ValidatorCheated>;

class CashPort {
public:
  virtual ~CashPort() = default;
  [[nodiscard]] virtual const CashStatus& status() const = 0;
  virtual void on_status(std::function<void(const CashStatus&)> watcher) = 0;
  virtual void on_event(std::function<void(const CashEvent&)> handler) = 0;
  /// Takes notes of these denominations (so'm), all with escrow. Replaces an earlier call; kept over reconnections.
  virtual void enable(const std::vector<std::int64_t>& denominations) = 0;
  /// Stops taking notes; a note in escrow is returned first. status().settled tells when no note moves any more.
  virtual void disable() = 0;
  virtual void stack() = 0;       ///< the note in escrow goes into the cassette; the outcome is an event
  virtual void return_note() = 0; ///< the note in escrow goes back; the outcome is an event
  virtual void hold() = 0;        ///< keeps the note in escrow; call at least every 5 s
};

} // namespace engine
