#include "engine/journal/journal_tail.h"

#include "engine/journal/journal_rows.h"

#include <cstring>

namespace engine {
namespace {

using namespace detail;

constexpr int patience_ms = 1000; ///< for a lock; the journal holds one for the length of a commit only

std::unique_ptr<SQLite::Database> open_to_read(const std::filesystem::path& file, int application_id, int newest_format) {
  auto db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY, patience_ms);
  db->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA cache_size = -512");
  check_schema(*db, application_id, newest_format);
  return db;
}

Digest digest_in(const SQLite::Column& column, std::int64_t seq) {
  Digest hash{};
  if (column.getBytes() != static_cast<int>(hash.size())) throw JournalError(fmt::format("row {}: hash is not of its type", seq));
  std::memcpy(hash.data(), column.getBlob(), hash.size());
  return hash;
}

std::vector<TailRow> rows_behind(SQLite::Database& db, std::int64_t after, std::size_t most) {
  std::vector<TailRow> rows;
  SQLite::Statement query(db, "SELECT seq, at_ms, session, kind, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?");
  query.bind(1, after);
  query.bind(2, static_cast<std::int64_t>(most));
  while (query.executeStep()) {
    auto& [row, hash] = rows.emplace_back();
    row.seq = query.getColumn(0).getInt64();
    row.at_ms = query.getColumn(1).getInt64();
    row.session = query.getColumn(2).getString();
    row.kind = query.getColumn(3).getString();
    row.body = query.getColumn(4).getString();
    hash = digest_in(query.getColumn(5), row.seq);
    if (rows.size() > 1 && row.seq != rows[rows.size() - 2].row.seq + 1)
      throw JournalError(fmt::format("row {} stands where row {} belongs", row.seq, rows[rows.size() - 2].row.seq + 1));
  }
  return rows;
}

} // namespace

struct JournalTail::Impl {
  std::filesystem::path folder;
  std::unique_ptr<SQLite::Database> db, archive;
  std::string archive_file; ///< that `archive` is

  std::filesystem::path file() const { return folder / "journal.db"; }

  SQLite::Database& journal() {
    if (!db) db = open_to_read(file(), journal_id, archived_format);
    return *db;
  }

  /// After a failure the file is opened anew the next time.
  template <class Call> auto reading(Call call) {
    try {
      return guarded(file(), call);
    } catch (const JournalError&) {
      db.reset();
      archive.reset();
      throw;
    }
  }

  std::vector<TailRow> archived(const Archived& one, std::int64_t after, std::size_t most) {
    const auto path = folder / "archive" / one.file;
    if (!std::filesystem::exists(path)) return {};
    return guarded(path, [&] {
      if (!archive || archive_file != one.file) {
        archive = open_to_read(path, archive_id, first_format);
        archive_file = one.file;
      }
      return rows_behind(*archive, after, most);
    });
  }
};

JournalTail::JournalTail(std::filesystem::path state_dir) : impl_(std::make_unique<Impl>()) { impl_->folder = std::move(state_dir); }
JournalTail::~JournalTail() = default;

std::vector<TailRow> JournalTail::read(std::int64_t after, std::size_t most) {
  return impl_->reading([&]() -> std::vector<TailRow> {
    auto& db = impl_->journal();
    auto rows = rows_behind(db, after, most);
    if (!rows.empty() && rows.front().row.seq == after + 1) return rows;
    for (const auto& one : list_archives(db))
      if (after < one.last.seq)
        if (auto old = impl_->archived(one, after, most); !old.empty()) return old;
    impl_->archive.reset();
    return rows;
  });
}

std::int64_t JournalTail::newest() {
  return impl_->reading([&] { return impl_->journal().execAndGet("SELECT coalesce(max(seq), 0) FROM events").getInt64(); });
}

std::optional<Digest> JournalTail::hash_of(std::int64_t seq) {
  return impl_->reading([&]() -> std::optional<Digest> {
    const auto look = [&](SQLite::Database& db) -> std::optional<Digest> {
      SQLite::Statement query(db, "SELECT hash FROM events WHERE seq = ?");
      query.bind(1, seq);
      if (!query.executeStep()) return std::nullopt;
      return digest_in(query.getColumn(0), seq);
    };
    if (auto hash = look(impl_->journal())) return hash;
    for (const auto& one : list_archives(impl_->journal())) {
      if (seq == one.last.seq) return one.last.hash; // the list vouches for it, wherever the file is
      if (seq > one.last.seq || !std::filesystem::exists(impl_->folder / "archive" / one.file)) continue;
      if (const auto row = impl_->archived(one, seq - 1, 1); !row.empty() && row.front().row.seq == seq) return row.front().hash;
    }
    return std::nullopt;
  });
}

std::optional<Digest> JournalTail::origin() {
  if (auto first = hash_of(1)) return first;
  return impl_->reading([&]() -> std::optional<Digest> {
    const auto archives = list_archives(impl_->journal());
    return archives.empty() ? std::nullopt : std::optional{archives.front().last.hash};
  });
}

} // namespace engine
