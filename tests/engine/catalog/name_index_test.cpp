#include "engine/catalog/name_index.h"

#include "engine/catalog/text_fold.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class NameIndexTest : public testing::Test {
protected:
  NameIndexTest() {
    const std::pair<const char*, const char*> goods[] = {
        {"Sút «Nókis», 3,2 %, 1 l", "Молоко пастеризованное"},           // 0
        {"Sútli shokolad", "Шоколад молочный"},                          // 1
        {"Tandır nan, 400 g", "Лепёшка тандырная, tandir non"},          // 2
        {"Alma «Simirenko», 1 kg", "Яблоко, olma"},                      // 3
        {"Pomidor, Shımbay, 1 kg", "Помидоры"},                          // 4
        {"Kók shay № 95", "Чай зелёный"},                                // 5
        {"Qara shay", "Чай чёрный"},                                     // 6
        {"Mineral suw «Nókis»", "Вода минеральная"},                     // 7
        {"Ayǵabaǵar mayı, 1 l", "Масло подсолнечное, kungaboqar yogʻi"}, // 8
        {"Sarı may, 200 g", "Масло сливочное"},                          // 9
        {"Shampun", "Шампунь"},                                          // 10
    };
    for (const auto& [name, description] : goods) index_.add(name, description, false);
    index_.build();
  }
  std::vector<NameIndex::Entry> find(const char* query, std::size_t limit = 20) { return index_.search(query, limit); }
  NameIndex index_;
};

TEST_F(NameIndexTest, ScriptsAndApostrophes) {
  for (const auto* query : {"sút", "sut", "su't", "сүт", "СУТ"}) EXPECT_THAT(find(query), ElementsAre(0, 1)) << query;
  for (const auto* query : {"молоко", "moloko"}) EXPECT_THAT(find(query), ElementsAre(0)) << query;
  for (const auto* query : {"kungaboqar", "кунгабокар", "yog'i", "ayg'abag'ar", "айғабағар"})
    EXPECT_THAT(find(query), ElementsAre(8)) << query;
  EXPECT_THAT(find("суў"), ElementsAre(7));
}

TEST_F(NameIndexTest, BeginningsOfWords) {
  EXPECT_THAT(find("pom"), ElementsAre(4));
  EXPECT_THAT(find("sha"), ElementsAre(10, 5, 6)) << "the first word of a name before the others";
  EXPECT_THAT(find("kok sh"), ElementsAre(5));
  EXPECT_THAT(find("1 kg"), testing::UnorderedElementsAre(3, 4));
}

TEST_F(NameIndexTest, OneTypingErrorFromFourLettersOn) {
  for (const auto* query : {"pomdor", "pomidir", "pomiidor", "poimdor", "omidor", "ppomidor", "tomidor", "bomidor", "помидоп"})
    EXPECT_THAT(find(query), ElementsAre(4)) << query;
  EXPECT_THAT(find("shokalad"), ElementsAre(1));
  EXPECT_THAT(find("shok alad"), IsEmpty());
  EXPECT_THAT(find("sot"), IsEmpty()) << "three letters must be right";
  EXPECT_THAT(find("pomdir"), IsEmpty()) << "two errors are too many";
  EXPECT_THAT(find("almo"), ElementsAre(3));
  EXPECT_THAT(find("96"), IsEmpty()) << "numbers must be right";
}

TEST_F(NameIndexTest, ExactBeforeMisspelt) {
  NameIndex index;
  for (const auto* name : {"Malina", "Kalina", "Malinali shay", "Qara malina"}) index.add(name, "", false);
  index.build();
  EXPECT_THAT(index.search("malina", 9), ElementsAre(0, 3, 2, 1));
}

TEST_F(NameIndexTest, AllWordsMustMatchOrMostOfThem) {
  EXPECT_THAT(find("nokis suw"), ElementsAre(7));
  EXPECT_THAT(find("suw nokis"), ElementsAre(7));
  EXPECT_THAT(find("qara shay ziyfa"), ElementsAre(6));
  EXPECT_THAT(find("suw ziyfa"), IsEmpty());
  EXPECT_THAT(find("ziyfa"), IsEmpty());
}

TEST_F(NameIndexTest, SoldOutBehindEquals) {
  NameIndex index;
  index.add("Nan", "", true);
  index.add("Nan", "", false);
  index.build();
  EXPECT_THAT(index.search("nan", 9), ElementsAre(1, 0));
}

TEST_F(NameIndexTest, Bounds) {
  EXPECT_THAT(find(""), IsEmpty());
  EXPECT_THAT(find("   "), IsEmpty());
  EXPECT_THAT(find("sút", 0), IsEmpty());
  EXPECT_THAT(find("sút", 1), ElementsAre(0));
  EXPECT_THAT(find(std::string(100'000, 's').c_str()), testing::SizeIs(testing::Le(11U)));
  NameIndex empty;
  empty.build();
  EXPECT_THAT(empty.search("nan", 5), IsEmpty());
  EXPECT_THAT(empty.search("na", 5), IsEmpty());
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

RC_GTEST_PROP(NameIndexProperties, FindsExactlyWhatBeginsWithinOneEdit, ()) {
  const auto word = rc::gen::resize(9, rc::gen::container<std::string>(rc::gen::element('a', 'b', 'n', 'o')));
  const auto names = *rc::gen::resize(40, rc::gen::container<std::vector<std::string>>(word));
  const auto query = *word;
  const auto folded = fold_words(query);
  RC_PRE(folded.size() == 1);
  const auto& wanted = folded[0];
  NameIndex index;
  for (const auto& name : names) index.add(name, "", false);
  index.build();
  auto found = index.search(query, names.size() + 1);
  std::ranges::sort(found);
  std::vector<NameIndex::Entry> expected;
  for (NameIndex::Entry i = 0; i < names.size(); ++i) {
    const auto words = fold_words(names[i]);
    if (words.empty()) continue;
    bool fits = words[0].starts_with(wanted);
    for (std::size_t length = 0; !fits && wanted.size() >= 4 && length <= words[0].size(); ++length)
      fits = edit_distance(wanted, words[0].substr(0, length)) <= 1;
    if (fits) expected.push_back(i);
  }
  RC_ASSERT(found == expected);
}

} // namespace
} // namespace engine::test
