#pragma once
// The durable state out of the journal, at a start. Threading: the journal's.
#include "engine/ledger/ledger.h"

namespace engine {

struct Recovered {
  Ledger ledger;
  std::int64_t rows = 0;   ///< of the journal
  std::int64_t folded = 0; ///< of them, one by one; the others were in the checkpoint
};

/// Takes the newest checkpoint, if there is a good one, and folds the rows behind it; otherwise all rows. The result is the same.
/// Throws JournalError: damaged, or with a row that this version does not understand.
Recovered recover(JournalPort& journal);
/// Keeps the ledger that the journal's rows up to its head fold to.
void keep_checkpoint(JournalPort& journal, const Ledger& ledger);

} // namespace engine
