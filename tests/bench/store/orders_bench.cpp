// get_orders of an account with many orders, as it comes from the wire: cut into orders and read, nothing kept.
#include "engine/store/order_answers.h"
#include "engine/store/orders_stream.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace engine::store {
namespace {

constexpr int orders = 10'000;
constexpr std::size_t piece = 4096; ///< of a WebSocket's buffer

std::string answer() {
  std::string text = R"({"type":"get_orders","success":true,"data":{"orders":[)";
  for (int i = 0; i < orders; ++i)
    text += fmt::format(R"({}{{"id":{},"order_number":"{:08}","amount":35480.0,"total_amount":42000.0,"use_cashback":false,)"
                        R"("receiver":{{"first_name":"A","phone":"998991234567","address":"Kóshe 5 [nukus-01-{:06}]","longitude":null}},)"
                        R"("items":[{{"price":42000,"quantity":1,"product":8,"product_name":"Sút «Nókis»","total_price":42000}}],)"
                        R"("cash_payments":[],"online_payments":[]}})",
                        i ? "," : "", i, i, i);
  return text + "]}}";
}

void store_get_orders(benchmark::State& state) {
  const auto text = answer();
  OrderReader reader;
  for (auto _ : state) {
    OrdersStream stream;
    int read = 0;
    for (std::size_t at = 0; at < text.size(); at += piece)
      stream.feed(std::string_view(text).substr(at, piece), [&](std::string_view order, bool) { read += reader.read(order) ? 1 : 0; });
    if (read != orders || !stream.complete()) return state.SkipWithError("orders were lost");
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["store_get_orders:MB/s"] = {static_cast<double>(text.size()) * rounds / 1e6, benchmark::Counter::kIsRate};
  state.counters["store_get_orders:orders/s"] = {orders * rounds, benchmark::Counter::kIsRate};
}
BENCHMARK(store_get_orders);

} // namespace
} // namespace engine::store
