// The journal as others rely on it (engine/journal/FORMAT.md): chain, files, read-back, one holder, personal data.
#include "journal_folder.h"

#include "engine/journal/event_chain.h"

#include <gmock/gmock.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace engine::test {
namespace {

using ::testing::HasSubstr;

/// The definition once more, written out by hand with another function of the library.
Digest hash_by_hand(const Digest& previous, const JournalRow& r) {
  std::string message(reinterpret_cast<const char*>(previous.data()), previous.size());
  message += std::to_string(r.seq) + "\n" + std::to_string(r.at_ms) + "\n" + r.session + "\n" + r.kind + "\n" + r.body;
  Digest digest{};
  ::SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data());
  return digest;
}

TEST(JournalChain, vectors_computed_outside) {
  // printf '\0...(32)1\n1700000000000\n1\norder_created\n{"order_id":"20"}' | sha256sum
  Digest zero{};
  const auto first = chain_hash(zero, {1, 1'700'000'000'000, "1", "order_created", R"({"order_id":"20"})"});
  EXPECT_EQ(to_hex(first), "653cfe541f28da1a1a3852897e18cc5814ce923184f84d1d34ec0c6e5d37abb7");
  const auto second = chain_hash(first, {2, -5, "", "note_stacked", "{\"text\":\"Nókis\"}"});
  EXPECT_EQ(to_hex(second), "495eea8f05b92627f471b20c997d373b587cf87c27aa6fc7b04c435e4793ff0d");
}

TEST(JournalChain, hex_both_ways) {
  Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<std::uint8_t>(i * 37);
  EXPECT_EQ(digest_from_hex(to_hex(digest)), digest);
  EXPECT_FALSE(digest_from_hex(to_hex(digest) + "0"));
  EXPECT_FALSE(digest_from_hex(to_hex(digest).substr(1)));
  auto upper = to_hex(digest);
  upper[3] = 'G';
  EXPECT_FALSE(digest_from_hex(upper));
}

TEST(Journal, begins_empty_and_private) {
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  EXPECT_EQ(journal.head().seq, 0);
  EXPECT_EQ(journal.head().hash, Digest{});
  EXPECT_TRUE(all_rows(journal).empty());
  const auto one = row("order_created", "{}");
  journal.append({&one, 1});
  const auto mode = [&](const std::filesystem::path& path) {
    struct stat s {};
    EXPECT_EQ(::stat(path.c_str(), &s), 0) << path;
    return s.st_mode & 0777;
  };
  EXPECT_EQ(mode(folder.state()), 0700u);
  for (const auto* name : {"journal.db", "journal.db-wal", "journal.db-shm", "journal.head", "lock"})
    EXPECT_EQ(mode(folder.file(name)), 0600u) << name;
}

