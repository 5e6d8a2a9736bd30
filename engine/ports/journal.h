#pragma once
// The journal as the engine sees it: an append-only, hash-chained list of events (engine/journal/FORMAT.md). Implemented by
// engine/journal over SQLite and by the simulation over a simulated disk. Threading: I/O thread only (append blocks until synced).
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace engine {

struct JournalRow {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0; ///< wall clock
  std::string session;    ///< the sale's number as text, or empty
  std::string kind;
  std::string body; ///< JSON object
};

/// The disk failed or the file is damaged. The engine stops selling, because no request may leave without its intent on disk.
class JournalError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// A customer's personal data; kept apart from the rows and purged (rules R30).
struct PersonalData {
  std::string first_name, last_name, phone, address;
};

class JournalPort {
public:
  virtual ~JournalPort() = default;
  /// All rows or none, on disk when it returns. `seq` of the rows is ignored and assigned. Throws JournalError.
  virtual void append(std::span<const JournalRow> rows) = 0;
  /// Every row in order. Throws JournalError when the chain or the head does not verify.
  virtual void read(const std::function<void(const JournalRow&)>& each) = 0;
  /// The rows behind row `after`. Throws JournalError when there is no such row, or the chain from there on does not verify.
  virtual void read_behind(std::int64_t after, const std::function<void(const JournalRow&)>& each) {
    read([&](const JournalRow& row) {
      if (row.seq > after) each(row);
    });
  }
  struct Head {
    std::int64_t seq = 0;
    Digest hash{};
  };
  [[nodiscard]] virtual Head head() const = 0;

  /// Keeps the fold of the rows up to the head, so that the next start need not fold them again. A checkpoint replaces nothing: it
  /// may be lost, and is then made anew; a journal need not keep one. `format` is the caller's name for the bytes. Never throws.
  virtual void save_checkpoint(std::string_view /*format*/, std::string_view /*state*/) {}
  struct Checkpoint {
    std::int64_t seq = 0; ///< the last row that is folded in it
    std::string state;
  };
  /// The newest checkpoint, when it has this format, is undamaged, and its row is in the journal with the hash of then. Never throws.
  [[nodiscard]] virtual std::optional<Checkpoint> load_checkpoint(std::string_view /*format*/) { return std::nullopt; }

  virtual void save_personal(std::int64_t sale, WallTime at, const PersonalData& data) = 0;
  [[nodiscard]] virtual std::optional<PersonalData> find_personal(std::int64_t sale) = 0;
  /// Purges the data that were saved before that moment, but not those of `spared`.
  virtual void purge_personal(WallTime before, std::span<const std::int64_t> spared) = 0;
  /// Purges the data of this sale and of earlier ones, but not those of `spared`.
  virtual void purge_personal_to(std::int64_t sale, std::span<const std::int64_t> spared) = 0;
};

} // namespace engine
