// What printers say, mixed on one line: the same answers whole and byte by byte, and every byte accounted
// for.
#include "devices/printer/printer_profile.h"
#include "devices/printer/printer_status.h"
#include "engine/base/outcome.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace devices::printer;

/// The bytes that an answer was made of; the order of flow control among them is not kept.
std::string wire_of(const PrinterAnswer& answer) {
  using engine::overloaded;
  return std::visit(
      overloaded{[](FlowStop) { return std::string("\x13"); }, [](FlowGo) { return std::string("\x11"); },
                 [](RealTimeAnswer a) { return std::string(1, static_cast<char>(a.byte)); },
                 [](PaperAnswer a) { return std::string(1, static_cast<char>(a.byte)); },
                 [](const AutoStatus& a) { return std::string(a.bytes.begin(), a.bytes.end()); },
                 [](const FullStatus& a) { return "\x10\x0F" + std::string(a.bytes.begin(), a.bytes.end()); },
                 [](const ProcessAnswer& a) { return "\x37\x22" + std::string(a.id.begin(), a.id.end()) + std::string(1, '\0'); },
                 [](BufferCleared) { return std::string("\x37\x25\x00", 3); },
                 [](Noise a) { return std::string(1, static_cast<char>(a.byte)); }},
      answer);
}

std::string describe(const std::vector<PrinterAnswer>& answers) {
  std::string text;
  for (const auto& answer : answers) text += static_cast<char>('A' + answer.index()) + wire_of(answer);
  return text;
}

void check(std::span<const std::uint8_t> bytes, bool full_status) {
  AnswerDecoder at_once;
  at_once.expect_full_status(full_status);
  auto whole = at_once.feed(bytes);
  AnswerDecoder one_by_one;
  one_by_one.expect_full_status(full_status);
  std::vector<PrinterAnswer> pieces;
  for (const auto& byte : bytes) {
    const auto found = one_by_one.feed({&byte, 1});
    pieces.insert(pieces.end(), found.begin(), found.end());
  }
  fuzz::require(describe(whole) == describe(pieces), "answers whole and byte by byte are the same");

  fuzz::require(at_once.partial() == one_by_one.partial(), "the unfinished block is the same");
  const auto rest = at_once.drop_partial();
  fuzz::require(rest.size() <= 7 && !at_once.partial(), "at most 7 bytes are held");
  whole.insert(whole.end(), rest.begin(), rest.end());
  std::size_t counts[256] = {};
  for (const auto byte : bytes) ++counts[byte];
  engine::PrinterStatus status;
  for (const auto& answer : whole) {
    for (const char c : wire_of(answer)) --counts[static_cast<std::uint8_t>(c)];
    if (const auto* block = std::get_if<AutoStatus>(&answer)) apply_auto_status(*block, status);
    if (const auto* block = std::get_if<FullStatus>(&answer)) apply_full_status(*block, status);
    if (const auto* one = std::get_if<RealTimeAnswer>(&answer))
      for (int n = 1; n <= 4; ++n) apply_real_time(generic_80mm().status, n, one->byte, status);
  }
  for (const auto count : counts) fuzz::require(count == 0, "every byte is in one answer");
  conclude(status);
  fuzz::require(status.can_print() || !status.detail.empty() || status.health == engine::Health::ok ||
                    status.health == engine::Health::warning,
                "a printer that cannot print says why");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check({data, size}, false);
  check({data, size}, true);
  return 0;
}
