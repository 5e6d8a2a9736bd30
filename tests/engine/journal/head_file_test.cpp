// journal.head: two self-checking slots.
#include "journal_folder.h"

#include "engine/journal/head_file.h"

namespace engine::test {
namespace {

JournalPort::Head head(std::int64_t seq) {
  JournalPort::Head h{seq, {}};
  h.hash.fill(static_cast<std::uint8_t>(seq));
  return h;
}

class HeadFileTest : public ::testing::Test {
protected:
  HeadFileTest() {
    std::filesystem::create_directory(folder.state());
    HeadFile::create(path);
  }
  [[nodiscard]] std::optional<std::int64_t> seq() const {
    const auto read = HeadFile::read(path);
    return read ? std::optional(read->seq) : std::nullopt;
  }
  JournalFolder folder;
  std::filesystem::path path = folder.file("journal.head");
};

TEST_F(HeadFileTest, new_file_says_nothing_was_written) {
  EXPECT_EQ(seq(), 0);
  EXPECT_EQ(std::filesystem::file_size(path), 1024u);
  EXPECT_EQ(HeadFile::read(folder.file("no-such-file")), std::nullopt);
}

TEST_F(HeadFileTest, the_newest_counts_over_many_writes_and_reopenings) {
  for (int i = 1; i <= 9; ++i) {
    HeadFile file;
    file.open(path);
    file.write(head(2 * i - 1));
    file.write(head(2 * i));
    EXPECT_EQ(HeadFile::read(path)->seq, 2 * i);
    EXPECT_EQ(HeadFile::read(path)->hash, head(2 * i).hash);
  }
  EXPECT_EQ(std::filesystem::file_size(path), 1024u);
}

TEST_F(HeadFileTest, damage_to_any_byte_of_one_slot_leaves_the_other) {
  {
    HeadFile file;
    file.open(path);
    file.write(head(7));
    file.write(head(8));
  }
  const auto sound = folder.load("journal.head");
  const auto newest_first = sound.find(" 8 ") < 512;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    auto damaged = sound;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    folder.store("journal.head", damaged);
    EXPECT_EQ(seq(), (i < 512) == newest_first ? 7 : 8) << "byte " << i;
  }
}

TEST_F(HeadFileTest, a_torn_write_is_followed_by_a_write_to_the_torn_slot) {
  {
    HeadFile file;
    file.open(path);
    file.write(head(7));
    file.write(head(8));
  }
  auto torn = folder.load("journal.head");
  torn.replace(torn.find(" 8 ") < 512 ? 0 : 512, 100, 100, '\0');
  folder.store("journal.head", torn);
  HeadFile file;
  file.open(path);
  file.write(head(9));
  EXPECT_EQ(seq(), 9);
  // 7 still stands in the other slot: had 9 been torn too, it would count.
  EXPECT_NE(folder.load("journal.head").find(" 7 "), std::string::npos);
}

TEST_F(HeadFileTest, two_damaged_slots_are_refused) {
  for (const auto& bytes : {std::string(), std::string(1024, '\0'), std::string("rubbish"), std::string(1024, ' ')}) {
    folder.store("journal.head", bytes);
    EXPECT_THROW(HeadFile::read(path), JournalError);
  }
}

} // namespace
} // namespace engine::test
