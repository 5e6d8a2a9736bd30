#include "engine/journal/sqlite_journal.h"

#include "engine/journal/event_chain.h"
#include "engine/journal/head_file.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {
namespace {

constexpr int application_id = 0x4b4a4e4c; // "KJNL"
constexpr int schema_version = 1;

constexpr const char* schema = R"(
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  session TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END;
CREATE TABLE personal (
  sale INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;
CREATE INDEX personal_by_time ON personal (at_ms);
)";

/// Runs what talks to SQLite; whatever it throws becomes a JournalError that names the file.
template <class Call>
auto guarded(const std::filesystem::path& file, Call call) {
  try {
    return call();
  } catch (const SQLite::Exception& e) {
    throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
  }
}

void require(bool holds, std::int64_t seq, const char* column) {
  if (!holds) throw JournalError(fmt::format("row {}: {} is not of its type", seq, column));
}

/// Reads every row in order through the checker. `each` may be empty.
void read_rows(SQLite::Database& db, ChainChecker& checker, const std::function<void(const JournalRow&)>& each) {
  SQLite::Statement query(db, "SELECT seq, at_ms, session, kind, body, hash FROM events ORDER BY seq");
  JournalRow row;
  while (query.executeStep()) {
    const auto seq = query.getColumn(0);
    require(seq.isInteger(), checker.last().seq + 1, "seq");
    row.seq = seq.getInt64();
    const auto column = [&](int index, const char* name, bool text) {
      const auto value = query.getColumn(index);
      require(text ? value.isText() : value.isBlob(), row.seq, name);
      return value;
    };
    const auto at = query.getColumn(1);
    require(at.isInteger(), row.seq, "at_ms");
    row.at_ms = at.getInt64();
    row.session = column(2, "session", true).getString();
    row.kind = column(3, "kind", true).getString();
    row.body = column(4, "body", true).getString();
    const auto hash = column(5, "hash", false);
    Digest stored{};
    require(hash.getBytes() == static_cast<int>(stored.size()), row.seq, "hash");
    std::memcpy(stored.data(), hash.getBlob(), stored.size());
    checker.take(row, stored);
    if (each) each(row);
  }
  checker.finish();
}

std::int64_t pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt64();
}

void check_schema(SQLite::Database& db) {
  if (pragma(db, "application_id") != application_id) throw JournalError("it is a database, but not a kiosk's journal");
  if (const auto version = pragma(db, "user_version"); version != schema_version)
    throw JournalError(fmt::format("its format is {}, this kiosk knows {}", version, schema_version));
}

} // namespace

struct SqliteJournal::Impl {
  std::filesystem::path file;
  StateLock lock;
  HeadFile head_file;
  std::unique_ptr<SQLite::Database> db;
  std::unique_ptr<SQLite::Statement> insert;
  Head head;
  bool in_doubt = false;

  explicit Impl(const std::filesystem::path& folder) : file(folder / "journal.db"), lock(folder) {
    const auto head_path = folder / "journal.head";
    auto known = HeadFile::read(head_path);
    const bool there = std::filesystem::exists(file);
    if (!there && known && known->seq > 0)
      throw JournalError(fmt::format("{} is gone, but {} rows of it were on disk", file.string(), known->seq));
    if (!known) {
      if (there) refuse_rows_without_head();
      HeadFile::create(head_path);
      known.emplace();
    }
    if (!there) create_file();
    if (::chmod(file.c_str(), 0600) != 0)
      throw JournalError(fmt::format("{}: its mode cannot be set: {}", file.string(), std::strerror(errno)));
    guarded(file, [&] { open(); });
    verify(*known, {});
    head_file.open(head_path);
    if (head.seq != known->seq) head_file.write(head); // the power went between a commit and its head
  }

  /// The head is created before the database, so a journal without one had it taken away.
  void refuse_rows_without_head() const {
    const bool has_rows = guarded(file, [&] {
      const SQLite::Database existing(file.string(), SQLite::OPEN_READONLY);
      return existing.tableExists("events") && SQLite::Statement(existing, "SELECT 1 FROM events").executeStep();
    });
    if (has_rows) throw JournalError(fmt::format("{}: journal.head is gone: rows may be missing unnoticed", file.string()));
  }

