#pragma once
// An archive: the oldest rows of a journal, moved out of it as they are, with their hashes. A SQLite file `archive/journal-FIRST-LAST.db`
// in the state directory, with the table `events` of the journal itself. All archives and then journal.db, read one after another, are
// the chain from its beginning.
//
// Threading: the journal's. Errors: JournalError, naming the file.
#include "engine/ports/journal.h"
#include <filesystem>

namespace SQLite {
class Database;
}

namespace engine {

std::string archive_name(std::int64_t first_seq, std::int64_t last_seq);

/// Copies the rows behind `before` up to `last_seq` into a new file, checks what was written by reading it back, and syncs it. A file of
/// this name that is already there is replaced: nothing named it. The hash of its last row.
Digest write_archive(const std::filesystem::path& file, SQLite::Database& journal, const JournalPort::Head& before, std::int64_t last_seq);

/// Throws when the rows are not exactly those behind `before` up to `last`.
void verify_archive(const std::filesystem::path& file, const JournalPort::Head& before, const JournalPort::Head& last);

} // namespace engine
