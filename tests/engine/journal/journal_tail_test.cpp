// A reader behind the journal sees every row once, in order, over archives too, and holds nothing up.
#include "journal_folder.h"

#include "engine/journal/journal_tail.h"

#include <gmock/gmock.h>
#include <thread>

namespace engine::test {
namespace {

JournalRow archived_mark(const SqliteJournal::ArchivedRows& rows) {
  return row("journal_archived", R"({"last_seq":)" + std::to_string(rows.last.seq) + "}", "");
}

std::vector<std::int64_t> seqs(JournalTail& tail, std::int64_t after, std::size_t most) {
  std::vector<std::int64_t> found;
  for (const auto& one : tail.read(after, most)) found.push_back(one.row.seq);
  return found;
}

TEST(JournalTail, GivesTheRowsBehindOneAndNoMoreThanAskedFor) {
  const JournalFolder folder;
  folder.write(5);
  JournalTail tail(folder.state());
  EXPECT_THAT(seqs(tail, 0, 3), testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(seqs(tail, 3, 3), testing::ElementsAre(4, 5));
  EXPECT_THAT(seqs(tail, 5, 3), testing::IsEmpty());
  EXPECT_THAT(seqs(tail, 50, 3), testing::IsEmpty());
  EXPECT_EQ(tail.newest(), 5);
  const SqliteJournal journal(folder.state());
  EXPECT_EQ(tail.hash_of(5), journal.head().hash);
  EXPECT_FALSE(tail.hash_of(6));
  EXPECT_EQ(tail.read(4, 1).at(0).hash, journal.head().hash);
  EXPECT_EQ(tail.read(4, 1).at(0).row.body, R"({"amount":4})");
}

TEST(JournalTail, SeesEachRowOnceWhileTheJournalIsWritten) {
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  std::vector<std::int64_t> seen;
  std::thread reader([&] {
    JournalTail tail(folder.state());
    while (seen.empty() || seen.back() < 300)
      for (const auto& one : tail.read(seen.empty() ? 0 : seen.back(), 7)) seen.push_back(one.row.seq);
  });
  for (int i = 0; i < 150; ++i) {
    const std::array two{row("a", "{}"), row("b", "{}")};
    journal.append(two);
    if (i % 25 == 0) { // personal data is purged with a cut of the log, which a reader must not hold up for long
      journal.save_personal(i + 1, WallTime{1}, {"a", "b", "c", "d"});
      const auto before = std::chrono::steady_clock::now();
      journal.purge_personal(WallTime{2}, {});
      EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{1500} * KIOSK_TEST_PATIENCE);
    }
  }
  reader.join();
  ASSERT_EQ(seen.size(), 300U);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i) + 1);
}

TEST(JournalTail, GoesOnOverArchives) {
  const JournalFolder folder;
  folder.write(20);
  Digest eighth{};
  {
    SqliteJournal journal(folder.state());
    eighth = *JournalTail(folder.state()).hash_of(8);
    journal.archive(8, archived_mark);
    journal.archive(12, archived_mark);
  }
  JournalTail tail(folder.state());
  std::vector<std::int64_t> seen;
  for (std::int64_t after = 0;;) {
    const auto some = seqs(tail, after, 3);
    if (some.empty()) break;
    seen.insert(seen.end(), some.begin(), some.end());
    after = some.back();
  }
  ASSERT_EQ(seen.size(), 22U);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(tail.hash_of(8), eighth);
  EXPECT_TRUE(tail.hash_of(3));
}

TEST(JournalTail, ArchiveThatIsGoneIsAGapThatShows) {
  const JournalFolder folder;
  folder.write(20);
  { SqliteJournal(folder.state()).archive(8, archived_mark); }
  std::filesystem::remove_all(folder.state() / "archive");
  JournalTail tail(folder.state());
  EXPECT_THAT(seqs(tail, 0, 2), testing::ElementsAre(9, 10));
  EXPECT_THAT(seqs(tail, 5, 2), testing::ElementsAre(9, 10));
  EXPECT_TRUE(tail.hash_of(8)); // the journal itself vouches for it
  EXPECT_FALSE(tail.hash_of(7));
}

TEST(JournalTail, AJournalKeepsItsNameAndOneThatIsBegunAnewHasAnother) {
  const JournalFolder folder, other;
  folder.write(1);
  JournalTail tail(folder.state());
  const auto name = tail.origin();
  ASSERT_TRUE(name);
  folder.write(19);
  EXPECT_EQ(tail.origin(), name);
  { SqliteJournal(folder.state()).archive(8, archived_mark); }
  EXPECT_EQ(tail.origin(), name) << "its first row is in the archive";
  const auto eighth = tail.hash_of(8);
  std::filesystem::remove_all(folder.state() / "archive");
  EXPECT_EQ(JournalTail(folder.state()).origin(), eighth) << "which is gone: the row that the journal vouches for";
  { SqliteJournal empty{other.state()}; }
  EXPECT_FALSE(JournalTail(other.state()).origin()) << "no row yet";
}

TEST(JournalTail, CanWriteNothingAndWaitsForAJournal) {
  const JournalFolder folder;
  JournalTail tail(folder.state());
  EXPECT_THROW(static_cast<void>(tail.read(0, 1)), JournalError);
  EXPECT_FALSE(std::filesystem::exists(folder.file("journal.db")));
  folder.write(1);
  EXPECT_THAT(seqs(tail, 0, 9), testing::ElementsAre(1));
  EXPECT_TRUE(verify_journal(folder.state()).sound());
}

} // namespace
} // namespace engine::test
