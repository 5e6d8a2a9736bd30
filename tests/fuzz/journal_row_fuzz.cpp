// Rows of the journal: what is read is what is written again, to the last member; a row's hash depends on
// every part of it. The input is a kind, a line feed, and a body.
#include "engine/journal/event_chain.h"
#include "engine/ledger/records.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

using namespace engine;

void check_chain(JournalRow row) {
  const Digest first{};
  const auto hash = chain_hash(first, row);
  fuzz::require(digest_from_hex(to_hex(hash)) == hash, "a hash that is written is read back");
  ++row.seq;
  fuzz::require(chain_hash(first, row) != hash, "a row that was moved has another hash");
  --row.seq;
  row.body += ' ';
  fuzz::require(chain_hash(first, row) != hash, "a row that was changed has another hash");
  row.body.pop_back();
  ChainChecker chain{{.seq = row.seq, .hash = hash}};
  chain.take(row, hash);
  chain.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto end = std::min(text.find('\n'), text.size());
  JournalRow row{.seq = 1,
                 .at_ms = 1'795'000'000'400,
                 .session = "1",
                 .kind = std::string{text.substr(0, end)},
                 .body = std::string{text.substr(std::min(end + 1, text.size()))}};
  check_chain(row);
  static_cast<void>(digest_from_hex(text));

  const auto record = from_row(row);
  if (!record) {
    fuzz::require(record.error().find("journal") != std::string::npos, "a damaged row is named");
    return 0;
  }
  fuzz::require(kind_of(*record) == row.kind, "a record is of its row's kind");
  const auto written = to_row(*record, WallTime{row.at_ms});
  fuzz::require(written.kind == row.kind && written.at_ms == row.at_ms, "a record goes into a row of its kind");
  const auto again = from_row(written);
  fuzz::require(again.has_value(), "a row that was written is read back");
  const auto twice = to_row(*again, WallTime{row.at_ms});
  fuzz::require(twice.body == written.body && twice.session == written.session, "a row that was read and written is equal");
  fuzz::require(sale_of(*again) == sale_of(*record), "it is of the same sale");
  return 0;
}
