#pragma once
// Places where a test lets the process die, as kill -9 or a power cut would, between two lines of the program. The program itself has
// nothing that does so: a place calls whoever was put in, and only tests put somebody in (tests/engine/base/faults.h).
//
// Places: `journal_append`, the transaction of one step's records, on disk between before and after; `journal_head`, the writing of
// journal.head; `archive`, the steps of moving old rows away.
//
// Threading: any; whoever is put in must bear that.
#include <atomic>
#include <string_view>

namespace engine {

enum class FaultMoment { before, after };
using FaultHook = void (*)(std::string_view place, FaultMoment moment);

/// Null in every program that is no test.
inline constinit std::atomic<FaultHook> fault_hook{nullptr};

inline void fault_point(std::string_view place, FaultMoment moment) {
  if (const auto hook = fault_hook.load(std::memory_order_acquire)) hook(place, moment);
}

} // namespace engine
