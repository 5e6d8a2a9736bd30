#pragma once
// Lets the process die at a fault point (engine/base/fault_point.h). For test programs alone: no other links this.
//
// PLACE:N[:before|after] kills the process with SIGKILL when PLACE is reached for the N-th time (from 1), before what is done there or
// (default: before) after it. A text that means nothing ends the process with exit code 2: a test that does not test must not pass.
//
// Threading: any; the counters are one set for the process, from the first of these calls on.
#include <cstdint>
#include <string_view>

namespace engine::test {

/// The fault in the variable KIOSK_FAULT, or nothing.
void arm_fault_from_environment();
/// Counts from 0 again, with this fault armed; empty: none.
void arm_fault(std::string_view text);
/// How often the place was reached since the last of these calls.
std::int64_t fault_count(std::string_view place);

} // namespace engine::test
