#pragma once
// The journal on disk: <state>/journal.db (SQLite, WAL, synchronous=FULL, mode 0600) with journal.head beside it
// (engine/journal/FORMAT.md).
//
// Threading: one thread. Ownership: holds the state directory's lock while it lives.
// Errors: the constructor throws StateBusy (exit 3) or JournalError (exit 4: not a database, damaged, rows missing, not
// readable or writable). append() throws JournalError and has then written nothing; after an error that leaves the disk's
// state in doubt every further call throws, until the journal is opened (and so verified) again.
#include "engine/journal/state_lock.h"
#include "engine/ports/journal.h"
#include <filesystem>
#include <memory>
#include <vector>

namespace engine {

class SqliteJournal final : public JournalPort {
public:
  /// Creates the folder and an empty journal when there are none; verifies the whole chain otherwise. A journal longer than
  /// its head is sound (the power went between the commit and the head), a shorter one is refused.
  explicit SqliteJournal(const std::filesystem::path& state_dir);
  ~SqliteJournal() override;

  /// Throws std::invalid_argument for a row with an empty kind, or a line feed in session or kind (the hash separates by it).
  void append(std::span<const JournalRow> rows) override;
  void read(const std::function<void(const JournalRow&)>& each) override;
  void read_behind(std::int64_t after, const std::function<void(const JournalRow&)>& each) override;
  [[nodiscard]] Head head() const override;
  void save_checkpoint(std::string_view format, std::string_view state) override; ///< checkpoint_file.h
  [[nodiscard]] std::optional<Checkpoint> load_checkpoint(std::string_view format) override;

  struct ArchivedRows {
    std::int64_t first_seq = 0;
    Head last;
    std::string file; ///< in the state directory's folder `archive`
  };
  /// Moves the oldest rows, up to `last_seq`, into an archive (archive_file.h): written, synced and read back before one transaction
  /// removes them here and appends the row that `mark` makes of it. Whenever the power goes, every row is in exactly one of the two
  /// that the journal counts. Throws JournalError; std::invalid_argument when there are no such rows, or the head is among them.
  void archive(std::int64_t last_seq, const std::function<JournalRow(const ArchivedRows&)>& mark);
  /// The last row that stands in an archive, 0: none.
  [[nodiscard]] std::int64_t archived_to() const;

  void save_personal(std::int64_t sale, WallTime at, const PersonalData& data) override;
  [[nodiscard]] std::optional<PersonalData> find_personal(std::int64_t sale) override;
  /// Older data are overwritten on the disk, not only unlinked.
  void purge_personal(WallTime before, std::span<const std::int64_t> spared) override;
  void purge_personal_to(std::int64_t sale, std::span<const std::int64_t> spared) override;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What `kiosk --verify-journal DIR` finds out.
struct JournalReport {
  JournalPort::Head head;       ///< of the last row that verifies
  std::string fault;            ///< English: the fault and its place; empty: the journal is sound
  std::int64_t archives = 0;    ///< that were checked
  std::int64_t archived_to = 0; ///< the last row in them
  [[nodiscard]] bool sound() const { return fault.empty(); }
};
/// Archives and journal, from the first row on. Reads only; also beside a running kiosk. Never throws for what it finds.
JournalReport verify_journal(const std::filesystem::path& state_dir);

} // namespace engine
