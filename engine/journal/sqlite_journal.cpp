#include "engine/journal/sqlite_journal.h"

#include "engine/base/fault_point.h"
#include "engine/base/log.h"
#include "engine/journal/archive_file.h"
#include "engine/journal/checkpoint_file.h"
#include "engine/journal/head_file.h"
#include "engine/journal/journal_rows.h"

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

using namespace detail;

constexpr const char* personal_schema = R"(
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

/// Made when rows are archived for the first time: a journal that never was keeps the first format.
constexpr const char* archives_schema = R"(
CREATE TABLE IF NOT EXISTS archives (
  first_seq INTEGER PRIMARY KEY,
  last_seq INTEGER NOT NULL,
  last_hash BLOB NOT NULL,
  file TEXT NOT NULL
) STRICT;
)";

} // namespace

struct SqliteJournal::Impl {
  std::filesystem::path file;
  StateLock lock;
  HeadFile head_file;
  std::unique_ptr<SQLite::Database> db;
  std::unique_ptr<SQLite::Statement> insert;
  Head base; ///< the last row that stands in an archive; seq 0: none
  Head head;
  bool in_doubt = false;

  [[nodiscard]] std::filesystem::path checkpoint_path() const { return file.parent_path() / "journal.checkpoint"; }

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
    verify(*known, {}, base, true);
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

