#include "engine/journal/journal_rows.h"

#include <cstring>
#include <limits>
#include <sqlite3.h>

namespace engine::detail {
namespace {

void require(bool holds, std::int64_t seq, const char* column) {
  if (!holds) throw JournalError(fmt::format("row {}: {} is not of its type", seq, column));
}

Digest digest_of(const SQLite::Column& column, std::int64_t seq) {
  Digest digest{};
  require(column.isBlob() && column.getBytes() == static_cast<int>(digest.size()), seq, "hash");
  std::memcpy(digest.data(), column.getBlob(), digest.size());
  return digest;
}

} // namespace

void read_rows(SQLite::Database& db, ChainChecker& checker, const EachRow& each, bool from_the_first) {
  // By SQLite's own calls: a million rows are read at a start, and a Column object for each value would be a good part of the time.
  sqlite3* const handle = db.getHandle();
  sqlite3_stmt* row_of = nullptr;
  const char* text = "SELECT seq, at_ms, session, kind, body, hash FROM events WHERE seq >= ? ORDER BY seq";
  if (const int error = sqlite3_prepare_v2(handle, text, -1, &row_of, nullptr); error != SQLITE_OK) throw SQLite::Exception(handle, error);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(row_of, sqlite3_finalize);
  sqlite3_bind_int64(row_of, 1, from_the_first ? std::numeric_limits<std::int64_t>::min() : checker.last().seq + 1);
  JournalRow row;
  Digest stored{};
  for (;;) {
    const int step = sqlite3_step(row_of);
    if (step == SQLITE_DONE) break;
    if (step != SQLITE_ROW) throw SQLite::Exception(handle, step);
    require(sqlite3_column_type(row_of, 0) == SQLITE_INTEGER, checker.last().seq + 1, "seq");
    row.seq = sqlite3_column_int64(row_of, 0);
    require(sqlite3_column_type(row_of, 1) == SQLITE_INTEGER, row.seq, "at_ms");
    row.at_ms = sqlite3_column_int64(row_of, 1);
    const auto take = [&](int index, const char* name, std::string& into) { // into memory that the row before left
      require(sqlite3_column_type(row_of, index) == SQLITE_TEXT, row.seq, name);
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row_of, index));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row_of, index));
      if (size == 0) into.clear();
      else into.assign(bytes, size);
    };
    take(2, "session", row.session);
    take(3, "kind", row.kind);
    take(4, "body", row.body);
    require(sqlite3_column_type(row_of, 5) == SQLITE_BLOB && sqlite3_column_bytes(row_of, 5) == static_cast<int>(stored.size()), row.seq,
            "hash");
    std::memcpy(stored.data(), sqlite3_column_blob(row_of, 5), stored.size());
    checker.take(row, stored);
    if (each) each(row, stored);
  }
  checker.finish();
}

std::int64_t pragma(SQLite::Database& db, const char* name) { return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt64(); }

void check_schema(SQLite::Database& db, int application_id, int newest_format) {
  if (pragma(db, "application_id") != application_id)
    throw JournalError(fmt::format("it is a database, but not a kiosk's {}", application_id == archive_id ? "archive" : "journal"));
  if (const auto version = pragma(db, "user_version"); version < first_format || version > newest_format)
    throw JournalError(fmt::format("its format is {}, this kiosk knows {}", version, newest_format));
}

void bind_row(SQLite::Statement& insert, const JournalRow& row, const Digest& hash) {
  insert.bind(1, row.seq);
  insert.bind(2, row.at_ms);
  insert.bindNoCopy(3, row.session);
  insert.bindNoCopy(4, row.kind);
  insert.bindNoCopy(5, row.body);
  insert.bindNoCopy(6, hash.data(), static_cast<int>(hash.size()));
}

std::vector<Archived> list_archives(SQLite::Database& db) {
  std::vector<Archived> found;
  if (pragma(db, "user_version") < archived_format) return found;
  SQLite::Statement query(db, "SELECT first_seq, last_seq, last_hash, file FROM archives ORDER BY first_seq");
  std::int64_t next = 1;
  while (query.executeStep()) {
    Archived one;
    one.first_seq = query.getColumn(0).getInt64();
    one.last.seq = query.getColumn(1).getInt64();
    one.last.hash = digest_of(query.getColumn(2), one.last.seq);
    one.file = query.getColumn(3).getString();
    if (one.first_seq != next || one.last.seq < one.first_seq)
      throw JournalError(
          fmt::format("the list of archives is wrong: {} to {} stand where row {} belongs", one.first_seq, one.last.seq, next));
    if (one.file.find('/') != std::string::npos) throw JournalError("the list of archives is wrong: a name of a file has a slash");
    next = one.last.seq + 1;
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace engine::detail
