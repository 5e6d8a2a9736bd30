#include "engine/catalog/attributes_keeper.h"
#include "tests/engine/catalog/temporary_folder.h"

#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <iterator>
#include <thread>

namespace engine::test {
namespace {

using testing::IsEmpty;
using testing::Not;

class KeeperTest : public TemporaryFolder {
protected:
  static constexpr const char* beer = "41,G41,4780000000410,02402001001000000,1431970,1,dona,12,0,1,0,18,,\n";
  static constexpr const char* bread = "1,G1,4780000000014,01905001001000000,1431970,1,dona,12,0,0,0,0,,\n";

  /// A kiosk that was just started.
  AttributesKeeper keeper() { return AttributesKeeper{folder_ / "products.csv", folder_ / "products.last", {}}; }
  void put(const std::string& rows) { write_old("products.csv", products_header() + rows); }
  void take_away() { std::filesystem::remove_all(folder_ / "products.csv"); }
  std::string copy() {
    std::ifstream file(folder_ / "products.last", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static AttributesTable::Judged judged(const AttributesTable& table, ProductId id) {
    Product p;
    p.id = id;
    p.code = "G" + std::to_string(id);
    return table.judge(p);
  }
  static bool is_beer(const AttributesTable& table) {
    const auto beer_is = judged(table, 41);
    return !beer_is.withheld && beer_is.row && beer_is.row->marked && beer_is.row->min_age == 18;
  }
};

TEST_F(KeeperTest, ARunningKioskKeepsTheLastGoodTable) {
  put(std::string{bread} + beer);
  auto kiosk = keeper();
  EXPECT_EQ(kiosk.read({1000}).state, TableState::read);
  const std::function<void()> faults[] = {
      [this] { take_away(); },
      [this] { write("products.csv", ""); },
      [this] { write("products.csv", std::string(500, '\0')); },
      [this] { write("products.csv", "id,name\n1,a\n"); },
      [this] { write("products.csv", "\xff\xfep\0"); },
      [this] { put("41,G41,4780000000410,0240"); },
      [this] { take_away(), std::filesystem::create_directory(folder_ / "products.csv"); },
  };
  for (const auto& fault : faults) {
    fault();
    const auto table = kiosk.read({5000});
    EXPECT_EQ(table.state, TableState::last_good) << table.fault;
    EXPECT_THAT(table.fault, Not(IsEmpty()));
    EXPECT_EQ(table.skipped.front(), table.fault) << "staff see it first";
    EXPECT_EQ(table.read_at_ms, 1000) << "since when";
    EXPECT_TRUE(is_beer(table));
  }
  take_away();
  put(bread + std::string{"41,G41,4780000000410,02402001001000000,1431970,1,dona,12,0,1,0,21,,\n"});
  const auto mended = kiosk.read({9000});
  EXPECT_EQ(mended.state, TableState::read);
  EXPECT_EQ(mended.fault, "");
  EXPECT_EQ(judged(mended, 41).row->min_age, 21);
}

TEST_F(KeeperTest, TheLastGoodTableSurvivesARestart) {
  put(std::string{bread} + beer);
  static_cast<void>(keeper().read({1000}));
  take_away();
  const auto table = keeper().read({5000});
  EXPECT_EQ(table.state, TableState::last_good);
  EXPECT_EQ(table.read_at_ms, 1000);
  EXPECT_TRUE(is_beer(table));
}

TEST_F(KeeperTest, WhatAWrongRowNamedStaysWithheldWhenTheFileGoes) {
  put(std::string{bread} + "41,G41,4.78E+12,02402001001000000,1431970,1,dona,12,0,1,0,18,,\n");
  static_cast<void>(keeper().read({1000}));
  take_away();
  EXPECT_TRUE(judged(keeper().read({2000}), 41).withheld);
  put(bread);
  static_cast<void>(keeper().read({3000}));
  take_away();
  const auto table = keeper().read({4000});
  EXPECT_TRUE(judged(table, 41).withheld) << "the row is gone, and nobody ever said what the product is";
  EXPECT_TRUE(judged(table, 1).row);
}

TEST_F(KeeperTest, ARowThatVanishesStaysInForce) {
  put(std::string{bread} + beer +
      ",G50,,02402001001000000,1431970,1,dona,12,0,0,0,18,,\ndelivery,,,10112006004000000,1209779,1,dona,12,2,0,0,0,,\n");
  auto kiosk = keeper();
  static_cast<void>(kiosk.read({1000}));
  put(bread); // a copy that is cut behind its first line looks like this
  for (const auto& table : {kiosk.read({2000}), keeper().read({3000})}) {
    EXPECT_EQ(table.state, TableState::read);
    EXPECT_TRUE(is_beer(table));
    ASSERT_TRUE(judged(table, 50).row);
    EXPECT_EQ(judged(table, 50).row->min_age, 18);
    EXPECT_TRUE(table.delivery);
    EXPECT_THAT(table.notes,
                testing::ElementsAre("2 products stood in an earlier table and stand in this one no more: their last rows stay in force"));
  }
  take_away();
  EXPECT_TRUE(is_beer(keeper().read({4000}))) << "also when the small file went, too";
  put(std::string{bread} + "41,G41,,02402001001000000,1431970,1,dona,12,0,0,0,0,,\n");
  EXPECT_FALSE(is_beer(keeper().read({5000}))) << "a row says otherwise: it counts";
}

TEST_F(KeeperTest, AWrongRowWithoutReadableCodesIsFoundByThoseOfBefore) {
  put(std::string{bread} + beer);
  auto kiosk = keeper();
  (void)kiosk.read({1000});
  put(std::string{bread} + "41,G41,x,02402001001000000,1431970,1,dona,12,0,1,0,18,,\n");
  for (int again = 0; again < 2; ++again) {
    const auto table = kiosk.read({2000});
    const auto beer_is = judged(table, 41);
    EXPECT_TRUE(beer_is.withheld);
    ASSERT_TRUE(beer_is.barcodes);
    EXPECT_THAT(*beer_is.barcodes, testing::ElementsAre("4780000000410"));
  }
}

/// A copier that writes a line a second and has not come to the beer: without an earlier table that looks like a shop that sells none.
TEST_F(KeeperTest, WithoutAnEarlierTableAFileThatGrowsIsNotBelieved) {
  write("products.csv", products_header() + bread);
  std::jthread copier([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds{700});
      std::ofstream(folder_ / "products.csv", std::ios::app) << "\n";
    }
  });
  const auto table = keeper().read({1000});
  EXPECT_EQ(table.state, TableState::unusable);
  EXPECT_THAT(table.fault, testing::HasSubstr("is being written"));
}

TEST_F(KeeperTest, TheCodeOfARowThatVanishedIsKeptWithIt) {
  put(std::string{bread} + "999,G41,,,,,,,,1,,18,,\n"); // whose row that is only the store can tell (catalog_snapshot.h)
  auto first = keeper();
  EXPECT_EQ(first.read({1000}).line_of_product.at(999), 3U);
  put(bread);
  EXPECT_EQ(first.read({2000}).also_coded.at(999), "G41");
  auto second = keeper();
  EXPECT_EQ(second.read({3000}).also_coded.at(999), "G41");
}

TEST_F(KeeperTest, ACodeThatANewRowHasIsNoLongerAnEarlierRows) {
  put(beer);
  auto kiosk = keeper();
  static_cast<void>(kiosk.read({1000}));
  put("2,G2,4780000000410,01905001001000000,1431970,1,dona,12,0,0,0,0,,\n");
  const auto table = kiosk.read({2000});
  EXPECT_THAT(table.kept_by_product.at(41).barcodes, IsEmpty());
  EXPECT_TRUE(is_beer(table)) << "what the law asks of it stays";
}

TEST_F(KeeperTest, ADamagedCopyIsNotUsed) {
  put(std::string{bread} + beer);
  static_cast<void>(keeper().read({1000}));
  const auto whole = copy();
  take_away();
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    auto damaged = whole;
    damaged[at] ^= 1;
    write("products.last", damaged);
    EXPECT_EQ(keeper().read({2000}).state, TableState::unusable) << at;
  }
  for (std::size_t length = 0; length < whole.size(); length += 11) {
    write("products.last", whole.substr(0, length));
    EXPECT_EQ(keeper().read({2000}).state, TableState::unusable) << length;
  }
  write("products.last", whole);
  EXPECT_EQ(keeper().read({2000}).state, TableState::last_good);
}

TEST_F(KeeperTest, WithoutAnyGoodTableNothingIsKnown) {
  const auto table = keeper().read({1000});
  EXPECT_EQ(table.state, TableState::unusable);
  EXPECT_TRUE(judged(table, 1).withheld);
  EXPECT_EQ(AttributesKeeper("", folder_ / "products.last", {}).read({1000}).state, TableState::none);
}

TEST_F(KeeperTest, ACopyThatCannotBeWrittenIsSaidAndTheTableIsInForce) {
  put(beer);
  AttributesKeeper kiosk{folder_ / "products.csv", folder_ / "nowhere" / "products.last", {}};
  const auto table = kiosk.read({1000});
  EXPECT_TRUE(is_beer(table));
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_THAT(table.notes[0], testing::HasSubstr("cannot be written"));
  take_away();
  EXPECT_TRUE(is_beer(kiosk.read({2000})));
}

} // namespace
} // namespace engine::test
