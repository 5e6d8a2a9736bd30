#include "kiosk/screens/shopping/category_icon.h"
#include "engine/catalog/text_fold.h"
#include <algorithm>
#include <array>

namespace kiosk {
namespace {

struct Stem {
  std::string_view text; ///< beginning of a word, as one types it
  Icon icon;
};

// The catalogue's own skeleton makes "сүт", "sút" and "sut" one; for a word the longest stem that it begins
// with counts.
constexpr std::array stems{
    Stem{"bolalar", Icon::category_baby},   Stem{"balalar", Icon::category_baby},   Stem{"bala", Icon::category_baby},
    Stem{"detsk", Icon::category_baby},     Stem{"detey", Icon::category_baby},     Stem{"baby", Icon::category_baby},
    Stem{"child", Icon::category_baby},     Stem{"nan", Icon::category_bread},      Stem{"non", Icon::category_bread},
    Stem{"hleb", Icon::category_bread},     Stem{"xleb", Icon::category_bread},     Stem{"bread", Icon::category_bread},
    Stem{"vypech", Icon::category_bread},   Stem{"bakery", Icon::category_bread},   Stem{"sut", Icon::category_milk},
    Stem{"moloch", Icon::category_milk},    Stem{"moloko", Icon::category_milk},    Stem{"milk", Icon::category_milk},
    Stem{"dairy", Icon::category_milk},     Stem{"miywe", Icon::category_fruit},    Stem{"meva", Icon::category_fruit},
    Stem{"sabzavot", Icon::category_fruit}, Stem{"paliz", Icon::category_fruit},    Stem{"ovosh", Icon::category_fruit},
    Stem{"frukt", Icon::category_fruit},    Stem{"fruit", Icon::category_fruit},    Stem{"vegetable", Icon::category_fruit},
    Stem{"gosh", Icon::category_meat},      Stem{"myas", Icon::category_meat},      Stem{"meat", Icon::category_meat},
    Stem{"kolbas", Icon::category_meat},    Stem{"tawiq", Icon::category_meat},     Stem{"baliq", Icon::category_fish},
    Stem{"ryb", Icon::category_fish},       Stem{"fish", Icon::category_fish},      Stem{"dan", Icon::category_grain},
    Stem{"don", Icon::category_grain},      Stem{"yorma", Icon::category_grain},    Stem{"jarma", Icon::category_grain},
    Stem{"krup", Icon::category_grain},     Stem{"bakale", Icon::category_grain},   Stem{"grain", Icon::category_grain},
    Stem{"cereal", Icon::category_grain},   Stem{"un", Icon::category_grain},       Stem{"muka", Icon::category_grain},
    Stem{"ishimlik", Icon::category_drink}, Stem{"ichimlik", Icon::category_drink}, Stem{"napit", Icon::category_drink},
    Stem{"drink", Icon::category_drink},    Stem{"suw", Icon::category_drink},      Stem{"suv", Icon::category_drink},
    Stem{"sharbat", Icon::category_drink},  Stem{"sok", Icon::category_drink},      Stem{"shay", Icon::category_tea},
    Stem{"choy", Icon::category_tea},       Stem{"chay", Icon::category_tea},       Stem{"kofe", Icon::category_tea},
    Stem{"tea", Icon::category_tea},        Stem{"coffee", Icon::category_tea},     Stem{"mazali", Icon::category_sweets},
    Stem{"shirin", Icon::category_sweets},  Stem{"sladost", Icon::category_sweets}, Stem{"konditer", Icon::category_sweets},
    Stem{"sweet", Icon::category_sweets},   Stem{"konfet", Icon::category_sweets},  Stem{"tazala", Icon::category_clean},
    Stem{"tozala", Icon::category_clean},   Stem{"gigiena", Icon::category_clean},  Stem{"himi", Icon::category_clean},
    Stem{"kimyo", Icon::category_clean},    Stem{"clean", Icon::category_clean},    Stem{"jiwiw", Icon::category_clean},
    Stem{"moyush", Icon::category_clean},   Stem{"haywan", Icon::category_pets},    Stem{"hayvon", Icon::category_pets},
    Stem{"zhivot", Icon::category_pets},    Stem{"pet", Icon::category_pets},       Stem{"uy", Icon::category_home},
    Stem{"dom", Icon::category_home},       Stem{"home", Icon::category_home},      Stem{"house", Icon::category_home},
    Stem{"xojaliq", Icon::category_home},   Stem{"xozyay", Icon::category_home},    Stem{"may", Icon::category_grain},
};

} // namespace

Icon category_icon(std::string_view name) {
  static const auto folded = [] {
    std::vector<std::pair<std::string, Icon>> all;
    for (const auto& stem : stems)
      if (auto words = engine::fold_words(stem.text); !words.empty()) all.emplace_back(std::move(words.front()), stem.icon);
    return all;
  }();
  // The first known word of the name decides (milk and eggs are milk).
  for (const auto& word : engine::fold_words(name)) {
    std::size_t longest = 0;
    auto sign = Icon::basket;
    for (const auto& [stem, icon] : folded)
      if (stem.size() > longest && word.starts_with(stem)) longest = stem.size(), sign = icon;
    if (longest > 0) return sign;
  }
  return Icon::basket;
}

std::string_view category_name(const engine::Catalog& catalog, engine::CategoryId category) {
  const auto& all = catalog.categories();
  const auto found = std::ranges::find(all, category, &engine::Category::id);
  return found == all.end() ? std::string_view{} : std::string_view(found->name);
}

Icon category_icon_of(const engine::Catalog& catalog, engine::CategoryId category) {
  return category_icon(category_name(catalog, category));
}

} // namespace kiosk
