#include "engine/ledger/archive.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine {
namespace {

/// The rows of one thing that is archived whole or not at all.
struct Span {
  std::int64_t first = 0, last = 0;
  bool open = false;
};
using Spans = std::map<std::string, Span>;

Span& touch(Spans& spans, std::string name, std::int64_t seq) {
  auto& span = spans[std::move(name)];
  if (span.first == 0) span.first = seq;
  span.last = seq;
  return span;
}

std::string sale_name(SaleId id) { return fmt::format("sale {}", id); }
std::string note_name(NoteId id) { return fmt::format("note {}", id); }
std::string slip_name(std::int64_t job) { return fmt::format("slip {}", job); }
std::string act_name(std::int64_t number) { return fmt::format("act {}", number); }
std::string report_name(std::int64_t first) { return fmt::format("report of job {}", first); }
std::string payout_name(const std::string& number) { return fmt::format("payout {}", number); }

/// Names the things that the record belongs to.
void touch_all(Spans& spans, const Record& record, std::int64_t seq) {
  std::visit(
      [&](const auto& r) {
        if constexpr (requires { r.sale; })
          if (r.sale) touch(spans, sale_name(r.sale), seq);
        if constexpr (requires { r.note_id; }) touch(spans, note_name(r.note_id), seq);
        if constexpr (std::is_same_v<std::decay_t<decltype(r)>, record::Encashment>) touch(spans, act_name(r.number), seq);
        if constexpr (requires { r.first; }) touch(spans, report_name(r.first), seq);
        if constexpr (requires { r.job; }) touch(spans, slip_name(r.job), seq);
        if constexpr (requires { r.number.empty(); }) touch(spans, payout_name(r.number), seq);
      },
      record);
}

/// The tries at the staff door between two right PINs. They count until the next right PIN and, if they locked the door, until staff settle them.
class DoorSpans {
public:
  void touch_row(Spans& spans, const Ledger& ledger, const Record& record, std::int64_t seq) {
    const auto* action = std::get_if<record::StaffAction>(&record);
    const bool right = action && action->action == "login";
    if (std::holds_alternative<record::PinTry>(record) || std::holds_alternative<record::PinLockOver>(record) ||
        (action && action->action == "wrong_pin"))
      touch(spans, name(series_), seq);
    if (ledger.door.entry != 0) series_of_[ledger.door.entry] = series_;
    if (right) ++series_;
  }
  [[nodiscard]] std::vector<std::string> open(const Ledger& ledger) const {
    std::vector<std::string> names;
    if (ledger.door.wrong > 0) names.push_back(name(series_));
    for (const auto& [number, tries] : ledger.door_tries)
      if (const auto it = series_of_.find(number); it != series_of_.end()) names.push_back(name(it->second));
    return names;
  }

private:
  static std::string name(std::int64_t series) { return fmt::format("wrong PINs {}", series); }
  std::int64_t series_ = 1;
  std::map<std::int64_t, std::int64_t> series_of_;
};

void mark_open(Spans& spans, const Ledger& ledger) {
  const auto open = [&](const std::string& name) {
    if (const auto it = spans.find(name); it != spans.end()) it->second.open = true;
  };
  for (const auto id : ledger.unfinished) open(sale_name(id));
  for (const auto id : ledger.unasked) open(sale_name(id));
  for (const auto& number : ledger.unsettled) {
    open(payout_name(number));
    open(sale_name(ledger.payouts.at(number).sale));
  }
  for (const auto id : ledger.odd_notes) open(note_name(id));
  for (const auto& [id, note] : ledger.notes)
    if (note.open() || ledger.uncollected.contains(id)) open(note_name(id));
  for (const auto& [job, intent] : ledger.open_prints) open(slip_name(job));
  for (const auto& [number, act] : ledger.acts)
    if (act.missing) open(act_name(number));
  for (const auto& [first, report] : ledger.reports) open(report_name(first));
  // The validator may tell its last note again. The row that counted the note must still be there then.
  open(note_name(ledger.last_note));
}

/// A sale whose order is looked for by its goods, because it has no mark; 0: none. An earlier order of the same goods is told apart only by its
/// number, which an archive would take away.
SaleId looked_for_by_goods(const Ledger& ledger) {
  for (const auto id : ledger.unfinished) {
    const auto& sale = ledger.sale(id);
    const bool without_answer = sale.order == OrderState::intended || sale.order == OrderState::unknown;
    if (without_answer && sale.intent.mark.empty() && !sale.settled_by_hand("order")) return id;
  }
  return 0;
}

} // namespace

ArchivePlan plan_archive(JournalPort& journal, std::int64_t before_ms) {
  Ledger ledger;
  Spans spans;
  DoorSpans door;
  ArchivePlan plan;
  bool old = true;
  journal.read([&](const JournalRow& row) {
    const auto record = from_row(row);
    if (!record) throw JournalError(record.error());
    apply(ledger, *record, row.at_ms);
    touch_all(spans, *record, row.seq);
    door.touch_row(spans, ledger, *record, row.seq);
    old = old && row.at_ms < before_ms;
    if (old) plan.last_seq = row.seq;
  });
  plan.last_seq = std::min(plan.last_seq, journal.head().seq - 1); // one row stays, so that the chain goes on from it
  if (const auto sale = looked_for_by_goods(ledger); sale != 0 && plan.last_seq > 0) {
    plan.last_seq = 0;
    plan.kept_by = sale_name(sale);
  }
  mark_open(spans, ledger);
  for (const auto& name : door.open(ledger))
    if (const auto it = spans.find(name); it != spans.end()) it->second.open = true;
  // A thing that the limit would divide stays whole, so the limit moves down. That may divide another thing, so this goes on until nothing
  // changes.
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [name, span] : spans)
      if (span.first <= plan.last_seq && (span.open || span.last > plan.last_seq)) {
        plan.last_seq = span.first - 1;
        plan.kept_by = name;
        changed = true;
      }
  }
  auto labels = ledger.sold_labels; // the codes of sales that stay are in those sales' own rows
  for (const auto& [id, sale] : ledger.sales)
    if (const auto it = spans.find(sale_name(id)); it != spans.end() && it->second.first > plan.last_seq)
      for (const auto& line : sale.intent.lines)
        for (const auto& label : line.labels) labels.erase(label);
  plan.note = {.first_seq = 0,
               .last_seq = 0,
               .hash = {},
               .file = {},
               .last_sale = ledger.last_sale,
               .last_note = ledger.last_note,
               .last_fiscal_number = ledger.last_fiscal_number,
               .last_job = ledger.last_job,
               .last_payout = ledger.last_payout,
               .last_encashment = ledger.last_encashment,
               .encashed_to = ledger.encashed_to,
               .sold_labels = {labels.begin(), labels.end()}};
  return plan;
}

} // namespace engine
