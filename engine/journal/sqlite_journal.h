#pragma once
// The journal on disk: <state>/journal.db (SQLite, WAL, synchronous=FULL, mode 0600) with journal.head beside it
// (interfaces.md section 6).
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
  [[nodiscard]] Head head() const override;

  void save_personal(std::int64_t sale, WallTime at, const PersonalData& data) override;
  [[nodiscard]] std::optional<PersonalData> find_personal(std::int64_t sale) override;
  /// What is older is overwritten on the disk, not only unlinked.
  void purge_personal(WallTime before) override;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What `kiosk --verify-journal DIR` finds out.
struct JournalReport {
  JournalPort::Head head;  ///< of the last row that verifies
  std::string fault;       ///< English: what is wrong and where; empty: the journal is sound
  [[nodiscard]] bool sound() const { return fault.empty(); }
};
/// Reads only; also beside a running kiosk. Never throws for what it finds.
JournalReport verify_journal(const std::filesystem::path& state_dir);

} // namespace engine