  /// The file is made by hand, so that no other user can read it from the first moment on. SQLite gives its other files the same mode.
  void create_file() const {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) throw JournalError(fmt::format("{}: cannot be created: {}", file.string(), std::strerror(errno)));
    ::close(fd);
  }

  /// SQLite's pages would hold a customer's name and address until their room is needed. So they are given back, and wiped when they are freed
  /// (kiosk/wiping_free.cpp).
  void forget_pages() const { sqlite3_db_release_memory(db->getHandle()); }

  void open() {
    // SQLite allocates pages one by one, because it never gives a block of pages back. In a process that used SQLite before, this cannot be changed.
    static const int one_by_one = sqlite3_config(SQLITE_CONFIG_PAGECACHE, static_cast<void*>(nullptr), 0, 0);
    static_cast<void>(one_by_one);
    db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE, 2000);
    sqlite3_extended_result_codes(db->getHandle(), 1);
    db->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON");
    if (std::string_view(db->execAndGet("PRAGMA journal_mode = WAL").getText()) != "wal")
      throw JournalError(fmt::format("{}: this file system cannot hold a write-ahead log", file.string()));
    db->exec("PRAGMA synchronous = FULL");
    if (pragma(*db, "schema_version") == 0) {
      SQLite::Transaction all(*db, SQLite::TransactionBehavior::IMMEDIATE);
      db->exec(events_schema);
      db->exec(rows_stay);
      db->exec(personal_schema);
      db->exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", journal_id, first_format));
      all.commit();
    }
    try {
      check_schema(*db, journal_id, archived_format);
      if (const auto archives = list_archives(*db); !archives.empty()) base = archives.back().last;
    } catch (const JournalError& e) {
      throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
    }
    insert = std::make_unique<SQLite::Statement>(*db, insert_event);
  }

  /// From the row behind `behind`; with `from_the_first`, that row must be the first that the file holds.
  void verify(const Head& at_least, const std::function<void(const JournalRow&)>& each, const Head& behind, bool from_the_first) {
    ChainChecker checker(at_least, behind);
    const auto refuse = [&](const std::exception& e) {
      in_doubt = true;
      throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
    };
    try {
      read_rows(*db, checker, each ? EachRow([&each](const JournalRow& row, const Digest&) { each(row); }) : EachRow{}, from_the_first);
    } catch (const SQLite::Exception& e) {
      refuse(e);
    } catch (const JournalError& e) {
      refuse(e);
    }
    head = checker.last();
  }

  /// The hash of a row as it stands there; nothing when there is no such row.
  std::optional<Digest> stored_hash(std::int64_t seq) {
    return guarded(file, [&]() -> std::optional<Digest> {
      SQLite::Statement query(*db, "SELECT hash FROM events WHERE seq = ?");
      query.bind(1, seq);
      Digest hash{};
      if (!query.executeStep() || query.getColumn(0).getBytes() != static_cast<int>(hash.size())) return std::nullopt;
      std::memcpy(hash.data(), query.getColumn(0).getBlob(), hash.size());
      return hash;
    });
  }

  void insert_row(const JournalRow& row, const Digest& hash) {
    insert->tryReset();
    bind_row(*insert, row, hash);
    insert->exec();
    insert->reset();
    insert->clearBindings();
  }

  /// The rows up to here were committed.
  void head_is(const Head& next) {
    head = next;
    try {
      fault_point("journal_head", FaultMoment::before);
      head_file.write(next);
      fault_point("journal_head", FaultMoment::after);
    } catch (const JournalError&) {
      in_doubt = true; // the rows are on disk, but the next lost tail would not be noticed
      throw;
    }
  }

  void require_certainty() const {
    if (in_doubt) throw JournalError(fmt::format("{}: an earlier error left it in doubt; it must be opened again", file.string()));
  }

  /// One transaction, on disk when it returns; rolled back whole when anything fails.
  template <class Work> void transact(Work work) {
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

  void purge(const char* old, std::int64_t bound, std::span<const std::int64_t> spared) {
    int purged = 0;
    transact([&] {
      SQLite::Statement purge(*db, fmt::format("DELETE FROM personal WHERE {} AND sale NOT IN ({})", old, fmt::join(spared, ",")));
      purge.bind(1, bound);
      purged = purge.exec();
    });
    // secure_delete zeroed the rows in their pages; the log still holds the old pages until it is written back and cut.
    if (purged > 0) guarded(file, [&] { db->exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
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
  fault_point("journal_append", FaultMoment::before);
  journal.transact([&] {
    for (const auto& given : rows) {
      auto row = given;
      row.seq = next.seq + 1;
      next = {row.seq, chain_hash(next.hash, row)};
      journal.insert_row(row, next.hash);
    }
  });
  fault_point("journal_append", FaultMoment::after);
  journal.head_is(next);
}

void SqliteJournal::read(const std::function<void(const JournalRow&)>& each) { read_behind(0, each); }

void SqliteJournal::read_behind(std::int64_t after, const std::function<void(const JournalRow&)>& each) {
  impl_->require_certainty();
  auto behind = impl_->base;
  if (after > behind.seq) {
    const auto hash = impl_->stored_hash(after);
    if (!hash) throw JournalError(fmt::format("{}: row {} is not there to go on from", impl_->file.string(), after));
    behind = {after, *hash};
  }
  impl_->verify(impl_->head, each, behind, after <= impl_->base.seq);
}

JournalPort::Head SqliteJournal::head() const { return impl_->head; }

void SqliteJournal::archive(std::int64_t last_seq, const std::function<JournalRow(const ArchivedRows&)>& mark) {
  auto& journal = *impl_;
  journal.require_certainty();
  if (last_seq <= journal.base.seq || last_seq >= journal.head.seq)
    throw std::invalid_argument(fmt::format("rows {} to {} cannot be archived", journal.base.seq + 1, last_seq));
  ArchivedRows rows{journal.base.seq + 1, {last_seq, {}}, archive_name(journal.base.seq + 1, last_seq)};
  const auto folder = journal.file.parent_path() / "archive";
  rows.last.hash = write_archive(folder / rows.file, *journal.db, journal.base, last_seq);
  if (journal.stored_hash(last_seq) != rows.last.hash)
    throw JournalError(fmt::format("{}: row {} changed while it was archived", journal.file.string(), last_seq));

  auto row = mark(rows);
  row.seq = journal.head.seq + 1;
  const Head next{row.seq, chain_hash(journal.head.hash, row)};
  remove_checkpoint(journal.checkpoint_path()); // it knows the sales that go
  fault_point("archive", FaultMoment::before);
  journal.transact([&] {
    journal.insert_row(row, next.hash);
    auto& db = *journal.db;
    db.exec(archives_schema);
    SQLite::Statement name(db, "INSERT INTO archives VALUES (?, ?, ?, ?)");
    name.bind(1, rows.first_seq);
    name.bind(2, rows.last.seq);
    name.bind(3, rows.last.hash.data(), static_cast<int>(rows.last.hash.size()));
    name.bind(4, rows.file);
    name.exec();
    // The one place where rows leave: all of it or nothing of it, with the trigger back in its place.
    db.exec("DROP TRIGGER events_are_not_deleted");
    SQLite::Statement remove(db, "DELETE FROM events WHERE seq <= ?");
    remove.bind(1, last_seq);
    remove.exec();
    db.exec(rows_stay);
    db.exec(fmt::format("PRAGMA user_version = {}", archived_format));
  });
  fault_point("archive", FaultMoment::after);
  journal.base = rows.last;
  journal.head_is(next);
  fault_point("archive", FaultMoment::before);
  try {
    journal.db->exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const SQLite::Exception& e) {
    spdlog::warn("{}: the rows are archived, but the file keeps its size: {}", journal.file.string(), e.what());
  }
  fault_point("archive", FaultMoment::after);
}

std::int64_t SqliteJournal::archived_to() const { return impl_->base.seq; }

void SqliteJournal::save_checkpoint(std::string_view format, std::string_view state) {
  if (impl_->in_doubt || impl_->head.seq == 0) return;
  if (!write_checkpoint(impl_->checkpoint_path(), impl_->head, format, state))
    spdlog::warn("journal.checkpoint cannot be written: the next start takes longer");
}

std::optional<JournalPort::Checkpoint> SqliteJournal::load_checkpoint(std::string_view format) {
  if (impl_->in_doubt) return std::nullopt;
  auto found = read_checkpoint(impl_->checkpoint_path());
  if (!found || found->format != format) return std::nullopt;
  // Every row was checked when the journal was opened, so this hash vouches for all of them.
  if (found->head.seq > impl_->head.seq || impl_->stored_hash(found->head.seq) != found->head.hash) {
    spdlog::warn("journal.checkpoint is of another journal: it is not used");
    return std::nullopt;
  }
  return Checkpoint{found->head.seq, std::move(found->state)};
}

void SqliteJournal::save_personal(std::int64_t sale, WallTime at, const PersonalData& data) {
  impl_->transact([&] {
    SQLite::Statement save(*impl_->db, "INSERT OR REPLACE INTO personal VALUES (?, ?, ?, ?, ?, ?)");
    SQLite::bind(save, sale, at.unix_ms, data.first_name, data.last_name, data.phone, data.address);
    save.exec();
  });
  impl_->forget_pages();
}

std::optional<PersonalData> SqliteJournal::find_personal(std::int64_t sale) {
  impl_->require_certainty();
  const struct Forget {
    const Impl& impl;
    ~Forget() { impl.forget_pages(); }
  } afterwards{*impl_};
  return guarded(impl_->file, [&]() -> std::optional<PersonalData> {
    SQLite::Statement find(*impl_->db, "SELECT first_name, last_name, phone, address FROM personal WHERE sale = ?");
    find.bind(1, sale);
    if (!find.executeStep()) return std::nullopt;
    const auto text = [&](int column) { return find.getColumn(column).getString(); };
    return PersonalData{text(0), text(1), text(2), text(3)};
  });
}

void SqliteJournal::purge_personal(WallTime before, std::span<const std::int64_t> spared) {
  impl_->purge("at_ms < ?", before.unix_ms, spared);
}

void SqliteJournal::purge_personal_to(std::int64_t sale, std::span<const std::int64_t> spared) { impl_->purge("sale <= ?", sale, spared); }

namespace {

/// For reading only. SQLite wants to write beside a database with a write-ahead log; where it cannot, the log must be empty.
SQLite::Database open_to_look(const std::filesystem::path& file) {
  auto log = file;
  log += "-wal";
  if (::access(file.parent_path().c_str(), W_OK) == 0) return {file.string(), SQLite::OPEN_READONLY, 2000};
  std::error_code none;
  if (std::filesystem::exists(log) && std::filesystem::file_size(log, none) > 0)
    throw JournalError(
        "its folder cannot be written, and journal.db-wal holds rows: copy the state directory to where it can, and verify the copy");
  return {"file:" + file.string() + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI, 2000};
}

} // namespace

JournalReport verify_journal(const std::filesystem::path& state_dir) {
  const auto file = state_dir / "journal.db";
  ChainChecker checker({});
  JournalReport report;
  const auto check = [&] {
    // The head first: a kiosk that goes on writing meanwhile makes the journal longer than it, never shorter.
    const auto head = HeadFile::read(state_dir / "journal.head");
    if (!std::filesystem::exists(file)) throw JournalError("no such file");
    if (!head) throw JournalError("journal.head is missing beside it: rows may be missing unnoticed");
    auto db = open_to_look(file);
    db.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    check_schema(db, journal_id, archived_format);
    JournalPort::Head base;
    for (const auto& archive : list_archives(db)) {
      verify_archive(state_dir / "archive" / archive.file, base, archive.last);
      base = archive.last;
      ++report.archives;
    }
    report.archived_to = base.seq;
    checker = ChainChecker(*head, base);
    read_rows(db, checker, {});
  };
  try {
    check();
  } catch (const std::exception& e) { // SQLite's, the file system's and the journal's own: all are findings here
    report.fault = std::string_view{e.what()}.starts_with(state_dir.string()) ? e.what() : fmt::format("{}: {}", file.string(), e.what());
  }
  report.head = checker.last();
  return report;
}

} // namespace engine
