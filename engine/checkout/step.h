#pragma once
// The checkout's one pure function: (state, event, time, policy) -> (state, records, effects) or a refusal that changes nothing.
// No clock, no I/O, no randomness inside.
//
// The runner's duty, in this order: append `records` to the journal in one synced transaction; then execute `effects`; then
// show the new view. Every effect that moves money or goods has its intent among the records of the same step.
#include "engine/checkout/event.h"
#include <span>

namespace engine {

struct Context {
  Instant now{};
  WallTime wall{};
  std::uint64_t random = 0; ///< drawn for this step: digits that nobody can guess (rules R18)
};

/// The event does not fit the state (a stale answer, a tap on a button that is no more). English, for the log.
struct Refusal {
  std::string why;
};

struct Step {
  State state;
  std::vector<Record> records;
  std::vector<Effect> effects;
  std::optional<Refusal> refused; ///< set: state is as it came in, records and effects are empty
};

Step step(State state, const Event& event, const Context& context, const Policy& policy);

/// The state of a kiosk that must stop selling: its journal cannot be written, or a step of ours failed. `lost` are the rows that never got to the
/// disk: a sale among them that never left is not named to the customer. Whoever stands at the kiosk is told what becomes of their money, and can
/// leave. Pure.
State halted(State state, std::span<const Record> lost);

} // namespace engine
