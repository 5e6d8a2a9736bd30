#pragma once
// The deliberate faults that the simulation must find: what a tired engineer could write. Each stands in a
// table (*.toml) with the original piece and its mutation; weave.py makes both of them this program, and
// which one runs is chosen when it starts. Threading: one thread.
#include <cstdint>
#include <string>
#include <vector>

namespace mutants {

struct Mutant {
  std::string name;
  std::string fault;                ///< what is wrong, and what it would do
  std::string file;                 ///< where, from the root of the tree
  std::string breaks;               ///< words of the invariant that it breaks
  std::vector<std::uint64_t> seeds; ///< that found it
};

/// In the order of the tables; a mutant's place is its number.
const std::vector<Mutant>& all();

} // namespace mutants
