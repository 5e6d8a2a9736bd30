#pragma once
// Places where a test lets the process die, as kill -9 or a power cut would, between two lines of the program. A build without
// KIOSK_AUTOMATION (the release package) has none: the calls are empty there.
//
// KIOSK_FAULT=PLACE:N[:before|after] in the environment kills the process with SIGKILL when PLACE is reached for the N-th time
// (from 1), before what is done there or (default: before) after it. Places: `journal_append`, the transaction of one step's
// records, on disk between before and after; `journal_head`, the writing of journal.head; `archive`, the steps of moving old rows
// away. A text that means nothing ends the process with exit code 2: a test that does not test must not pass.
//
// Threading: any; the counters are one set for the process.
#include <cstdint>
#include <string_view>

namespace engine {

enum class FaultMoment { before, after };

#if KIOSK_AUTOMATION
/// Counts (at `before`), and does not return when the armed fault is reached.
void fault_point(std::string_view place, FaultMoment moment);
/// Counts from 0 again, with this fault armed instead of the environment's; empty: none.
void arm_fault(std::string_view text);
/// How often the place was reached since the start, or since arm_fault().
std::int64_t fault_count(std::string_view place);
#else
inline void fault_point(std::string_view, FaultMoment) {}
#endif

} // namespace engine
