#include "kiosk/words/gettext_words.h"
#include <gtest/gtest.h>

namespace {

using engine::Language;

TEST(GettextWords, EnglishIsTheIdItself) {
  const kiosk::GettextWords words;
  EXPECT_EQ(words.text(Language::en, "Basket"), "Basket");
  EXPECT_EQ(words.plural(Language::en, "{} item", "{} items", 1), "{} item");
  EXPECT_EQ(words.plural(Language::en, "{} item", "{} items", 0), "{} items");
}

TEST(GettextWords, TranslatesWithoutASystemLocale) {
  const kiosk::GettextWords words;
  EXPECT_EQ(words.text(Language::kaa, "Basket"), "Sebet");
  EXPECT_EQ(words.text(Language::uz, "Basket"), "Savat");
  EXPECT_EQ(words.text(Language::ru, "Basket"), "\u041A\u043E\u0440\u0437\u0438\u043D\u0430");
}

TEST(GettextWords, UnknownIdsComeBackUnchanged) {
  const kiosk::GettextWords words;
  for (const auto language : engine::all_languages) {
    EXPECT_EQ(words.text(language, "no such sentence"), "no such sentence");
    EXPECT_EQ(words.text(language, ""), "");
    EXPECT_EQ(words.plural(language, "{} hen", "{} hens", 1), "{} hen");
    EXPECT_EQ(words.plural(language, "{} hen", "{} hens", 4), "{} hens");
  }
}

/// Ids need not end in a zero byte.
TEST(GettextWords, TakesPartsOfTexts) {
  const kiosk::GettextWords words;
  EXPECT_EQ(words.text(Language::kaa, std::string_view("Basketball").substr(0, 6)), "Sebet");
}

TEST(GettextWords, RussianHasThreeForms) {
  const kiosk::GettextWords words;
  const auto form = [&](std::int64_t n) { return words.plural(Language::ru, "{} item", "{} items", n); };
  const auto one = form(1), few = form(2), many = form(5);
  EXPECT_NE(one, few);
  EXPECT_NE(few, many);
  EXPECT_NE(one, many);
  for (const auto n : {1, 21, 101}) EXPECT_EQ(form(n), one) << n;
  for (const auto n : {2, 4, 22, 34}) EXPECT_EQ(form(n), few) << n;
  for (const auto n : {0, 5, 11, 12, 14, 20, 111, 1000}) EXPECT_EQ(form(n), many) << n;
}

TEST(GettextWords, TurkicLanguagesHaveOneForm) {
  const kiosk::GettextWords words;
  for (const auto language : {Language::kaa, Language::uz})
    EXPECT_EQ(words.plural(language, "{} item", "{} items", 1), words.plural(language, "{} item", "{} items", 7));
}

} // namespace
