#pragma once
// Inside of engine/journal: the table `events` as the journal and its archives both hold it. Not for other folders.
#include "engine/journal/event_chain.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <fmt/format.h>

namespace engine::detail {

inline constexpr int journal_id = 0x4b4a4e4c; ///< "KJNL", application_id of journal.db
inline constexpr int archive_id = 0x4b4a4152; ///< "KJAR", of an archive
inline constexpr int first_format = 1;        ///< user_version
inline constexpr int archived_format = 2;     ///< rows were moved to archives: the table `archives` names them

inline constexpr const char* events_schema = R"(
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  session TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END;
)";
inline constexpr const char* rows_stay =
    "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END";
inline constexpr const char* insert_event = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)";

/// Runs a function that talks to SQLite. Its exceptions become a JournalError that names the file.
template <class Call> auto guarded(const std::filesystem::path& file, Call call) {
  try {
    return call();
  } catch (const SQLite::Exception& e) {
    throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
  }
}

/// Reads rows in order through the checker, and then lets it judge the end: the rows behind its last one, or with `from_the_first` all rows of the file.
/// `each` may be empty; it gets the hash, too. Throws JournalError, SQLite::Exception.
using EachRow = std::function<void(const JournalRow&, const Digest&)>;
void read_rows(SQLite::Database& db, ChainChecker& checker, const EachRow& each, bool from_the_first = true);

std::int64_t pragma(SQLite::Database& db, const char* name);
/// Throws JournalError when the file is none of ours, or of a later kiosk.
void check_schema(SQLite::Database& db, int application_id, int newest_format);
void bind_row(SQLite::Statement& insert, const JournalRow& row, const Digest& hash);

/// One archive as journal.db names it.
struct Archived {
  std::int64_t first_seq = 0;
  JournalPort::Head last;
  std::string file; ///< in the folder `archive` of the state directory
};
/// In order; empty when nothing was ever archived. Throws JournalError when they do not follow one another.
std::vector<Archived> list_archives(SQLite::Database& db);

} // namespace engine::detail
