#include "engine/journal/archive_file.h"

#include "engine/base/fault_point.h"
#include "engine/journal/journal_rows.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {
namespace {

using namespace detail;
namespace fs = std::filesystem;

/// Syncs the folder, so that its names survive a power cut.
void sync_folder(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (!synced) throw JournalError(fmt::format("{}: cannot be synced: {}", path.string(), std::strerror(why)));
}

} // namespace

std::string archive_name(std::int64_t first_seq, std::int64_t last_seq) {
  return fmt::format("journal-{:010}-{:010}.db", first_seq, last_seq);
}

Digest write_archive(const fs::path& file, SQLite::Database& journal, const JournalPort::Head& before, std::int64_t last_seq) {
  const auto folder = file.parent_path();
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    throw JournalError(fmt::format("{}: cannot be created: {}", folder.string(), std::strerror(errno)));
  auto draft = file;
  draft += ".new";
  std::error_code ignored;
  fs::remove(draft, ignored);
  const int fd = ::open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw JournalError(fmt::format("{}: cannot be created: {}", draft.string(), std::strerror(errno)));
  ::close(fd);
  auto last = before;
  fault_point("archive", FaultMoment::before);
  guarded(draft, [&] {
    SQLite::Database archive(draft.string(), SQLite::OPEN_READWRITE);
    // It is begun anew after any error, so it needs no log of its own; the commit syncs it whole.
    archive.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
    SQLite::Transaction all(archive);
    archive.exec(events_schema);
    archive.exec(rows_stay);
    archive.exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", archive_id, first_format));
    SQLite::Statement insert(archive, insert_event);
    SQLite::Statement query(journal, "SELECT seq, at_ms, session, kind, body, hash FROM events WHERE seq > ? AND seq <= ? ORDER BY seq");
    query.bind(1, before.seq);
    query.bind(2, last_seq);
    while (query.executeStep()) {
      const JournalRow row{query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), query.getColumn(2).getString(),
                           query.getColumn(3).getString(), query.getColumn(4).getString()};
      Digest hash{};
      if (query.getColumn(5).getBytes() != static_cast<int>(hash.size()))
        throw JournalError(fmt::format("row {}: hash is not of its type", row.seq));
      std::memcpy(hash.data(), query.getColumn(5).getBlob(), hash.size());
      bind_row(insert, row, hash);
      insert.exec();
      insert.reset();
      last = {row.seq, hash};
    }
    all.commit();
  });
  fault_point("archive", FaultMoment::after);
  if (last.seq != last_seq) throw JournalError(fmt::format("{}: the rows up to {} are not all there", draft.string(), last_seq));
  verify_archive(draft, before, last);
  fault_point("archive", FaultMoment::before);
  if (::rename(draft.c_str(), file.c_str()) != 0)
    throw JournalError(fmt::format("{}: cannot be named so: {}", file.string(), std::strerror(errno)));
  sync_folder(folder);
  sync_folder(folder.parent_path());
  fault_point("archive", FaultMoment::after);
  return last.hash;
}

void verify_archive(const fs::path& file, const JournalPort::Head& before, const JournalPort::Head& last) {
  if (!fs::exists(file))
    throw JournalError(fmt::format("{}: no such file: the rows {} to {} were moved there. Put it back to have them checked", file.string(),
                                   before.seq + 1, last.seq));
  guarded(file, [&] {
    SQLite::Database archive(file.string(), SQLite::OPEN_READONLY);
    archive.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    ChainChecker checker({}, before);
    try {
      check_schema(archive, archive_id, first_format);
      read_rows(archive, checker, {});
      if (checker.last().seq != last.seq) throw JournalError(fmt::format("it ends at row {} instead of {}", checker.last().seq, last.seq));
      if (checker.last().hash != last.hash) throw JournalError(fmt::format("its row {} is not the one that was archived", last.seq));
    } catch (const JournalError& e) {
      throw JournalError(fmt::format("{}: {}", file.string(), e.what()));
    }
  });
}

} // namespace engine
