#include "engine/catalog/picture_cache.h"
#include "tests/engine/catalog/temporary_folder.h"

#include <gmock/gmock.h>

namespace engine::test {
namespace {

namespace fs = std::filesystem;

class PictureCacheTest : public TemporaryFolder {
protected:
  std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(folder_)) found.push_back(file.path());
    return found;
  }
};

TEST_F(PictureCacheTest, GivesBackWhatWasPut) {
  PictureCache cache(folder_, 1000);
  EXPECT_FALSE(cache.get("/a.png"));
  const std::string bytes("\x89PNG\0\xff", 6);
  cache.put("/a.png", bytes);
  EXPECT_EQ(cache.get("/a.png"), bytes);
  EXPECT_TRUE(cache.has("/a.png"));
  cache.put("/a.png", "other");
  EXPECT_EQ(cache.get("/a.png"), "other");
  EXPECT_EQ(cache.bytes(), 5);
  EXPECT_EQ(cache.count(), 1U);
}

TEST_F(PictureCacheTest, TheLeastRecentlyUsedGoesFirst) {
  PictureCache cache(folder_, 300);
  for (const auto* name : {"a", "b", "c"}) cache.put(name, std::string(100, *name));
  ASSERT_TRUE(cache.get("a"));
  cache.put("d", std::string(100, 'd'));
  EXPECT_FALSE(cache.has("b"));
  EXPECT_TRUE(cache.has("a") && cache.has("c") && cache.has("d"));
  EXPECT_EQ(cache.bytes(), 300);
  EXPECT_EQ(files().size(), 3U);
}

TEST_F(PictureCacheTest, TooLargeOrEmptyIsNotKept) {
  PictureCache cache(folder_, 100);
  cache.put("small", std::string(100, 's'));
  cache.put("large", std::string(101, 'l'));
  cache.put("empty", "");
  EXPECT_TRUE(cache.has("small"));
  EXPECT_FALSE(cache.has("large") || cache.has("empty"));
}

TEST_F(PictureCacheTest, SurvivesARestartWithItsOrder) {
  {
    PictureCache cache(folder_, 300);
    for (const auto* name : {"a", "b", "c"}) cache.put(name, std::string(100, *name));
  }
  int age = 0;
  for (const auto& file : files()) fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(++age));
  PictureCache cache(folder_, 300);
  EXPECT_EQ(cache.bytes(), 300);
  ASSERT_TRUE(cache.get("b"));
  PictureCache smaller(folder_, 100);
  EXPECT_TRUE(smaller.has("b"));
  EXPECT_EQ(smaller.count(), 1U);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(PictureCacheTest, HalfWrittenAndDamagedFilesAreNotPictures) {
  PictureCache cache(folder_, 1000);
  cache.put("a", "picture");
  cache.put("b", "picture");
  const auto all = files();
  std::ofstream(all[0], std::ios::app) << "more";
  fs::resize_file(all[1], 3);
  std::ofstream(all[0].string() + ".part") << "half";
  EXPECT_FALSE(cache.get("a"));
  EXPECT_FALSE(cache.get("b"));
  EXPECT_EQ(cache.bytes(), 0);
  write("notes.txt", "mine");
  PictureCache again(folder_, 1);
  EXPECT_EQ(files().size(), 1U) << "rubbish is removed, other files stay";
}

TEST_F(PictureCacheTest, AVanishedFileIsForgotten) {
  PictureCache cache(folder_, 1000);
  cache.put("a", "picture");
  fs::remove(files()[0]);
  EXPECT_FALSE(cache.get("a"));
  EXPECT_FALSE(cache.has("a"));
}

TEST_F(PictureCacheTest, AFolderThatCannotBeWrittenIsAnEmptyCache) {
  write("file", "x");
  PictureCache cache(folder_ / "file", 1000);
  cache.put("a", "picture");
  EXPECT_FALSE(cache.get("a"));
}

} // namespace
} // namespace engine::test
