// How fast the whole kiosk is simulated: engine, journal, codecs, machines, people, faults and every check,
// on one core.
#include "tests/simulation/campaign.h"

#include <benchmark/benchmark.h>

namespace {

void simulated_purchases(benchmark::State& state) {
  simulation::Sums sums;
  std::uint64_t seed = 300'000;
  for (auto _ : state)
    if (const auto result = simulation::play_seed(seed++, sums, false); !result.violation.empty()) {
      state.SkipWithError(result.violation.c_str());
      break;
    }
  state.counters["simulated_purchases:1/s"] = benchmark::Counter(static_cast<double>(sums.purchases), benchmark::Counter::kIsRate);
  state.counters["simulated_events:1/s"] = benchmark::Counter(static_cast<double>(sums.events), benchmark::Counter::kIsRate);
}
BENCHMARK(simulated_purchases)->Iterations(100)->Unit(benchmark::kMillisecond);

} // namespace
