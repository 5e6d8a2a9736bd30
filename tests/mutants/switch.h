#pragma once
// Which mutant is on: the one thing that woven sources know (weave.py). Threading: chosen before anything
// runs.

namespace mutants {

inline constexpr int none = -1;
inline int chosen = none;

/// Is this the mutant that was chosen?
inline bool on(int number) { return chosen == number; }

} // namespace mutants