TEST(Journal, keeps_every_byte_and_chains_by_the_written_definition) {
  const JournalFolder folder;
  const std::vector<JournalRow> rows{row("order_created", R"({"order_id":"20","amount":4200000})"), row("note_stacked", "", "", -1),
                                     row("x", std::string("nul\0inside", 10)), row("receipt_printed", "line\nfeed Nókis ’", "2", 0),
                                     row("big", std::string(300'000, 'b'))};
  Digest hash{};
  {
    SqliteJournal journal(folder.state());
    journal.append(std::span(rows).first(2));
    journal.append(std::span(rows).subspan(2));
    EXPECT_EQ(journal.head().seq, 5);
  }
  SqliteJournal again(folder.state());
  const auto read = all_rows(again);
  ASSERT_EQ(read.size(), rows.size());
  SQLite::Database db(folder.file("journal.db").string());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(read[i].seq, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(read[i].at_ms, rows[i].at_ms);
    EXPECT_EQ(read[i].session, rows[i].session);
    EXPECT_EQ(read[i].kind, rows[i].kind);
    EXPECT_EQ(read[i].body, rows[i].body);
    hash = hash_by_hand(hash, read[i]);
    SQLite::Statement stored(db, "SELECT hex(hash) FROM events WHERE seq = ?");
    stored.bind(1, read[i].seq);
    ASSERT_TRUE(stored.executeStep());
    std::string hex = stored.getColumn(0).getString();
    for (auto& c : hex) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(hex, to_hex(hash));
  }
  EXPECT_EQ(again.head().hash, hash);
  const auto report = verify_journal(folder.state());
  EXPECT_TRUE(report.sound()) << report.fault;
  EXPECT_EQ(report.head.seq, 5);
  EXPECT_EQ(report.head.hash, hash);
}

TEST(Journal, columns_are_the_ones_that_others_read) {
  const JournalFolder folder;
  folder.write(1);
  SQLite::Database db(folder.file("journal.db").string());
  std::string columns;
  SQLite::Statement info(db, "SELECT name || ' ' || type FROM pragma_table_info('events')");
  while (info.executeStep()) columns += info.getColumn(0).getString() + ";";
  EXPECT_EQ(columns, "seq INTEGER;at_ms INTEGER;session TEXT;kind TEXT;body TEXT;hash BLOB;");
}

TEST(Journal, is_on_disk_when_append_returns) {
  const JournalFolder folder, copy;
  SqliteJournal journal(folder.state());
  for (int i = 1; i <= 3; ++i) {
    const auto one = row("card_paid", "{}");
    journal.append({&one, 1});
    folder.copy_to(copy); // the process is still there: nothing was closed or checkpointed
    SqliteJournal survivor(copy.state());
    EXPECT_EQ(survivor.head().seq, i);
    EXPECT_EQ(survivor.head().hash, journal.head().hash);
  }
}

TEST(Journal, appending_goes_on_after_reopening) {
  const JournalFolder folder;
  folder.write(3);
  folder.write(2);
  SqliteJournal journal(folder.state());
  EXPECT_EQ(all_rows(journal).size(), 5u);
}

TEST(Journal, rows_are_only_ever_added) {
  const JournalFolder folder;
  folder.write(2);
  SQLite::Database db(folder.file("journal.db").string(), SQLite::OPEN_READWRITE);
  EXPECT_THROW(db.exec("UPDATE events SET body = '' WHERE seq = 1"), SQLite::Exception);
  EXPECT_THROW(db.exec("DELETE FROM events WHERE seq = 2"), SQLite::Exception);
}

TEST(Journal, refuses_rows_that_the_hash_could_not_tell_apart) {
  const JournalFolder folder;
  SqliteJournal journal(folder.state());
  for (const auto& bad : {row("", "{}"), row("a\nb", "{}"), row("a", "{}", "1\n2")})
    EXPECT_THROW(journal.append({&bad, 1}), std::invalid_argument);
  const std::vector<JournalRow> half{row("good", "{}"), row("", "{}")};
  EXPECT_THROW(journal.append(half), std::invalid_argument);
  journal.append({});
  EXPECT_EQ(journal.head().seq, 0);
  EXPECT_TRUE(all_rows(journal).empty());
}

TEST(Journal, second_opener_is_busy_in_this_process_and_in_another) {
  const JournalFolder folder;
  std::optional<SqliteJournal> journal(folder.state());
  EXPECT_THROW(SqliteJournal{folder.state()}, StateBusy);
  const auto child_sees_busy = [&] {
    const pid_t pid = ::fork();
    if (pid == 0) {
      int code = 9;
      try {
        const StateLock lock(folder.state());
        code = 0;
      } catch (const StateBusy&) {
        code = 3;
      } catch (...) {}
      ::_exit(code);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 3;
  };
  EXPECT_TRUE(child_sees_busy());
  EXPECT_TRUE(verify_journal(folder.state()).sound()) << "reading beside a running kiosk is allowed";
  journal.reset();
  EXPECT_FALSE(child_sees_busy());
  EXPECT_NO_THROW(SqliteJournal{folder.state()});
}

TEST(Journal, R30_personal_data_is_kept_apart_and_purged_from_the_files) {
  const JournalFolder folder;
  const std::string name = "Aysuliw-Unmistakable";
  {
    SqliteJournal journal(folder.state());
    journal.save_personal(1, {1000}, {name, "Q", "998991234567", "Nókis 12"});
    journal.save_personal(2, {2000}, {"B", "R", "998990000000", ""});
    journal.save_personal(2, {2000}, {"C", "R", "998990000000", ""});
    ASSERT_TRUE(journal.find_personal(1));
    EXPECT_EQ(journal.find_personal(1)->first_name, name);
    EXPECT_EQ(journal.find_personal(1)->last_name, "Q");
    EXPECT_EQ(journal.find_personal(1)->phone, "998991234567");
    EXPECT_EQ(journal.find_personal(1)->address, "Nókis 12");
    EXPECT_EQ(journal.find_personal(2)->first_name, "C");
    EXPECT_FALSE(journal.find_personal(3));
    EXPECT_EQ(journal.head().seq, 0);
    const auto held = [&] { return (folder.load("journal.db") + folder.load("journal.db-wal")).find(name) != std::string::npos; };
    ASSERT_TRUE(held());
    const std::int64_t still_needed[] = {1, 3};
    journal.purge_personal({2000}, still_needed);
    EXPECT_TRUE(journal.find_personal(1));
    EXPECT_TRUE(held());
    journal.purge_personal({2000}, {});
    EXPECT_FALSE(journal.find_personal(1));
    EXPECT_TRUE(journal.find_personal(2));
    EXPECT_FALSE(held()) << "the bytes must be gone from the disk, not only the row";
    journal.save_personal(1, {3000}, {name, "Q", "", ""});
    journal.save_personal(3, {3000}, {"D", "S", "", ""});
    journal.purge_personal_to(2, {});
    EXPECT_FALSE(journal.find_personal(1));
    EXPECT_FALSE(journal.find_personal(2));
    EXPECT_TRUE(journal.find_personal(3));
    EXPECT_FALSE(held());
  }
  EXPECT_TRUE(verify_journal(folder.state()).sound());
}

TEST(Journal, the_wall_clock_may_be_set_back) {
  const JournalFolder folder;
  constexpr std::int64_t now = 1'764'000'000'000, day = 86'400'000;
  {
    SqliteJournal journal(folder.state());
    for (const auto at : {now, now - day, now + 1, now - 2 * day}) {
      const auto one = row("note_stacked", "{}", "1", at);
      journal.append({&one, 1});
    }
    journal.save_personal(1, {now - 40 * day}, {"Old", "", "", ""});
    journal.save_personal(2, {now}, {"New", "", "", ""});
    journal.purge_personal({now - day - 30 * day}, {}); // thirty days by a clock that was set back
    EXPECT_FALSE(journal.find_personal(1));
    EXPECT_TRUE(journal.find_personal(2));
  }
  SqliteJournal journal(folder.state());
  const auto rows = all_rows(journal);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].at_ms, now - day);
  EXPECT_TRUE(verify_journal(folder.state()).sound());
}

TEST(Journal, R30_purging_leaves_the_chain_as_it_is) {
  const JournalFolder folder;
  folder.write(5);
  const auto head = verify_journal(folder.state()).head;
  {
    SqliteJournal journal(folder.state());
    journal.save_personal(1, {1000}, {"A", "B", "998991234567", ""});
    journal.purge_personal({2000}, {});
    EXPECT_FALSE(journal.find_personal(1));
    EXPECT_EQ(journal.head().hash, head.hash);
  }
  const auto after = verify_journal(folder.state());
  EXPECT_TRUE(after.sound()) << after.fault;
  EXPECT_EQ(after.head.seq, 5);
  EXPECT_EQ(after.head.hash, head.hash);
}

TEST(Journal, verify_changes_nothing_and_names_what_is_missing) {
  const JournalFolder folder;
  EXPECT_THAT(verify_journal(folder.state()).fault, HasSubstr("no such file"));
  EXPECT_FALSE(std::filesystem::exists(folder.state()));
  folder.write(2);
  const auto before = folder.load("journal.db");
  EXPECT_TRUE(verify_journal(folder.state()).sound());
  EXPECT_EQ(folder.load("journal.db"), before);
}

} // namespace
} // namespace engine::test
