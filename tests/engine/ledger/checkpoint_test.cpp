// A checkpoint and the rows behind it give what the whole journal gives; anything else is not read.
#include "random_record.h"

#include "engine/ledger/ledger_codec.h"
#include "tests/engine/checkout/desk.h"

namespace engine::test {
namespace {

struct Timed {
  Record record;
  std::int64_t at_ms = 0;
};

/// Records as a journal holds them: through their text.
std::vector<Timed> random_journal(unsigned seed, std::size_t length) {
  RandomRecord random{seed};
  std::vector<Timed> rows;
  for (std::size_t i = 0; i < length; ++i) {
    const auto at = static_cast<std::int64_t>(1'790'000'000'000 + 86'400'000 * random.below(120)); // so that old sales retire
    auto record = from_row(to_row(random.next(), WallTime{at}));
    EXPECT_TRUE(record) << (record ? "" : record.error());
    if (record) rows.push_back({std::move(*record), at});
  }
  return rows;
}

Ledger fold(std::span<const Timed> rows, Ledger ledger = {}) {
  for (const auto& row : rows) apply(ledger, row.record, row.at_ms);
  return ledger;
}

TEST(Checkpoint, WithTheRowsBehindItIsTheWholeJournalAtEveryCut) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const auto rows = random_journal(seed, 120);
    const auto whole = encode_ledger(fold(rows));
    for (std::size_t cut = 0; cut <= rows.size(); ++cut) {
      const auto kept = encode_ledger(fold(std::span(rows).first(cut)));
      auto again = decode_ledger(kept);
      ASSERT_TRUE(again) << "seed " << seed << " cut " << cut;
      ASSERT_EQ(encode_ledger(*again), kept) << "seed " << seed << " cut " << cut;
      ASSERT_EQ(encode_ledger(fold(std::span(rows).subspan(cut), std::move(*again))), whole) << "seed " << seed << " cut " << cut;
    }
  }
}

TEST(Checkpoint, OfARealPurchaseSaysWhatTheLedgerSays) {
  Desk d;
  d.ordered(Method::cash, {product(1, 15'500)}).note(10'000);
  d.cash(NoteInEscrow{10'000});
  d.ask(intent::AcceptOverpay{});
  d.cash(NoteStacked{10'000, false});
  d.registered().printed();
  const auto again = decode_ledger(encode_ledger(d.state.ledger));
  ASSERT_TRUE(again);
  const auto& before = d.state.ledger.sale(1);
  const auto& after = again->sale(1);
  EXPECT_TRUE(after.paid());
  EXPECT_EQ(after.inserted, Money::som(20'000));
  EXPECT_EQ(after.to_pay(), before.to_pay());
  EXPECT_EQ(after.notes, before.notes);
  EXPECT_EQ(after.fiscal.state, RegistrationState::registered);
  ASSERT_TRUE(after.fiscal.sign);
  EXPECT_EQ(after.fiscal.sign->qr_url, before.fiscal.sign->qr_url);
  EXPECT_EQ(after.intent.lines, before.intent.lines);
  EXPECT_EQ(after.printed, before.printed);
  EXPECT_EQ(open_items(*again, 0).size(), open_items(d.state.ledger, 0).size());
  EXPECT_EQ(again->unsettled, d.state.ledger.unsettled);
}

TEST(Checkpoint, WhatIsInMemoryIsWhatARestartReads) {
  Desk d;
  d.ordered(Method::card, {product(1, 42'000)}).card_typed().code_typed_right().paid();
  d.pass(Millis{5'000});
  d.restart();
  d.ordered(Method::cash, {product(1, 3'000)}).note(2'000).note(1'000).registered().printed();
  EXPECT_EQ(encode_ledger(d.state.ledger), encode_ledger(d.refolded()));
}

TEST(Checkpoint, CutOrLengthenedBytesAreNotRead) {
  const auto bytes = encode_ledger(fold(random_journal(7, 80)));
  for (std::size_t length = 0; length < bytes.size(); ++length)
    ASSERT_FALSE(decode_ledger(std::string_view{bytes}.substr(0, length))) << length;
  EXPECT_FALSE(decode_ledger(bytes + '\0'));
  // A number in more bytes than it is written in is not what was written, also when it says the same.
  int longer = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (static_cast<unsigned char>(bytes[at]) >= 0x80) continue;
    auto other = bytes;
    other[at] = static_cast<char>(static_cast<unsigned char>(other[at]) | 0x80);
    other.insert(at + 1, 1, '\0');
    const auto read = decode_ledger(other);
    EXPECT_TRUE(!read || encode_ledger(*read) == other) << at;
    ++longer;
  }
  EXPECT_GT(longer, 100);
  EXPECT_TRUE(decode_ledger(bytes));
}

TEST(Checkpoint, DamagedBytesAreRefusedOrReadNeverWorse) {
  const auto bytes = encode_ledger(fold(random_journal(8, 80)));
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const int mask : {0x01, 0x80, 0xFF}) {
      auto damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      static_cast<void>(decode_ledger(damaged)); // the file's digest refuses it before; here only memory is at stake
    }
}

TEST(Checkpoint, FormatIsADigest) { EXPECT_EQ(ledger_format().size(), 64u); }

} // namespace
} // namespace engine::test
