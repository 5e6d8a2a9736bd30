// Every byte of the database and of its write-ahead log damaged in turn, and the log cut at every length: the journal is refused, or it
// is, row for row, what was acted upon.
#include "journal_folder.h"

#include "engine/journal/head_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace engine::test {
namespace {

/// Hundreds of thousands of files are written here: in memory, where there is such a place.
std::filesystem::path quick_place() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

constexpr std::size_t body_size = 250;

/// A folder as after a power cut, four rows in the database and four only in its log; or as an orderly stop leaves it, all in the database.
class Survivor {
public:
  explicit Survivor(bool stopped_in_order = false) {
    live_.write(4); // closing writes these back into the database
    if (stopped_in_order) {
      const std::vector<JournalRow> more(40, row("note_stacked", std::string(body_size, 'x')));
      SqliteJournal(live_.state()).append(more);
      head = verify_journal(live_.state()).head;
      live_.copy_to(copy);
      for (const char* name : {"journal.db", "journal.head"}) files[name] = copy.load(name);
      return;
    }
    SqliteJournal journal(live_.state());
    for (int i = 0; i < 4; ++i) {
      if (i == 2) head_of_six = live_.load("journal.head");
      const auto one = row("note_stacked", R"({"amount":)" + std::to_string(100 + i) + "}");
      journal.append({&one, 1});
      hashes.push_back(journal.head().hash);
      log_ends.push_back(live_.load("journal.db-wal").size());
    }
    head = journal.head();
    live_.copy_to(copy);
    for (const char* name : {"journal.db", "journal.db-wal", "journal.head"}) files[name] = copy.load(name);
  }
  void restore() const {
    for (const char* name : {"journal.db-shm", "journal.db-wal"}) std::filesystem::remove(copy.file(name));
    for (const auto& [name, bytes] : files) copy.store(name.c_str(), bytes);
  }
  void flip(const char* name, std::size_t at, int mask) const {
    restore();
    const int fd = ::open(copy.file(name).c_str(), O_RDWR | O_CLOEXEC);
    char byte = files.at(name)[at];
    byte = static_cast<char>(byte ^ mask);
    EXPECT_EQ(::pwrite(fd, &byte, 1, static_cast<off_t>(at)), 1);
    ::close(fd);
  }

  JournalFolder copy{quick_place()};
  JournalPort::Head head;
  std::vector<Digest> hashes;        ///< of the rows 5 to 8
  std::vector<std::size_t> log_ends; ///< where each of their transactions ends
  std::string head_of_six;           ///< journal.head as it was when six rows were written
  std::map<std::string, std::string> files;

private:
  JournalFolder live_{quick_place()};
};

/// How many flips were not noticed. After such a flip the chain that is read must be the chain that was written.
std::size_t flip_every_byte(const Survivor& s, const char* name) {
  const auto size = s.files.at(name).size();
  std::size_t harmless = 0;
  for (std::size_t at = 0; at < size; ++at) {
    const int mask = at % 2 ? 0x01 : 0x80;
    s.flip(name, at, mask);
    const auto report = verify_journal(s.copy.state());
    if (report.sound()) {
      ++harmless;
      EXPECT_TRUE(report.head.seq == s.head.seq && report.head.hash == s.head.hash) << name << " byte " << at;
    }
    if (at % 61 != 0) continue;
    // The kiosk itself comes to the same verdict, and goes on from the same row.
    s.flip(name, at, mask);
    try {
      SqliteJournal journal(s.copy.state());
      EXPECT_TRUE(journal.head().seq == s.head.seq && journal.head().hash == s.head.hash) << name << " byte " << at;
      EXPECT_TRUE(report.sound()) << name << " byte " << at << ": " << report.fault;
      const auto one = row("note_stacked", "{}");
      journal.append({&one, 1});
    } catch (const JournalError& e) {
      EXPECT_THAT(e.what(), ::testing::HasSubstr("journal")) << "it names the file";
    }
  }
  std::printf("%s: %zu bytes, each flipped; %zu mean nothing, the others are noticed\n", name, size, harmless);
  return harmless;
}

TEST(JournalBytes, every_byte_of_the_database) {
  const Survivor s(true);
  const auto harmless = flip_every_byte(s, "journal.db");
  EXPECT_GT(s.files.at("journal.db").size() - harmless, 40 * (body_size + 32)) << "every byte of a row and of its hash means something";
}

TEST(JournalBytes, every_byte_of_a_database_whose_pages_are_also_in_the_log) { flip_every_byte(Survivor(), "journal.db"); }

TEST(JournalBytes, every_byte_of_the_write_ahead_log) {
  EXPECT_EQ(flip_every_byte(Survivor(), "journal.db-wal"), 0u) << "each transaction is covered by its checksum";
}

TEST(JournalBytes, a_log_cut_at_any_length_is_repaired_only_when_nothing_behind_the_head_is_missing) {
  const Survivor s;
  const auto& log = s.files.at("journal.db-wal");
  std::size_t repaired = 0, refused = 0;
  for (const bool head_lags : {false, true})
    for (std::size_t length = 0; length <= log.size(); length += head_lags ? 3 : 1) {
      s.restore();
      s.copy.store("journal.db-wal", log.substr(0, length));
      if (head_lags) s.copy.store("journal.head", s.head_of_six);
      std::int64_t whole = 4; // rows whose transaction is in the log from end to end
      for (const auto end : s.log_ends) whole += end <= length;
      const std::int64_t acted_upon = head_lags ? 6 : 8;
      const auto report = verify_journal(s.copy.state());
      ASSERT_EQ(report.sound(), whole >= acted_upon) << length << ": " << report.fault;
      if (length % 53 != 0 && length + 60 < log.size()) continue;
      s.restore();
      s.copy.store("journal.db-wal", log.substr(0, length));
      if (head_lags) s.copy.store("journal.head", s.head_of_six);
      if (whole < acted_upon) {
        ASSERT_THAT(s.copy.refusal(), ::testing::HasSubstr("rows are missing")) << length;
        ++refused;
        continue;
      }
      SqliteJournal journal(s.copy.state());
      ASSERT_EQ(journal.head().seq, whole) << length;
      ASSERT_EQ(journal.head().hash, s.hashes[static_cast<std::size_t>(whole - 5)]) << length;
      const auto one = row("note_stacked", "{}");
      journal.append({&one, 1});
      ++repaired;
    }
  EXPECT_GT(repaired, 50u);
  EXPECT_GT(refused, 50u);
}

TEST(JournalBytes, every_byte_of_the_head) {
  const Survivor s;
  for (std::size_t at = 0; at < s.files.at("journal.head").size(); ++at) {
    s.flip("journal.head", at, 0x01);
    const auto report = verify_journal(s.copy.state());
    EXPECT_TRUE(report.sound()) << "the other slot knows the row before, and the journal reaches further: byte " << at << ", "
                                << report.fault;
    EXPECT_EQ(report.head.hash, s.head.hash);
  }
}

} // namespace
} // namespace engine::test
