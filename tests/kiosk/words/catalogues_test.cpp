// Every sentence of the sources stands in every catalogue, translated, with the same places to fill in.
#include "po_file.h"
#include <cstdlib>
#include <gtest/gtest.h>

namespace {

/// The ids as they stand in the sources now.
const std::map<std::string, po::Entry>& collected() {
  static const auto ids = [] {
    const std::string pot = BUILD_DIR "/collected_strings.pot";
    const auto command = std::string(CMAKE_PROGRAM) + " -DXGETTEXT=" XGETTEXT " -DROOT=" SOURCE_DIR " -DOUTPUT=" + pot +
                         " -P " SOURCE_DIR "/kiosk/words/collect_strings.cmake";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("collecting failed");
    return po::read(pot);
  }();
  return ids;
}

class Catalogue : public testing::TestWithParam<const char*> {
protected:
  std::map<std::string, po::Entry> catalogue_ = po::read(std::string(SOURCE_DIR "/assets/strings/") + GetParam() + ".po");
};

TEST_P(Catalogue, HoldsEverySentence) {
  ASSERT_GT(collected().size(), 200U);
  for (const auto& [id, source] : collected()) {
    const auto found = catalogue_.find(id);
    if (found == catalogue_.end()) {
      ADD_FAILURE() << "missing: " << id;
      continue;
    }
    EXPECT_EQ(found->second.plural, source.plural) << id;
    for (const auto& text : found->second.texts) EXPECT_FALSE(text.empty()) << "not translated: " << id;
  }
}

TEST_P(Catalogue, KeepsThePlacesToFillIn) {
  for (const auto& [id, entry] : catalogue_)
    for (const auto& text : entry.texts) EXPECT_EQ(po::places(text), po::places(id)) << id << " -> " << text;
}

TEST_P(Catalogue, HasAsManyFormsAsTheLanguage) {
  const std::size_t forms = std::string_view(GetParam()) == "ru" ? 3 : 1;
  for (const auto& [id, entry] : catalogue_) EXPECT_EQ(entry.texts.size(), entry.plural.empty() ? 1 : forms) << id;
}

/// A typewriter's apostrophe is not the letter of Karakalpak and Uzbek, and Cyrillic does not slip into Latin
/// words.
TEST_P(Catalogue, IsWrittenInItsOwnLetters) {
  const bool latin = std::string_view(GetParam()) != "ru";
  for (const auto& [id, entry] : catalogue_)
    for (const auto& text : entry.texts) {
      EXPECT_EQ(text.find('\''), std::string::npos) << text;
      if (!latin) continue;
      for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) != 0xD0 && static_cast<unsigned char>(c) != 0xD1) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Catalogue, testing::Values("kaa", "uz", "ru"));

TEST(PoFile, NumbersThePlaces) {
  EXPECT_EQ(po::places("{} of {}"), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(po::places("{1} {0}"), (std::vector<std::string>{"0", "1"}));
  EXPECT_TRUE(po::places("nothing { } here").empty());
}

} // namespace