  /// By hand, so that nobody else can read it from the first moment on; SQLite gives its other files the same mode.
  void create_file() const {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) throw JournalError(fmt::format("{}: cannot be created: {}", file.string(), std::strerror(errno)));
    ::close(fd);
  }

  void open() {
    db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE, 2000);
    sqlite3_extended_result_codes(db->getHandle(), 1);
    db->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON");
    if (std::string_view(db->execAndGet("PRAGMA journal_mode = WAL").getText()) != "wal")
      throw JournalError(fmt::format("{}: this file system cannot hold a write-ahead log", file.string()));
    db->exec("PRAGMA synchronous = FULL");
    if (pragma(*db, "schema_version") == 0) {
      SQLite::Transaction all(*db, SQLite::TransactionBehavior::IMMEDIATE);
      db->exec(schema);
      db->exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, schema_version));
      all.commit();
    }
    try {
      check_schema(*db);
    } catch (const JournalError& e) {
      throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
    }
    insert = std::make_unique<SQLite::Statement>(*db, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)");
  }

  void verify(const Head& at_least, const std::function<void(const JournalRow&)>& each) {
    ChainChecker checker(at_least);
    const auto refuse = [&](const std::exception& e) {
      in_doubt = true;
      throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
    };
    try {
      read_rows(*db, checker, each);
    } catch (const SQLite::Exception& e) {
      refuse(e);
    } catch (const JournalError& e) {
      refuse(e);
    }
    head = checker.last();
  }

  void require_certainty() const {
    if (in_doubt) throw JournalError(fmt::format("{}: an earlier error left it in doubt; it must be opened again", file.string()));
  }

  /// One transaction, on disk when it returns; rolled back whole when anything fails.
  template <class Work>
  void transact(Work work) {
    require_certainty();
    try {
      SQLite::Transaction all(*db, SQLite::TransactionBehavior::IMMEDIATE);
      work();
      all.commit();
    } catch (const SQLite::Exception& e) {
      // A full disk, or another program's lock, is refused before anything counts and may pass. After any other error (a
      // failed sync above all) nobody can say what the disk holds: only reading it again can.
      const int error = e.getErrorCode() & 0xff; // without SQLite's finer distinctions
      in_doubt = error != SQLITE_FULL && error != SQLITE_BUSY;
      throw JournalError(fmt::format("{}: cannot be written: {}", file.string(), e.what()));
    }
  }
};

SqliteJournal::SqliteJournal(const std::filesystem::path& state_dir) : impl_(std::make_unique<Impl>(state_dir)) {}
SqliteJournal::~SqliteJournal() = default;

void SqliteJournal::append(std::span<const JournalRow> rows) {
  for (const auto& row : rows)
    if (row.kind.empty() || row.kind.find('\n') != std::string::npos || row.session.find('\n') != std::string::npos)
      throw std::invalid_argument("a journal row needs a kind, and no line feed in session or kind");
  if (rows.empty()) return;

  auto& journal = *impl_;
  Head next = journal.head;
  journal.transact([&] {
    for (const auto& given : rows) {
      auto row = given;
      row.seq = next.seq + 1;
      next = {row.seq, chain_hash(next.hash, row)};
      auto& insert = *journal.insert;
      insert.tryReset();
      insert.bind(1, row.seq);
      insert.bind(2, row.at_ms);
      insert.bindNoCopy(3, row.session);
      insert.bindNoCopy(4, row.kind);
      insert.bindNoCopy(5, row.body);
      insert.bindNoCopy(6, next.hash.data(), static_cast<int>(next.hash.size()));
      insert.exec();
      insert.reset();
      insert.clearBindings();
    }
  });
  journal.head = next;
  try {
    journal.head_file.write(next);
  } catch (const JournalError&) {
    journal.in_doubt = true; // the rows are on disk, but the next lost tail would not be noticed
    throw;
  }
}

void SqliteJournal::read(const std::function<void(const JournalRow&)>& each) {
  impl_->require_certainty();
  impl_->verify(impl_->head, each);
}

JournalPort::Head SqliteJournal::head() const { return impl_->head; }

void SqliteJournal::save_personal(std::int64_t sale, WallTime at, const PersonalData& data) {
  impl_->transact([&] {
    SQLite::Statement save(*impl_->db, "INSERT OR REPLACE INTO personal VALUES (?, ?, ?, ?, ?, ?)");
    SQLite::bind(save, sale, at.unix_ms, data.first_name, data.last_name, data.phone, data.address);
    save.exec();
  });
}

std::optional<PersonalData> SqliteJournal::find_personal(std::int64_t sale) {
  impl_->require_certainty();
  return guarded(impl_->file, [&]() -> std::optional<PersonalData> {
    SQLite::Statement find(*impl_->db, "SELECT first_name, last_name, phone, address FROM personal WHERE sale = ?");
    find.bind(1, sale);
    if (!find.executeStep()) return std::nullopt;
    const auto text = [&](int column) { return find.getColumn(column).getString(); };
    return PersonalData{text(0), text(1), text(2), text(3)};
  });
}

void SqliteJournal::purge_personal(WallTime before) {
  int purged = 0;
  impl_->transact([&] {
    SQLite::Statement purge(*impl_->db, "DELETE FROM personal WHERE at_ms < ?");
    purge.bind(1, before.unix_ms);
    purged = purge.exec();
  });
  // secure_delete zeroed the rows in their pages; the log still holds the old pages until it is written back and cut.
  if (purged > 0) guarded(impl_->file, [&] { impl_->db->exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
}

JournalReport verify_journal(const std::filesystem::path& state_dir) {
  const auto file = state_dir / "journal.db";
  ChainChecker checker({});
  const auto check = [&] {
    // The head first: a kiosk that goes on writing meanwhile makes the journal longer than it, never shorter.
    const auto head = HeadFile::read(state_dir / "journal.head");
    if (!std::filesystem::exists(file)) throw JournalError("no such file");
    if (!head) throw JournalError("journal.head is missing beside it: rows may be missing unnoticed");
    SQLite::Database db(file.string(), SQLite::OPEN_READONLY, 2000);
    db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    check_schema(db);
    checker = ChainChecker(*head);
    read_rows(db, checker, {});
  };
  JournalReport report;
  try {
    check();
  } catch (const std::exception& e) { // SQLite's, the file system's and the journal's own: all are findings here
    report.fault = fmt::format("{}: {}", file.string(), e.what());
  }
  report.head = checker.last();
  return report;
}

} // namespace engine
