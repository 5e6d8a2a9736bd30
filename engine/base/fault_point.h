#pragma once
// Places where a test lets the process die between two lines of the program, as kill -9 or a power cut would. The program itself has
// no code that dies: a place calls a function that only tests set (tests/engine/base/faults.h).
//
// Places: `journal_append`, the transaction of one step's records, on disk between before and after; `journal_head`, the writing of
// journal.head; `archive`, the steps of moving old rows away.
//
// Threading: any thread; the function must be safe for that.
#include <atomic>
#include <string_view>

namespace engine {

enum class FaultMoment { before, after };
using FaultHook = void (*)(std::string_view place, FaultMoment moment);

/// Null in every program but tests.
inline constinit std::atomic<FaultHook> fault_hook{nullptr};

inline void fault_point(std::string_view place, FaultMoment moment) {
  if (const auto hook = fault_hook.load(std::memory_order_acquire)) hook(place, moment);
}

} // namespace engine
