// HTTP from the fiscal module, over TCP and over a serial line: the same answers whole and byte by byte, none
// above its bounds.
#include "devices/fiscal/http_codec.h"
#include "engine/base/outcome.h"
#include "tests/fuzz/fuzz.h"
#include <fmt/format.h>
#include <vector>

namespace {

using namespace devices::fiscal;

struct Seen {
  std::vector<std::string> events;
  std::size_t held = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// False when nothing more can come of it.
bool take(HttpReader& reader, Seen& seen, HttpReader::Line line) {
  for (int turns = 0;; ++turns) {
    fuzz::require(turns < 20'000, "the reader comes to an end");
    const auto event = reader.next();
    if (std::holds_alternative<HttpReader::NeedMore>(event)) break;
    if (const auto* broken = std::get_if<HttpReader::Broken>(&event)) {
      fuzz::require(!broken->why.empty(), "a refusal says why");
      seen.events.push_back("broken");
      if (line == HttpReader::Line::clean) return false;
      continue;
    }
    const auto& answer = std::get<HttpResponse>(event);
    fuzz::require(answer.status >= 100 && answer.status <= 599, "a status has three digits");
    fuzz::require(answer.body.size() <= max_http_body, "a body is bounded");
    seen.events.push_back(fmt::format("{} {} {} {}", answer.status, answer.content_type, answer.must_close, answer.body));
  }
  fuzz::require(reader.buffered() <= max_http_head + max_http_body, "what is held is bounded");
  return true;
}

Seen read(std::span<const std::uint8_t> bytes, HttpReader::Line line, std::size_t piece) {
  HttpReader reader(line);
  Seen seen;
  bool goes_on = true;
  for (std::size_t at = 0; at < bytes.size() && goes_on; at += piece) {
    reader.add(bytes.subspan(at, std::min(piece, bytes.size() - at)));
    goes_on = take(reader, seen, line);
  }
  if (goes_on) {
    reader.end_of_stream();
    take(reader, seen, line);
  }
  return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto line : {HttpReader::Line::clean, HttpReader::Line::noisy}) {
    const auto whole = read({data, size}, line, size + 1);
    fuzz::require(whole == read({data, size}, line, 1), "answers whole and byte by byte are the same");
    fuzz::require(whole == read({data, size}, line, 7), "answers whole and in pieces are the same");
  }
  // The kiosk's own requests: no value can begin a second one.
  const auto value = encode_query_value(fuzz::text_of(data, size));
  fuzz::require(value.find_first_of(" \r\n?#&=/") == std::string::npos, "a query value has no separator");
  return 0;
}
