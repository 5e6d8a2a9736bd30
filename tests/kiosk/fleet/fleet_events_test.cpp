// What leaves the shop, and what does not.
#include "kiosk/fleet/fleet_events.h"
#include "rows.h"
#include "tests/engine/ledger/random_record.h"

#include <boost/json/parse.hpp>
#include <fmt/ranges.h>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <regex>

namespace kiosk::fleet::test {
namespace {

using namespace engine;
namespace json = boost::json;

TEST(FleetEvents, AMessageSaysWhichRowItIsAndWhatItCovers) {
  Rows rows;
  const auto [row, hash] = rows.next(
      record::CardPaid{.sale = 7, .order_id = "secret-order", .receipt_id = "secret-receipt", .amount = Money::som(1000), .found = true});
  const auto o = json::parse(*event_message({row, hash}, 1, 0)).as_object();
  EXPECT_EQ(o, (json::object{{"v", 1},
                             {"id", event_id(1, hash)},
                             {"seq", 1},
                             {"from", 1},
                             {"at_ms", row.at_ms},
                             {"kind", "card_paid"},
                             {"data", {{"sale", 7}, {"amount", 100'000}, {"found", true}}}}));
  EXPECT_EQ(event_id(1, hash), "1-" + to_hex(hash).substr(0, 16));
  EXPECT_EQ(json::parse(*event_message({row, hash}, 1, 5)).at("missing"), (json::array{1, 5}));
}

TEST(FleetEvents, OfAnyRecordOnlyTheNamedMembersLeave) {
  engine::test::RandomRecord random{7};
  Rows rows;
  std::set<std::string> seen;
  for (int i = 0; i < 20'000; ++i) {
    const auto [row, hash] = rows.next(random.next());
    const auto message = event_message({row, hash}, row.seq, 0);
    const auto kind = std::ranges::find(told_kinds(), row.kind, &ToldKind::kind);
    ASSERT_EQ(message.has_value(), kind != told_kinds().end()) << row.kind;
    if (!message) continue;
    seen.insert(row.kind);
    ASSERT_LT(message->size(), 1500U);
    const auto words = " " + std::string{kind->members} + " ";
    const auto parsed = json::parse(*message);
    for (const auto& [name, value] : parsed.at("data").as_object()) {
      ASSERT_NE(words.find(" " + std::string{name} + " "), std::string::npos) << row.kind << "." << name;
      ASSERT_FALSE(value.is_object());
      for (const char* never : {"by", "seal", "receiver_hash", "last_four", "text", "code", "lines", "labels", "sign", "qr_url", "mark",
                                "receipt", "role", "detail", "address"})
        ASSERT_NE(name, never);
      ASSERT_FALSE(name == "number" && value.is_string()) << "a number that money is paid out against";
    }
  }
  EXPECT_EQ(seen.size(), told_kinds().size()); // no kind of the list that no record has
}

TEST(FleetEvents, EveryNamedMemberIsOneOfItsRecord) {
  engine::test::RandomRecord random{9};
  Rows rows;
  std::map<std::string, std::set<std::string>> met;
  for (int i = 0; i < 20'000; ++i) {
    const auto [row, hash] = rows.next(random.next());
    const auto message = event_message({row, hash}, 1, 0);
    if (!message) continue;
    const auto parsed = json::parse(*message);
    for (const auto& member : parsed.at("data").as_object()) met[row.kind].insert(std::string{member.key()});
  }
  for (const auto& [kind, members] : told_kinds()) {
    std::istringstream words{std::string{members}};
    for (std::string word; words >> word;) {
      EXPECT_TRUE(met[std::string{kind}].contains(word)) << kind << " has no " << word;
    }
  }
}

TEST(FleetEvents, WhatIsNoObjectOrTooLongStays) {
  const auto data = [](std::string body) {
    return json::parse(*event_message({{1, 1, "1", "sale_closed", std::move(body)}, {}}, 1, 0)).at("data").as_object();
  };
  EXPECT_TRUE(data("").empty());
  EXPECT_TRUE(data("[1]").empty());
  EXPECT_TRUE(data(R"({"how":{"a":1},"sale":[1]})").empty());
  EXPECT_TRUE(data(R"({"how":")" + std::string(129, 'x') + "\"}").empty());
  EXPECT_EQ(data(R"({"how":"done","sale":1,"phone":"998"})").size(), 2U);
}

TEST(FleetEvents, TheTableInTheProtocolIsTheListInTheCode) {
  std::ifstream file(SOURCE_DIR "/kiosk/fleet/PROTOCOL.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto begin = text.find("| kinds | members that leave the shop |");
  std::istringstream lines(text.substr(begin, text.find("\n\n", begin) - begin));
  std::map<std::string, std::string> in_words, in_code;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    const auto bar = line.find(" | ");
    const auto words = [](const std::string& part) {
      std::vector<std::string> found;
      const std::regex code("`(\\w+)`");
      for (std::sregex_iterator at(part.begin(), part.end(), code), end; at != end; ++at) found.push_back((*at)[1]);
      return found;
    };
    for (const auto& kind : words(line.substr(0, bar))) in_words[kind] = fmt::format("{}", fmt::join(words(line.substr(bar)), " "));
  }
  for (const auto& [kind, members] : told_kinds()) in_code[std::string{kind}] = std::string{members};
  EXPECT_EQ(in_words, in_code);
}

} // namespace
} // namespace kiosk::fleet::test
