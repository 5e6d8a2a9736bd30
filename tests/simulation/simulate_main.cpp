// simulate: plays the whole kiosk in virtual time, one seed a run (tests/simulation/SIMULATION.md).
// Exit: 0 all held; 1 an invariant broke (seed, invariant and trace are printed); 2 wrong use.
#include "tests/simulation/campaign.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <malloc.h>

int main(int argc, char** argv) {
  CLI::App app{"Plays the whole kiosk in virtual time: the real engine and protocols, simulated machines, "
               "store, disk, people and faults."};
  simulation::Campaign campaign;
  std::optional<std::uint64_t> seed;
  app.add_option("--seed", seed,
                 "the first seed, and the only one without --runs or --minutes (default: 1; with --minutes one of the clock)");
  app.add_option("--runs", campaign.runs, "so many seeds one after another")->check(CLI::Range(1, 1'000'000'000));
  app.add_option("--minutes", campaign.minutes, "seeds one after another for so long")->check(CLI::Range(1, 100'000));
  app.add_flag("--trace", campaign.trace, "prints what happened, also when all held");
  app.add_flag("--keep-going", campaign.keep_going, "one line for each seed that fails, and on to the next");
  std::string mutant;
  app.add_option("--mutant", mutant, "deliberate faults are in another program: scripts/mutants");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    app.exit(wrong);
    return 2;
  }
  if (!mutant.empty()) {
    std::cerr << "this program has no deliberate faults: scripts/mutants --mutant " << mutant << "\n";
    return 2;
  }
  // Memory that one run gave back is the next one's: without this a tenth of the time goes into giving it to
  // the system.
  ::mallopt(M_MMAP_THRESHOLD, 1 << 28);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 28);
  campaign.first = seed.value_or(1);
  if (!seed && campaign.minutes > 0) { // others each time, and far from those of the slice
    campaign.first =
        1'000'000'000'000 + static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds{1});
    std::cout << "from seed " << campaign.first << std::endl;
  }
  return simulation::play(campaign, std::cout);
}
