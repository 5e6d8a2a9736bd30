#include "kiosk/fleet/sales_tally.h"
#include "engine/sale/method.h"

#include "engine/base/log.h"
#include "engine/journal/event_chain.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

namespace kiosk::fleet {
namespace {

using namespace engine;
namespace json = boost::json;

/// The others are not even parsed.
constexpr std::array<std::string_view, 17> counted{"order_intent", "order_created", "order_refused", "order_abandoned", "order_kept",
                                                   "due_known",    "pay_intent",    "card_paid",     "pay_refused",     "note_stacked",
                                                   "note_orphan",  "encashment",    "claim_issued",  "receipt_printed", "print_failed",
                                                   "sale_closed",  "pay_unknown"};

constexpr int text_format = 1;

template <class... Calls> struct Overloaded : Calls... { using Calls::operator()...; };

} // namespace

void SalesTally::take(const JournalRow& row, const Digest& hash) {
  seq_ = row.seq;
  hash_ = hash;
  if (std::ranges::find(counted, row.kind) == counted.end()) return;
  const auto record = from_row(row);
  if (record) apply(*record);
  else spdlog::warn("metrics: {}", record.error());
}

void SalesTally::apply(const Record& any) {
  const auto with = [this](SaleId id, auto call) {
    if (const auto it = open_.find(id); it != open_.end()) call(it->second);
  };
  const auto set = [&](SaleId id, bool Sale::*what) { with(id, [what](Sale& s) { s.*what = true; }); };
  std::visit(Overloaded{[&](const record::OrderIntent& r) { open_[r.sale] = Sale{.method = r.method, .to_pay = r.amount, .inserted = {}}; },
                        [&](const record::OrderCreated& r) { set(r.sale, &Sale::ordered); },
                        [&](const record::OrderRefused& r) { set(r.sale, &Sale::refused); },
                        [&](const record::OrderAbandoned& r) { set(r.sale, &Sale::abandoned); },
                        [&](const record::OrderKept& r) { set(r.sale, &Sale::kept); },
                        [&](const record::DueKnown& r) { with(r.sale, [&](Sale& s) { s.to_pay = r.amount; }); },
                        [&](const record::PayIntent& r) { set(r.sale, &Sale::asked); },
                        [&](const record::PayUnknown& r) { set(r.sale, &Sale::asked); },
                        [&](const record::PayRefused& r) { with(r.sale, [](Sale& s) { s.asked = false; }); },
                        [&](const record::CardPaid& r) {
                          set(r.sale, &Sale::paid);
                          const auto late = unknown_.find(r.sale);
                          if (late == unknown_.end()) return;
                          count(Method::card, SaleOutcome::paid_late, late->second);
                          unknown_.erase(late);
                        },
                        [&](const record::NoteStacked& r) {
                          cassette_.insert(r.note_id);
                          with(r.sale, [&](Sale& s) { s.inserted += r.amount; });
                        },
                        [&](const record::NoteOrphan& r) { cassette_.insert(r.note_id); },
                        [&](const record::Encashment& r) { cassette_.erase(cassette_.begin(), cassette_.upper_bound(r.last_note)); },
                        [&](const record::ClaimIssued& r) { set(r.sale, &Sale::claim); },
                        [&](const record::ReceiptPrinted&) { ++slips_printed_; },
                        [&](const record::PrintFailed& r) {
                          ++slips_failed_;
                          if (r.partly) ++slips_printed_; // paper went
                        },
                        [&](const record::SaleClosed& r) { close(r.sale); }, [](const auto&) {}},
             any);
}

void SalesTally::count(Method method, SaleOutcome outcome, Money amount) {
  ++counts_[static_cast<std::size_t>(method)][static_cast<std::size_t>(outcome)];
  if (outcome == SaleOutcome::paid || outcome == SaleOutcome::paid_late) paid_[static_cast<std::size_t>(method)] += amount;
}

void SalesTally::close(SaleId id) {
  const auto it = open_.find(id);
  if (it == open_.end()) return;
  const auto s = it->second;
  open_.erase(it);
  const auto kind = engine::traits(s.method);
  const auto cash = s.to_pay.floor_to_som();
  if (s.kept) return count(Method::later, SaleOutcome::ordered, {});
  if (s.paid) return count(s.method, SaleOutcome::paid, s.to_pay);
  if (s.claim) return count(s.method, SaleOutcome::claim, {});
  if (s.asked) {
    unknown_.emplace(id, s.to_pay);
    if (unknown_.size() > most_remembered) unknown_.erase(unknown_.begin());
    return count(s.method, SaleOutcome::unknown, {});
  }
  if (kind.claim_can_follow && s.ordered && !s.abandoned && s.inserted >= cash) return count(s.method, SaleOutcome::paid, cash);
  if (s.refused) return count(s.method, SaleOutcome::refused, {});
  if (s.abandoned) return count(s.method, SaleOutcome::abandoned, {});
  if (!s.ordered) return count(s.method, SaleOutcome::unknown, {});
  count(s.method, kind.takes_money() ? SaleOutcome::abandoned : SaleOutcome::ordered, {});
}

std::string SalesTally::to_text() const {
  json::object o{
      {"format", text_format}, {"seq", seq_}, {"hash", to_hex(hash_)}, {"slips_printed", slips_printed_}, {"slips_failed", slips_failed_}};
  o["counts"] = json::value_from(counts_);
  o["paid"] = json::value_from(paid_);
  o["roll_from"] = json::value_from(roll_from_);
  o["cassette"] = json::value_from(cassette_);
  o["open"] = json::value_from(std::vector(open_.begin(), open_.end()));
  o["unknown"] = json::value_from(std::vector(unknown_.begin(), unknown_.end()));
  return json::serialize(o);
}

std::optional<SalesTally> SalesTally::from_text(const std::string& text) {
  try {
    const auto value = json::parse(text);
    const auto& o = value.as_object();
    const auto hash = digest_from_hex(o.at("hash").as_string());
    if (o.at("format").as_int64() != text_format || !hash) return std::nullopt;
    SalesTally t;
    t.seq_ = o.at("seq").as_int64();
    t.hash_ = *hash;
    t.slips_printed_ = o.at("slips_printed").as_int64();
    t.slips_failed_ = o.at("slips_failed").as_int64();
    t.counts_ = json::value_to<decltype(counts_)>(o.at("counts"));
    t.paid_ = json::value_to<decltype(paid_)>(o.at("paid"));
    t.roll_from_ = json::value_to<decltype(roll_from_)>(o.at("roll_from"));
    t.cassette_ = json::value_to<decltype(cassette_)>(o.at("cassette"));
    for (auto& [id, s] : json::value_to<std::vector<std::pair<SaleId, Sale>>>(o.at("open"))) t.open_.emplace(id, s);
    for (auto& [id, amount] : json::value_to<std::vector<std::pair<SaleId, Money>>>(o.at("unknown"))) t.unknown_.emplace(id, amount);
    return t;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

} // namespace kiosk::fleet
