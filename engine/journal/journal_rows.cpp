#include "engine/journal/journal_rows.h"

#include <cstring>
#include <limits>

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
  SQLite::Statement query(db, "SELECT seq, at_ms, session, kind, body, hash FROM events WHERE seq >= ? ORDER BY seq");
  query.bind(1, from_the_first ? std::numeric_limits<std::int64_t>::min() : checker.last().seq + 1);
  JournalRow row;
  while (query.executeStep()) {
    const auto seq = query.getColumn(0);
    require(seq.isInteger(), checker.last().seq + 1, "seq");
    row.seq = seq.getInt64();
    const auto at = query.getColumn(1);
    require(at.isInteger(), row.seq, "at_ms");
    row.at_ms = at.getInt64();
    const auto take = [&](int index, const char* name, std::string& into) { // into memory that the row before left
      const auto value = query.getColumn(index);
      require(value.isText(), row.seq, name);
      into.assign(static_cast<const char*>(value.getBlob()), static_cast<std::size_t>(value.getBytes()));
    };
    take(2, "session", row.session);
    take(3, "kind", row.kind);
    take(4, "body", row.body);
    const auto stored = digest_of(query.getColumn(5), row.seq);
    checker.take(row, stored);
    if (each) each(row, stored);
  }
  checker.finish();
}

std::int64_t pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt64();
}

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
      throw JournalError(fmt::format("the list of archives is wrong: {} to {} stand where row {} belongs", one.first_seq, one.last.seq, next));
    if (one.file.find('/') != std::string::npos) throw JournalError("the list of archives is wrong: a name of a file has a slash");
    next = one.last.seq + 1;
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace engine::detail
