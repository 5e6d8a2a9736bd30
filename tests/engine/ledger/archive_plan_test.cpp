// What may leave the journal, and that the kiosk knows afterwards all that it still needs.
#include "engine/ledger/archive.h"
#include "engine/ledger/ledger_codec.h"
#include "engine/ledger/recovery.h"
#include "tests/engine/checkout/desk.h"

#include <limits>
#include <random>

namespace engine::test {
namespace {

/// Rows in memory, of which the oldest can be taken away.
class Rows final : public JournalPort {
public:
  std::vector<JournalRow> rows;
  std::int64_t archived = 0;

  explicit Rows(const Desk& d) {
    for (std::size_t i = 0; i < d.journal.size(); ++i) {
      rows.push_back(to_row(d.journal[i], WallTime{d.times[i]}));
      rows.back().seq = static_cast<std::int64_t>(i) + 1;
    }
  }
  void append(std::span<const JournalRow> more) override {
    for (auto row : more) {
      row.seq = head().seq + 1;
      rows.push_back(row);
    }
  }
  void read(const std::function<void(const JournalRow&)>& each) override {
    for (const auto& row : rows)
      if (row.seq > archived) each(row);
  }
  Head head() const override { return {rows.empty() ? 0 : rows.back().seq, {}}; }
  void save_personal(std::int64_t, WallTime, const PersonalData&) override {}
  std::optional<PersonalData> find_personal(std::int64_t) override { return std::nullopt; }
  void purge_personal(WallTime, std::span<const std::int64_t>) override {}
  void purge_personal_to(std::int64_t, std::span<const std::int64_t>) override {}

