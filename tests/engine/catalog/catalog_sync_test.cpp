#include "engine/catalog/catalog_db.h"
#include "engine/catalog/catalog_sync.h"
#include "tests/engine/catalog/temporary_folder.h"

#include <deque>
#include <gmock/gmock.h>
#include <map>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Answers only when told to, so that each moment between question and answer can be tested.
class Store : public CatalogSource {
public:
  std::vector<Product> products;
  std::optional<Outcome<DeliveryTerms>> delivery;
  bool down = false;
  bool unknown = false;
  std::deque<std::function<void()>> answers;
  std::vector<std::size_t> offsets;
  std::size_t page_bytes = 1000;
  bool endless = false;

  void fetch_products_page(std::size_t offset, std::size_t limit, Reply<ProductPage> reply) override {
    offsets.push_back(offset);
    ProductPage page;
    for (auto i = offset; i < std::min(offset + limit, products.size()); ++i) page.products.push_back(products[i]);
    if (endless) page.products = {products.front(), products.front()};
    page.received = page.products.size();
    page.bytes = page_bytes;
    if (page.received > 1) page.products.erase(page.products.begin()); // one is unreadable on each page
    answer(std::move(reply), std::move(page));
  }
  void fetch_categories(Reply<std::vector<Category>> reply) override { answer(std::move(reply), std::vector<Category>{{1, "Nan"}}); }
  void fetch_delivery(Reply<DeliveryTerms> reply) override {
    const auto outcome = delivery.value_or(Outcome<DeliveryTerms>{DeliveryTerms{Money::som(50000), 2000, Money::som(3000)}});
    answers.emplace_back([reply, outcome] { reply(outcome); });
  }
  void fetch_picture(const std::string&, Reply<std::string>) override {}

private:
  template <class T> void answer(Reply<T> reply, T value) {
    Outcome<T> outcome{std::move(value)};
    if (down) outcome = Refused{RefusalClass::unavailable, "", "no connection"};
    if (unknown) outcome = Unknown{"timed out"};
    answers.emplace_back([reply, outcome] { reply(outcome); });
  }
};

class Clock : public TimePort {
public:
  Instant time{};
  std::map<TimerId, std::pair<Instant, std::function<void()>>> timers;
  TimerId next = 1;

  [[nodiscard]] Instant now() const override { return time; }
  [[nodiscard]] WallTime wall() const override { return {time.time_since_epoch().count()}; }
  TimerId after(Millis delay, std::function<void()> call) override {
    timers[next] = {time + delay, std::move(call)};
    return next++;
  }
  void cancel(TimerId id) override { timers.erase(id); }
  Millis wait() const { return timers.begin()->second.first - time; }
  void fire() {
    auto timer = timers.extract(timers.begin());
    time = timer.mapped().first;
    timer.mapped().second();
  }
};

class CatalogSyncTest : public TemporaryFolder {
protected:
  CatalogSyncTest() {
    for (ProductId id = 1; id <= 7; ++id) {
      Product p;
      p.id = id;
      p.name = "p" + std::to_string(id);
      p.price = Money::som(100);
      p.category = 1;
      store_.products.push_back(p);
    }
    write_old("products.csv", "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,marked,weighed,min_age,"
                              "commission_inn,commission_pinfl\n2,,12345,,,,,,,,,,,\nx,,,,,,,,,,,,,\n");
  }

  std::unique_ptr<CatalogSync> make() {
    const Post post = [this](std::function<void()> call) { jobs_.push_back(std::move(call)); };
    return std::make_unique<CatalogSync>(store_, clock_, post, post,
                                         CatalogSyncOptions{.database = folder_ / "catalog.db",
                                                            .attributes = folder_ / "products.csv",
                                                            .last_attributes = {},
                                                            .labels = {},
                                                            .every = std::chrono::minutes{15},
                                                            .page_size = 3},
                                         [this](CatalogPtr catalog) { snapshots_.push_back(std::move(catalog)); });
  }
  /// Runs what is posted and answered until nothing is left.
  void settle() {
    while (!jobs_.empty() || !store_.answers.empty()) {
      auto& queue = jobs_.empty() ? store_.answers : jobs_;
      auto call = std::move(queue.front());
      queue.pop_front();
      call();
    }
  }

  Store store_;
  Clock clock_;
  std::deque<std::function<void()>> jobs_;
  std::vector<CatalogPtr> snapshots_;
};

TEST_F(CatalogSyncTest, TheFirstPullFillsAnEmptyKiosk) {
  auto sync = make();
  sync->start();
  EXPECT_THAT(snapshots_, IsEmpty()) << "nothing is read on the I/O thread";
  settle();
  ASSERT_EQ(snapshots_.size(), 2U);
  EXPECT_EQ(snapshots_[0]->size(), 0U);
  EXPECT_THAT(store_.offsets, ElementsAre(0, 3, 6, 7)) << "walks on by what was received";
  EXPECT_THAT(snapshots_[1]->in_category(0), ElementsAre(2, 3, 5, 6, 7));
  EXPECT_EQ(snapshots_[1]->find_by_code("12345")->id, 2);
  EXPECT_EQ(snapshots_[1]->skipped_rows().size(), 1U);
  EXPECT_EQ(snapshots_[1]->delivery_terms()->min_amount, Money::som(50000));
  EXPECT_FALSE(sync->status().running);
  EXPECT_EQ(sync->status().fetched, 5U);
  EXPECT_TRUE(sync->status().complete);
  EXPECT_EQ(sync->status().last_error, "");
  EXPECT_EQ(clock_.wait(), std::chrono::minutes{15});
}

