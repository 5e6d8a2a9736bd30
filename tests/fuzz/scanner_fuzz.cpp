// Scanner codes: a read is the same whole and byte by byte, a code decodes to what it can be written as
// again, and a keyboard's characters all come out, in order.
#include "devices/scanner/keyboard_wedge.h"
#include "devices/scanner/scanner_session.h"
#include "engine/base/log.h"
#include "engine/base/outcome.h"
#include "engine/catalog/gs1_elements.h"
#include "engine/catalog/gtin.h"
#include "engine/catalog/scan_code.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

using namespace engine;

void check_meaning(std::string_view raw) {
  const auto code = decode_scan(raw);
  std::visit(
      overloaded{
          [](const PlainCode& c) {
            fuzz::require(!c.code.empty() && c.code.size() <= 20 && decode_scan(c.code) == ScannedCode{c},
                          "a plain code is itself");
          },
          [](const WeightCode& c) {
            fuzz::require(is_gtin(c.code) && c.item == c.code.substr(2, 5), "a weight label is an EAN-13");
            fuzz::require(c.weight > Quantity{} && c.weight <= Quantity::thousandths(99'999),
                          "a label weighs something");
            fuzz::require(decode_scan(c.code) == ScannedCode{c}, "a weight label is itself");
          },
          [](const PriceCode& c) {
            fuzz::require(is_gtin(c.code) && c.item == c.code.substr(2, 5), "a price label is an EAN-13");
            fuzz::require(c.total > Money{} && c.total <= Money::som(99'999), "a label costs something");
            fuzz::require(decode_scan(c.code) == ScannedCode{c}, "a price label is itself");
          },
          [](const MarkingCode& c) {
            fuzz::require(c.gtin.size() == 14 && is_gtin(c.gtin), "a marking code names a product");
            fuzz::require(!c.serial.empty() && c.serial.size() <= 20, "a marking code has a serial number");
            const bool tobacco = c.full.size() == 29 && c.label == c.full.substr(0, 21);
            fuzz::require(tobacco || c.label == "01" + c.gtin + "21" + c.serial,
                          "the label is what the module knows");
            const auto again = decode_scan(tobacco ? c.full : "]d2" + c.full);
            const auto* same = std::get_if<MarkingCode>(&again);
            fuzz::require(same && same->gtin == c.gtin && same->serial == c.serial && same->label == c.label,
                          "a marking code is itself");
          },
          [](const OrderSlipCode& c) {
            fuzz::require(decode_scan(make_order_slip_code(c.order_number, c.mac)) == ScannedCode{c},
                          "an order slip's code is itself");
          },
          [](const UnreadableCode& c) { fuzz::require(!c.why.empty(), "a refusal says why"); }},
      code);
}

std::vector<std::string> codes_of(std::span<const std::uint8_t> bytes, bool in_pieces) {
  std::vector<std::string> codes;
  devices::ScannerSession session;
  session.on_code([&](const std::string& code) { codes.push_back(code); });
  Instant now{};
  session.on_open(now);
  if (in_pieces)
    for (const auto& byte : bytes)
      session.on_bytes(now, {&byte, 1});
  else
    session.on_bytes(now, bytes);
  if (const auto end = session.deadline()) session.on_time(*end);
  fuzz::require(!session.deadline(), "a read that ended has no deadline");
  return codes;
}

/// Every third byte or so is a pause or Enter; the rest are keys.
void type(std::span<const std::uint8_t> bytes) {
  devices::KeyboardWedge wedge;
  std::string typed;
  std::string heard;
  const auto take = [&](const std::vector<devices::WedgeResult>& results) {
    for (const auto& result : results) {
      if (const auto* text = std::get_if<devices::WedgeTyped>(&result))
        heard += text->text + (text->enter ? "\n" : "");
      if (const auto* scan = std::get_if<devices::WedgeScan>(&result)) {
        fuzz::require(scan->code.size() <= devices::KeyboardWedge::longest_scan, "a scan is bounded");
        heard += scan->code + "\n";
      }
    }
  };
  Instant now{};
  for (const auto byte : bytes) {
    if (byte == ']') continue; // an AIM identifier is cut off on purpose
    if (byte == '\n') {
      typed += '\n';
      take(wedge.enter(now));
    } else if (byte >= 0xC0) {
      now += Millis{byte - 0xC0};
      take(wedge.time(now));
    } else {
      typed += static_cast<char>(byte);
      take(wedge.text(now, std::string(1, static_cast<char>(byte))));
    }
  }
  if (const auto end = wedge.deadline()) take(wedge.time(*end));
  fuzz::require(typed == heard, "no character is lost, doubled or out of order");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  const auto whole = codes_of({data, size}, false);
  fuzz::require(whole == codes_of({data, size}, true), "reads whole and byte by byte are the same");
  for (const auto& code : whole) {
    fuzz::require(!code.empty() && code.size() <= devices::ScannerSession::longest_code, "a read is bounded");
    fuzz::require(std::ranges::none_of(
                      code,
                      [](char c) {
                        return (static_cast<unsigned char>(c) < 0x20 && c != group_separator) || c == 0x7F;
                      }),
                  "a read has no control characters");
    check_meaning(code);
  }
  check_meaning(fuzz::text_of(data, size));
  type({data, size});
  return 0;
}
