// A journal that was damaged or tampered with is refused, and the words say where.
#include "journal_folder.h"

#include "engine/journal/event_chain.h"
#include "engine/journal/head_file.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

using ::testing::HasSubstr;

void expect_refused(const JournalFolder& folder, const std::string& words, const std::string& what = {}) {
  EXPECT_THAT(folder.refusal(), HasSubstr(words)) << what;
  const auto report = verify_journal(folder.state());
  EXPECT_FALSE(report.sound()) << what;
  EXPECT_THAT(report.fault, HasSubstr(words)) << what;
}

TEST(JournalDamage, every_byte_of_body_and_hash) {
  const JournalFolder folder;
  folder.write(3);
  const auto sound = folder.load("journal.db");
  ASSERT_EQ(folder.load("journal.db-wal"), "") << "closing wrote the log back";
  const std::string body = R"({"amount":1})";
  const auto at = sound.find(body);
  ASSERT_NE(at, std::string::npos);
  // The hash follows the body in the record of row 2.
  const auto damaged_rows_head = verify_journal(folder.state()).head;
  for (std::size_t i = at; i < at + body.size() + 32; ++i)
    for (const int mask : {0x01, 0x80}) {
      auto damaged = sound;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      folder.store("journal.db", damaged);
      expect_refused(folder, "row 2 ", "byte " + std::to_string(i - at));
    }
  folder.store("journal.db", sound);
  EXPECT_EQ(folder.refusal(), "");
  EXPECT_EQ(verify_journal(folder.state()).head.seq, damaged_rows_head.seq);
}

TEST(JournalDamage, no_byte_of_the_whole_file_makes_a_row_wrong_or_vanish_unnoticed) {
  const JournalFolder folder;
  folder.write(3);
  const auto sound = folder.load("journal.db");
  const auto head = verify_journal(folder.state()).head;
  // Bytes that SQLite itself never looks at may be anything; what is read must be either refused or exactly the journal.
  for (std::size_t i = 0; i < sound.size(); i += i < 100 || i > 4096 ? 7 : 61) {
    auto damaged = sound;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    folder.store("journal.db", damaged);
    std::filesystem::remove(folder.file("journal.db-wal"));
    std::filesystem::remove(folder.file("journal.db-shm"));
    const auto report = verify_journal(folder.state());
    if (report.sound()) {
      EXPECT_EQ(report.head.seq, head.seq) << "byte " << i;
      EXPECT_EQ(report.head.hash, head.hash) << "byte " << i;
    }
  }
}

TEST(JournalDamage, forged_rows) {
  struct Case {
    const char* sql;
    const char* words;
  };
  for (const auto& [sql, words] : std::initializer_list<Case>{
           {"UPDATE events SET body = '{}' WHERE seq = 3", "row 3 does not follow"},
           {"UPDATE events SET at_ms = at_ms + 1 WHERE seq = 1", "row 1 does not follow"},
           {"UPDATE events SET session = '2' WHERE seq = 5", "row 5 does not follow"},
           {"UPDATE events SET kind = 'note_returned' WHERE seq = 2", "row 2 does not follow"},
           {"UPDATE events SET hash = zeroblob(32) WHERE seq = 4", "row 4 does not follow"},
           {"UPDATE events SET hash = zeroblob(31) WHERE seq = 4", "row 4: hash"},
           {"DELETE FROM events WHERE seq = 2", "row 2 is missing"},
           {"DELETE FROM events WHERE seq IN (1, 2)", "rows 1 to 2 are missing"},
           {"DELETE FROM events WHERE seq = 5", "ends at row 4, but row 5 was on disk"},
           {"DELETE FROM events", "ends at row 0, but row 5 was on disk"},
           {"UPDATE events SET seq = 6 WHERE seq = 5", "row 5 is missing"},
           {"UPDATE events SET seq = 0 WHERE seq = 1", "row 0 stands where row 1 belongs"},
           {"UPDATE events SET seq = 10 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 10",
            "row 3 does not follow"},
           {"INSERT INTO events VALUES (6, 0, '', 'x', '', zeroblob(32))", "row 6 does not follow"},
           {"DROP TABLE events", "no such table"},
           {"PRAGMA user_version = 2", "no such table: archives"},
           {"PRAGMA user_version = 3", "its format is 3"},
           {"PRAGMA application_id = 1", "not a kiosk's journal"},
       }) {
    const JournalFolder folder;
    folder.write(5);
    folder.forge(sql);
    expect_refused(folder, words, sql);
  }
}

