// What a journaled intent costs beside the least that any durable append can cost: a write and an fsync of the same bytes.
// The two take turns on the same disk, so that its moods hit both (bench_folder.h says which).
#include "bench_folder.h"

#include "engine/journal/sqlite_journal.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

const engine::JournalRow intent{0, 1'764'000'000'000, "123", "note_stack_intent",
                                R"({"amount":1000000,"denomination":10000,"note_id":17,"order_id":"79463378"})"};

double microseconds(Clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

double percentile(std::vector<double>& sorted_here, double share) {
  std::ranges::sort(sorted_here);
  return sorted_here.empty() ? 0 : sorted_here[static_cast<std::size_t>(share * static_cast<double>(sorted_here.size() - 1))];
}

void journal_append_beside_bare(benchmark::State& state) {
  const BenchFolder folder;
  engine::SqliteJournal journal(folder.path / "state");
  const int bare = ::open((folder.path / "bare").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string bytes = intent.session + intent.kind + intent.body + std::string(32, 'h');
  std::vector<double> appends, bares;
  for (auto _ : state) {
    const auto start = Clock::now();
    if (::write(bare, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) || ::fsync(bare) != 0) {
      state.SkipWithError("the bare write failed");
      break;
    }
    const auto between = Clock::now();
    journal.append({&intent, 1});
    const auto end = Clock::now();
    bares.push_back(microseconds(between - start));
    appends.push_back(microseconds(end - between));
    state.SetIterationTime(std::chrono::duration<double>(end - between).count());
  }
  ::close(bare);
  const double append = percentile(appends, 0.5);
  const double plain = percentile(bares, 0.5);
  state.counters["journal_append_p50:us"] = append;
  state.counters["journal_append_p99:us"] = percentile(appends, 0.99);
  state.counters["bare_write_fsync_p50:us"] = plain;
  state.counters["bare_write_fsync_p99:us"] = percentile(bares, 0.99);
  state.counters["journal_append_to_bare:ratio"] = plain > 0 ? append / plain : 0;
}
BENCHMARK(journal_append_beside_bare)->UseManualTime()->Iterations(2000)->Unit(benchmark::kMicrosecond);

/// Opening reads and verifies everything: what a start costs after a year of sales.
void journal_open_100000_rows(benchmark::State& state) {
  const BenchFolder folder;
  {
    engine::SqliteJournal journal(folder.path / "state");
    const std::vector<engine::JournalRow> batch(1000, intent);
    for (int i = 0; i < 100; ++i) journal.append(batch);
  }
  for (auto _ : state) {
    const engine::SqliteJournal journal(folder.path / "state");
    benchmark::DoNotOptimize(journal.head());
  }
}
BENCHMARK(journal_open_100000_rows)->Iterations(5)->Unit(benchmark::kMillisecond);

} // namespace
