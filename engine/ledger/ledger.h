#pragma once
// The durable state: a fold over the journal's records and nothing else. After any crash it is made again by reading the journal.
//
// Invariants (tests/engine/checkout/walk_test.cpp): at most one note is open (escrowed, or stack/return intended) at a time;
// the cash paid for a sale is the sum of its note_stacked records; a payout is settled at most once; counters only grow.
// Threading: a value, owned by the engine's state on the I/O thread. The descriptions are for its checkpoint (ledger_codec.h).
#include "engine/ledger/records.h"
#include "engine/sale/method.h"
#include <map>
#include <set>

namespace engine {

enum class NoteState { escrowed, stack_intended, stacked, return_intended, returned, unknown, orphan, settled };
struct NoteEntry {
  NoteId id = 0;
  std::int64_t denomination = 0;
  SaleId sale = 0;
  NoteState state = NoteState::escrowed;
  std::int64_t at_ms = 0;
  bool in_cassette = false;  ///< stacked, also when the money belongs to no sale or staff have settled the note since
  std::int64_t lived_ms = 0; ///< Ledger::lived_ms at that time
  [[nodiscard]] Money amount() const { return Money::som(denomination); }
  [[nodiscard]] bool open() const {
    return state == NoteState::escrowed || state == NoteState::stack_intended || state == NoteState::return_intended;
  }
};
BOOST_DESCRIBE_STRUCT(NoteEntry, (), (id, denomination, sale, state, at_ms, in_cassette, lived_ms))

enum class OrderState { intended, created, refused, unknown, unresolved };
enum class PayState { none, intended, paid, refused, unknown, unresolved };
enum class RegistrationState { none, queued, intended, registered, refused, unknown, unresolved };

struct Registration { ///< how far the module has registered a sale or one refund
  RegistrationState state = RegistrationState::none;
  std::int64_t number = 0;
  FiscalCounters before;
  std::optional<FiscalSign> sign;
  std::string trouble;
};
BOOST_DESCRIBE_STRUCT(Registration, (), (state, number, before, sign, trouble))

struct RefundEntry {
  record::RefundIntent intent;
  Registration registration;
};
BOOST_DESCRIBE_STRUCT(RefundEntry, (), (intent, registration))

struct SaleEntry {
  record::OrderIntent intent;
  std::int64_t at_ms = 0;
  std::int64_t lived_ms = 0; ///< Ledger::lived_ms at that time
  OrderState order = OrderState::intended;
  std::string order_id, order_number;
  std::optional<record::OrderDoubted> doubted; ///< the refusal that may be an earlier order's
  bool order_unreadable = false;               ///< the store lists an order that may be this one and cannot be read
  bool abandoned = false;
  std::string abandoned_why;
  bool kept_for_later = false;
  std::optional<Money> due; ///< with cashback: the store's sum, once known
  Money cashback_used;
  std::string receipt_id; ///< the store's invoice
  std::string last_four;
  PayState card = PayState::none;
  std::int64_t paid_at_ms = 0;
  std::int64_t paid_lived_ms = 0; ///< Ledger::lived_ms at that time
  Money inserted;                 ///< sum of note_stacked
  std::vector<NoteId> notes;
  Registration fiscal;
  std::optional<FiscalSale> fiscal_receipt; ///< as sent or to be sent
  std::string store_qr;
  std::optional<std::string> refused_address; ///< the sale is registered, and this address of its QR may not be shown
  bool double_registered = false;
  std::set<SlipKind> printed;
  bool print_open = false;                   ///< intended, neither printed nor failed
  bool print_failed = false;                 ///< the slip that the customer should take (receipt, claim, later) did not come out
  std::optional<std::string> voucher, claim; ///< numbers
  bool cart_cleared = false;
  bool closed = false; ///< the customer's part is over
  bool cash_seen_by_store = false;
  std::vector<RefundEntry> refunds;
  std::set<std::string> resolved; ///< open items that staff closed by hand, by the prefix of OpenItem::id

