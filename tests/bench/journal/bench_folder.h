#pragma once
// A folder of a benchmark on a real disk, removed at its end. JOURNAL_BENCH_DIR chooses the disk (default: the current folder,
// since /tmp is often no disk at all).
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <string>

class BenchFolder {
public:
  BenchFolder() {
    const char* base = std::getenv("JOURNAL_BENCH_DIR");
    std::string pattern = (base && *base ? std::string(base) : std::string(".")) + "/journal-bench-XXXXXX";
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no folder for the benchmark: set JOURNAL_BENCH_DIR");
    path = pattern;
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  ~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};
