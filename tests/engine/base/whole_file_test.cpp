// A file is as it was or as it shall be, and a failure leaves nothing beside it.
#include "engine/base/whole_file.h"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::test {
namespace {

class WholeFileTest : public testing::Test {
protected:
  WholeFileTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "whole-file-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~WholeFileTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "file"; }
  std::string read() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t names() const { return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {})); }
  std::filesystem::path folder_;
};

TEST_F(WholeFileTest, PartsStandOneBehindAnotherAndReplaceWhatWasThere) {
  ASSERT_TRUE(put_whole(file(), {"first"}));
  const std::string large(3 << 20, 'x');
  ASSERT_TRUE(put_whole(file(), {"a ", "", large}));
  EXPECT_EQ(read(), "a " + large);
  struct stat info {};
  ASSERT_EQ(::stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_EQ(names(), 1U);
}

TEST_F(WholeFileTest, AFailureLeavesWhatWasThereAndNothingElse) {
  ASSERT_TRUE(put_whole(file(), {"before"}));
  EXPECT_FALSE(put_whole(file(), {"after"}, [](int) {
    errno = EPERM;
    return false;
  }));
  EXPECT_EQ(errno, EPERM);
  EXPECT_FALSE(put_whole(file(), {"after"}, [](int fd) { return ::dup2(::open("/dev/full", O_WRONLY), fd) == fd; })) << "a full disk";
  EXPECT_EQ(errno, ENOSPC);
  EXPECT_EQ(read(), "before");
  EXPECT_EQ(names(), 1U);
  EXPECT_FALSE(put_whole(folder_ / "nowhere/file", {"x"}));
  EXPECT_EQ(errno, ENOENT);
}

TEST_F(WholeFileTest, ALinkBesideItIsNotFollowed) {
  std::ofstream(folder_ / "other") << "untouched";
  std::filesystem::create_symlink(folder_ / "other", folder_ / "file.new");
  ASSERT_TRUE(put_whole(file(), {"text"}));
  EXPECT_EQ(read(), "text");
  std::ifstream other(folder_ / "other");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(other), {}), "untouched");
}

} // namespace
} // namespace engine::test
