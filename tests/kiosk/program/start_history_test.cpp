// A program that ends early again and again is given longer waits, and is never given up.
#include "kiosk/program/start_history.h"

#include <fstream>
#include <gmock/gmock.h>
#include <stdlib.h>

namespace kiosk {
namespace {

using ::testing::ElementsAre;
using Seconds = std::chrono::seconds;

class Starts : public ::testing::Test {
protected:
  Starts() {
    std::string pattern = (std::filesystem::temp_directory_path() / "starts-test-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~Starts() override { std::filesystem::remove_all(folder); }

  /// Starts it at that second since the machine's start; what it is told to wait.
  std::int64_t start(std::int64_t second) { return StartHistory{folder, Seconds{second}}.begin().count(); }
  /// So many starts, each of which ends `lived` seconds after its wait, and begins 5 s later.
  std::vector<std::int64_t> crashes(int count, std::int64_t lived) {
    std::vector<std::int64_t> waits;
    for (int i = 0; i < count; ++i) {
      waits.push_back(start(at));
      at += waits.back() + lived + 5;
    }
    return waits;
  }

  std::filesystem::path folder;
  std::int64_t at = 100;
};

TEST_F(Starts, WaitLongerEachTimeAndAtMostFiveMinutes) {
  EXPECT_THAT(crashes(12, 1), ElementsAre(0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300));
}

TEST_F(Starts, AreForgottenWhenItLived) {
  crashes(8, 1);
  at += 901;
  EXPECT_THAT(crashes(4, 1), ElementsAre(0, 0, 0, 5));
}

TEST_F(Starts, OfOneThatCrashesEachHourNeverWait) { EXPECT_THAT(crashes(6, 3600), ElementsAre(0, 0, 0, 0, 0, 0)); }

TEST_F(Starts, AreForgottenWhenItEndedAsAsked) {
  crashes(8, 1);
  StartHistory ended{folder, Seconds{at}};
  ended.begin();
  ended.ended_well();
  EXPECT_EQ(start(at + 6), 0);
}

TEST_F(Starts, OfAFileThatMakesNoSenseAreTheFirst) {
  for (const char* text : {"", "noise", "-5 3", "7", "99999999999999999999 1", "50 999999999"}) {
    std::ofstream{folder / "starts", std::ios::trunc} << text;
    EXPECT_EQ(start(200), 0) << text;
  }
}

TEST_F(Starts, AreNotCountedWithoutAFolder) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ((StartHistory{"", Seconds{100 + i}}.begin().count()), 0);
}

TEST_F(Starts, WaitNotWhereNothingCanBeWritten) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ((StartHistory{folder / "gone", Seconds{100 + i}}.begin().count()), 0);
}

} // namespace
} // namespace kiosk
