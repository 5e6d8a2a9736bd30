#pragma once
// Compares the papers that come out whole with the truth: sums, fiscal sign and number, QR code, "follows", numbers that are worth
// money. Threading: one thread. Ownership: the world outlives it.
#include "tests/simulation/world.h"
#include <map>
#include <set>

namespace simulation {

class Papers {
public:
  explicit Papers(World& world) : w_{world} {}
  /// A row of the journal, as it is written or found: what the kiosk knows when it prints.
  void on_row(const engine::JournalRow& row);
  /// Says what is wrong with it; empty: nothing.
  [[nodiscard]] std::string fault_of(const PrinterEnd::Paper& paper);
  /// A whole receipt of the sale, with its order's number; `copy` says whether it must say COPY or must not.
  [[nodiscard]] bool receipt_out(engine::SaleId sale, const std::string& order_number, bool copy) const;

private:
  enum class Known { nothing, sign, no_sign };
  [[nodiscard]] std::string fault_of_receipt(const PrinterEnd::Paper& paper, engine::SaleId sale, bool copy);
  [[nodiscard]] std::string fault_of_fiscal_part(const PrinterEnd::Paper& paper, engine::SaleId sale, bool copy);
  [[nodiscard]] bool shows_qr(const PrinterEnd::Paper& paper, const std::string& url);

  World& w_;
  struct Registrars {
    Known module = Known::nothing, store = Known::nothing;
  };
  std::map<engine::SaleId, Registrars> known_; ///< of its registration, by the journal
  std::map<std::pair<engine::SaleId, bool>, std::vector<Registrars>>
      printed_as_; ///< receipts, or copies, that were begun: from the last one on paper
  std::string last_url_;
  std::vector<std::uint64_t> last_rows_; ///< of its QR code
};

} // namespace simulation
