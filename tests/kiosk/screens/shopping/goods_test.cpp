// What the screens say about goods: percent, phone, pieces in the cart, names of lines, signs of categories,
// bold parts.
#include "engine/catalog/catalog_snapshot.h"
#include "kiosk/screens/shopping/category_icon.h"
#include "kiosk/screens/shopping/match.h"
#include "kiosk/screens/shopping/product_control.h"
#include <gtest/gtest.h>

namespace kiosk {
namespace {

using engine::LineKind;
using engine::Money;
using engine::Quantity;

TEST(Goods, DiscountPercent) {
  struct Case {
    std::int64_t list, price;
    int percent;
  };
  for (const auto& c : {Case{26000, 22000, 15}, Case{10000, 10000, 0}, Case{10000, 12000, 0}, Case{0, 0, 0}, Case{1000000, 999999, 1},
                        Case{100, 1, 99}, Case{23000, 19500, 15}})
    EXPECT_EQ(discount_percent(Money::som(c.list), Money::som(c.price)), c.percent) << c.list << ' ' << c.price;
  EXPECT_EQ(discount_text(15), "\u221215%");
}

TEST(Goods, PhoneAsOneReadsIt) {
  EXPECT_EQ(phone_text("998612220000"), "+998 61 222 00 00");
  EXPECT_EQ(phone_text("612220000"), "612220000");
  EXPECT_EQ(phone_text(""), "");
}

engine::Product product(engine::ProductId id) {
  engine::Product p;
  p.id = id, p.name = "Nan", p.price = Money::som(5000);
  return p;
}

TEST(Goods, PiecesOverAllLinesAndTheLineThatATileChanges) {
  engine::Cart cart;
  ASSERT_TRUE(cart.add(product(1), LineKind::in_hand, Quantity::pieces(2)));
  EXPECT_EQ(line_of(cart, 1)->kind, LineKind::in_hand);
  ASSERT_TRUE(cart.add(product(1), LineKind::to_collect, Quantity::pieces(3)));
  ASSERT_TRUE(cart.add(product(2), LineKind::in_hand, Quantity::pieces(1)));
  EXPECT_EQ(in_cart(cart, 1), Quantity::pieces(5));
  EXPECT_EQ(in_cart(cart, 3), Quantity{});
  EXPECT_EQ(line_of(cart, 1)->kind, LineKind::to_collect);
  EXPECT_EQ(line_of(cart, 3), nullptr);
  ASSERT_EQ(cart.lines().size(), 3U);
  EXPECT_EQ(line_name(cart, cart.lines()[0]), "cart.line.1");
  EXPECT_EQ(line_name(cart, cart.lines()[1]), fmt::format("cart.line.1.{}", cart.lines()[1].id));
  EXPECT_EQ(line_name(cart, cart.lines()[2]), "cart.line.2");
}

TEST(CategoryIcon, ByTheFirstKnownWordInAnyLanguage) {
  struct Case {
    const char* name;
    Icon icon;
  };
  for (const auto& c :
       {Case{"Nan", Icon::category_bread}, Case{"Non mahsulotlari", Icon::category_bread},
        Case{"\u0425\u043B\u0435\u0431 \u0438 \u0432\u044B\u043F\u0435\u0447\u043A\u0430", Icon::category_bread},
        Case{"S\u00FAt h\u00E1m m\u00E1yek", Icon::category_milk}, Case{"\u041C\u043E\u043B\u043E\u043A\u043E", Icon::category_milk},
        Case{"G\u00F3sh", Icon::category_meat}, Case{"Ishimlik", Icon::category_drink}, Case{"Ichimliklar", Icon::category_drink},
        Case{"Shay, kofe", Icon::category_tea}, Case{"\u0427\u0430\u0439", Icon::category_tea},
        Case{"Balalar ush\u0131n", Icon::category_baby}, Case{"Miywe, pal\u0131z", Icon::category_fruit}, Case{"Qwertyuiop", Icon::basket},
        Case{"", Icon::basket}})
    EXPECT_EQ(category_icon(c.name), c.icon) << c.name;
}

std::vector<std::string> bold(std::string_view name, std::string_view query) {
  std::vector<std::string> parts;
  for (const auto& part : matched(name, query)) parts.emplace_back(name.substr(part.from, part.to - part.from));
  return parts;
}

TEST(Match, BeginningsOfWordsWhateverTheScript) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(bold("S\u00FAt \u00ABN\u00F3kis\u00BB, 3,2 %, 1 l", "sut"), Parts{"S\u00FAt"});
  EXPECT_EQ(bold("S\u00FAtten ayran", "s\u00FAt"), Parts{"S\u00FAt"});
  EXPECT_EQ(bold("Qoy\u0131wlast\u0131r\u0131l\u01F5an s\u00FAt, qumsheker menen", "sut qum"), (Parts{"s\u00FAt", "qum"}));
  EXPECT_EQ(bold("\u041C\u043E\u043B\u043E\u043A\u043E 1 \u043B", "\u043C\u043E\u043B"), Parts{"\u041C\u043E\u043B"});
  EXPECT_EQ(bold("S\u00FAt", "\u0441\u0443\u0442"), Parts{"S\u00FAt"});
  EXPECT_EQ(bold("Alma \u00ABSimirenko\u00BB", "sim"), Parts{"Sim"});
  EXPECT_EQ(bold("Alma", "ma"), Parts{});
  EXPECT_EQ(bold("Alma", ""), Parts{});
  EXPECT_EQ(bold("", "alma"), Parts{});
  EXPECT_EQ(bold("\xFF\xFE"
                 "Alma",
                 "alma")
                .size(),
            1U);
}

} // namespace
} // namespace kiosk
