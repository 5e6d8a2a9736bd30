#include "engine/ledger/recovery.h"

#include "engine/base/log.h"
#include "engine/ledger/ledger_codec.h"

#include <fmt/format.h>

namespace engine {

Recovered recover(JournalPort& journal) {
  Recovered found;
  std::int64_t from = 0;
  if (const auto checkpoint = journal.load_checkpoint(ledger_format())) {
    if (auto ledger = decode_ledger(checkpoint->state)) {
      found.ledger = std::move(*ledger);
      from = checkpoint->seq;
    } else {
      spdlog::warn("the journal's checkpoint cannot be read: the journal is folded whole");
    }
  }
  journal.read_behind(from, [&](const JournalRow& row) {
    const auto record = from_row(row);
    if (!record) throw JournalError(record.error());
    try {
      apply(found.ledger, *record, row.at_ms);
    } catch (const std::exception& e) { // a sum that no kiosk ever had
      throw JournalError(fmt::format("journal row {} ({}): {}", row.seq, row.kind, e.what()));
    }
    ++found.folded;
  });
  found.rows = journal.head().seq;
  return found;
}

void keep_checkpoint(JournalPort& journal, const Ledger& ledger) { journal.save_checkpoint(ledger_format(), encode_ledger(ledger)); }

} // namespace engine
