// CCNET from the wire: frames found whole are those found byte by byte, and what is read from them writes
// back to the same bytes.
#include "devices/cash/bill_table.h"
#include "devices/cash/ccnet_codec.h"
#include "devices/cash/ccnet_messages.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

using namespace devices::ccnet;
using devices::Bytes;

struct Seen {
  std::vector<Bytes> bodies;
  std::size_t dropped = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

void take(Framer& framer, Seen& seen) {
  while (auto body = framer.next()) seen.bodies.push_back(std::move(*body));
  seen.dropped += framer.take_dropped();
}

void read_every_way(const Bytes& body) {
  fuzz::require(!body.empty() && body.size() <= longest_body, "a body has 1 to 250 bytes");
  const auto whole = frame(body);
  fuzz::require(crc(whole) == 0, "a frame with its CRC has the CRC 0");
  const auto again = scan(whole);
  fuzz::require(again.kind == Scan::Kind::frame && again.size == whole.size() && std::ranges::equal(again.body, body),
                "a frame that is written is read back");

  if (const auto answer = parse_poll(body)) {
    Bytes written{static_cast<std::uint8_t>(answer->state)};
    if (has_detail(answer->state)) written.push_back(answer->detail);
    fuzz::require(written == body, "a POLL answer is its state and detail");
    fuzz::require(!name_of(answer->state).empty(), "every state has a name");
  } else {
    fuzz::require(!answer.error().empty(), "a refusal says why");
  }
  if (const auto status = parse_status(body)) {
    Bytes written = mask_bytes(status->enabled);
    const auto security = mask_bytes(status->high_security);
    written.insert(written.end(), security.begin(), security.end());
    fuzz::require(written == body, "a status is its two masks");
  }
  if (const auto counter = parse_counter(body))
    fuzz::require(body.size() == 2 && *counter == body[0] * 256 + body[1], "a counter is its two bytes");
  if (const auto identity = parse_identification(body)) {
    fuzz::require(identity->part.size() <= 15 && identity->serial.size() <= 12 && identity->asset.size() == 7, "an identification fits");
    for (const char c : identity->part + identity->serial) fuzz::require(c >= 0x20 && c < 0x7F, "an identification is printable");
  }
  if (const auto table = BillTable::parse(body)) {
    fuzz::require(table->encode() == body, "a bill table writes back");
    const auto values = table->denominations();
    fuzz::require(std::ranges::is_sorted(values), "denominations ascend");
    for (const auto value : values) fuzz::require(value > 0 && table->types_of({value}) != 0, "every denomination has a type");
    fuzz::require((table->types_of(values) & ~all_types) == 0, "no type beyond 24");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Framer at_once;
  Seen whole;
  at_once.push({data, size});
  take(at_once, whole);

  Framer one_by_one;
  Seen pieces;
  for (std::size_t i = 0; i < size; ++i) {
    one_by_one.push({data + i, 1});
    take(one_by_one, pieces);
  }
  fuzz::require(whole == pieces, "frames whole and byte by byte are the same");
  fuzz::require(at_once.empty() == one_by_one.empty(), "the unfinished frame is the same");

  std::size_t framed = 0;
  for (const auto& body : whole.bodies) {
    framed += body.size() + shortest_frame - 1;
    read_every_way(body);
  }
  fuzz::require(framed + whole.dropped <= size, "no byte counts twice");
  // What mutations seldom get right is the CRC: the bytes as a body of their own.
  if (size > 0) read_every_way(Bytes(data, data + std::min(size, longest_body)));
  return 0;
}
