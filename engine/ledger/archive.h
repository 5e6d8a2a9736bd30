#pragma once
// Which of the journal's oldest rows may go to an archive (engine/journal/archive_file.h), and what the kiosk keeps of them.
//
// A sale, a note or a slip goes only as a whole and only when it is finished: closed, nothing on the staff's list, payouts settled, notes
// collected. The rows go in order, so the oldest open thing keeps everything behind it. Nothing goes while an order without a mark is looked
// for (rules R10). A sale in an archive is not found in staff mode any more and cannot be refunded here. Pure.
#include "engine/ledger/ledger.h"

namespace engine {

struct ArchivePlan {
  std::int64_t last_seq = 0;    ///< rows up to here may go; 0: none
  std::string kept_by;          ///< English: the oldest open thing, when it limits the archive
  record::JournalArchived note; ///< without the members that are known only when the archive is written
};

/// Plans an archive of rows that are all older than `before` by the wall clock. Throws JournalError.
ArchivePlan plan_archive(JournalPort& journal, std::int64_t before_ms);

} // namespace engine