TEST_F(CatalogSyncTest, WithoutTheStoreTheLastCopyIsUsed) {
  make()->start();
  settle();
  auto sync = make();
  sync->start();
  settle();
  store_.down = true;
  auto again = make();
  again->start();
  snapshots_.clear();
  settle();
  ASSERT_EQ(snapshots_.size(), 1U);
  EXPECT_EQ(snapshots_[0]->size(), 5U);
  EXPECT_EQ(snapshots_[0]->find_by_code("12345")->id, 2);
  EXPECT_TRUE(snapshots_[0]->delivery_terms());
  EXPECT_NE(again->status().last_error.find("no connection"), std::string::npos);
}

TEST_F(CatalogSyncTest, WaitsGrowToFiveMinutesAndStartAgainAfterSuccess) {
  store_.unknown = true;
  auto sync = make();
  sync->start();
  settle();
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 10; ++i) {
    waits.push_back(std::chrono::duration_cast<seconds>(clock_.wait()).count());
    clock_.fire();
    settle();
  }
  EXPECT_THAT(waits, ElementsAre(2, 4, 8, 16, 32, 64, 128, 256, 300, 300));
  store_.unknown = false;
  clock_.fire();
  settle();
  EXPECT_EQ(clock_.wait(), std::chrono::minutes{15});
  store_.down = true;
  clock_.fire();
  settle();
  EXPECT_EQ(clock_.wait(), seconds{2});
}

TEST_F(CatalogSyncTest, AnEmptyStoreDoesNotEmptyTheKiosk) {
  auto sync = make();
  sync->start();
  settle();
  store_.products.clear();
  snapshots_.clear();
  sync->sync_now();
  settle();
  EXPECT_THAT(snapshots_, IsEmpty());
  EXPECT_EQ(CatalogDb(folder_ / "catalog.db").load()->products.size(), 5U);
}

TEST_F(CatalogSyncTest, ABrokenPullChangesNothing) {
  auto sync = make();
  sync->start();
  settle();
  snapshots_.clear();
  sync->sync_now();
  auto first = std::move(store_.answers.front());
  store_.answers.pop_front();
  store_.down = true;
  first();
  settle();
  EXPECT_THAT(snapshots_, IsEmpty());
  EXPECT_EQ(CatalogDb(folder_ / "catalog.db").load()->products.size(), 5U);
}

TEST_F(CatalogSyncTest, ACatalogueWithoutEndEndsAndTheLastCopyStands) {
  auto sync = make();
  sync->start();
  settle();
  snapshots_.clear();
  store_.endless = true;
  store_.page_bytes = 16 * 1024 * 1024;
  store_.offsets.clear();
  sync->sync_now();
  settle();
  EXPECT_EQ(store_.offsets.size(), 17U) << "256 MiB, and the page that is too much";
  EXPECT_EQ(sync->status().last_error, "the store's catalogue is larger than 256 MiB (34 products so far)");
  EXPECT_THAT(snapshots_, IsEmpty());
  EXPECT_EQ(CatalogDb(folder_ / "catalog.db").load()->products.size(), 5U);
  store_.endless = false;
  store_.page_bytes = 85 * 1024 * 1024;
  sync->sync_now();
  settle();
  EXPECT_EQ(snapshots_.size(), 1U) << "255 MiB are not too much";
  EXPECT_EQ(sync->status().last_error, "");
}

TEST_F(CatalogSyncTest, DeliveryTermsStayUntilTheStoreSaysThatThereAreNone) {
  auto sync = make();
  sync->start();
  settle();
  store_.delivery = Outcome<DeliveryTerms>{Unknown{"timed out"}};
  sync->sync_now();
  settle();
  EXPECT_TRUE(snapshots_.back()->delivery_terms());
  store_.delivery = Outcome<DeliveryTerms>{Refused{RefusalClass::not_found, "404", ""}};
  sync->sync_now();
  settle();
  EXPECT_FALSE(snapshots_.back()->delivery_terms());
}

TEST_F(CatalogSyncTest, OnePullAtATime) {
  auto sync = make();
  sync->start();
  settle();
  store_.offsets.clear();
  sync->sync_now();
  sync->sync_now();
  EXPECT_EQ(store_.offsets.size(), 1U);
  settle();
  EXPECT_EQ(clock_.timers.size(), 1U);
}

TEST_F(CatalogSyncTest, MayBeDestroyedAtAnyMoment) {
  for (int calls = 0; calls < 12; ++calls) {
    auto sync = make();
    sync->start();
    for (int i = 0; i < calls && (!jobs_.empty() || !store_.answers.empty()); ++i) {
      auto& queue = jobs_.empty() ? store_.answers : jobs_;
      auto call = std::move(queue.front());
      queue.pop_front();
      call();
    }
    snapshots_.clear();
    sync.reset();
    settle();
    EXPECT_THAT(snapshots_, IsEmpty()) << calls;
    EXPECT_THAT(clock_.timers, IsEmpty()) << calls;
  }
}

} // namespace
} // namespace engine::test