  void archive(const ArchivePlan& plan) {
    const auto row = to_row(plan.note, WallTime{0});
    append({&row, 1});
    archived = plan.last_seq;
  }
  Ledger fold() {
    Ledger ledger;
    read([&](const JournalRow& row) { apply(ledger, *from_row(row), row.at_ms); });
    return ledger;
  }
};

constexpr std::int64_t far_ahead = 9'000'000'000'000;

/// Card, paid, receipt shown by the store, printed, cart cleared: nothing is left to do.
void finished_card_sale(Desk& d, std::vector<Product> goods = {product(1, 5'000)}) {
  d.ordered(Method::card, std::move(goods)).card_typed().code_typed_right().paid();
  d.fire(TimerKind::store_receipt);
  const auto find = *d.effect<effect::FindOrders>();
  StoreOrder order;
  order.id = d.state.ledger.sale(d.state.ledger.last_sale).order_id;
  order.online_payments.push_back({Money::som(5'000), "https://ofd.soliq.uz/check?t=1", ""});
  d.on(event::OrdersFound{find.ticket, find.sale, find.purpose, std::vector{order}});
  d.printed();
  d.ask(intent::Finish{});
  if (const auto* clear = d.behind<effect::ClearCart>()) d.on(event::CartClearAnswered{clear->sale, Done{}});
}

TEST(ArchivePlan, TakesWhatIsFinishedAndOlder) {
  Desk d;
  finished_card_sale(d);
  finished_card_sale(d);
  d.pass(Millis{86'400'000});
  const auto young = d.ctx.wall.unix_ms;
  finished_card_sale(d);
  Rows journal{d};
  const auto plan = plan_archive(journal, young);
  ASSERT_GT(plan.last_seq, 0);
  for (const auto& row : journal.rows) EXPECT_EQ(row.seq <= plan.last_seq, row.at_ms < young) << row.seq << ' ' << row.kind;
  EXPECT_EQ(plan_archive(journal, 0).last_seq, 0);
  EXPECT_LT(plan_archive(journal, far_ahead).last_seq, journal.head().seq) << "the chain goes on from a row that stays";
}

TEST(ArchivePlan, WhatIsOpenKeepsItselfAndWhatCameAfter) {
  Desk d;
  finished_card_sale(d);
  const auto finished = static_cast<std::int64_t>(d.journal.size());
  d.ordered(Method::cash, {product(1, 5'000)}).note(2'000);
  d.restart();
  auto cash = d.state.facts.cash;
  cash.settled = true;
  d.on(event::CashChanged{cash}).cash(ValidatorReady{});
  d.fire(TimerKind::background);
  ASSERT_EQ(d.written<record::ClaimIssued>().size(), 1u);
  finished_card_sale(d);
  Rows journal{d};
  const auto plan = plan_archive(journal, far_ahead);
  EXPECT_EQ(plan.last_seq, finished);
  EXPECT_FALSE(plan.kept_by.empty());
}

/// The order is told from an older order of the same goods only by the number of the older one.
TEST(ArchivePlan, R10_WhileAnOrderWithoutAMarkIsLookedForNothingGoes) {
  for (const bool marks : {true, false}) {
    Desk d;
    d.policy.order_mark = marks;
    finished_card_sale(d);
    const auto finished = static_cast<std::int64_t>(d.journal.size());
    d.to_payment({product(1, 5'000)}).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto create = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"timed out"}});
    Rows journal{d};
    const auto plan = plan_archive(journal, far_ahead);
    EXPECT_EQ(plan.last_seq, marks ? finished : 0);
    EXPECT_EQ(plan.kept_by, "sale 2");
    EXPECT_EQ(plan_archive(journal, 0).kept_by, "") << "nothing was old enough";
  }
}

TEST(ArchivePlan, NotesThatNobodyCollectedStay) {
  Desk d;
  finished_card_sale(d);
  const auto finished = static_cast<std::int64_t>(d.journal.size());
  d.cash(NoteStacked{5'000, true});
  const auto note = d.written<record::NoteOrphan>().front();
  d.journal.push_back(record::NoteSettled{note.note_id, note.denomination, note.amount, "A", "counted"});
  d.times.push_back(d.ctx.wall.unix_ms);
  d.restart();
  finished_card_sale(d);
  Rows journal{d};
  EXPECT_EQ(plan_archive(journal, far_ahead).last_seq, finished) << "it is settled, but still in the cassette";
}

TEST(ArchivePlan, WrongPinsCountUntilARightOneAndUntilTheyAreSettled) {
  Desk d;
  finished_card_sale(d);
  const auto wrong = [&d](int n) {
    for (int i = 0; i < n; ++i) {
      d.ask(intent::StaffLogin{});
      d.on(event::PinChecked{d.effect<effect::VerifyPin>()->ticket, std::nullopt});
    }
  };
  const auto left_of = [&d] {
    Rows rows{d};
    rows.archive(plan_archive(rows, far_ahead));
    return rows.fold();
  };
  wrong(5);
  finished_card_sale(d);
  EXPECT_EQ(left_of().door.wrong, 5) << "an archive opens no lock";
  EXPECT_TRUE(left_of().door_locked());
  d.fire(TimerKind::staff_lock).staff_in("technician").ask(intent::StaffLogout{});
  wrong(2);
  finished_card_sale(d);
  EXPECT_EQ(left_of().door.wrong, 2);
  ASSERT_EQ(left_of().door_tries.size(), 1u) << "what staff have not settled stays on their list";
  EXPECT_EQ(left_of().door_tries.begin()->second.wrong, 5);
  d.staff_in("technician").ask(intent::StaffSettle{fmt::format("door:{}", d.state.ledger.door_tries.begin()->first), "", "seen to"});
  finished_card_sale(d);
  EXPECT_TRUE(left_of().door_tries.empty());
  EXPECT_LT(left_of().sales.size(), 4u) << "and then it keeps nothing";
}

TEST(ArchivePlan, NumbersGoOnAndMarkingCodesStaySold) {
  Desk d;
  finished_card_sale(d);
  d.cash(NoteStacked{5'000, true});
  record::NoteSettled settled{1, 5'000, Money::som(5'000), "A", "counted"};
  record::Encashment act;
  act.number = 1;
  act.last_note = 1;
  for (const Record& r : {Record{settled}, Record{act}}) {
    d.journal.push_back(r);
    d.times.push_back(d.ctx.wall.unix_ms);
  }
  // A sale of a marked product, as its rows say it.
  auto intent = d.written<record::OrderIntent>().front();
  intent.sale = 2;
  intent.lines.front().labels = {"0104780000000007215abc"};
  for (const Record& r : {Record{intent}, Record{record::OrderCreated{2, "78", "№2", Money::som(5'000), false}},
                          Record{record::CardPaid{2, "78", "inv-2", Money::som(5'000), false}},
                          Record{record::StoreReceipt{2, "78", "https://ofd.soliq.uz/check?t=2"}}, Record{record::CartCleared{2}},
                          Record{record::SaleClosed{2, "done"}}}) {
    d.journal.push_back(r);
    d.times.push_back(d.ctx.wall.unix_ms);
  }
  d.restart();
  const auto old = static_cast<std::int64_t>(d.journal.size());
  d.cash(NoteStacked{1'000, true}); // the newest note stays, and what came after it
  finished_card_sale(d);
  Rows journal{d};
  const auto before = journal.fold();
  const auto plan = plan_archive(journal, far_ahead);
  ASSERT_EQ(plan.last_seq, old);
  journal.archive(plan);
  const auto after = journal.fold();
  EXPECT_FALSE(after.find(1));
  EXPECT_FALSE(after.find(2));
  EXPECT_EQ(after.last_sale, before.last_sale);
  EXPECT_EQ(after.last_note, before.last_note);
  EXPECT_EQ(after.last_fiscal_number, before.last_fiscal_number);
  EXPECT_EQ(after.last_job, before.last_job);
  EXPECT_EQ(after.last_payout, before.last_payout);
  EXPECT_EQ(after.last_encashment, before.last_encashment);
  EXPECT_EQ(after.encashed_to, before.encashed_to);
  EXPECT_EQ(after.sold_labels, before.sold_labels);
  EXPECT_TRUE(after.sold_labels.contains("0104780000000007215abc"));
  EXPECT_EQ(after.odd_notes, before.odd_notes);
  EXPECT_EQ(open_items(after, 0).size(), open_items(before, 0).size());
  // Archives a second time, over the row of the first archive.
  finished_card_sale(d);
  Rows longer = journal;
  const auto again = plan_archive(longer, far_ahead);
  EXPECT_GE(again.last_seq, plan.last_seq);
  longer.archive(again);
  EXPECT_TRUE(longer.fold().sold_labels.contains("0104780000000007215abc"));
  EXPECT_EQ(longer.fold().last_sale, before.last_sale);
}

/// Random purchases, restarts and notes: no archive takes an open thing with it, and no number is given twice.
TEST(ArchivePlan, NothingOpenEverLeaves) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random{seed};
    Desk d;
    for (int i = 0; i < 12; ++i) switch (random() % 6) {
      case 0:
      case 1: finished_card_sale(d); break;
      case 2: d.ordered(Method::later, {product(1, 5'000)}).printed().ask(intent::Finish{}); break;
      case 3: d.ordered(Method::cash, {product(1, 3'000)}).note(2'000).note(1'000).registered().printed().ask(intent::Finish{}); break;
      case 4: d.cash(NoteStacked{static_cast<std::int64_t>(1 + random() % 2) * 1'000, true}); break;
      case 5:
        d.ordered(Method::card, {product(1, 5'000)});
        d.restart();
        for (int j = 0; j < 3 && d.timers.contains(TimerKind::background); ++j) d.fire(TimerKind::background);
        break;
      }
    Rows journal{d};
    const auto before = journal.fold();
    const auto plan = plan_archive(journal, far_ahead);
    if (plan.last_seq == 0) continue;
    journal.archive(plan);
    const auto after = journal.fold();
    const auto ids = [](const std::vector<OpenItem>& items) {
      std::vector<std::string> found;
      for (const auto& item : items) found.push_back(item.id + item.number);
      return found;
    };
    ASSERT_EQ(ids(open_items(after, 0)), ids(open_items(before, 0))) << seed;
    ASSERT_EQ(after.last_sale, before.last_sale) << seed;
    ASSERT_EQ(after.last_note, before.last_note) << seed;
    ASSERT_EQ(after.last_payout, before.last_payout) << seed;
    for (const auto& [id, sale] : after.sales) {
      ASSERT_TRUE(before.find(id)) << seed << ": a sale that was never there";
      ASSERT_EQ(sale.at_ms, before.sale(id).at_ms) << seed << ": a sale without its beginning";
      ASSERT_EQ(sale.intent.lines, before.sale(id).intent.lines) << seed;
      ASSERT_EQ(sale.inserted, before.sale(id).inserted) << seed;
    }
    for (const auto& [id, note] : before.notes)
      ASSERT_TRUE(!note.in_cassette || after.notes.contains(id)) << seed << ": an uncollected note " << id;
  }
}

TEST(Recovery, ASaleWhoseIntentNoRowToldIsWorkedOff) {
  Rows journal{Desk{}};
  journal.rows = {to_row(record::OrderCreated{3, "2", "№0000002", Money::som(2'500), false}, WallTime{1}),
                  to_row(record::CardPaid{4, "5", "66aa", Money::som(2'500), false}, WallTime{2})};
  for (std::size_t i = 0; i < journal.rows.size(); ++i) journal.rows[i].seq = static_cast<std::int64_t>(i) + 1;
  Desk d;
  d.state.ledger = recover(journal).ledger;
  d.on(event::Started{});
  d.behind<effect::PrintSlip>();
  EXPECT_TRUE(d.state.ledger.sale(3).abandoned);
  EXPECT_TRUE(d.state.ledger.sale(4).paid());
  EXPECT_EQ(d.state.ledger.last_sale, 4) << "the next sale is the fifth";
  const auto items = open_items(d.state.ledger, 0);
  EXPECT_TRUE(std::ranges::any_of(items, [](const auto& item) { return item.sale == 4; }))
      << "money that nobody can explain is the staff's";
}

TEST(Recovery, ARowThatIsRefusedIsNamed) {
  const auto refusal = [](std::vector<JournalRow> rows) {
    Rows journal{Desk{}};
    journal.rows = std::move(rows);
    try {
      recover(journal);
    } catch (const JournalError& e) {
      return std::string{e.what()};
    }
    return std::string{"none"};
  };
  EXPECT_EQ(refusal({{.seq = 1, .at_ms = 1, .session = {}, .kind = "nobody", .body = "{}"}}),
            "journal row 1: the kind 'nobody' is not known to this version");
  EXPECT_TRUE(refusal({{.seq = 1, .at_ms = 1, .session = {}, .kind = "kiosk_started", .body = "[]"}})
                  .starts_with("journal row 1 (kiosk_started): "));
  // Sums that overflow are a row's fault as well.
  record::NoteStacked note{1, 1000, Money::tiyin(std::numeric_limits<std::int64_t>::max()), 1, {}, {}};
  auto first = to_row(note, WallTime{1});
  note.note_id = 2;
  auto second = to_row(note, WallTime{1});
  first.seq = 1;
  second.seq = 2;
  EXPECT_TRUE(refusal({first, second}).starts_with("journal row 2 (note_stacked): ")) << refusal({first, second});
}

} // namespace
} // namespace engine::test
