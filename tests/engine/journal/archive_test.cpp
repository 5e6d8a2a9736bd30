// Old rows move to an archive: the chain holds over both, power cuts lose and double nothing, every damage is found.
#include "journal_folder.h"

#include "engine/journal/event_chain.h"
#include "tests/engine/base/faults.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace engine::test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

JournalRow mark(const SqliteJournal::ArchivedRows& rows) {
  return row("journal_archived", R"({"last_seq":)" + std::to_string(rows.last.seq) + "}", "");
}

fs::path archive_file(const JournalFolder& folder, std::int64_t first, std::int64_t last) {
  char name[64];
  std::snprintf(name, sizeof name, "archive/journal-%010lld-%010lld.db", static_cast<long long>(first), static_cast<long long>(last));
  return folder.state() / name;
}

/// The outside verifier's way (engine/journal/DATA_AT_REST.md, "Archives"): the archives that journal.db names, in order, then journal.db; from 32 zero
/// bytes on.
std::vector<JournalRow> read_from_outside(const JournalFolder& folder) {
  std::vector<std::string> files;
  SQLite::Database live(folder.file("journal.db").string());
  if (live.tableExists("archives")) {
    SQLite::Statement names(live, "SELECT file FROM archives ORDER BY first_seq");
    while (names.executeStep()) files.push_back((folder.state() / "archive" / names.getColumn(0).getString()).string());
  }
  files.push_back(folder.file("journal.db").string());
  std::vector<JournalRow> rows;
  Digest hash{};
  for (const auto& file : files) {
    SQLite::Database db(file);
    SQLite::Statement query(db, "SELECT seq, at_ms, session, kind, body, hash FROM events ORDER BY seq");
    while (query.executeStep()) {
      JournalRow r{query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), query.getColumn(2).getString(),
                   query.getColumn(3).getString(), query.getColumn(4).getString()};
      EXPECT_EQ(r.seq, static_cast<std::int64_t>(rows.size()) + 1) << file;
      hash = chain_hash(hash, r);
      EXPECT_EQ(std::string(static_cast<const char*>(query.getColumn(5).getBlob()), 32),
                std::string(reinterpret_cast<const char*>(hash.data()), 32))
          << r.seq;
      rows.push_back(std::move(r));
    }
  }
  return rows;
}

TEST(JournalArchive, the_chain_goes_on_over_archives_and_journal) {
  const JournalFolder folder;
  folder.write(20);
  {
    SqliteJournal journal(folder.state());
    journal.archive(8, mark);
    EXPECT_EQ(journal.head().seq, 21);
    EXPECT_EQ(journal.archived_to(), 8);
    const auto rows = all_rows(journal);
    ASSERT_EQ(rows.size(), 13u);
    EXPECT_EQ(rows.front().seq, 9);
    EXPECT_EQ(rows.back().kind, "journal_archived");
    journal.archive(15, mark);
    const auto one = row("note_stacked", "{}");
    journal.append({&one, 1});
  }
  folder.write(3);
  const auto report = verify_journal(folder.state());
  EXPECT_TRUE(report.sound()) << report.fault;
  EXPECT_EQ(report.archives, 2);
  EXPECT_EQ(report.archived_to, 15);
  EXPECT_EQ(report.head.seq, 26);
  EXPECT_EQ(read_from_outside(folder).size(), 26u);
  SqliteJournal journal(folder.state());
  EXPECT_EQ(all_rows(journal).size(), 11u);
}

TEST(JournalArchive, a_journal_that_was_never_archived_is_as_it_was) {
  const JournalFolder folder;
  folder.write(4);
  SQLite::Database db(folder.file("journal.db").string());
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 1);
  EXPECT_FALSE(db.tableExists("archives"));
  EXPECT_EQ(read_from_outside(folder).size(), 4u);
}

TEST(JournalArchive, rows_still_cannot_be_changed_or_removed) {
  const JournalFolder folder;
  folder.write(6);
  SqliteJournal(folder.state()).archive(3, mark);
  for (const auto& file : {folder.file("journal.db"), archive_file(folder, 1, 3)}) {
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
    EXPECT_THROW(db.exec("DELETE FROM events"), SQLite::Exception) << file;
    EXPECT_THROW(db.exec("UPDATE events SET body = ''"), SQLite::Exception) << file;
  }
}

TEST(JournalArchive, only_rows_that_are_there_and_not_the_head) {
  const JournalFolder folder;
  folder.write(5);
  SqliteJournal journal(folder.state());
  for (const std::int64_t bad : {0, 5, 6, -1}) EXPECT_THROW(journal.archive(bad, mark), std::invalid_argument) << bad;
  journal.archive(2, mark);
  EXPECT_THROW(journal.archive(2, mark), std::invalid_argument);
  EXPECT_EQ(journal.head().seq, 6);
}

