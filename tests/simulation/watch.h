#pragma once
// Watches a run while it is played. It knows the simulators' truth and reports each fault at once: credit for a
// note that is not in the cassette, an acknowledgement before its row, a registration of goods that nobody paid for, a
// screen that says something untrue. Threading: one thread. Ownership: the world outlives it.
#include "tests/simulation/papers.h"
#include "tests/simulation/world.h"
#include <array>
#include <map>
#include <set>

namespace simulation {

class Watch {
public:
  explicit Watch(World& world);
  void on_rows(std::span<const engine::JournalRow> rows);
  /// A process reads its journal: takes rows that are new, and checks that every row that was written is there.
  void on_found(const engine::JournalRow& row);
  void on_journal_read(std::int64_t last);
  void on_view(const engine::View& view);
  /// Old personal data is gone, the rest is there (rules R30).
  void on_purged(engine::JournalPort& journal, const std::function<bool(engine::SaleId, engine::WallTime)>& is_old);
  /// A PIN is checked: right or wrong.
  void on_pin(bool right);
  /// The kiosk asks its validator to take these notes.
  void on_notes_asked(const std::vector<std::int64_t>& denominations);

  struct NoteTruth {
    Instant inserted{}; ///< names the note among the validator's
    std::int64_t denomination = 0;
  };
  std::map<engine::NoteId, NoteTruth> notes;             ///< by the kiosk's number
  std::map<std::int64_t, engine::SaleId> sale_of_number; ///< fiscal numbers of sales
  std::map<std::int64_t, engine::SaleId> refund_of_number;
  std::map<engine::SaleId, std::vector<std::int64_t>> orders; ///< the orders that the store has of each sale
  std::map<std::int64_t, engine::SaleId> sale_of_order;
  std::map<std::int64_t, std::int64_t> collected; ///< notes on all collection acts, by denomination
  std::map<std::string, engine::SaleId> payouts;  ///< vouchers and claims by number
  Papers papers;
  std::int64_t rows = 0;
  std::int64_t in_cassette_rows = 0;                   ///< note_stacked and note_orphan
  std::map<engine::SaleId, engine::WallTime> personal; ///< sales with personal data, and the time of the data
  std::set<std::string>
      numbers_typed; ///< numbers of claims and vouchers that staff typed rightly to pay them; the row may be found at the next start

  /// There is a whole paper with this text on it.
  [[nodiscard]] bool paper_with(const std::string& text) const;
  /// The number of whole receipts of a sale, without copies.
  [[nodiscard]] std::int64_t receipts_out(engine::SaleId sale) const;
  [[nodiscard]] const devices::sim::SimReceipt* receipt_of(engine::SaleId sale) const;
  /// The number under which a receipt was sent, also when it arrived damaged.
  [[nodiscard]] static std::int64_t number_of(const devices::sim::SimReceipt& r) { return r.sent_number != 0 ? r.sent_number : r.number; }
  /// Where a note really is, by the validator.
  enum class Fate { inside, stacked, given_back, stuck };
  [[nodiscard]] Fate fate_of(const NoteTruth& note) const;

private:
  bool stacked_instead(NoteTruth& note) const;
  void check_cash(const engine::View& view);
  void check_list(const engine::View& view);
  void check_methods(const engine::View& view);
  void check_done(const engine::View& view);
  void check_failed(const engine::View& view);
  void check_card(const engine::View& view);
  void check_refunds(engine::SaleId id);
  void check_registered(std::int64_t number, bool refund);
  void check_refund_slip(engine::SaleId id);
  void say(const std::string& what);

  World& w_;
  /// Since when a machine has been out of use. A break of three seconds between two looks begins it anew.
  struct Outage {
    std::optional<Instant> since;
    Instant looked{};
    Millis look(Instant now, bool out);
  };
  Outage no_printer_, no_validator_, no_module_;
  /// The credit of each sale by the rows on disk, each note once.
  std::map<engine::SaleId, std::map<engine::NoteId, engine::Money>> credit_;
  std::set<engine::NoteId> told_to_stack_;
  std::vector<std::size_t> row_digests_;                ///< of the rows that were written, by seq from 1
  std::map<engine::SaleId, std::int64_t> carts_before_; ///< how many carts the store had cleared when the order was made
  std::set<devices::ccnet::TypeMask> masks_asked_;
  std::int64_t wrong_pins_ = 0;          ///< since the last right PIN
  std::array<std::int64_t, 3> pauses_{}; ///< pauses of 5, 15, 60 minutes since the first wrong PIN
  Instant last_wrong_pin_{};
  std::set<std::string> paid_out_; ///< claims and vouchers, by number
  std::size_t receipts_seen_ = 0;
  engine::StageKind last_stage_ = engine::StageKind::attract;
};

} // namespace simulation
