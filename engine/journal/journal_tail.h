#pragma once
// Reads what a running kiosk's journal has beyond some row, from another thread than the journal's own: for the parts that tell others of it (metrics, the
// fleet's broker). Rows that were archived are read from their archives, as long as these are where they were put.
//
// The reader never holds up the journal: it has a connection of its own that can only read, and at most `most` rows while it holds SQLite's read lock, which
// delays nothing but the cutting of the write-ahead log. It reads the table of events and no other: no personal data comes into its pages.
// What is read is not checked again: the journal verified it when it was opened. That rows follow one another is.
//
// Threading: one thread, any. Errors: JournalError; the object may be asked again.
#include "engine/ports/journal.h"
#include <filesystem>
#include <memory>
#include <vector>

namespace engine {

struct TailRow {
  JournalRow row;
  Digest hash{};
};

class JournalTail {
public:
  /// Opens nothing yet: the journal may not be there.
  explicit JournalTail(std::filesystem::path state_dir);
  ~JournalTail();
  JournalTail(const JournalTail&) = delete;
  JournalTail& operator=(const JournalTail&) = delete;

  /// The next rows behind `after`, in order; empty when there are none. The first may be later than `after + 1`: the rows between them are in an archive
  /// that is gone.
  [[nodiscard]] std::vector<TailRow> read(std::int64_t after, std::size_t most);
  /// The newest row, 0: none.
  [[nodiscard]] std::int64_t newest();
  /// The hash of row `seq`; nothing when it is not there (any more).
  [[nodiscard]] std::optional<Digest> hash_of(std::int64_t seq);
  /// By which one journal is told from another: the hash of its first row; where that is in an archive that is gone, of the archive's last row, which the journal
  /// vouches for. Nothing while there is no row.
  [[nodiscard]] std::optional<Digest> origin();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace engine
