// The configuration file while it is filled by questions.
#include "kiosk/program/setup_file.h"

#include "engine/config/config.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <stdlib.h>
#include <sys/stat.h>

namespace kiosk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class SetupFiles : public ::testing::Test {
protected:
  SetupFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "setup-test-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder / "kiosk.toml";
  }
  ~SetupFiles() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  static std::string content(const std::filesystem::path& file) {
    std::stringstream all;
    all << std::ifstream{file}.rdbuf();
    return all.str();
  }
  static unsigned mode(const std::filesystem::path& file) {
    struct stat info {};
    ::stat(file.c_str(), &info);
    return info.st_mode & 07777U;
  }

  std::filesystem::path folder, path;
};

TEST_F(SetupFiles, WhatNobodyAsksForStaysAsItWas) {
  std::ofstream{path} << "[cash]\nport = \"/dev/a\"\ndenominations = [1000, 5000]\n[[delivery.district]]\nname = \"Oray\u0131\"\nlatitude "
                         "= 42.46\nlongitude = 59.6166\n";
  SetupFile file{path};
  EXPECT_EQ(file.get("cash.port"), "/dev/a");
  EXPECT_EQ(file.get("cash.overpay"), std::nullopt);
  EXPECT_EQ(file.get("scanner.port"), std::nullopt);
  file.set("cash.port", "/dev/b");
  file.set("scanner.port", "/dev/c");
  file.set("scanner.baud", 115200);
  EXPECT_EQ(file.get("scanner.baud"), "115200");
  const auto text = file.text();
  EXPECT_THAT(text, HasSubstr("denominations = [ 1000, 5000 ]"));
  EXPECT_THAT(text, HasSubstr("longitude = 59.6166\n"));
  EXPECT_THAT(text, HasSubstr("/dev/b"));
  file.remove("cash");
  EXPECT_EQ(file.get("cash.port"), std::nullopt);
  EXPECT_EQ(file.get("scanner.port"), "/dev/c");
}

TEST_F(SetupFiles, FaultsAreThoseOfTheConfigurationsReaderForThatKeyAlone) {
  SetupFile file{path};
  file.set("store.phone", "12");
  file.set("kiosk.id", "nukus 1");
  EXPECT_THAT(file.faults_of("kiosk.id"), ElementsAre(StartsWith("kiosk.id: ")));
  EXPECT_THAT(file.faults_of("store.phone"), ElementsAre(StartsWith("store.phone: ")));
  EXPECT_THAT(file.faults_of("store.pho"), IsEmpty());
  file.set("kiosk.id", "nukus-1");
  EXPECT_THAT(file.faults_of("kiosk.id"), IsEmpty());
}

TEST_F(SetupFiles, WhateverIsTypedIsATextAndNothingElse) {
  SetupFile file{path};
  const std::string typed = "a\" \nid = \"x\" # \\";
  file.set("kiosk.name", typed);
  std::ofstream{path} << file.text();
  EXPECT_EQ(SetupFile{path}.get("kiosk.name"), typed);
  EXPECT_EQ(SetupFile{path}.get("kiosk.id"), std::nullopt);
  std::ofstream{path} << "name = " << toml_quoted(typed) << "\n";
  EXPECT_EQ(SetupFile{path}.get("name"), typed);
}

TEST_F(SetupFiles, AFileThatIsNoTomlIsSaidToBeNone) {
  std::ofstream{path} << "[kiosk\nid =";
  EXPECT_TRUE(SetupFile{path}.unreadable());
  EXPECT_FALSE(SetupFile{folder / "nowhere"}.unreadable());
}

TEST_F(SetupFiles, AFileIsPutWholeWithItsModeAndNotThroughALink) {
  const auto other = folder / "other";
  std::ofstream{other} << "of somebody else";
  std::filesystem::create_symlink(other, path);
  put_file(path, "secret", true);
  EXPECT_EQ(content(path), "secret");
  EXPECT_EQ(mode(path), 0600U);
  EXPECT_EQ(content(other), "of somebody else");
  put_file(path, "for the kiosk", false);
  EXPECT_EQ(content(path), "for the kiosk");
  EXPECT_EQ(mode(path), 0640U);
  EXPECT_FALSE(std::filesystem::exists(folder / "kiosk.toml.new"));
  EXPECT_THROW(put_file(folder / "nowhere/kiosk.toml", "x", false), std::runtime_error);
}

} // namespace
} // namespace kiosk