  [[nodiscard]] SaleId id() const { return intent.sale; }
  /// Staff closed this open item by hand: the background does nothing more about it.
  [[nodiscard]] bool settled_by_hand(const char* prefix) const { return resolved.contains(prefix); }
  /// The refund whose registration has no outcome yet; at most one at a time.
  [[nodiscard]] const RefundEntry* open_refund() const;
  /// The sale, or a refund of it, was sent or perhaps sent to the module, and has no outcome.
  [[nodiscard]] bool registration_unknown() const;
  /// What the customer has to pay: the store's sum with cashback, else the order's; cash is floored to so'm (rules R9).
  [[nodiscard]] Money to_pay() const {
    const Money sum = due.value_or(intent.amount);
    return traits(intent.method).whole_som ? sum.floor_to_som() : sum;
  }
  [[nodiscard]] bool paid() const {
    switch (traits(intent.method).tender) {
    case Tender::card: return card == PayState::paid;
    case Tender::notes:
      return order == OrderState::created && inserted >= to_pay() && !abandoned && !kept_for_later; // a kept order is not paid here
    case Tender::none: return false;
    }
    return false;
  }
};
BOOST_DESCRIBE_STRUCT(SaleEntry, (),
                      (intent, at_ms, lived_ms, order, order_id, order_number, doubted, order_unreadable, abandoned, abandoned_why,
                       kept_for_later, due, cashback_used, receipt_id, last_four, card, paid_at_ms, paid_lived_ms, inserted, notes, fiscal,
                       fiscal_receipt, store_qr, refused_address, double_registered, printed, print_open, print_failed, voucher, claim,
                       cart_cleared, closed, cash_seen_by_store, refunds, resolved))

/// A sale that is long over, as far as it stays in memory: it can still be found by its numbers. Its lines are in the journal only.
struct PastSale {
  std::int64_t at_ms = 0;
  std::int64_t lived_ms = 0; ///< Ledger::lived_ms at that time
  std::string order_id, order_number;
  Method method = Method::card;
  Money amount;
  bool paid = false;
  std::int64_t receipt_count = 0; ///< of the module's fiscal sign; 0: none
  std::string fiscal_sign;
};
BOOST_DESCRIBE_STRUCT(PastSale, (), (at_ms, lived_ms, order_id, order_number, method, amount, paid, receipt_count, fiscal_sign))

struct PayoutEntry {
  PayoutKind kind = PayoutKind::claim;
  std::string number;
  SaleId sale = 0;
  std::string order_id;
  Money amount;
  bool settled = false;
  std::int64_t at_ms = 0;
  std::int64_t lived_ms = 0; ///< Ledger::lived_ms at that time
};
BOOST_DESCRIBE_STRUCT(PayoutEntry, (), (kind, number, sale, order_id, amount, settled, at_ms, lived_ms))

/// A collection of cash: its row, and the sums that its act shows beside, as they were at the collection.
struct ActEntry {
  record::Encashment row;
  std::int64_t at_ms = 0;
  Money orphan;         ///< part of the sum: notes for which no sale waited
  Money unknown;        ///< not in the sum: notes whose outcome was unknown
  bool missing = false; ///< the act was sent to the printer, and no confirmed act came out yet
};
BOOST_DESCRIBE_STRUCT(ActEntry, (), (row, at_ms, orphan, unknown, missing))

/// The report of a closed shift whose slip has not been confirmed as printed.
struct ReportEntry {
  record::ShiftReport row;
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ReportEntry, (), (row, at_ms))

struct ClockJump {
  std::int64_t expected_ms = 0, found_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ClockJump, (), (expected_ms, found_ms))

/// PINs that were tried at the staff door.
struct DoorTries {
  std::int64_t wrong = 0;     ///< wrong PINs since the last right one; a PIN without an outcome counts as wrong
  bool open = false;          ///< the last of these PINs has no outcome
  std::int64_t lock_over = 0; ///< the number of wrong PINs whose lock is over
  std::int64_t first_ms = 0, last_ms = 0;
  std::int64_t entry = 0; ///< number of the open item; 0: none, because the door was not locked by them
};
BOOST_DESCRIBE_STRUCT(DoorTries, (), (wrong, open, lock_over, first_ms, last_ms, entry))

struct Ledger {
  static constexpr std::int64_t pins_before_lock = 5; ///< each five wrong PINs lock the staff door
  /// How long the lines of a sale that is over stay in memory. So long a copy can be printed and the sale can be refunded at the kiosk.
  static constexpr std::int64_t keep_details_ms = 45LL * 86'400'000;
  /// A pause between two rows counts as lived time for no longer than this.
  static constexpr std::int64_t longest_pause_ms = 12LL * 3'600'000;
  static constexpr std::size_t most_clock_jumps = 10; ///< on the staff's list; older ones go
  static constexpr std::size_t most_door_tries = 10;  ///< on the staff's list; older ones go
  static constexpr std::size_t most_acts = 20;        ///< that can be printed again

  std::map<SaleId, SaleEntry> sales;
  std::map<SaleId, PastSale> past; ///< sales that are over for longer than keep_details_ms
  std::map<NoteId, NoteEntry> notes;
  std::map<std::string, PayoutEntry> payouts;
  std::set<std::string> sold_labels; ///< marking codes sold here and not taken back (rules R32)
  SaleId last_sale = 0;
  NoteId last_note = 0;
  std::int64_t last_fiscal_number = 0; ///< rules R23
  std::int64_t last_job = 0;
  std::int64_t last_payout = 0;
  std::int64_t last_encashment = 0;
  NoteId encashed_to = 0;                      ///< notes up to here were collected
  std::map<std::int64_t, ActEntry> acts;       ///< the newest acts, and the acts that are missing
  std::map<std::int64_t, ReportEntry> reports; ///< Z reports that are missing, by the job that should have printed them

