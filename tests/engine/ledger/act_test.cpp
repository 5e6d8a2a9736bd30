// The act of a collection: what it counts, and the journal's head on it.
#include "engine/base/local_time.h"
#include "engine/checkout/slips.h"
#include "tests/engine/checkout/desk.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

class SameWords final : public Words {
public:
  std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  std::string_view plural(Language, std::string_view one, std::string_view many, std::int64_t n) const override {
    return n == 1 ? one : many;
  }
};

std::string text_of(const Slip& slip) {
  std::string all;
  for (const auto& item : slip.items) {
    if (const auto* text = std::get_if<SlipText>(&item)) all += text->text + "\n";
    if (const auto* pair = std::get_if<SlipPair>(&item)) all += pair->left + " .. " + pair->right + "\n";
  }
  return all;
}

std::string act(const Desk& d, bool copy = false, std::int64_t number = 0) {
  const auto& acts = d.state.ledger.acts;
  return text_of(make_encashment_slip(number ? acts.at(number) : acts.rbegin()->second, SlipShop{}, SameWords{}, Language::en, d.ctx.wall,
                                      "17 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", copy));
}

void collect(Desk& d, std::int64_t number) {
  record::Encashment e;
  e.number = number;
  e.by = "Aysha";
  e.seal = "S1";
  e.last_note = d.state.ledger.last_note;
  for (const auto& [id, note] : d.state.ledger.notes)
    if (note.in_cassette && id > d.state.ledger.encashed_to) e.amount += note.amount();
  d.journal.push_back(e);
  d.times.push_back(d.ctx.wall.unix_ms);
  d.restart();
}

