// The runner and its journal: the head on the papers that leave the house, and the checkpoints that shorten a start.
#include "engine/ledger/ledger_codec.h"
#include "tests/engine/checkout/fake_ports.h"

#include <gmock/gmock.h>

namespace {

using namespace engine;
using namespace engine::test;

const Product bread = product(1, 5000);

std::string text_of(const Slip& slip) {
  std::string all;
  for (const auto& item : slip.items) {
    if (const auto* text = std::get_if<SlipText>(&item)) all += text->text + "\n";
    if (const auto* pair = std::get_if<SlipPair>(&item)) all += pair->left + " .. " + pair->right + "\n";
  }
  return all;
}

void sign_in_staff(RunnerDesk& d) {
  d.runner->send_secret(intent::StaffLogin{}, secret("4821"));
  take(d.pins).second(std::pair<std::string, std::string>{"Aysuliw", "technician"});
}

/// An order that is paid when the goods are handed over: four rows and nothing left to do.
void later_sale(RunnerDesk& d) {
  d.ordered(Method::later, bread);
  take(d.printer.jobs).reply(Done{});
  d.runner->send(intent::Finish{});
}

TEST(RunnerJournal, TheHeadIsOnTheZReportAsVerifyingPrintsIt) {
  RunnerDesk d;
  sign_in_staff(d);
  d.runner->send(intent::StaffCloseShift{});
  take(d.fiscal.closings)(ZReport{});
  ASSERT_EQ(d.journal.count("shift_report"), 1u);
  const auto seq = d.journal.head().seq; // with the row of the report itself
  const auto slip = text_of(take(d.printer.jobs).slip);
  EXPECT_THAT(slip, ::testing::ContainsRegex("Journal head\n[0-9]+ 0{64}\n"));
  EXPECT_THAT(slip, ::testing::HasSubstr("\n" + std::to_string(seq) + " 0000"));
}

TEST(RunnerJournal, TheHeadOnTheActCoversTheCollectionItself) {
  RunnerDesk d;
  d.cash.handler(NoteStacked{5'000, true});
  sign_in_staff(d);
  d.runner->send(intent::StaffEncash{"S-1"});
  ASSERT_EQ(d.journal.count("encashment"), 1u);
  const auto seq = d.journal.head().seq; // with the row of the collection, and the row that says that its act is printed
  EXPECT_THAT(text_of(take(d.printer.jobs).slip), ::testing::HasSubstr("Journal head\n" + std::to_string(seq) + " 0000"));
}

TEST(RunnerJournal, AClockThatJumpsBetweenTwoEventsIsARow) {
  RunnerDesk d;
  d.time.pass(Millis{600'000});
  d.runner->send(intent::Start{});
  EXPECT_EQ(d.journal.count("clock_jumped"), 0u);
  d.time.clock.unix_ms += 299'000; // corrected, as clocks are
  d.runner->send(intent::Cancel{});
  EXPECT_EQ(d.journal.count("clock_jumped"), 0u);
  d.time.clock.unix_ms += 10LL * 365 * 86'400'000;
  d.runner->send(intent::Start{});
  EXPECT_EQ(d.journal.count("clock_jumped"), 1u);
  d.time.clock.unix_ms -= 10LL * 365 * 86'400'000;
  d.runner->send(intent::Cancel{});
  EXPECT_EQ(d.journal.count("clock_jumped"), 2u);
  d.time.pass(Millis{86'400'000});
  d.runner->send(intent::Start{});
  EXPECT_EQ(d.journal.count("clock_jumped"), 2u) << "time that passes is no jump";
}

TEST(RunnerJournal, ACheckpointIsKeptOnlyWhileNobodyIsHereAndIsWhatTheRowsSay) {
  RunnerDesk d{6};
  EXPECT_TRUE(d.journal.checkpoints.empty());
  d.ordered(Method::later, bread);
  take(d.printer.jobs).reply(Done{});
  EXPECT_TRUE(d.journal.checkpoints.empty()) << "somebody stands here";
  d.runner->send(intent::Finish{});
  later_sale(d);
  ASSERT_FALSE(d.journal.checkpoints.empty());
  const auto kept = d.journal.checkpoints.back();
  Ledger ledger;
  for (const auto& row : d.journal.rows)
    if (row.seq <= kept.seq) apply(ledger, *from_row(row), row.at_ms);
  EXPECT_EQ(kept.state, encode_ledger(ledger)) << "what was in memory is what a restart reads";
  // A start from it, and the rows behind it.
  later_sale(d);
  const auto before = encode_ledger(d.runner->state().ledger);
  d.journal.rows.front().body = "{}"; // before the checkpoint: it is not folded again
  d.boot();
  Ledger again = *decode_ledger(before);
  apply(again, *from_row(d.journal.rows.back()), d.journal.rows.back().at_ms); // kiosk_started
  EXPECT_EQ(encode_ledger(d.runner->state().ledger), encode_ledger(again));
}

TEST(RunnerJournal, NoCheckpointIsKeptOfWhatIsNotOnDisk) {
  RunnerDesk d{1};
  later_sale(d);
  const auto kept = d.journal.checkpoints.size();
  EXPECT_GT(kept, 0u);
  d.journal.broken = true;
  EXPECT_THROW(d.cash.handler(NoteStacked{5'000, true}), JournalError);
  EXPECT_EQ(d.runner->state().ledger.last_note, 1) << "in memory there is a note that the disk does not know";
  d.journal.broken = false;
  d.time.pass(Millis{60'000});
  EXPECT_EQ(d.journal.checkpoints.size(), kept);
}

TEST(RunnerJournal, BytesThatAreNoLedgerAreNotUsed) {
  RunnerDesk d{6};
  later_sale(d);
  later_sale(d);
  const auto before = encode_ledger(d.runner->state().ledger);
  d.journal.checkpoints.push_back({d.journal.head().seq, ledger_format(), "no ledger"});
  d.boot();
  Ledger again = *decode_ledger(before);
  apply(again, *from_row(d.journal.rows.back()), d.journal.rows.back().at_ms);
  EXPECT_EQ(encode_ledger(d.runner->state().ledger), encode_ledger(again));
}

} // namespace
