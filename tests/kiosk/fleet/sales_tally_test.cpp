// What the journal's rows add up to, row by row, and against the ledger.
#include "engine/ledger/ledger.h"
#include "kiosk/fleet/sales_tally.h"
#include "rows.h"
#include "tests/engine/ledger/random_record.h"

namespace kiosk::fleet::test {
namespace {

using namespace engine;

const Money sum = Money::tiyin(5'000'050); // a cash payer pays 50,000 so'm

struct Sum {
  Rows rows;
  SalesTally tally;
  void take(const Record& record) {
    const auto [row, hash] = rows.next(record);
    tally.take(row, hash);
  }
  void intent(SaleId id, Method method) {
    record::OrderIntent r;
    r.sale = id;
    r.method = method;
    r.amount = sum;
    take(r);
  }
  void created(SaleId id) { take(record::OrderCreated{.sale = id, .order_id = "o", .order_number = "n", .amount = sum}); }
  void stacked(SaleId id, NoteId note, std::int64_t som) {
    take(record::NoteStacked{.note_id = note, .denomination = som, .amount = Money::som(som), .sale = id, .order_id = {}, .why = {}});
  }
  void closed(SaleId id) { take(record::SaleClosed{.sale = id, .how = "done"}); }
  std::int64_t all() const {
    std::int64_t n = 0;
    for (std::size_t m = 0; m < SalesTally::methods; ++m)
      for (std::size_t o = 0; o < SalesTally::outcomes; ++o) n += tally.sales(static_cast<Method>(m), static_cast<SaleOutcome>(o));
    return n;
  }
  /// Exactly this one was counted.
  void expect(Method method, SaleOutcome outcome) const {
    EXPECT_EQ(tally.sales(method, outcome), 1);
    EXPECT_EQ(all(), 1);
  }
};

TEST(SalesTallyTest, EachEndOfASaleIsCountedOnceUnderItsMethod) {
  using Play = std::function<void(Sum&)>;
  const auto pay = [](Sum& s) {
    s.take(record::PayIntent{.sale = 1, .order_id = "o", .receipt_id = "r", .amount = sum, .last_four = "1234"});
  };
  const struct {
    Method method;
    SaleOutcome outcome;
    Play play;
    Money paid;
  } cases[]{
      {Method::card, SaleOutcome::paid,
       [&](Sum& s) { s.created(1), pay(s), s.take(record::CardPaid{.sale = 1, .order_id = {}, .receipt_id = {}, .amount = sum}); }, sum},
      {Method::card, SaleOutcome::unknown, [&](Sum& s) { s.created(1), pay(s); }, {}},
      {Method::card,
       SaleOutcome::abandoned,
       [&](Sum& s) { s.created(1), pay(s), s.take(record::PayRefused{.sale = 1, .order_id = {}, .code = {}, .text = {}}); },
       {}},
      {Method::card, SaleOutcome::refused, [&](Sum& s) { s.take(record::OrderRefused{.sale = 1, .code = {}, .text = {}}); }, {}},
      {Method::card, SaleOutcome::unknown, [&](Sum& s) { s.take(record::OrderUnknown{.sale = 1, .why = {}}); }, {}},
      {Method::cash, SaleOutcome::paid, [&](Sum& s) { s.created(1), s.stacked(1, 1, 20000), s.stacked(1, 2, 30000); }, Money::som(50000)},
      {Method::cash,
       SaleOutcome::abandoned,
       [&](Sum& s) {
         s.created(1), s.take(record::OrderAbandoned{.sale = 1, .order_id = {}, .order_number = {}, .amount = {}, .reason = {}});
       },
       {}},
      {Method::cash,
       SaleOutcome::claim,
       [&](Sum& s) {
         s.created(1), s.stacked(1, 1, 20000);
         s.take(record::ClaimIssued{.sale = 1, .order_id = {}, .number = "C", .amount = Money::som(20000), .by = {}, .reason = {}});
         s.take(record::OrderAbandoned{.sale = 1, .order_id = {}, .order_number = {}, .amount = {}, .reason = {}});
       },
       {}},
      {Method::cash, SaleOutcome::abandoned, [&](Sum& s) { s.created(1), s.stacked(1, 1, 20000); }, {}},
      {Method::later, SaleOutcome::ordered, [&](Sum& s) { s.created(1); }, {}},
  };
  for (const auto& c : cases) {
    Sum s;
    s.intent(1, c.method);
    c.play(s);
    EXPECT_EQ(s.all(), 0);
    s.closed(1);
    s.expect(c.method, c.outcome);
    EXPECT_EQ(s.tally.paid(c.method), c.paid);
    s.closed(1); // a second row of its end is nothing new
    s.expect(c.method, c.outcome);
  }
}

TEST(SalesTallyTest, OneThatIsKeptForLaterIsAnOrder) {
  Sum s;
  s.intent(1, Method::card);
  s.created(1);
  s.take(record::OrderKept{.sale = 1, .order_id = "o"});
  s.closed(1);
  s.expect(Method::later, SaleOutcome::ordered);
}

TEST(SalesTallyTest, APaymentThatIsFoundLaterIsCountedThen) {
  Sum s;
  s.intent(1, Method::card);
  s.created(1);
  s.take(record::PayIntent{.sale = 1, .order_id = "o", .receipt_id = "r", .amount = sum, .last_four = "1234"});
  s.closed(1);
  s.take(record::CardPaid{.sale = 1, .order_id = {}, .receipt_id = {}, .amount = sum, .found = true});
  s.take(record::CardPaid{.sale = 1, .order_id = {}, .receipt_id = {}, .amount = sum, .found = true});
  EXPECT_EQ(s.tally.sales(Method::card, SaleOutcome::unknown), 1);
  EXPECT_EQ(s.tally.sales(Method::card, SaleOutcome::paid_late), 1);
  EXPECT_EQ(s.tally.paid(Method::card), sum);
}

TEST(SalesTallyTest, SlipsAndRolls) {
  Sum s;
  EXPECT_FALSE(s.tally.slips_of_this_roll());
  s.take(record::ReceiptPrinted{.job = 1, .sale = 1, .order_id = {}});
  s.tally.new_roll();
  EXPECT_EQ(s.tally.slips_of_this_roll(), 0);
  s.take(record::ReceiptPrinted{.job = 2, .sale = 1, .order_id = {}});
  s.take(record::PrintFailed{.job = 3, .sale = 1, .partly = true, .why = {}});
  s.take(record::PrintFailed{.job = 4, .sale = 1, .partly = false, .why = {}});
  EXPECT_EQ(s.tally.slips_printed(), 3);
  EXPECT_EQ(s.tally.slips_failed(), 2);
  EXPECT_EQ(s.tally.slips_of_this_roll(), 2);
}

TEST(SalesTallyTest, TheCassetteIsTheLedgersWhateverTheJournalSays) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    engine::test::RandomRecord random{seed};
    Sum s;
    Ledger ledger;
    for (int i = 0; i < 300; ++i) {
      const auto record = random.next();
      apply(ledger, record, 1'790'000'000'000);
      s.take(record);
      // An orphan row may be the second of a note that was collected: the ledger knows that the note is in a bag; here it counts as in the cassette.
      ASSERT_GE(s.tally.cassette_notes(), static_cast<std::int64_t>(ledger.uncollected.size())) << seed;
    }
  }
}

