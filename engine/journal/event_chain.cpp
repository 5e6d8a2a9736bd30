#include "engine/journal/event_chain.h"

#include <fmt/format.h>

namespace engine {

Digest chain_hash(const Digest& previous, const JournalRow& row, Sha256& hasher) {
  // In one piece up to the body: a million rows are hashed at a start.
  fmt::basic_memory_buffer<char, 256> head;
  head.append(reinterpret_cast<const char*>(previous.data()), reinterpret_cast<const char*>(previous.data()) + previous.size());
  fmt::format_to(fmt::appender(head), "{}\n{}\n{}\n{}\n", row.seq, row.at_ms, row.session, row.kind);
  hasher.update({head.data(), head.size()}).update(row.body);
  return hasher.finish();
}

Digest chain_hash(const Digest& previous, const JournalRow& row) {
  Sha256 hasher;
  return chain_hash(previous, row, hasher);
}

std::optional<Digest> digest_from_hex(std::string_view hex) {
  Digest digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = value(hex[2 * i]);
    const int low = value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

void ChainChecker::take(const JournalRow& row, const Digest& stored) {
  const auto expected = last_.seq + 1;
  if (row.seq > expected)
    throw JournalError(row.seq == expected + 1 ? fmt::format("row {} is missing", expected)
                                               : fmt::format("rows {} to {} are missing", expected, row.seq - 1));
  if (row.seq < expected) throw JournalError(fmt::format("row {} stands where row {} belongs", row.seq, expected));
  if (chain_hash(last_.hash, row, hasher_) != stored)
    throw JournalError(fmt::format("row {} does not follow from the rows before it: it, or its hash, was changed", row.seq));
  if (row.seq == head_.seq && stored != head_.hash)
    throw JournalError(fmt::format("row {} is not the one that journal.head names: the journal was written anew", row.seq));
  last_ = {row.seq, stored};
}

void ChainChecker::finish() const {
  if (last_.seq < head_.seq)
    throw JournalError(fmt::format("the journal ends at row {}, but row {} was on disk: rows are missing", last_.seq, head_.seq));
}

} // namespace engine