  /// How long this kiosk has lived, by its rows: the sum of the wall clock's steps from row to row. A step counts for half a day at most and
  /// never below zero. So a clock that is set years ahead, and back, makes nothing older than half a day.
  std::int64_t lived_ms = 0;
  std::int64_t last_row_ms = 0;                  ///< wall clock of the newest row; 0: none
  std::map<std::int64_t, ClockJump> clock_jumps; ///< jumps that staff have not settled, by number
  std::int64_t last_clock_jump = 0;
  DoorTries door;                               ///< since the last right PIN
  std::map<std::int64_t, DoorTries> door_tries; ///< tries that locked the door and that staff have not settled, by the time of the first
  SaleId looked_to = 0;                         ///< retire_old() has looked at the sales up to here since the last start

  // Indexes over the members above. apply() keeps them, so that no function walks years of finished sales.
  NoteId open_note_id = 0;         ///< 0: none
  std::set<NoteId> odd_notes;      ///< unknown or orphan, not settled
  std::set<NoteId> uncollected;    ///< in the cassette and on no collection act yet
  std::set<std::string> unsettled; ///< payout numbers
  std::set<SaleId> unfinished;     ///< not closed, or with an open item
  std::set<SaleId> unasked;        ///< sales of which it is unknown whether the module registered them, or a refund of them
  std::map<std::int64_t, record::PrintIntent> open_prints; ///< by job: neither printed nor failed
  std::map<std::int64_t, std::int64_t> act_prints;         ///< open prints of acts: the act by job
  std::map<std::int64_t, std::int64_t> report_prints;      ///< open prints of reports: the report by job

  [[nodiscard]] const SaleEntry* find(SaleId id) const;
  [[nodiscard]] const SaleEntry& sale(SaleId id) const; ///< throws std::out_of_range
  [[nodiscard]] const NoteEntry* open_note() const;
  /// The door takes no PIN: five were wrong, and no row says that the lock is over.
  [[nodiscard]] bool door_locked() const;
  /// The act did not come out and is not being printed: staff have to print it.
  [[nodiscard]] bool act_to_print(const ActEntry& act) const;
  [[nodiscard]] bool report_to_print(const ReportEntry& report) const; ///< the same of a report
  /// A sale with this marking code may have been paid, and its outcome is unknown (rules R32).
  [[nodiscard]] bool label_reserved(const std::string& label) const;
};
BOOST_DESCRIBE_STRUCT(Ledger, (),
                      (sales, past, notes, payouts, sold_labels, last_sale, last_note, last_fiscal_number, last_job, last_payout,
                       last_encashment, encashed_to, acts, reports, lived_ms, last_row_ms, clock_jumps, last_clock_jump, door, door_tries,
                       looked_to, open_note_id, odd_notes, uncollected, unsettled, unfinished, unasked, open_prints, act_prints,
                       report_prints))

/// The one place where a record changes the durable state. A record that contradicts the state (a stacked note that was never in escrow) is
/// taken as it is, because the journal is the truth.
void apply(Ledger& ledger, const Record& record, std::int64_t at_ms);

/// Notes that a customer put in and got no credit for. Screen and slip tell the customer of these sums, so the sums do not change when staff
/// settle a note meanwhile. The staff's list (open_items) leaves settled notes out.
struct LostNotes {
  Money unknown; ///< notes whose outcome the validator never told
  Money kept;    ///< notes that are in the cassette, as the validator told too late
  [[nodiscard]] Money sum() const { return unknown + kept; }
};
/// The lost notes of one sale; they are in no credit, voucher or claim. Walks the notes of 45 days, so it is called for a sale that ends badly and
/// not for each view.
LostNotes lost_notes(const Ledger& ledger, SaleId sale);
/// Neither the background nor the staff's list has anything open for this sale. Only its numbers may still be asked for.
bool is_over(const SaleEntry& sale);
/// The newest sale that is at least so old by the time that the kiosk lived through (Ledger::lived_ms); 0: none. The wall clock plays no part.
SaleId newest_older_than(const Ledger& ledger, std::int64_t age_ms);
/// Does this sale have an entry on the staff's list?
bool has_open_items(const SaleEntry& sale);

/// The receiver's data may still be needed: an order without a mark is found by the phone, and the module wants the payer's phone.
bool needs_receiver(const SaleEntry& sale);

} // namespace engine