TEST(SalesTallyTest, IsTheSameAfterItWasKeptAtAnyRow) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    engine::test::RandomRecord random{seed};
    Sum s;
    std::optional<SalesTally> kept;
    for (int i = 0; i < 200; ++i) {
      const auto [row, hash] = s.rows.next(random.next());
      s.tally.take(row, hash);
      if (kept) kept->take(row, hash);
      if (i % 17 == 0) s.tally.new_roll(), kept = SalesTally::from_text(s.tally.to_text());
      ASSERT_TRUE(kept);
      ASSERT_EQ(kept->to_text(), s.tally.to_text()) << seed << " " << i;
    }
  }
}

TEST(SalesTallyTest, TextThatIsNoTallyIsNone) {
  for (const char* text : {"", "{}", "[]", "1", R"({"format":2})", R"({"format":1,"seq":"1","hash":"00"})"})
    EXPECT_FALSE(SalesTally::from_text(text)) << text;
  const auto whole = SalesTally{}.to_text();
  EXPECT_TRUE(SalesTally::from_text(whole));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) EXPECT_FALSE(SalesTally::from_text(whole.substr(0, cut))) << cut;
}

TEST(SalesTallyTest, WhatCannotBeReadIsPassedOver) {
  Sum s;
  s.tally.take({.seq = 1, .at_ms = 0, .session = "1", .kind = "note_stacked", .body = "{"}, {});
  s.tally.take({.seq = 2, .at_ms = 0, .session = "1", .kind = "of a later version", .body = "{}"}, {});
  EXPECT_EQ(s.tally.seq(), 2);
  EXPECT_EQ(s.all(), 0);
}

} // namespace
} // namespace kiosk::fleet::test
