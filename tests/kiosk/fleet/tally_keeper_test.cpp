// The counters go on over restarts, archives and damage, and never back.
#include "kiosk/fleet/health_service.h"
#include "kiosk/fleet/kept_text.h"
#include "rows.h"

#include <fstream>

namespace kiosk::fleet::test {
namespace {

using namespace engine;

struct TallyKeeperTest : Folder {
  Instant now{Millis{1'000'000}};

  void sell(SqliteJournal& journal, SaleId id) const {
    record::OrderIntent intent;
    intent.sale = id;
    intent.method = Method::later;
    append(journal, intent);
    append(journal, record::OrderCreated{.sale = id, .order_id = "o", .order_number = "n", .amount = {}});
    append(journal, record::ReceiptPrinted{.job = id, .sale = id, .order_id = "o"});
    append(journal, record::SaleClosed{.sale = id, .how = "done"});
  }
  std::int64_t ordered(TallyKeeper& keeper) const {
    while (keeper.read_on(now)) {}
    return keeper.tally() ? keeper.tally()->sales(Method::later, SaleOutcome::ordered) : -1;
  }
  std::filesystem::path file() const { return state() / "fleet.tally"; }
};

TEST_F(TallyKeeperTest, TellsNothingBeforeTheWholeJournalWasRead) {
  SqliteJournal journal(state());
  for (SaleId id = 1; id <= 100; ++id) sell(journal, id);
  TallyKeeper keeper(state());
  EXPECT_TRUE(keeper.read_on(now));
  EXPECT_EQ(keeper.tally(), nullptr);
  EXPECT_EQ(ordered(keeper), 100);
  sell(journal, 101);
  EXPECT_EQ(ordered(keeper), 101);
}

TEST_F(TallyKeeperTest, GoesOnAfterARestartAlsoWhenTheArchiveIsGone) {
  SqliteJournal journal(state());
  for (SaleId id = 1; id <= 10; ++id) sell(journal, id);
  {
    TallyKeeper keeper(state());
    EXPECT_EQ(ordered(keeper), 10);
    PrinterStatus printer;
    printer.health = Health::ok;
    printer.online = true;
    keeper.look_at_paper(printer); // paper that was there all the time is no new roll
    EXPECT_FALSE(keeper.tally()->slips_of_this_roll());
    printer.paper_out = true;
    keeper.look_at_paper(printer);
    printer.paper_out = false;
    printer.online = false;
    keeper.look_at_paper(printer);
    EXPECT_FALSE(keeper.tally()->slips_of_this_roll());
    printer.online = true;
    keeper.look_at_paper(printer);
    EXPECT_EQ(keeper.tally()->slips_of_this_roll(), 0);
  }
  journal.archive(20, [](const SqliteJournal::ArchivedRows& rows) {
    return to_row(
        record::JournalArchived{
            .first_seq = rows.first_seq, .last_seq = rows.last.seq, .hash = to_hex(rows.last.hash), .file = rows.file, .sold_labels = {}},
        WallTime{1});
  });
  std::filesystem::remove_all(state() / "archive");
  sell(journal, 11);
  TallyKeeper keeper(state());
  EXPECT_EQ(ordered(keeper), 11);
  EXPECT_EQ(keeper.tally()->slips_of_this_roll(), 1);
}

TEST_F(TallyKeeperTest, CountsAnewWhatIsDamagedOrOfAnotherJournal) {
  SqliteJournal journal(state());
  for (SaleId id = 1; id <= 3; ++id) sell(journal, id);
  {
    TallyKeeper keeper(state());
    EXPECT_EQ(ordered(keeper), 3);
  }
  const auto good = *kept_text(file());
  auto other = good;
  other.replace(other.find("\"hash\":\"") + 8, 4, other.substr(other.find("\"hash\":\"") + 8, 4) == "0000" ? "1111" : "0000");
  auto counts = other;
  counts.replace(counts.find("\"slips_printed\":3"), 17, "\"slips_printed\":9");
  ASSERT_TRUE(keep_text(file(), counts)); // whole, but the row that it stands for has another hash
  {
    TallyKeeper keeper(state());
    EXPECT_EQ(ordered(keeper), 3);
    EXPECT_EQ(keeper.tally()->slips_printed(), 3);
  }
  for (const std::string& damaged : {std::string{}, good, good + "\n", std::string(2 << 20, 'x')}) {
    std::ofstream(file(), std::ios::trunc) << damaged; // without its digest
    TallyKeeper keeper(state());
    EXPECT_EQ(ordered(keeper), 3);
  }
}

TEST_F(TallyKeeperTest, AJournalThatCannotBeReadIsTriedAgain) {
  TallyKeeper keeper(state());
  EXPECT_FALSE(keeper.read_on(now));
  EXPECT_FALSE(keeper.readable());
  EXPECT_EQ(keeper.tally(), nullptr);
  SqliteJournal journal(state());
  sell(journal, 1);
  EXPECT_EQ(ordered(keeper), 1);
  EXPECT_TRUE(keeper.readable());
}

TEST_F(TallyKeeperTest, KeptTextIsWholeOrNone) {
  std::filesystem::create_directories(state());
  EXPECT_FALSE(kept_text(file()));
  for (const std::string& text : {std::string{}, std::string{"a"}, std::string{"two\nlines\n"}, std::string(100'000, 'x')}) {
    ASSERT_TRUE(keep_text(file(), text));
    EXPECT_EQ(kept_text(file()), text);
  }
  ASSERT_TRUE(keep_text(file(), "12345 abc"));
  std::ifstream in(file(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    std::ofstream(file(), std::ios::trunc) << damaged;
    EXPECT_FALSE(kept_text(file())) << at;
    std::ofstream(file(), std::ios::trunc) << whole.substr(0, at);
    EXPECT_FALSE(kept_text(file())) << at;
  }
  EXPECT_EQ(std::filesystem::status(file()).permissions(), static_cast<std::filesystem::perms>(0600));
}

} // namespace
} // namespace kiosk::fleet::test
