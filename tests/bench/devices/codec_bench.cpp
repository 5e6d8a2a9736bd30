// Throughput of the codecs of the machines: CCNET framing, the fiscal module's JSON, a receipt's layout and its ESC/POS bytes.
#include "devices/cash/ccnet_codec.h"
#include "devices/fiscal/fiscal_json.h"
#include "devices/printer/escpos_encoder.h"
#include "engine/receipt/receipt_slips.h"
#include "tests/engine/receipt/sample_sale.h"

#include <array>
#include <benchmark/benchmark.h>

namespace {

using benchmark::Counter;
using devices::Bytes;

Counter megabytes(std::size_t bytes_a_round, const benchmark::State& state) {
  return {static_cast<double>(bytes_a_round) * static_cast<double>(state.iterations()) / 1e6, Counter::kIsRate};
}

/// Polls and answers as they alternate on the wire, with noise between some of them, in pieces of a serial port's size.
void ccnet_framing(benchmark::State& state) {
  Bytes wire;
  for (std::uint8_t i = 0; i < 200; ++i) {
    const std::array<std::uint8_t, 2> escrow{0x80, static_cast<std::uint8_t>(i % 8)};
    const auto frame = devices::ccnet::frame(escrow);
    wire.insert(wire.end(), frame.begin(), frame.end());
    if (i % 10 == 0) wire.push_back(0xFF);
  }
  std::size_t frames = 0;
  for (auto _ : state) {
    devices::ccnet::Framer framer;
    const std::span<const std::uint8_t> bytes(wire);
    for (std::size_t at = 0; at < bytes.size(); at += 16) {
      framer.push(bytes.subspan(at, std::min<std::size_t>(16, bytes.size() - at)));
      while (framer.next()) ++frames;
    }
  }
  if (frames != 200 * static_cast<std::size_t>(state.iterations())) state.SkipWithError("frames were lost");
  state.counters["ccnet_framing:MB/s"] = megabytes(wire.size(), state);
}
BENCHMARK(ccnet_framing);

engine::FiscalSale sale_of_20_lines() {
  engine::FiscalSale sale;
  sale.number = 1482;
  sale.cashier = "Kiosk 01";
  for (int i = 0; i < 20; ++i) {
    engine::FiscalLine line;
    line.name = "Sút «Nókis», 3,2 %, 1 l";
    line.barcode = "4780000000021";
    line.amount = engine::Quantity::pieces(2);
    line.unit = 1;
    line.unit_name = "dana";
    line.product_price = engine::Money::som(14'500);
    line.price = engine::Money::som(29'000);
    line.vat = engine::multiply_ratio_half_up(line.price, 12, 112);
    line.vat_percent = 12;
    line.class_code = "00401001001000000";
    line.package_code = "1431970";
    sale.lines.push_back(std::move(line));
  }
  sale.received_cash = engine::Money::som(580'000);
  return sale;
}

void fiscal_json_write(benchmark::State& state) {
  const auto sale = sale_of_20_lines();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto body = devices::fiscal::write_sale(sale, "2026-11-22 14:02:09", devices::fiscal::Edition::y2026);
    if (!body) return state.SkipWithError("not written");
    bytes = body->size();
  }
  state.counters["fiscal_json_write:MB/s"] = megabytes(bytes, state);
}
BENCHMARK(fiscal_json_write);

void fiscal_json_read(benchmark::State& state) {
  const std::string_view body =
      R"({"data":{"terminal_id":"UZ210317221234","receipt_count":1482,"date_time":"20261122140209","fiscal_sign":"083306860386",)"
      R"("applet_version":"0302","qr_url":"https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386"},)"
      R"("error":null,"is_success":true})";
  for (auto _ : state) {
    const auto answer = devices::fiscal::read_answer(body);
    if (!answer || !devices::fiscal::read_sign(answer->data)) return state.SkipWithError("not read");
  }
  state.counters["fiscal_json_read:MB/s"] = megabytes(body.size(), state);
}
BENCHMARK(fiscal_json_read);

/// The slip of a sale of five lines, as the engine makes it.
void receipt_slip(benchmark::State& state) {
  const engine::sample::TestWords words;
  const auto data = engine::sample::sale();
  for (auto _ : state) benchmark::DoNotOptimize(engine::receipt_slip(data, words));
}
BENCHMARK(receipt_slip)->Unit(benchmark::kMicrosecond);

engine::Slip sample_slip(engine::Language language) {
  const engine::sample::TestWords words;
  return engine::receipt_slip(engine::sample::sale(language), words);
}

void slip_layout(benchmark::State& state) {
  const auto slip = sample_slip(engine::Language::kaa);
  const auto profile = devices::printer::generic_80mm();
  devices::printer::LineRenderer renderer;
  for (auto _ : state) benchmark::DoNotOptimize(devices::printer::lay_out(slip, profile, renderer));
}
BENCHMARK(slip_layout)->Unit(benchmark::kMillisecond);

void encode_receipt(benchmark::State& state, engine::Language language, const char* figure) {
  const auto slip = sample_slip(language);
  const auto profile = devices::printer::generic_80mm();
  devices::printer::LineRenderer renderer;
  std::size_t bytes = 0;
  for (auto _ : state) bytes = devices::printer::encode_slip(slip, profile, renderer).bytes.size();
  state.counters[std::string(figure) + ":receipts/s"] = {static_cast<double>(state.iterations()), Counter::kIsRate};
  state.counters[std::string(figure) + "_job:bytes"] = static_cast<double>(bytes);
}
/// Karakalpak letters are in no code page of the printers: those lines are drawn.
BENCHMARK_CAPTURE(encode_receipt, drawn, engine::Language::kaa, "escpos_drawn_lines");
BENCHMARK_CAPTURE(encode_receipt, text, engine::Language::en, "escpos_text_lines");

} // namespace
