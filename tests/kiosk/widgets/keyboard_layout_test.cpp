#include "kiosk/design/utf8.h"
#include "kiosk/widgets/keyboard_layout.h"
#include <gtest/gtest.h>
#include <set>

namespace kiosk {
namespace {

using engine::Language;

std::set<std::string> keys(Language language, bool other, bool shift) {
  std::set<std::string> found;
  for (const auto& row : keyboard_layout(language, other, shift, true))
    for (const auto& key : row)
      if (key.kind == Key::Kind::letter || key.kind == Key::Kind::own_letter) {
        EXPECT_TRUE(found.insert(key.text).second) << key.text << " twice";
      }
  return found;
}

void expect_all(Language language, bool other, bool shift, std::string_view letters) {
  const auto found = keys(language, other, shift);
  while (!letters.empty()) {
    const auto end = std::min(letters.find(' '), letters.size());
    EXPECT_TRUE(found.contains(std::string(letters.substr(0, end)))) << letters.substr(0, end) << " in " << engine::language_code(language);
    letters.remove_prefix(std::min(end + 1, letters.size()));
  }
}

TEST(Keyboard, has_every_letter_of_each_language) {
  constexpr std::string_view digits = "0 1 2 3 4 5 6 7 8 9";
  constexpr std::string_view latin = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
  constexpr std::string_view russian = "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я";
  for (const auto language : engine::all_languages)
    for (const bool other : {false, true}) {
      expect_all(language, other, false, digits);
      expect_all(language, other, false, (language == Language::ru) != other ? russian : latin);
    }
  expect_all(Language::kaa, false, false, "á ǵ ı ń ó ú '");
  expect_all(Language::kaa, false, true, "Á Ǵ Í I Ń Ó Ú");
  expect_all(Language::kaa, true, false, "ә ғ қ ң ө ү ў ҳ");
  expect_all(Language::kaa, true, true, "Ә Ғ Қ Ң Ө Ү Ў Ҳ Ё А Я");
  expect_all(Language::uz, false, false, "oʻ gʻ ʼ");
  expect_all(Language::uz, false, true, "Oʻ Gʻ A Z");
  expect_all(Language::uz, true, false, "ў қ ғ ҳ");
  expect_all(Language::ru, false, true, "А Я Ё Ъ Ы");
  for (const auto language : engine::all_languages) {
    expect_all(language, false, false, "-");
    expect_all(language, false, true, ", . / №"); // an address needs them
  }
}

TEST(Keyboard, has_the_fixed_names) {
  for (const auto language : engine::all_languages) {
    std::set<std::string> names;
    for (const auto& row : keyboard_layout(language, false, false, true))
      for (const auto& key : row) EXPECT_TRUE(names.insert(key_name(key)).second) << key_name(key);
    for (const auto* name : {"key.1", "key.space", "key.backspace", "key.enter", "key.shift", "key.script"})
      EXPECT_TRUE(names.contains(name)) << name;
  }
  EXPECT_EQ(key_name({Key::Kind::own_letter, "ǵ", 1}), "key.ǵ");
}

TEST(Keyboard, rows_are_neither_too_full_nor_too_empty) {
  for (const auto language : engine::all_languages)
    for (const bool other : {false, true})
      for (const auto& row : keyboard_layout(language, other, false, true)) {
        float units = 0;
        for (const auto& key : row) units += key.width;
        const float unit = (1008 - 10 * static_cast<float>(row.size() - 1)) / units;
        EXPECT_GE(unit, 60) << engine::language_code(language) << " keys would be too narrow";
      }
}

} // namespace
} // namespace kiosk
