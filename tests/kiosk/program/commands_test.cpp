// The commands on a state directory, as a person types them.
#include "kiosk/program/commands.h"

#include "engine/journal/sqlite_journal.h"
#include "engine/ledger/recovery.h"

#include <gmock/gmock.h>
#include <stdlib.h>

namespace kiosk {
namespace {

using namespace engine;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class JournalCommands : public ::testing::Test {
protected:
  JournalCommands() {
    std::string pattern = (std::filesystem::temp_directory_path() / "commands-test-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    state = folder / "state";
    SqliteJournal journal(state);
    for (SaleId sale = 1; sale <= 6; ++sale) {
      record::OrderIntent intent;
      intent.sale = sale;
      intent.amount = Money::som(5'000);
      const WallTime at{1'760'000'000'000 + sale * 86'400'000}; // 2025-10-10 and the days after
      const std::vector<JournalRow> rows{to_row(record::KioskStarted{"0.1.0"}, at), to_row(intent, at),
                                         to_row(record::OrderRefused{sale, RefusalClass::service, "1", "no"}, at),
                                         to_row(record::SaleClosed{sale, "failed"}, at)};
      journal.append(rows);
    }
  }
  ~JournalCommands() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  /// Exit code, stdout, stderr.
  template <class Call> void run(Call call) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    code = call();
    std::fflush(nullptr);
    out = ::testing::internal::GetCapturedStdout();
    err = ::testing::internal::GetCapturedStderr();
  }
  void archive(const std::string& before) {
    run([&] { return archive_journal_command(state, before); });
  }
  void verify() {
    run([&] { return verify_journal_command(state); });
  }

  std::filesystem::path folder, state;
  int code = 0;
  std::string out, err;
};

TEST_F(JournalCommands, ArchiveMovesWhatIsOlderAndVerifyChecksBoth) {
  archive("2025-10-13");
  EXPECT_EQ(code, exit_ok) << err;
  EXPECT_THAT(out, HasSubstr("rows 1 to 12 are in "));
  verify();
  EXPECT_EQ(code, exit_ok) << err;
  EXPECT_THAT(out, StartsWith("25 "));
  EXPECT_THAT(out, HasSubstr("\narchives checked: 1, rows 1 to 12\n"));
  archive("2025-10-13");
  EXPECT_EQ(code, exit_ok);
  EXPECT_EQ(out, "nothing to archive\n");
  SqliteJournal journal(state);
  const auto found = recover(journal);
  EXPECT_EQ(found.ledger.last_sale, 6);
  EXPECT_FALSE(found.ledger.find(3));
  EXPECT_TRUE(found.ledger.find(4));
}

TEST_F(JournalCommands, ArchiveRefusesDaysThatAreNoneOrTooYoungAndFoldersWithoutAJournal) {
  for (const char* day : {"", "tomorrow", "2025-13-01", "2025-10-13x", "2999-01-01"}) {
    archive(day);
    EXPECT_EQ(code, exit_usage) << day;
    EXPECT_THAT(err, HasSubstr("--before")) << day;
  }
  run([&] { return archive_journal_command(folder / "nowhere", "2025-10-13"); });
  EXPECT_EQ(code, exit_usage);
  EXPECT_FALSE(std::filesystem::exists(folder / "nowhere"));
}

TEST_F(JournalCommands, ArchiveLeavesTheJournalOfARunningKioskAlone) {
  const SqliteJournal running(state);
  archive("2025-10-13");
  EXPECT_EQ(code, exit_state_busy);
  EXPECT_THAT(err, HasSubstr("another kiosk"));
  EXPECT_FALSE(std::filesystem::exists(state / "archive"));
}

TEST_F(JournalCommands, ArchiveOfADamagedJournalChangesNothing) {
  std::filesystem::remove(state / "journal.head");
  archive("2025-10-13");
  EXPECT_EQ(code, exit_journal);
  EXPECT_THAT(err, HasSubstr("journal.head"));
  EXPECT_FALSE(std::filesystem::exists(state / "archive"));
}

TEST_F(JournalCommands, VerifySaysWhatAMissingArchiveMeans) {
  archive("2025-10-13");
  std::filesystem::remove_all(state / "archive");
  verify();
  EXPECT_EQ(code, exit_journal);
  EXPECT_THAT(err, HasSubstr("rows 1 to 12"));
  EXPECT_THAT(err, HasSubstr("Put it back"));
}

} // namespace
} // namespace kiosk
