#include "engine/ledger/records.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace engine {
namespace {

// In the order of the variant: a new record without a name does not compile (see the static_assert).
constexpr std::array<std::string_view, 58> kinds{"order_intent",      "order_created",       "order_refused",     "order_unknown",
                                                 "order_unresolved",  "order_abandoned",     "order_kept",        "due_known",
                                                 "invoice_created",   "pay_intent",          "card_paid",         "pay_refused",
                                                 "pay_unknown",       "pay_unresolved",      "note_escrowed",     "note_stack_intent",
                                                 "note_stacked",      "note_return_intent",  "note_returned",     "note_unknown",
                                                 "note_orphan",       "note_settled",        "cassette_removed",  "fiscal_intent",
                                                 "fiscal_registered", "fiscal_refused",      "fiscal_unknown",    "fiscal_queued",
                                                 "store_receipt",     "double_registration", "print_intent",      "receipt_printed",
                                                 "print_failed",      "voucher_issued",      "claim_issued",      "voucher_settled",
                                                 "claim_settled",     "refund_intent",       "refund_registered", "refund_refused",
                                                 "refund_unknown",    "cart_cleared",        "sale_closed",       "cash_seen_by_store",
                                                 "item_resolved",     "staff_action",        "encashment",        "kiosk_started",
                                                 "fiscal_unresolved", "journal_archived",    "order_unreadable",  "clock_jumped",
                                                 "numbered_slip",     "order_doubted",       "shift_report",      "fiscal_address_refused",
                                                 "pin_try",           "pin_lock_over"};
static_assert(kinds.size() == std::variant_size_v<Record>);

template <std::size_t I = 0> tl::expected<Record, std::string> parse_kind(std::string_view kind, const boost::json::value& body) {
  if constexpr (I < std::variant_size_v<Record>) {
    if (kinds[I] == kind) return Record{boost::json::value_to<std::variant_alternative_t<I, Record>>(body)};
    return parse_kind<I + 1>(kind, body);
  } else {
    return tl::unexpected(fmt::format("the kind '{}' is not known to this version", kind));
  }
}

} // namespace

std::string_view kind_of(const Record& record) { return kinds[record.index()]; }

SaleId sale_of(const Record& record) {
  return std::visit(
      [](const auto& r) -> SaleId {
        if constexpr (requires { r.sale; }) return r.sale;
        else return 0;
      },
      record);
}

JournalRow to_row(const Record& record, WallTime at) {
  const auto sale = sale_of(record);
  return {.seq = 0,
          .at_ms = at.unix_ms,
          .session = sale ? fmt::format("{}", sale) : std::string{},
          .kind = std::string{kind_of(record)},
          .body = std::visit([](const auto& r) { return boost::json::serialize(boost::json::value_from(r)); }, record)};
}

tl::expected<Record, std::string> from_row(const JournalRow& row) {
  try {
    auto record = parse_kind(row.kind, boost::json::parse(row.body));
    if (!record) return tl::unexpected(fmt::format("journal row {}: {}", row.seq, record.error()));
    return record;
  } catch (const std::exception& e) {
    return tl::unexpected(fmt::format("journal row {} ({}): {}", row.seq, row.kind, e.what()));
  }
}

} // namespace engine
