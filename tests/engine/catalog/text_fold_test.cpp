#include "engine/catalog/text_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextFold, SpellingsOfOneWordAreOneWord) {
  const std::vector<std::vector<const char*>> same = {
      {"sút", "Sút", "SÚT", "su't", "suʻt", "sut", "сүт", "Сүт", "СҮТ"},
      {"qatıq", "qatiq", "қатық", "катык", "QATIQ"},
      {"shokolad", "шоколад", "ШОКОЛАД", "Shokolad", "şokolad"},
      {"kofe", "кофе", "coffee", "Koffe"},
      {"suw", "suv"},
      {"ayran", "айран", "Áyran"},
      {"yogurt", "йогурт", "ЙОГУРТ"},
      {"gósh", "go'sh", "gosh", "гөш", "Go‘sh"},
      {"ǵoza", "g'oza", "ғоза", "goza"},
      {"oʻrik", "o'rik", "ўрик", "orik"},
      {"may", "mai", "май"},
      {"xleb", "хлеб", "hleb", "khleb"},
      {"jeńil", "женил", "жеңил", "zhenil"},
      {"maqaron", "makaron", "макарон", "Maкарон"},
      {"pomidor", "помидор", "pomidorr"},
      {"ыдыс", "ıdıs", "idis", "ydys"},
      {"цирк", "tsirk", "sirk"},
      {"щётка", "shetka", "щетка"},
      {"соль", "sol"},
      {"yog'", "ёғ"},
      {"ванна", "vana"},
  };
  for (const auto& group : same)
    for (const auto* spelling : group) EXPECT_EQ(fold_words(spelling), fold_words(group[0])) << group[0] << " / " << spelling;
}

TEST(TextFold, DifferentWordsStayDifferent) {
  EXPECT_NE(fold_words("nan"), fold_words("non"));
  EXPECT_NE(fold_words("choy"), fold_words("shay"));
  EXPECT_NE(fold_words("gúrish"), fold_words("kúrish"));
}

TEST(TextFold, WordsNumbersAndSigns) {
  EXPECT_THAT(fold_words("Sút «Nókis», 3,2 %, 1 l"), ElementsAre("sut", "nokis", "3", "2", "1", "l"));
  EXPECT_THAT(fold_words("Kók shay №95 100gr"), ElementsAre("kok", "shai", "95", "100", "gr"));
  EXPECT_THAT(fold_words("1kg"), ElementsAre("1", "kg"));
  EXPECT_THAT(fold_words("1001"), ElementsAre("1001"));
  EXPECT_THAT(fold_words(""), IsEmpty());
  EXPECT_THAT(fold_words(" -,.«» "), IsEmpty());
  EXPECT_THAT(fold_words("'"), IsEmpty());
}

TEST(TextFold, ShortUIsReadBothWays) {
  EXPECT_THAT(fold_words("суў", ShortU::as_v), ElementsAre("suv"));
  EXPECT_THAT(fold_words("ўзбек", ShortU::as_o), fold_words("o'zbek"));
  EXPECT_TRUE(has_short_u("суў"));
  EXPECT_TRUE(has_short_u("Ўзбек"));
  EXPECT_FALSE(has_short_u("sut"));
}

TEST(TextFold, BytesThatAreNotUtf8SeparateWords) {
  EXPECT_THAT(fold_words("ab\xff"
                         "cd"),
              ElementsAre("ab", "kd"));
  EXPECT_THAT(fold_words("ab\xd1"), ElementsAre("ab"));
  EXPECT_THAT(fold_words("\xe2\x82"), IsEmpty());
  EXPECT_THAT(fold_words("a\xf0\x9f\x8d\x9e"
                         "b"),
              ElementsAre("a", "b")); // an emoji
}

RC_GTEST_PROP(TextFold, OnlyLettersOrOnlyDigits, (const std::string& text)) {
  for (const auto& word : fold_words(text)) {
    RC_ASSERT(!word.empty());
    const bool digits = word[0] >= '0' && word[0] <= '9';
    for (const char c : word) {
      const bool fits = digits ? c >= '0' && c <= '9' : c >= 'a' && c <= 'z';
      RC_ASSERT(fits);
    }
  }
}

} // namespace
} // namespace engine::test
