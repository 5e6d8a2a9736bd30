// Scanner codes: a read is the same whole and byte by byte, a code decodes to what it can be written as again; what a person types comes out,
// all of it and in order, and into a secret field comes nothing that is faster than a person.
#include "devices/scanner/keyboard_wedge.h"
#include "devices/scanner/scanner_session.h"
#include "devices/scanner/secret_keys.h"
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
            const auto again = decode_scan(c.code);
            const auto* same = std::get_if<PlainCode>(&again);
            fuzz::require(!c.code.empty() && c.code.size() <= 20 && same && same->code == c.code, "a plain code is itself");
            fuzz::require(c.upc_a.empty() || (c.code.size() == 8 && upc_a_of_upc_e(c.code) == c.upc_a), "eight digits may be an UPC-E");
          },
          [](const WeightCode& c) {
            const bool gs1 = c.item.size() == 14;
            fuzz::require(is_gtin(c.code) && c.item == (gs1 ? c.code : c.code.substr(2, 5)), "a weight label is an EAN-13, or a GTIN");
            fuzz::require(c.weight > Quantity{} && c.weight <= Quantity::thousandths(99'999), "a label weighs something");
            fuzz::require(gs1 || decode_scan(c.code) == ScannedCode{c}, "a weight label is itself");
          },
          [](const PriceCode& c) {
            const bool gs1 = c.item.size() == 14;
            fuzz::require(is_gtin(c.code) && c.item == (gs1 ? c.code : c.code.substr(2, 5)), "a price label is an EAN-13, or a GTIN");
            fuzz::require(c.total > Money{} && c.total <= Money::som(gs1 ? 100'000'000 : 99'999), "a label costs something");
            fuzz::require(gs1 || decode_scan(c.code) == ScannedCode{c}, "a price label is itself");
          },
          [raw](const MarkingCode& c) {
            fuzz::require(c.gtin.size() == 14 && is_gtin(c.gtin), "a marking code names a product");
            fuzz::require(!c.serial.empty() && c.serial.size() <= 20, "a marking code has a serial number");
            const bool tobacco = c.full.size() == 29 && c.label == c.full.substr(0, 21);
            fuzz::require(tobacco || c.label == "01" + c.gtin + "21" + c.serial, "the label is what the module knows");
            const auto reads_the_same = [&c](const std::string& text) {
              const auto again = decode_scan(text);
              const auto* same = std::get_if<MarkingCode>(&again);
              return same && same->gtin == c.gtin && same->serial == c.serial && same->label == c.label;
            };
            // Brackets gave the end of a serial that nothing else gives.
            const bool in_brackets = scan_text(raw).text.starts_with('(');
            fuzz::require(in_brackets || reads_the_same(tobacco ? c.full : "]d2" + c.full), "a marking code is itself");
            fuzz::require(std::ranges::all_of(c.serial, is_gs1_character), "a serial number has GS1's characters");
          },
          [](const OrderSlipCode& c) {
            fuzz::require(decode_scan(make_order_slip_code(c.order_number, c.mac)) == ScannedCode{c}, "an order slip's code is itself");
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
    for (const auto& byte : bytes) session.on_bytes(now, {&byte, 1});
  else session.on_bytes(now, bytes);
  if (const auto end = session.deadline()) session.on_time(*end);
  fuzz::require(!session.deadline(), "a read that ended has no deadline");
  return codes;
}

struct Struck {
  devices::Stroke at;
  char c = 0; ///< '\n', '\t' and '\v' are keys
};

/// Every third byte or so is a pause.
std::vector<Struck> strokes_of(std::span<const std::uint8_t> bytes, Millis least) {
  std::vector<Struck> strokes;
  Instant now{};
  for (const auto byte : bytes) {
    if (byte >= 0xC0) now += Millis{byte - 0xC0};
    else strokes.push_back({{.at = now += least}, static_cast<char>(byte)});
  }
  return strokes;
}

std::optional<devices::WedgeKey> key_of(char c) {
  if (c == '\n') return devices::WedgeKey::enter;
  if (c == '\t') return devices::WedgeKey::tab;
  if (c == '\v') return devices::WedgeKey::other;
  return std::nullopt;
}
char char_of(devices::WedgeKey key) { return key == devices::WedgeKey::enter ? '\n' : key == devices::WedgeKey::tab ? '\t' : '\v'; }

/// The results of the detector; codes without the key that ended them.
std::string heard(const std::vector<Struck>& strokes) {
  devices::KeyboardWedge wedge;
  std::string all;
  const auto take = [&](const std::vector<devices::WedgeResult>& results) {
    for (const auto& result : results) {
      if (const auto* typed = std::get_if<devices::WedgeTyped>(&result)) {
        all += typed->text;
        if (typed->key) all += char_of(*typed->key);
      } else {
        const auto& code = std::get<devices::WedgeScan>(result).code;
        fuzz::require(code.size() >= devices::KeyboardWedge::shortest_scan && code.size() <= devices::KeyboardWedge::longest_scan,
                      "a scan is bounded");
        all += code;
      }
    }
  };
  for (const auto& [at, c] : strokes) {
    take(wedge.time(at.at));
    if (const auto key = key_of(c)) take(wedge.key(at, *key));
    else take(wedge.text(at, {&c, 1}));
  }
  if (const auto end = wedge.deadline()) take(wedge.time(*end));
  fuzz::require(!wedge.deadline(), "nothing is kept back for ever");
  return all;
}

void type(std::span<const std::uint8_t> bytes) {
  std::string typed;
  const auto slow = strokes_of(bytes, devices::KeyboardWedge::key_gap + Millis{1});
  for (const auto& stroke : slow) typed += stroke.c;
  fuzz::require(heard(slow) == typed, "what a person types comes out, all of it and in order");
  const auto strokes = strokes_of(bytes, Millis{0});
  auto rest = std::string_view{typed};
  for (const char c : heard(strokes)) {
    const auto at = rest.find(c);
    fuzz::require(at != std::string_view::npos, "no character is doubled or out of order");
    rest.remove_prefix(at + 1);
  }

  devices::SecretKeys keys;
  std::string secret, alone;
  const auto take = [&secret](std::string_view text, std::optional<devices::WedgeKey> key) {
    secret += text;
    if (key) secret += char_of(*key);
  };
  for (std::size_t i = 0; i < strokes.size(); ++i) {
    const auto& [at, c] = strokes[i];
    const auto gap = devices::SecretKeys::person_gap;
    const bool before = i > 0 && at.at - strokes[i - 1].at.at <= gap,
               behind = i + 1 < strokes.size() && strokes[i + 1].at.at - at.at <= gap;
    if (!before && !behind) alone += c;
    keys.time(at.at, take);
    if (const auto key = key_of(c)) keys.key(at, *key, take);
    else keys.text(at, {&c, 1}, take);
  }
  if (const auto end = keys.deadline()) keys.time(*end, take);
  fuzz::require(secret == alone, "into a secret field comes what no other stroke is close to");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  const auto whole = codes_of({data, size}, false);
  fuzz::require(whole == codes_of({data, size}, true), "reads whole and byte by byte are the same");
  for (const auto& code : whole) {
    fuzz::require(!code.empty() && code.size() <= devices::ScannerSession::longest_code, "a read is bounded");
    fuzz::require(
        std::ranges::none_of(code, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != group_separator) || c == 0x7F; }),
        "a read has no control characters");
    check_meaning(code);
  }
  check_meaning(fuzz::text_of(data, size));
  type({data, size});
  return 0;
}
