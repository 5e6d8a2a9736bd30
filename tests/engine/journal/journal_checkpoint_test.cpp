// journal.checkpoint: used only when every byte of it is right and its row is in the journal; otherwise it is as if there were none.
#include "journal_folder.h"

namespace engine::test {
namespace {

const std::string state_bytes = std::string("state\0of rows\n", 15) + std::string(500, 's');

std::optional<JournalPort::Checkpoint> load(const JournalFolder& folder, std::string_view format = "f1") {
  SqliteJournal journal(folder.state());
  return journal.load_checkpoint(format);
}

void keep(const JournalFolder& folder) {
  SqliteJournal journal(folder.state());
  journal.save_checkpoint("f1", state_bytes);
}

TEST(JournalCheckpoint, comes_back_as_it_was_kept) {
  const JournalFolder folder;
  folder.write(5);
  EXPECT_FALSE(load(folder));
  keep(folder);
  folder.write(3);
  const auto found = load(folder);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->seq, 5);
  EXPECT_EQ(found->state, state_bytes);
  EXPECT_FALSE(load(folder, "f2")) << "another program wrote it";
  SqliteJournal journal(folder.state());
  std::vector<std::int64_t> rest;
  journal.read_behind(found->seq, [&](const JournalRow& r) { rest.push_back(r.seq); });
  EXPECT_EQ(rest, (std::vector<std::int64_t>{6, 7, 8}));
  EXPECT_THROW(journal.read_behind(9, [](const JournalRow&) {}), JournalError);
}

TEST(JournalCheckpoint, of_an_empty_journal_is_none) {
  const JournalFolder folder;
  keep(folder);
  EXPECT_FALSE(load(folder));
}

TEST(JournalCheckpoint, damaged_at_any_byte_or_cut_at_any_length_is_none) {
  const JournalFolder folder;
  folder.write(2);
  keep(folder);
  const auto sound = folder.load("journal.checkpoint");
  SqliteJournal journal(folder.state());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    auto damaged = sound;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x01);
    folder.store("journal.checkpoint", damaged);
    EXPECT_FALSE(journal.load_checkpoint("f1")) << "byte " << i;
    folder.store("journal.checkpoint", sound.substr(0, i));
    EXPECT_FALSE(journal.load_checkpoint("f1")) << "length " << i;
  }
  folder.store("journal.checkpoint", sound + "x");
  EXPECT_FALSE(journal.load_checkpoint("f1"));
  folder.store("journal.checkpoint", sound);
  EXPECT_TRUE(journal.load_checkpoint("f1"));
}

TEST(JournalCheckpoint, of_another_journal_is_none) {
  const JournalFolder ours, theirs;
  ours.write(3);
  {
    SqliteJournal journal(theirs.state());
    for (int i = 0; i < 3; ++i) {
      const auto one = row("note_stacked", R"({"amount":999})");
      journal.append({&one, 1});
    }
    journal.save_checkpoint("f1", state_bytes);
  }
  ours.store("journal.checkpoint", theirs.load("journal.checkpoint"));
  EXPECT_FALSE(load(ours)) << "row 3 has another hash here";
  theirs.write(2);
  keep(theirs);
  ours.store("journal.checkpoint", theirs.load("journal.checkpoint"));
  EXPECT_FALSE(load(ours)) << "there is no row 5 here";
}

TEST(JournalCheckpoint, vouches_for_no_row_a_changed_one_before_it_is_found_all_the_same) {
  const JournalFolder folder;
  folder.write(6);
  keep(folder);
  folder.forge("UPDATE events SET body = '{}' WHERE seq = 2");
  EXPECT_NE(folder.refusal(), "");
}

TEST(JournalCheckpoint, is_gone_when_rows_were_archived) {
  const JournalFolder folder;
  folder.write(6);
  keep(folder);
  {
    SqliteJournal journal(folder.state());
    journal.archive(3, [](const auto&) { return row("journal_archived", "{}", ""); });
    EXPECT_FALSE(journal.load_checkpoint("f1"));
    journal.save_checkpoint("f1", state_bytes);
  }
  const auto found = load(folder);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->seq, 7);
}

TEST(JournalCheckpoint, that_cannot_be_written_is_no_error) {
  const JournalFolder folder;
  folder.write(2);
  SqliteJournal journal(folder.state());
  std::filesystem::create_directory(folder.file("journal.checkpoint.new"));
  journal.save_checkpoint("f1", state_bytes);
  EXPECT_FALSE(journal.load_checkpoint("f1"));
  const auto one = row("note_stacked", "{}");
  journal.append({&one, 1});
}

} // namespace
} // namespace engine::test