TEST(JournalArchive, the_file_of_the_journal_shrinks) {
  const JournalFolder folder;
  {
    SqliteJournal journal(folder.state());
    const std::vector<JournalRow> many(2'000, row("note_stacked", std::string(400, 'x')));
    journal.append(many);
  }
  const auto before = fs::file_size(folder.file("journal.db"));
  SqliteJournal(folder.state()).archive(1'900, mark);
  EXPECT_LT(fs::file_size(folder.file("journal.db")), before / 5);
  EXPECT_EQ(read_from_outside(folder).size(), 2'001u);
}

TEST(JournalArchive, damage_to_either_side_is_found) {
  const JournalFolder sound;
  sound.write(12);
  SqliteJournal(sound.state()).archive(5, mark);
  struct Case {
    const char* sql;
    bool in_archive;
    const char* words;
  };
  for (const auto& [sql, in_archive, words] : std::initializer_list<Case>{
           {"UPDATE events SET body = '{}' WHERE seq = 3", true, "row 3 does not follow"},
           {"DELETE FROM events WHERE seq = 1", true, "row 1 is missing"},
           {"DELETE FROM events WHERE seq = 5", true, "ends at row 4 instead of 5"},
           {"UPDATE events SET at_ms = 1 WHERE seq = 5", true, "row 5 does not follow"},
           {"UPDATE events SET body = '{}' WHERE seq = 6", false, "row 6 does not follow"},
           {"DELETE FROM events WHERE seq = 6", false, "row 6 is missing"},
           {"DELETE FROM archives", false, "rows 1 to 5 are missing"},
           {"UPDATE archives SET last_hash = zeroblob(32)", false, "row 5 is not the one that was archived"},
           {"UPDATE archives SET last_seq = 4", false, "ends at row 5 instead of 4"},
           {"UPDATE archives SET first_seq = 2", false, "list of archives is wrong"},
           {"UPDATE archives SET file = '../journal.db'", false, "has a slash"},
           {"PRAGMA user_version = 1", false, "rows 1 to 5 are missing"},
       }) {
    const JournalFolder folder;
    fs::remove_all(folder.state());
    fs::copy(sound.state(), folder.state(), fs::copy_options::recursive);
    if (in_archive) {
      SQLite::Database db(archive_file(folder, 1, 5).string(), SQLite::OPEN_READWRITE);
      db.exec("DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted");
      db.exec(sql);
    } else {
      folder.forge(sql);
    }
    const auto report = verify_journal(folder.state());
    EXPECT_FALSE(report.sound()) << sql;
    EXPECT_THAT(report.fault, HasSubstr(words)) << sql;
  }
  const JournalFolder folder;
  fs::remove_all(folder.state());
  fs::copy(sound.state(), folder.state(), fs::copy_options::recursive);
  fs::remove(archive_file(folder, 1, 5));
  EXPECT_THAT(verify_journal(folder.state()).fault, HasSubstr("Put it back"));
  EXPECT_EQ(folder.refusal(), "") << "a kiosk goes on without its archives: they may be kept elsewhere";
}

TEST(JournalArchive, no_byte_of_an_archive_makes_a_row_wrong_or_vanish_unnoticed) {
  const JournalFolder folder;
  folder.write(12);
  SqliteJournal(folder.state()).archive(5, mark);
  const auto file = archive_file(folder, 1, 5);
  std::ifstream in(file, std::ios::binary);
  const std::string sound{std::istreambuf_iterator<char>(in), {}};
  int noticed = 0;
  for (std::size_t i = 0; i < sound.size(); i += 3) {
    auto damaged = sound;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << damaged;
    const auto report = verify_journal(folder.state());
    noticed += !report.sound();
    if (!report.sound()) continue;
    // Free space and the like: what is read is then still, row for row, the chain.
    EXPECT_EQ(report.head.seq, 13) << "byte " << i;
  }
  EXPECT_GT(noticed, 200);
}

TEST(JournalArchive, power_cut_at_every_step_loses_nothing_and_doubles_nothing) {
  const JournalFolder sound;
  sound.write(20);
  std::vector<JournalRow> before;
  {
    SqliteJournal journal(sound.state());
    before = all_rows(journal);
  }
  int cuts = 0;
  for (int n = 1; n <= 4; ++n)
    for (const char* moment : {"before", "after"}) {
      const JournalFolder folder;
      fs::remove_all(folder.state());
      fs::copy(sound.state(), folder.state(), fs::copy_options::recursive);
      const pid_t child = ::fork();
      if (child == 0) {
        arm_fault("archive:" + std::to_string(n) + ":" + moment);
        try {
          SqliteJournal(folder.state()).archive(11, mark);
        } catch (...) {}
        ::_exit(1);
      }
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      ASSERT_TRUE(WIFSIGNALED(status)) << "step " << n << " " << moment << " was not reached";
      ++cuts;
      const auto report = verify_journal(folder.state());
      EXPECT_TRUE(report.sound()) << n << moment << ": " << report.fault;
      auto rows = read_from_outside(folder);
      ASSERT_GE(rows.size(), before.size()) << n << moment;
      for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(rows[i].body, before[i].body) << n << moment;
      EXPECT_EQ(rows.size() - before.size(), report.archives) << "the mark stands there when the rows went, " << n << moment;
      // The journal is opened again, and the archiving that was begun can be finished.
      SqliteJournal journal(folder.state());
      if (report.archives == 0) journal.archive(12, mark);
      EXPECT_EQ(read_from_outside(folder).size(), before.size() + 1) << n << moment;
      EXPECT_TRUE(verify_journal(folder.state()).sound());
    }
  EXPECT_EQ(cuts, 8);
}

} // namespace
} // namespace engine::test
