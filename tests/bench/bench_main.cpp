// main() of every benchmark program. Without arguments of ours it is Google Benchmark's own. With --figures it prints one
// line a figure, "name value unit": for a benchmark with counters named "figure:unit" those, for any other its real time.
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

class FigureReporter : public benchmark::BenchmarkReporter {
public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (run.error_occurred) {
        std::fprintf(stderr, "%s: %s\n", run.benchmark_name().c_str(), run.error_message.c_str());
        failed = true;
        continue;
      }
      bool counted = false;
      for (const auto& [key, counter] : run.counters) {
        const auto colon = key.find(':');
        if (colon == std::string::npos) continue;
        print(key.substr(0, colon), counter.value, key.substr(colon + 1));
        counted = true;
      }
      // "name/iterations:5" says how it was measured, not what.
      const auto name = run.benchmark_name();
      if (!counted)
        print(name.substr(0, name.find("/iterations:")), run.GetAdjustedRealTime(), benchmark::GetTimeUnitString(run.time_unit));
    }
  }
  bool failed = false;

private:
  static void print(const std::string& name, double value, const std::string& unit) {
    std::printf("%s %.6g %s\n", name.c_str(), value, unit.c_str());
  }
};

} // namespace

int main(int argc, char** argv) {
  bool figures = false;
  std::vector<char*> arguments;
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--figures") == 0) figures = true;
    else arguments.push_back(argv[i]);
  }
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  if (!figures) {
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  }
  FigureReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return reporter.failed ? 1 : 0;
}
