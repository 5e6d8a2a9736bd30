#pragma once
// Which of the journal's oldest rows may go to an archive (engine/journal/archive_file.h), and what the kiosk keeps of them.
//
// A sale, a note, a slip goes only whole and only when it is finished: closed, nothing on the staff's list, payouts settled, notes
// collected. The rows go in order, so the oldest thing that is still open keeps everything behind it; while an order without a mark is
// looked for (rules R10), nothing goes. A sale in an archive is not
// found in staff mode any more and cannot be refunded here. Pure.
#include "engine/ledger/ledger.h"

namespace engine {

struct ArchivePlan {
  std::int64_t last_seq = 0;     ///< rows up to here may go; 0: none
  std::string kept_by;           ///< English: the oldest thing that is still open, when one limits it
  record::JournalArchived note;  ///< without the archive's own members, which are known when it is written
};

/// Of rows that are all older than `before`, wall clock. Throws JournalError.
ArchivePlan plan_archive(JournalPort& journal, std::int64_t before_ms);

} // namespace engine
