// The act of a collection: what it counts, and the journal's head on it.
#include "engine/checkout/slips.h"
#include "tests/engine/checkout/desk.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

class PlainWords final : public Words {
public:
  std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  std::string_view plural(Language, std::string_view one, std::string_view many, std::int64_t n) const override { return n == 1 ? one : many; }
};

std::string text_of(const Slip& slip) {
  std::string all;
  for (const auto& item : slip.items) {
    if (const auto* text = std::get_if<SlipText>(&item)) all += text->text + "\n";
    if (const auto* pair = std::get_if<SlipPair>(&item)) all += pair->left + " .. " + pair->right + "\n";
  }
  return all;
}

std::string act(const Desk& d) {
  const auto acts = d.written<record::Encashment>();
  return text_of(make_encashment_slip(d.state.ledger, acts.back(), SlipShop{}, PlainWords{}, Language::en, d.ctx.wall,
                                      "17 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
}

void collect(Desk& d, std::int64_t number) {
  record::Encashment e;
  e.number = number;
  e.by = "Aysha";
  e.seal = "S1";
  e.last_note = d.state.ledger.last_note;
  for (const auto& [id, note] : d.state.ledger.notes)
    if (note.in_cassette && id > d.state.ledger.encashed_to) e.amount += note.amount();
  d.journal.push_back(e);
  d.times.push_back(d.ctx.wall.unix_ms);
  d.restart();
}

TEST(CollectionAct, CarriesTheJournalsHeadAndCountsTheNotesOfThisCollectionOnly) {
  Desk d;
  d.cash(NoteStacked{5'000, true}); // recovered, for no sale
  d.ordered(Method::cash, {product(1, 3'000)}).note(2'000).note(1'000).registered().printed();
  collect(d, 1);
  EXPECT_THAT(act(d), ::testing::HasSubstr("Journal head 17 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Total .. 8 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 5 000.00"));
  // Nobody settled the odd note; it is in the first bag and not in the second.
  d.ordered(Method::cash, {product(1, 2'000)}).note(2'000).registered().printed();
  collect(d, 2);
  EXPECT_THAT(act(d), ::testing::HasSubstr("Total .. 2 000.00"));
  EXPECT_THAT(act(d), ::testing::HasSubstr("Of it: for no sale .. 0.00"));
}

} // namespace
} // namespace engine::test
