// Pictures on disk: what cannot be shown does not stay, and is not fetched over and over.
#include "kiosk/program/pictures.h"

#include <future>
#include <gtest/gtest.h>
#include <unistd.h>

namespace kiosk {
namespace {

struct Source : engine::CatalogSource {
  void fetch_products_page(std::size_t, std::size_t, engine::Reply<engine::ProductPage>) override {}
  void fetch_categories(engine::Reply<std::vector<engine::Category>>) override {}
  void fetch_delivery(engine::Reply<engine::DeliveryTerms>) override {}
  void fetch_picture(const std::string& url, engine::Reply<std::string> reply) override {
    ++fetched;
    if (url.starts_with("https://elsewhere"))
      return reply(engine::Refused{engine::RefusalClass::invalid, foreign_picture, "not from here"});
    reply(std::string{"bytes of anybody"});
  }
  int fetched = 0;
};

class PicturesTest : public testing::Test {
protected:
  PicturesTest() {
    std::string name = std::filesystem::temp_directory_path() / "pictures-XXXXXX";
    folder = ::mkdtemp(name.data());
    service = std::make_unique<PictureService>(folder, 1 << 20, worker, PictureService::Hooks{[](auto call) { call(); }, &source, {}});
  }
  ~PicturesTest() override {
    worker.stop();
    std::filesystem::remove_all(folder);
  }
  void settle() {
    std::promise<void> done;
    worker.post([&] { done.set_value(); });
    done.get_future().get();
  }
  std::optional<std::string> fetched(const std::string& address) {
    (void)service->file_of(address);
    settle();
    return service->file_of(address);
  }
  std::filesystem::path folder;
  Source source;
  Worker worker;
  std::unique_ptr<PictureService> service;
};

TEST_F(PicturesTest, WhatCannotBeDecodedIsRemovedAndNotFetchedAgain) {
  const auto file = fetched("/8.png");
  ASSERT_TRUE(file);
  service->failed("/8.png", "neither JPEG nor PNG nor WebP", true);
  EXPECT_FALSE(service->file_of("/8.png")) << "at once, before it is removed";
  settle();
  EXPECT_FALSE(std::filesystem::exists(*file));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(fetched("/8.png"));
  EXPECT_EQ(source.fetched, 1);
  EXPECT_TRUE(fetched("/9.png")) << "others are not meant";
}

TEST_F(PicturesTest, AFaultOfTheKioskItselfCostsNoPicture) {
  const auto file = fetched("/8.png");
  ASSERT_TRUE(file);
  service->failed("/8.png", "kiosk-picture: No such file or directory", false);
  settle();
  EXPECT_EQ(service->file_of("/8.png"), file);
}

TEST_F(PicturesTest, AForeignAddressIsAskedForOnce) {
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(fetched("https://elsewhere.example/8.png"));
  EXPECT_EQ(source.fetched, 1);
}

} // namespace
} // namespace kiosk
