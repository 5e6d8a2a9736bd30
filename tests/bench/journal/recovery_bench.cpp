// What a start costs after years of sales, with and without a checkpoint, and what a purchase leaves on the disk. The rows are those of
// real purchases by card, by cash with a voucher and for later, under running numbers.
#include "bench_folder.h"

#include "engine/journal/sqlite_journal.h"
#include "engine/ledger/recovery.h"
#include "tests/engine/checkout/desk.h"

#include <benchmark/benchmark.h>
#include <chrono>
#include <fmt/format.h>

namespace {

using namespace engine;
using Clock = std::chrono::steady_clock;

/// Three purchases, from the method's choice to the cleared cart.
std::vector<Record> three_purchases() {
  engine::test::Desk d;
  const auto goods = [] {
    return std::vector{engine::test::product(1, 15'500, "Nan tandır 400 g"), engine::test::product(2, 42'000, "Gúrish lazer 1 kg"),
                       engine::test::product(3, 9'900, "Sút 3,2 % 1 l")};
  };
  const auto left = [&] {
    d.ask(intent::Finish{});
    if (const auto* clear = d.behind<effect::ClearCart>()) d.on(event::CartClearAnswered{clear->sale, Done{}});
  };
  d.ordered(Method::card, goods()).card_typed().code_typed_right().paid();
  if (const auto* find = d.fire(TimerKind::store_receipt).effect<effect::FindOrders>()) {
    StoreOrder order;
    order.id = "77";
    order.online_payments.push_back({});
    order.online_payments.back().qr_code_url = "https://ofd.soliq.uz/check?t=UZ210317222&r=1234&c=20261125&s=123456789012";
    d.on(event::OrdersFound{find->ticket, find->sale, find->purpose, std::vector{order}});
  }
  d.printed();
  left();
  d.ordered(Method::cash, goods()).note(50'000).note(10'000).note(5'000).note(2'000);
  d.cash(NoteInEscrow{1'000});
  d.ask(intent::AcceptOverpay{});
  d.cash(NoteStacked{1'000, false});
  d.registered().printed().printed();
  left();
  d.ordered(Method::later, goods()).printed();
  left();
  return d.journal;
}

/// The same purchases as the n-th three of a kiosk.
Record renumbered(Record record, std::int64_t n) {
  std::visit(
      [n](auto& r) {
        if constexpr (requires { r.sale; }) r.sale = r.sale ? r.sale + 3 * n : 0;
        if constexpr (requires { r.note_id; }) r.note_id += 5 * n;
        if constexpr (requires { r.job; }) r.job += 4 * n;
        if constexpr (requires { r.order_id; }) r.order_id = fmt::format("{}", 10'000'000 + n);
        if constexpr (requires { r.mark; }) r.mark = fmt::format("[nukus-01-{:06}]", r.sale);
        if constexpr (requires {
                        r.by;
                        r.number;
                      }) {
          if constexpr (std::is_same_v<decltype(r.number), std::string>) r.number = fmt::format("V-{:06}-1", n);
        } else if constexpr (requires { r.number; }) {
          r.number += n;
        }
      },
      record);
  return record;
}

struct LongJournal {
  explicit LongJournal(std::int64_t rows) {
    const auto purchases = three_purchases();
    SqliteJournal journal(folder.path / "state");
    std::vector<JournalRow> batch;
    for (std::int64_t n = 0; journal.head().seq < rows; ++n) {
      for (const auto& record : purchases) batch.push_back(to_row(renumbered(record, n), WallTime{1'764'000'000'000 + n * 600'000}));
      if (batch.size() < 5'000) continue;
      journal.append(batch);
      batch.clear();
      bytes_per_purchase =
          static_cast<double>(std::filesystem::file_size(folder.path / "state/journal.db")) / static_cast<double>(3 * (n + 1));
      rows_per_purchase = static_cast<double>(purchases.size()) / 3;
    }
  }
  BenchFolder folder;
  double bytes_per_purchase = 0, rows_per_purchase = 0;
};

double milliseconds(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

/// From opening to the ledger, as a start does it.
double start_once(const std::filesystem::path& state, bool keep) {
  const auto begin = Clock::now();
  SqliteJournal journal(state);
  const auto found = recover(journal);
  const auto took = milliseconds(Clock::now() - begin);
  if (keep) keep_checkpoint(journal, found.ledger);
  return took;
}

void recovery_of_a_million_rows(benchmark::State& state) {
  const LongJournal journal(1'000'000);
  const auto folder = journal.folder.path / "state";
  double whole = 0, with_checkpoint = 0;
  for (auto _ : state) {
    std::filesystem::remove(folder / "journal.checkpoint");
    whole = start_once(folder, true);
    with_checkpoint = start_once(folder, false);
  }
  state.counters["recovery_1000000_rows:ms"] = with_checkpoint;
  state.counters["recovery_1000000_rows_without_checkpoint:ms"] = whole;
  state.counters["journal_checkpoint_at_1000000_rows:MB"] =
      static_cast<double>(std::filesystem::file_size(folder / "journal.checkpoint")) / 1e6;
  state.counters["journal_bytes_per_purchase:bytes"] = journal.bytes_per_purchase;
  state.counters["journal_rows_per_purchase:rows"] = journal.rows_per_purchase;
}
BENCHMARK(recovery_of_a_million_rows)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