TEST(CollectionAct, CarriesTheJournalsHeadAndCountsTheNotesOfThisCollectionOnly) {
  Desk d;
  d.cash(NoteStacked{5'000, true}); // recovered, for no sale
  d.ordered(Method::cash, {product(1, 3'000)}).note(2'000).note(1'000).registered().printed();
  collect(d, 1);
  EXPECT_THAT(act(d), ::testing::HasSubstr("Journal head\n17 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Total .. 8 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 5 000.00"));
  // Nobody settled the odd note; it is in the first bag and not in the second.
  d.ordered(Method::cash, {product(1, 2'000)}).note(2'000).registered().printed();
  collect(d, 2);
  EXPECT_THAT(act(d), ::testing::HasSubstr("Total .. 2 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 0.00"));
}

// Lost between the row and the paper ------------------------------------------------------------------------------------------

/// A note in the box, and somebody who collects it.
effect::PrintEncashment encashed(Desk& d) {
  d.cash(NoteStacked{5'000, true});
  d.staff_in("collector").ask(intent::StaffEncash{"S-1"});
  EXPECT_TRUE(d.effect<effect::PrintEncashment>());
  return *d.effect<effect::PrintEncashment>();
}

std::vector<OpenItem> missing_acts(const Desk& d) {
  auto items = open_items(d.state.ledger, 0);
  std::erase_if(items, [](const auto& item) { return item.kind != OpenItem::Kind::act_unprinted; });
  return items;
}

TEST(CollectionActAgain, IsWhatWasCollectedThenMarkedAsACopy) {
  Desk d;
  d.cash(NoteStacked{5'000, true});
  d.ordered(Method::cash, {product(1, 3'000)}).note(2'000).note(1'000).registered().printed();
  collect(d, 1);
  auto first = act(d);
  EXPECT_THAT(first, ::testing::Not(::testing::HasSubstr("COPY")));
  // What happens later is on later acts: the odd note is settled, another comes, a bag more is collected.
  const auto odd = *d.state.ledger.odd_notes.begin();
  d.journal.push_back(record::NoteSettled{odd, 5'000, Money::som(5'000), "Aysha", "given back"});
  d.times.push_back(d.ctx.wall.unix_ms);
  d.restart();
  d.ctx.wall.unix_ms += 86'400'000;
  d.cash(NoteStacked{2'000, true});
  collect(d, 2);
  auto copy = act(d, true, 1);
  EXPECT_THAT(copy, ::testing::HasSubstr("COPY 1\nPrinted again " + format_slip_time(d.ctx.wall) + "\n"));
  copy.erase(copy.find("COPY"), copy.find('\n', copy.find("Printed again")) + 1 - copy.find("COPY"));
  EXPECT_EQ(copy, first);
  EXPECT_THAT(act(d, false, 2), ::testing::HasSubstr("Of it: for no sale .. 2 000.00"));
}

/// A note that was unknown at one collection and told of before the next is in the second bag, and said to be for no sale there.
TEST(CollectionActAgain, ANoteThatWasToldOfLateIsOnTheActOfItsBag) {
  Desk d;
  d.ordered(Method::cash, {product(8, 42'000)}).lost_note(20'000);
  collect(d, 1);
  EXPECT_THAT(act(d), ::testing::HasSubstr("Unknown, not counted .. 20 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 0.00"));
  d.cash(NoteStacked{20'000, true});
  ASSERT_EQ(d.written<record::NoteOrphan>().size(), 1U);
  EXPECT_EQ(d.state.ledger.uncollected.size(), 1U);
  d.staff_in("collector").ask(intent::StaffEncash{"S-2"});
  EXPECT_THAT(act(d), ::testing::HasSubstr("Total .. 20 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 20 000.00"));
  EXPECT_THAT(act(d, true, 1), ::testing::HasSubstr("Unknown, not counted .. 20 000.00")) << "as it was then";
}

/// The rows of a collection are one append: without all of them the notes count as in the box still.
TEST(CollectionActAgain, ItsRowsAreOneStep) {
  Desk d;
  encashed(d);
  const auto rows = d.journal.size();
  ASSERT_GE(rows, 3U);
  EXPECT_TRUE(std::holds_alternative<record::Encashment>(d.journal[rows - 3]));
  EXPECT_TRUE(std::holds_alternative<record::PrintIntent>(d.journal[rows - 2]));
  const auto* which = std::get_if<record::NumberedSlip>(&d.journal[rows - 1]);
  ASSERT_TRUE(which);
  EXPECT_EQ(which->number, 1);
  EXPECT_FALSE(which->copy);
  EXPECT_TRUE(missing_acts(d).empty()) << "it is being printed";
}

TEST(CollectionActAgain, StandsOnTheListUntilOneCameOut) {
  Desk d;
  encashed(d);
  d.restart(); // the power went before the printer had answered
  ASSERT_EQ(missing_acts(d).size(), 1U);
  EXPECT_EQ(missing_acts(d)[0].id, "act:1");
  EXPECT_EQ(missing_acts(d)[0].amount, Money::som(5'000));
  d.restart();
  EXPECT_EQ(missing_acts(d).size(), 1U);
  d.staff_in("collector");
  ASSERT_EQ(d.view().staff.acts.size(), 1U);
  EXPECT_TRUE(d.view().staff.acts[0].missing);
  d.ask(intent::StaffPrintAct{1});
  auto print = *d.effect<effect::PrintEncashment>();
  EXPECT_TRUE(print.copy);
  EXPECT_TRUE(missing_acts(d).empty());
  d.on(event::StaffPrinted{print.job, Unknown{"no paper"}});
  EXPECT_EQ(missing_acts(d).size(), 1U);
  d.ask(intent::StaffPrintAct{1});
  d.restart(); // the power goes in the copy too
  EXPECT_EQ(missing_acts(d).size(), 1U);
  d.staff_in("collector").ask(intent::StaffPrintAct{1});
  print = *d.effect<effect::PrintEncashment>();
  d.on(event::StaffPrinted{print.job, Done{}});
  EXPECT_TRUE(missing_acts(d).empty());
  d.on(event::StaffPrinted{print.job, Done{}}); // said twice
  d.restart();
  EXPECT_TRUE(missing_acts(d).empty());
}

TEST(CollectionActAgain, OneThatCameOutCanBeCopiedAndACopyThatFailsOpensNothing) {
  Desk d;
  const auto first = encashed(d);
  d.on(event::StaffPrinted{first.job, Done{}});
  EXPECT_TRUE(missing_acts(d).empty());
  d.ask(intent::StaffPrintAct{1});
  d.on(event::StaffPrinted{d.effect<effect::PrintEncashment>()->job, Refused{RefusalClass::unavailable, "", "no paper"}});
  EXPECT_TRUE(missing_acts(d).empty());
  d.ask(intent::StaffPrintAct{2});
  EXPECT_FALSE(d.effect<effect::PrintEncashment>());
  EXPECT_EQ(d.view().toast.kind, ToastKind::staff_failed);
}

TEST(CollectionActAgain, IsClosedByHandToo) {
  Desk d;
  encashed(d);
  d.restart();
  d.staff_in("collector").ask(intent::StaffSettle{"act:1", {}, "written by hand"});
  EXPECT_TRUE(missing_acts(d).empty());
  d.restart();
  EXPECT_TRUE(missing_acts(d).empty());
  d.staff_in("collector").ask(intent::StaffPrintAct{1}); // the act is printed
  EXPECT_TRUE(d.effect<effect::PrintEncashment>());
}

/// Journals of before have no row that says which act a job printed: nothing of years ago comes to the list, and all can be copied.
TEST(CollectionActAgain, ActsOfOlderJournalsAreNotListed) {
  Desk d;
  d.cash(NoteStacked{5'000, true});
  collect(d, 1);
  EXPECT_TRUE(missing_acts(d).empty());
  d.staff_in("collector").ask(intent::StaffPrintAct{1});
  EXPECT_TRUE(d.effect<effect::PrintEncashment>());
}

TEST(CollectionActAgain, TheNewestAndTheMissingStay) {
  Ledger ledger;
  for (std::int64_t number = 1; number <= 50; ++number) {
    record::Encashment row;
    row.number = number;
    apply(ledger, row, 1'000 * number);
    if (number != 3) continue;
    apply(ledger, record::PrintIntent{1, 0, SlipKind::copy}, 1'000 * number);
    apply(ledger, record::NumberedSlip{1, 0, 3, false}, 1'000 * number);
    apply(ledger, record::PrintFailed{1, 0, SlipKind::copy, true, "no paper"}, 1'000 * number);
  }
  EXPECT_EQ(ledger.acts.size(), Ledger::most_acts);
  EXPECT_TRUE(ledger.acts.contains(3));
  EXPECT_TRUE(ledger.acts.contains(50));
  EXPECT_TRUE(ledger.acts.contains(32));
}

// The report of a closed shift ----------------------------------------------------------------------------------------------------

std::vector<OpenItem> missing_reports(const Desk& d) {
  auto items = open_items(d.state.ledger, 0);
  std::erase_if(items, [](const auto& item) { return item.kind != OpenItem::Kind::report_unprinted; });
  return items;
}

ZReport shift_12() {
  ZReport report;
  report.number = 12;
  report.total_sale_cash = Money::som(3'000);
  return report;
}

Ticket asked_to_close(Desk& d) {
  d.staff_in("technician").ask(intent::StaffCloseShift{});
  const auto* close = d.effect<effect::CloseShift>();
  EXPECT_TRUE(close);
  return close ? close->ticket : 0;
}

effect::PrintShiftReport closed(Desk& d) {
  d.on(event::ShiftAnswered{asked_to_close(d), "close_shift", shift_12()});
  const auto* print = d.effect<effect::PrintShiftReport>();
  EXPECT_TRUE(print);
  return print ? *print : effect::PrintShiftReport{};
}

TEST(ZReportSlip, IsAJobWithTheModulesAnswerInOneStep) {
  Desk d;
  const auto print = closed(d);
  EXPECT_TRUE(print.closed);
  EXPECT_FALSE(print.copy);
  const auto rows = d.journal.size();
  ASSERT_GE(rows, 2U);
  EXPECT_TRUE(std::holds_alternative<record::PrintIntent>(d.journal[rows - 2]));
  const auto* report = std::get_if<record::ShiftReport>(&d.journal[rows - 1]);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->report.total_sale_cash, Money::som(3'000));
  EXPECT_TRUE(missing_reports(d).empty()) << "it is being printed";
  d.on(event::StaffPrinted{print.job, Done{}});
  EXPECT_EQ(d.written<record::ReceiptPrinted>().size(), 1U);
  d.restart();
  EXPECT_TRUE(missing_reports(d).empty());
}

TEST(ZReportSlip, StandsOnTheListUntilOneCameOut) {
  Desk d;
  const auto first = closed(d).job;
  d.restart(); // the power went before the printer had answered
  ASSERT_EQ(missing_reports(d).size(), 1U);
  EXPECT_EQ(missing_reports(d)[0].id, "z:" + std::to_string(first));
  EXPECT_EQ(missing_reports(d)[0].number, "12");
  d.staff_in("technician").ask(intent::StaffPrintReport{first});
  auto print = *d.effect<effect::PrintShiftReport>();
  EXPECT_TRUE(print.copy);
  EXPECT_EQ(print.report.total_sale_cash, Money::som(3'000)) << "the shift's own sums, whatever the module counts now";
  EXPECT_TRUE(missing_reports(d).empty());
  d.ask(intent::StaffPrintReport{first});
  EXPECT_FALSE(d.effect<effect::PrintShiftReport>()) << "it is being printed";
  d.on(event::StaffPrinted{print.job, Refused{RefusalClass::unavailable, "", "no paper"}});
  EXPECT_EQ(missing_reports(d).size(), 1U);
  d.ask(intent::StaffPrintReport{first});
  print = *d.effect<effect::PrintShiftReport>();
  d.on(event::StaffPrinted{print.job, Done{}});
  EXPECT_TRUE(missing_reports(d).empty());
  d.ask(intent::StaffPrintReport{first});
  EXPECT_FALSE(d.effect<effect::PrintShiftReport>());
  EXPECT_EQ(d.view().toast.kind, ToastKind::staff_failed);
  d.restart();
  EXPECT_TRUE(missing_reports(d).empty());
}

TEST(ZReportSlip, ComesOutThoughWhoeverAskedHasGone) {
  Desk d;
  const auto ticket = asked_to_close(d);
  d.ask(intent::StaffLogout{});
  d.on(event::ShiftAnswered{ticket, "close_shift", shift_12()});
  ASSERT_TRUE(d.effect<effect::PrintShiftReport>());
  d.on(event::ShiftAnswered{ticket, "close_shift", shift_12()}); // said twice
  EXPECT_FALSE(d.effect<effect::PrintShiftReport>());
  EXPECT_EQ(d.written<record::ShiftReport>().size(), 1U);
}

TEST(ZReportSlip, ThatOfAnOpenShiftIsNotMissed) {
  Desk d;
  d.staff_in("technician").ask(intent::StaffXReport{});
  d.on(event::ShiftAnswered{d.effect<effect::XReport>()->ticket, "x_report", shift_12()});
  const auto* print = d.effect<effect::PrintShiftReport>();
  ASSERT_TRUE(print);
  EXPECT_FALSE(print->closed);
  d.on(event::StaffPrinted{print->job, Refused{RefusalClass::unavailable, "", "no paper"}});
  EXPECT_TRUE(missing_reports(d).empty()) << "staff ask for it again";
  EXPECT_EQ(d.written<record::PrintFailed>().size(), 1U);
}

TEST(ZReportSlip, IsClosedByHandToo) {
  Desk d;
  const auto first = closed(d).job;
  d.restart();
  d.staff_in("technician").ask(intent::StaffSettle{"z:" + std::to_string(first), {}, "the module printed its own"});
  EXPECT_TRUE(missing_reports(d).empty());
  d.restart();
  EXPECT_TRUE(missing_reports(d).empty());
}

} // namespace
} // namespace engine::test
