#pragma once
// Many runs one after another, and what they came to. Threading: one thread.
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>

namespace simulation {

struct Campaign {
  std::uint64_t first = 1;
  std::int64_t runs = 0;    ///< 0: one, or as many as fit into minutes
  std::int64_t minutes = 0; ///< 0: no limit by time
  bool trace = false;
  bool keep_going = false; ///< a line for each seed that fails, and on
  std::string mutant;      ///< by name, of the program that holds them (tests/mutants); empty: as it is
};

struct Sums {
  std::int64_t runs = 0, failures = 0, purchases = 0, paid_card = 0, paid_cash = 0, later = 0, restarts = 0;
  std::uint64_t events = 0;
  std::map<std::string, std::int64_t> faults;
  std::map<std::string, std::int64_t> people; ///< what they did
};

/// Plays one seed; what was violated, or nothing. With `trace` its lines come back too.
struct RunResult {
  std::string violation;
  std::string trace;
};
RunResult play_seed(std::uint64_t seed, Sums& sums, bool trace);

/// Stops at the first seed that fails and prints it with its trace. Returns the program's exit code.
int play(const Campaign& campaign, std::ostream& out);

} // namespace simulation