TEST(JournalDamage, a_whole_chain_written_anew_does_not_fit_the_head) {
  const JournalFolder real, forged;
  real.write(3);
  {
    SqliteJournal journal(forged.state());
    for (int i = 0; i < 4; ++i) {
      const auto one = row("note_stacked", R"({"amount":999})");
      journal.append({&one, 1});
    }
  }
  EXPECT_EQ(forged.refusal(), "");
  real.store("journal.db", forged.load("journal.db"));
  expect_refused(real, "row 3 is not the one that journal.head names");
}

TEST(JournalDamage, a_torn_tail_of_the_log_is_noticed_by_the_head) {
  const JournalFolder live, copy;
  SqliteJournal journal(live.state());
  for (int i = 0; i < 3; ++i) {
    const auto one = row("note_stacked", "{}");
    journal.append({&one, 1});
  }
  live.copy_to(copy);
  const auto wal = copy.load("journal.db-wal");
  ASSERT_GT(wal.size(), 4096u);
  // Cut, and damaged near its end: SQLite drops the last transaction and says nothing.
  for (const auto& damaged : {wal.substr(0, wal.size() - 1), wal.substr(0, wal.size() - 100), [&] {
                                auto w = wal;
                                w[w.size() - 50] = static_cast<char>(w[w.size() - 50] ^ 4);
                                return w;
                              }()}) {
    live.copy_to(copy);
    std::filesystem::remove(copy.file("journal.db-shm"));
    copy.store("journal.db-wal", damaged);
    expect_refused(copy, "ends at row 2, but row 3 was on disk");
  }
  // Without its log altogether.
  live.copy_to(copy);
  std::filesystem::remove(copy.file("journal.db-shm"));
  std::filesystem::remove(copy.file("journal.db-wal"));
  EXPECT_NE(copy.refusal(), "");
}

TEST(JournalDamage, a_journal_longer_than_its_head_is_sound) {
  const JournalFolder folder;
  folder.write(2);
  const auto old_head = folder.load("journal.head");
  folder.write(3);
  folder.store("journal.head", old_head); // the power went between the commits and the heads
  EXPECT_TRUE(verify_journal(folder.state()).sound());
  EXPECT_EQ(folder.refusal(), "");
  EXPECT_EQ(HeadFile::read(folder.file("journal.head"))->seq, 5) << "opening brings the head up to the journal";
}

TEST(JournalDamage, missing_and_foreign_files) {
  {
    const JournalFolder folder;
    folder.write(2);
    std::filesystem::remove(folder.file("journal.head"));
    expect_refused(folder, "journal.head is");
  }
  {
    const JournalFolder folder;
    folder.write(2);
    folder.store("journal.head", std::string(1024, 'x'));
    expect_refused(folder, "both slots are damaged");
  }
  {
    const JournalFolder folder;
    folder.write(2);
    std::filesystem::remove(folder.file("journal.db"));
    EXPECT_THAT(folder.refusal(), HasSubstr("is gone, but 2 rows"));
    EXPECT_FALSE(verify_journal(folder.state()).sound());
    EXPECT_FALSE(std::filesystem::exists(folder.file("journal.db"))) << "a refused journal is not begun anew";
  }
  {
    const JournalFolder folder;
    folder.write(2);
    folder.store("journal.db", "This is not a database, but it is long enough to be looked at as if it were one.");
    expect_refused(folder, "not a database");
  }
  {
    const JournalFolder folder;
    folder.write(2);
    folder.store("journal.db", "");
    EXPECT_NE(folder.refusal(), "");
  }
  {
    const JournalFolder folder;
    std::filesystem::create_directories(folder.file("journal.db"));
    EXPECT_NE(folder.refusal(), "") << "a folder in its place";
  }
}

TEST(JournalDamage, a_crash_while_the_journal_is_made_is_no_damage) {
  // Only the head; head and an empty database file.
  const JournalFolder folder;
  folder.write(0);
  std::filesystem::remove(folder.file("journal.db"));
  EXPECT_EQ(folder.refusal(), "");
  folder.store("journal.db", "");
  EXPECT_EQ(folder.refusal(), "");
  folder.write(1);
  EXPECT_TRUE(verify_journal(folder.state()).sound());
}

} // namespace
} // namespace engine::test
