#pragma once
// The chain that makes the journal tell when a row was changed, dropped, added or moved.
//
// hash = SHA-256(previous hash, or 32 zero bytes, followed by seq, LF, at_ms, LF, session, LF, kind, LF, body): integers as
// decimal ASCII, text as UTF-8. This is a file format that others read: it cannot change. Pure.
#include "engine/ports/journal.h"

namespace engine {

/// The hash of `row` after a row with hash `previous` (all zero before the first). `hasher`: for callers with many rows.
Digest chain_hash(const Digest& previous, const JournalRow& row);
Digest chain_hash(const Digest& previous, const JournalRow& row, Sha256& hasher);

/// 64 hexadecimal digits, lower case, as to_hex() writes them; nothing for any other text.
std::optional<Digest> digest_from_hex(std::string_view hex);

/// Takes rows one after another and says what is wrong with the first that does not follow.
class ChainChecker {
public:
  /// `head`: what the journal must reach at least, and with which hash; seq 0 when nothing was ever written.
  /// `before`: the row that the first one follows, where not all are read.
  explicit ChainChecker(const JournalPort::Head& head, const JournalPort::Head& before = {}) : head_(head), last_(before) {}
  /// Throws JournalError, naming the row.
  void take(const JournalRow& row, const Digest& stored);
  /// After the last row. Throws JournalError when the journal ends before its head.
  void finish() const;
  [[nodiscard]] const JournalPort::Head& last() const { return last_; }

private:
  JournalPort::Head head_;
  JournalPort::Head last_;
  Sha256 hasher_;
};

} // namespace engine
