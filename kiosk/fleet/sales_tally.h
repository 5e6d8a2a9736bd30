#pragma once
// Sums over the journal's rows for the metrics: sales by method and outcome, slips, notes in the cassette. It is a fold of its own beside the ledger,
// because the ledger forgets old sales and these counters never go back. It is kept beside the journal with the row that it reaches.
//
// Threading: a plain value. Errors: a row that cannot be read is passed over: the journal itself refuses such rows where it matters.
#include "engine/ledger/records.h"
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace kiosk::fleet {

/// How a sale ended for the customer. `paid_late`: the sale had ended `unknown`, and its payment was found later. Such a sale counts once under each.
enum class SaleOutcome { paid, paid_late, ordered, claim, refused, abandoned, unknown };
BOOST_DESCRIBE_ENUM(SaleOutcome, paid, paid_late, ordered, claim, refused, abandoned, unknown)

class SalesTally {
public:
  static constexpr std::size_t methods = 3, outcomes = 7;
  static constexpr std::size_t most_remembered = 1000; ///< sales that ended unknown; beyond that the oldest are forgotten

  void take(const engine::JournalRow& row, const engine::Digest& hash);
  /// A new roll of paper was put in: slips from here on are counted apart.
  void new_roll() { roll_from_ = slips_printed_; }

  [[nodiscard]] std::int64_t sales(engine::Method method, SaleOutcome outcome) const {
    return counts_[static_cast<std::size_t>(method)][static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] engine::Money paid(engine::Method method) const { return paid_[static_cast<std::size_t>(method)]; }
  [[nodiscard]] std::int64_t slips_printed() const { return slips_printed_; }
  [[nodiscard]] std::int64_t slips_failed() const { return slips_failed_; }
  [[nodiscard]] std::optional<std::int64_t> slips_of_this_roll() const {
    return roll_from_ ? std::optional{slips_printed_ - *roll_from_} : std::nullopt;
  }
  [[nodiscard]] std::int64_t cassette_notes() const { return static_cast<std::int64_t>(cassette_.size()); }
  [[nodiscard]] std::int64_t seq() const { return seq_; }
  [[nodiscard]] const engine::Digest& hash() const { return hash_; } ///< hash of the row that the tally reaches

  [[nodiscard]] std::string to_text() const;
  static std::optional<SalesTally> from_text(const std::string& text);

private:
  struct Sale { ///< not closed yet
    engine::Method method = engine::Method::card;
    engine::Money to_pay, inserted;
    bool ordered = false, refused = false, paid = false, asked = false, kept = false, claim = false, abandoned = false;
    BOOST_DESCRIBE_CLASS(Sale, (), (method, to_pay, inserted, ordered, refused, paid, asked, kept, claim, abandoned), (), ())
  };
  void apply(const engine::Record& record);
  void close(engine::SaleId id);
  void count(engine::Method method, SaleOutcome outcome, engine::Money amount);

  std::int64_t seq_ = 0;
  engine::Digest hash_{};
  std::array<std::array<std::int64_t, outcomes>, methods> counts_{};
  std::array<engine::Money, methods> paid_{};
  std::int64_t slips_printed_ = 0, slips_failed_ = 0;
  std::optional<std::int64_t> roll_from_;
  std::set<engine::NoteId> cassette_;
  std::map<engine::SaleId, Sale> open_;
  std::map<engine::SaleId, engine::Money> unknown_; ///< sales that ended unknown, with the sum to pay by card
};

} // namespace kiosk::fleet
