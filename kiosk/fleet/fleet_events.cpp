#include "kiosk/fleet/fleet_events.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace kiosk::fleet {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 128; ///< of a member; ours are shorter

constexpr std::array told{std::to_array<ToldKind>({
    {"order_intent", "sale method registrar delivery amount delivery_fee use_cashback"},
    {"order_created", "sale order_number amount found"},
    {"order_refused", "sale why"},
    {"pay_refused", "sale why"},
    {"order_unknown", "sale"},
    {"order_unresolved", "sale"},
    {"order_unreadable", "sale"},
    {"order_kept", "sale"},
    {"fiscal_queued", "sale"},
    {"fiscal_unknown", "sale"},
    {"fiscal_unresolved", "sale"},
    {"fiscal_refused", "sale"},
    {"refund_refused", "sale"},
    {"refund_unknown", "sale"},
    {"store_receipt", "sale"},
    {"double_registration", "sale"},
    {"cash_seen_by_store", "sale"},
    {"order_abandoned", "sale order_number amount reason"},
    {"due_known", "sale amount cashback_used"},
    {"card_paid", "sale amount found"},
    {"pay_unknown", "sale amount"},
    {"pay_unresolved", "sale amount"},
    {"note_stacked", "sale note_id denomination amount"},
    {"note_returned", "sale note_id denomination amount"},
    {"note_unknown", "sale note_id denomination amount"},
    {"note_orphan", "sale note_id denomination amount"},
    {"note_settled", "note_id denomination amount"},
    {"cassette_removed", ""},
    {"fiscal_registered", "sale number amount"},
    {"refund_registered", "sale number amount"},
    {"receipt_printed", "sale slip"},
    {"print_failed", "sale slip partly"},
    {"voucher_issued", "sale amount"},
    {"voucher_settled", "sale amount"},
    {"claim_issued", "sale amount"},
    {"claim_settled", "sale amount"},
    {"sale_closed", "sale how"},
    {"encashment", "number amount notes"},
    {"kiosk_started", "version"},
    {"clock_jumped", "number expected_ms found_ms"},
})};

template <class Call> void each_word(std::string_view words, Call call) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    call(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

json::object members_of(const std::string& body, std::string_view members) {
  json::object data;
  json::error_code error;
  const auto parsed = json::parse(body, error);
  if (error || !parsed.is_object()) return data;
  each_word(members, [&](std::string_view name) {
    const auto* value = parsed.as_object().if_contains(json::string_view{name.data(), name.size()});
    if (!value || value->is_object() || (value->is_string() && value->as_string().size() > longest_text)) return;
    if (value->is_array() && name != "notes") return;
    data[json::string_view{name.data(), name.size()}] = *value;
  });
  return data;
}

} // namespace

std::span<const ToldKind> told_kinds() { return told; }

std::string event_id(std::int64_t seq, const engine::Digest& hash) { return fmt::format("{}-{}", seq, engine::to_hex(hash).substr(0, 16)); }

std::string journal_name(const engine::Digest& first) { return engine::to_hex(first).substr(0, 16); }

std::optional<std::string> event_message(const engine::TailRow& tail, std::int64_t from, std::int64_t missing_to,
                                         std::string_view journal) {
  const auto& row = tail.row;
  const auto kinds = told_kinds();
  const auto kind = std::ranges::find(kinds, row.kind, &ToldKind::kind);
  if (kind == kinds.end()) return std::nullopt;
  json::object message{{"v", 1}};
  if (!journal.empty()) message["journal"] = json::string_view{journal.data(), journal.size()};
  message["id"] = event_id(row.seq, tail.hash);
  message["seq"] = row.seq;
  message["from"] = from;
  if (missing_to > 0) message["missing"] = json::array{from, missing_to};
  message["at_ms"] = row.at_ms;
  message["kind"] = row.kind;
  message["data"] = members_of(row.body, kind->members);
  return json::serialize(message);
}

} // namespace kiosk::fleet
