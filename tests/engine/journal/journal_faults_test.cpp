// A disk that is full or fails: JournalError, nothing half-written, and the journal is sound afterwards.
#include "failing_vfs.h"
#include "journal_folder.h"

namespace engine::test {
namespace {

using Fault = FailingDisk::Fault;

std::vector<JournalRow> three_rows() {
  return {row("note_escrowed", R"({"amount":1})"), row("note_stack_intent", std::string(20'000, 'x')), row("note_stacked", "{}")};
}

/// Tries an append with the n-th disk operation failing, for every n that it has.
void try_every_operation(Fault fault) {
  int failures = 0;
  for (int n = 1;; ++n) {
    const FailingDisk disk;
    const JournalFolder folder;
    folder.write(2);
    const auto rows = three_rows();
    bool appended = false;
    {
      SqliteJournal journal(folder.state());
      FailingDisk::fail_from(n, fault);
      try {
        journal.append(rows);
        appended = true;
      } catch (const JournalError&) {
        EXPECT_EQ(journal.head().seq, 2) << "operation " << n;
      }
      const bool met = FailingDisk::failed();
      EXPECT_NE(met, appended) << "an error on the disk must not go unsaid, operation " << n;
      if (!met) {
        ASSERT_GT(failures, 0) << "the append has no disk operation that can fail";
        return;
      }
      ++failures;
      if (fault != Fault::full) {
        FailingDisk::mend();
        EXPECT_THROW(journal.append(rows), JournalError) << "in doubt until it is opened again, operation " << n;
        EXPECT_THROW(journal.read([](const JournalRow&) {}), JournalError);
        FailingDisk::fail_from(1, fault); // closing does not mend it either
      }
    }
    FailingDisk::mend();
    const auto report = verify_journal(folder.state());
    EXPECT_TRUE(report.sound()) << report.fault << ", operation " << n;
    EXPECT_TRUE(report.head.seq == 2 || report.head.seq == 5) << "all three rows or none, operation " << n;
    SqliteJournal again(folder.state());
    again.append(rows);
    EXPECT_EQ(all_rows(again).size(), static_cast<std::size_t>(report.head.seq) + 3);
  }
}

TEST(JournalFaults, io_error_at_every_operation_of_an_append) { try_every_operation(Fault::io_error); }
TEST(JournalFaults, torn_write_at_every_operation_of_an_append) { try_every_operation(Fault::torn_write); }
TEST(JournalFaults, full_disk_at_every_write_of_an_append) { try_every_operation(Fault::full); }

TEST(JournalFaults, full_disk_that_gets_room_again_goes_on_in_the_same_journal) {
  const FailingDisk disk;
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  const auto rows = three_rows();
  journal.append(rows);
  FailingDisk::fail_from(2, Fault::full);
  EXPECT_THROW(journal.append(rows), JournalError);
  EXPECT_THROW(journal.append(rows), JournalError);
  EXPECT_EQ(journal.head().seq, 3);
  EXPECT_EQ(all_rows(journal).size(), 3u);
  FailingDisk::mend();
  journal.append(rows);
  EXPECT_EQ(all_rows(journal).size(), 6u);
  EXPECT_TRUE(verify_journal(folder.state()).sound());
}

TEST(JournalFaults, another_programs_lock_is_an_error_that_passes) {
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  const auto rows = three_rows();
  {
    SQLite::Database other(folder.file("journal.db").string(), SQLite::OPEN_READWRITE);
    const SQLite::Transaction held(other, SQLite::TransactionBehavior::IMMEDIATE);
    EXPECT_THROW(journal.append(rows), JournalError);
  }
  journal.append(rows);
  EXPECT_EQ(all_rows(journal).size(), 3u);
}

TEST(JournalFaults, damage_met_while_running_stops_the_journal) {
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  const auto rows = three_rows();
  journal.append(rows);
  folder.forge("UPDATE events SET body = '{}' WHERE seq = 2");
  EXPECT_THROW(journal.read([](const JournalRow&) {}), JournalError);
  EXPECT_THROW(journal.append(rows), JournalError);
}

TEST(JournalFaults, personal_data_that_cannot_be_written_is_an_error_too) {
  const FailingDisk disk;
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  FailingDisk::fail_from(1, Fault::full);
  EXPECT_THROW(journal.save_personal(1, {1}, {"A", "B", "998991234567", ""}), JournalError);
  FailingDisk::mend();
  EXPECT_FALSE(journal.find_personal(1));
}

TEST(JournalFaults, a_disk_that_cannot_be_read_is_an_error_at_every_read_of_a_start) {
  const FailingDisk disk;
  const JournalFolder folder;
  folder.write(30);
  int refused = 0;
  for (int n = 1; n < 200; ++n) {
    FailingDisk::fail_from(n, Fault::unreadable);
    const auto refusal = folder.refusal();
    const bool met = FailingDisk::failed();
    FailingDisk::mend();
    if (!met) break;
    EXPECT_NE(refusal, "") << "read " << n;
    ++refused;
    EXPECT_EQ(verify_journal(folder.state()).head.seq, 30) << "nothing was changed, read " << n;
  }
  EXPECT_GT(refused, 3);
  SqliteJournal journal(folder.state());
  EXPECT_EQ(all_rows(journal).size(), 30u);
}

TEST(JournalFaults, a_read_that_fails_while_running_stops_the_journal_and_loses_nothing) {
  const FailingDisk disk;
  const JournalFolder folder;
  const auto rows = three_rows();
  {
    SqliteJournal journal(folder.state());
    const std::vector<JournalRow> many(2'000, row("note_stacked", std::string(2'000, 'x'))); // more than SQLite keeps in memory
    journal.append(many);
    FailingDisk::fail_from(1, Fault::unreadable);
    EXPECT_THROW(journal.read([](const JournalRow&) {}), JournalError);
    FailingDisk::mend();
    EXPECT_THROW(journal.append(rows), JournalError) << "in doubt until it is opened again";
  }
  EXPECT_TRUE(verify_journal(folder.state()).sound());
  SqliteJournal journal(folder.state());
  EXPECT_EQ(journal.head().seq, 2'000);
  journal.append(rows);
}

TEST(JournalFaults, a_journal_that_cannot_be_made_is_an_error) {
  const FailingDisk disk;
  for (int n = 1; n <= 4; ++n) {
    const JournalFolder folder;
    FailingDisk::fail_from(n, Fault::io_error);
    EXPECT_NE(folder.refusal(), "") << n;
    FailingDisk::mend();
    EXPECT_EQ(folder.refusal(), "") << "and it can be made afterwards, " << n;
  }
}

} // namespace
} // namespace engine::test
