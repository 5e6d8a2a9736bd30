#include "engine/catalog/catalog_db.h"
#include "tests/engine/catalog/temporary_folder.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

CatalogData sample() {
  CatalogData data;
  data.categories = {{2, "Sút"}, {1, "Nan"}};
  data.delivery = DeliveryTerms{Money::som(50000), 2000, Money::som(3000)};
  for (ProductId id = 1; id <= 50; ++id) {
    Product p;
    p.id = 1000 - id;
    p.code = "A-" + std::to_string(id);
    p.name = "Sút «Nókis» " + std::to_string(id);
    p.description = "Молоко";
    p.price = Money::tiyin(1450000 + id);
    if (id % 2) p.discount_price = Money::tiyin(1350050);
    p.discount_active = id % 3 != 0;
    if (id % 5) p.stock = Quantity::thousandths(id * 100);
    p.category = id % 2 + 1;
    if (id % 4) p.images = {"/pictures/a.png", "https://x/b.png?c=1"};
    data.products.push_back(p);
  }
  return data;
}

class CatalogDbTest : public TemporaryFolder {
protected:
  CatalogDb db_{folder_ / "catalog.db"};
};

TEST_F(CatalogDbTest, WhatIsStoredIsLoaded) {
  const auto data = sample();
  EXPECT_FALSE(db_.load()) << "there is none yet";
  ASSERT_TRUE(db_.store(data));
  const auto loaded = db_.load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->products, data.products);
  EXPECT_EQ(loaded->categories, data.categories);
  EXPECT_EQ(loaded->delivery, data.delivery);
}

TEST_F(CatalogDbTest, ANewCopyReplacesTheOldOne) {
  auto data = sample();
  ASSERT_TRUE(db_.store(data));
  data.products.resize(1);
  data.delivery.reset();
  ASSERT_TRUE(db_.store(data));
  const auto loaded = db_.load();
  EXPECT_EQ(loaded->products.size(), 1U);
  EXPECT_FALSE(loaded->delivery);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "catalog.db.new"));
}

TEST_F(CatalogDbTest, LeftoversOfACrashDoNotMatter) {
  ASSERT_TRUE(db_.store(sample()));
  write("catalog.db.new", "half a file");
  write("catalog.db.new-journal", "half a journal");
  EXPECT_TRUE(db_.load());
  EXPECT_TRUE(db_.store(sample()));
  EXPECT_TRUE(db_.load());
}

TEST_F(CatalogDbTest, ADamagedFileIsPutAsideAndRebuilt) {
  ASSERT_TRUE(db_.store(sample()));
  const auto whole = read("catalog.db");
  std::vector<std::string> damaged = {"", "not a database", whole.substr(0, whole.size() / 2), whole.substr(0, 100)};
  for (std::size_t at = 0; at < 100; at += 16) {
    damaged.push_back(whole);
    damaged.back().replace(at, 16, 16, '\xff');
  }
  for (const auto& bytes : damaged) {
    write("catalog.db", bytes);
    const auto loaded = db_.load();
    // A byte that SQLite does not care about may be wrong; what is loaded must be whole.
    if (loaded) {
      EXPECT_EQ(loaded->products, sample().products);
    } else {
      EXPECT_FALSE(std::filesystem::exists(folder_ / "catalog.db"));
      EXPECT_EQ(read("catalog.db.damaged"), bytes);
    }
    ASSERT_TRUE(db_.store(sample()));
    EXPECT_TRUE(db_.load());
  }
}

TEST_F(CatalogDbTest, WhatAnOlderKioskWroteIsBoundedToo) {
  auto data = sample();
  data.products[0].name = std::string(100'000, 'n');
  data.products[1].name = "\u202Eevil\n\u200B";
  data.products[2].description = std::string(1'000'000, 'd');
  data.products[3].code = std::string(65, '1');
  data.products[4].name = "\n\u200B";
  data.products[5].images = std::vector<std::string>(50, "/a.png");
  data.products[6].images = {std::string(513, 'a'), "/b.png"};
  data.categories[0].name = std::string(500, 'k');
  ASSERT_TRUE(db_.store(data));
  const auto loaded = db_.load();
  ASSERT_TRUE(loaded) << "the others are there";
  ASSERT_EQ(loaded->products.size(), 48U) << "without a name, and with a code that is none: not guessed";
  EXPECT_EQ(loaded->products[0].name, std::string(253, 'n') + "…");
  EXPECT_EQ(loaded->products[1].name, "evil");
  EXPECT_EQ(loaded->products[2].description, std::string(4093, 'd') + "…");
  EXPECT_EQ(loaded->products[3].images.size(), 10U);
  EXPECT_EQ(loaded->products[4].images, std::vector<std::string>{"/b.png"});
  EXPECT_EQ(loaded->categories[0].name, std::string(125, 'k') + "…");
  EXPECT_EQ(loaded->products.back(), data.products.back());
}

TEST_F(CatalogDbTest, AFolderThatCannotBeWrittenIsAnAnswer) {
  write("file", "x");
  CatalogDb db(folder_ / "file" / "catalog.db");
  EXPECT_FALSE(db.store(sample()));
  EXPECT_FALSE(db.load());
}

} // namespace
} // namespace engine::test
