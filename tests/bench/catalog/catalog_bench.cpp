// Figures of the catalogue over 100,000 products: search (median and 99th percentile over what customers would type),
// building a snapshot, loading and storing catalog.db, reading products.csv, decoding scans.
#include "engine/catalog/catalog_db.h"
#include "engine/catalog/scan_code.h"
#include "tests/bench/catalog/large_catalog.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

namespace engine::bench {
namespace {

constexpr std::size_t shop_size = 100'000;

const LargeCatalog& shop() {
  static const auto large = make_large_catalog(shop_size);
  return large;
}

/// Of this thread only, so that other work on the machine does not count.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void catalog_search(benchmark::State& state) {
  const auto catalog = make_catalog(shop().data, shop().attributes);
  const auto queries = make_queries(shop(), 2000);
  std::vector<double> times, cpu_times;
  std::size_t at = 0, found = 0;
  for (auto _ : state) {
    const auto cpu_begin = cpu_ms();
    const auto begin = std::chrono::steady_clock::now();
    found += catalog->search(queries[at++ % queries.size()], 60).size();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    times.push_back(took.count());
    cpu_times.push_back(cpu_ms() - cpu_begin);
  }
  std::ranges::sort(times);
  state.counters["catalog_search_p50:ms"] = times[times.size() / 2];
  state.counters["catalog_search_p99:ms"] = times[times.size() * 99 / 100];
  std::ranges::sort(cpu_times);
  state.counters["catalog_search_cpu_p99:ms"] = cpu_times[cpu_times.size() * 99 / 100];
  state.counters["catalog_search_cpu_max:ms"] = cpu_times.back();
  state.counters["catalog_search_max:ms"] = times.back();
  state.counters["found"] = static_cast<double>(found) / static_cast<double>(times.size());
}
BENCHMARK(catalog_search)->Iterations(4000)->Unit(benchmark::kMillisecond);

void catalog_build_100000(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto copy = shop();
    state.ResumeTiming();
    benchmark::DoNotOptimize(make_catalog(std::move(copy.data), std::move(copy.attributes)));
  }
}
BENCHMARK(catalog_build_100000)->Iterations(5)->Unit(benchmark::kMillisecond);

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("kiosk-bench-{}", getpid());
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

void catalog_store_100000(benchmark::State& state) {
  const Folder folder;
  CatalogDb db(folder.path / "catalog.db");
  for (auto _ : state)
    if (!db.store(shop().data)) state.SkipWithError("not stored");
}
BENCHMARK(catalog_store_100000)->Iterations(3)->Unit(benchmark::kMillisecond);

void catalog_load_100000(benchmark::State& state) {
  const Folder folder;
  CatalogDb db(folder.path / "catalog.db");
  if (!db.store(shop().data)) state.SkipWithError("not stored");
  for (auto _ : state) benchmark::DoNotOptimize(db.load());
}
BENCHMARK(catalog_load_100000)->Iterations(5)->Unit(benchmark::kMillisecond);

void catalog_read_csv_100000(benchmark::State& state) {
  std::string text = "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,min_age,"
                     "commission_inn,commission_pinfl\n";
  for (const auto& p : shop().data.products) {
    const auto& row = shop().attributes.by_product.at(p.id);
    text += fmt::format("{},{},{},{},{},1,dona,12,0,0,0,0,,\n", p.id, p.code, row.barcodes[0], row.class_code, row.package_code);
  }
  for (auto _ : state) benchmark::DoNotOptimize(parse_products_csv(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(catalog_read_csv_100000)->Iterations(5)->Unit(benchmark::kMillisecond);

void catalog_find_by_code(benchmark::State& state) {
  const auto catalog = make_catalog(shop().data, shop().attributes);
  std::size_t i = 0;
  for (auto _ : state) {
    const auto& row = shop().attributes.by_product.at(static_cast<ProductId>(i++ * 7919 % shop_size + 1));
    benchmark::DoNotOptimize(catalog->find_by_code(row.barcodes[0]));
  }
}
BENCHMARK(catalog_find_by_code);

void scan_decode_marking(benchmark::State& state) {
  const std::string code = "]d20104780000000014215ABcd!\"%&'()*\x1d"
                           "91EE05\x1d"
                           "92" +
                           std::string(44, 'k');
  for (auto _ : state) benchmark::DoNotOptimize(decode_scan(code));
}
BENCHMARK(scan_decode_marking);

} // namespace
} // namespace engine::bench
