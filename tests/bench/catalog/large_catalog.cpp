#include "tests/bench/catalog/large_catalog.h"

#include "engine/catalog/gtin.h"
#include <array>
#include <fmt/format.h>
#include <random>

namespace engine::bench {
namespace {

struct Kind {
  const char* name;
  const char* description;
};
constexpr auto kinds = std::to_array<Kind>({
    {"Sút", "Молоко, sut"},
    {"Qatıq", "Катык, qatiq"},
    {"Tandır nan", "Лепёшка, non"},
    {"Sarı may", "Масло сливочное, sariyogʻ"},
    {"Shokolad", "Шоколад"},
    {"Pechenye", "Печенье"},
    {"Kók shay", "Чай зелёный, koʻk choy"},
    {"Qara shay", "Чай чёрный, qora choy"},
    {"Kofe", "Кофе растворимый"},
    {"Mineral suw", "Вода минеральная, suv"},
    {"Limonad", "Лимонад"},
    {"Sok apelsin", "Сок апельсиновый"},
    {"Gúrish", "Рис, guruch"},
    {"Un", "Мука пшеничная"},
    {"Makaron", "Макароны"},
    {"Ayǵabaǵar mayı", "Масло подсолнечное, kungaboqar yogʻi"},
    {"Ketchup", "Кетчуп"},
    {"Mayonez", "Майонез"},
    {"Kolbasa", "Колбаса варёная"},
    {"Sosiska", "Сосиски"},
    {"Irimshik", "Сыр, pishloq"},
    {"Yogurt", "Йогурт"},
    {"Qaymaq", "Сметана, qaymoq"},
    {"Shampun", "Шампунь"},
    {"Sabın", "Мыло, sovun"},
    {"Tis pastası", "Зубная паста, tish pastasi"},
    {"Kir juwıw untaǵı", "Стиральный порошок, kir kukuni"},
    {"Dáret qaǵazı", "Туалетная бумага"},
    {"Podguznik", "Подгузники"},
    {"Dápter", "Тетрадь, daftar"},
    {"Qálem", "Карандаш, qalam"},
    {"Tawlı pal", "Мёд горный, asal"},
    {"Murabba", "Варенье, murabbo"},
    {"Duzlı qıyar", "Огурцы маринованные, bodring"},
});
constexpr std::array<const char*, 16> flavours = {"qulupnaylı", "shabdallı", "ádettegi", "jeńil",   "ótkir",         "vanilli",
                                                  "limonlı",    "ǵozalı",    "shiyeli",  "tábiyiy", "balalar ushın", "premium",
                                                  "klassik",    "súyeksiz",  "mayda",    "iri"};
constexpr std::array<const char*, 10> sizes = {"100 g", "200 g", "250 g", "400 g", "500 g", "1 kg", "0,5 l", "1 l", "1,5 l", "2 l"};

std::string brand(std::mt19937_64& random) {
  static constexpr std::array<const char*, 20> first = {"Aq",   "Bek", "Dár", "El",  "Gúl", "Jan", "Kók", "Lal", "Mar",  "Nur",
                                                        "Oral", "Per", "Qos", "Ray", "Sam", "Tań", "Ul",  "Xan", "Shad", "Zer"};
  static constexpr std::array<const char*, 20> second = {"a",  "ba", "di", "ga", "ja", "ke", "la", "mi", "na", "pa",
                                                         "qa", "ri", "sa", "ta", "za", "wa", "bo", "do", "lu", "ni"};
  static constexpr std::array<const char*, 20> third = {"bar", "dar", "gúl", "jan", "kent", "lar", "mir", "nar", "pal", "qul",
                                                        "ray", "san", "tal", "war", "zar",  "bek", "dos", "lem", "nis", "rus"};
  return std::string{first[random() % 20]} + second[random() % 20] + third[random() % 20];
}

} // namespace

LargeCatalog make_large_catalog(std::size_t products) {
  std::mt19937_64 random(20261122);
  std::vector<std::string> brands(4000);
  for (auto& name : brands) name = brand(random);
  LargeCatalog large;
  for (CategoryId id = 1; id <= 40; ++id) large.data.categories.push_back({id, fmt::format("Bólim {}", id)});
  large.data.delivery = DeliveryTerms{Money::som(50000), 2000, Money::som(3000)};
  large.data.products.reserve(products);
  for (std::size_t i = 0; i < products; ++i) {
    const auto& kind = kinds[random() % kinds.size()];
    const auto& name = brands[random() % brands.size()];
    auto& p = large.data.products.emplace_back();
    p.id = static_cast<ProductId>(i + 1);
    p.code = fmt::format("{}", 200000 + i);
    p.name = fmt::format("{} «{}» {}, {}", kind.name, name, flavours[random() % flavours.size()], sizes[random() % sizes.size()]);
    p.description = kind.description;
    p.price = Money::som(static_cast<std::int64_t>(random() % 900 + 10) * 100);
    if (i % 7 == 0) p.discount_price = multiply_ratio_half_up(p.price, 85, 100);
    p.stock = Quantity::pieces(static_cast<std::int64_t>(random() % 200));
    p.category = static_cast<CategoryId>(random() % 40 + 1);
    p.images = {fmt::format("/pictures/{:012x}.png", random() % 4096)};
    auto& row = large.attributes.by_product[p.id];
    auto ean = fmt::format("478{:09}", i);
    ean += gtin_check_digit(ean);
    row.barcodes = {ean};
    row.class_code = fmt::format("{:05}001001000000", random() % 99999);
    row.package_code = fmt::format("{}", 1200000 + i);
    row.vat_percent = 12;
  }
  return large;
}

std::vector<std::string> make_queries(const LargeCatalog& catalog, std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<std::string> queries;
  while (queries.size() < count) {
    const auto& p = catalog.data.products[random() % catalog.data.products.size()];
    auto text = random() % 4 == 0 ? p.description : p.name;
    const auto cut = text.find_first_of(",»");
    text = text.substr(0, cut == std::string::npos ? text.size() : cut);
    switch (random() % 4) {
    case 0: text = text.substr(0, 1 + random() % text.size()); break; // while typing; may end inside a letter
    case 1:
      if (text.size() > 5) text.erase(1 + random() % (text.size() - 2), 1);
      break;
    case 2:
      if (text.size() > 5) text[1 + random() % (text.size() - 2)] = 'o';
      break;
    default: break;
    }
    queries.push_back(std::move(text));
  }
  return queries;
}

} // namespace engine::bench
