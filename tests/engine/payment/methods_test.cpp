// Rules R1, R4, R7, R16, R19, R20, R29: which methods are offered, and why the others are not.
#include "engine/payment/methods.h"

#include <functional>
#include <gtest/gtest.h>

namespace engine {
namespace {

/// A shop where everything works; a case spoils some of it.
struct Shop {
  std::vector<Method> configured{Method::card, Method::cash, Method::later};
  StoreStatus store;
  FiscalStatus fiscal;
  PrinterStatus printer;
  CashStatus cash;
  std::vector<std::int64_t> denominations{1000, 2000, 5000, 10000};
  Overpay overpay = Overpay::voucher;
  Registrar online = Registrar::store;
  bool shop_configured = true;
  std::vector<std::string> not_registrable;
  DeliveryType delivery = DeliveryType::pickup;
  bool delivery_row = true;
  int min_age = 0;
  bool age_approved = false;
  Money due = Money::som(42'000);

  Shop() {
    store.health = fiscal.health = printer.health = cash.health = Health::ok;
    store.logged_in = store.orders_open = true;
    fiscal.reachable = true;
    printer.online = true;
    cash.denominations = {1000, 5000, 10000};
  }

  [[nodiscard]] std::vector<MethodOffer> offer() const {
    return offer_methods({.configured = configured,
                          .store = store,
                          .fiscal = fiscal,
                          .printer = printer,
                          .cash = cash,
                          .denominations = denominations,
                          .overpay = overpay,
                          .online_registrar = online,
                          .shop_configured = shop_configured,
                          .not_registrable = not_registrable,
                          .delivery = delivery,
                          .delivery_row = delivery_row,
                          .min_age = min_age,
                          .age_approved = age_approved,
                          .due = due});
  }
};

using Spoil = std::function<void(Shop&)>;

/// One line, one case: what is spoilt, and what then stands in the way of card, cash and later.
void check(const Spoil& spoil, Obstacle card, Obstacle cash, Obstacle later, const char* what) {
  Shop shop;
  spoil(shop);
  const auto views = shop.offer();
  ASSERT_EQ(views.size(), 3u) << what;
  for (const auto& view : views) {
    const auto wanted = view.method == Method::card ? card : view.method == Method::cash ? cash : later;
    EXPECT_EQ(view.obstacle, wanted) << what << ", method " << static_cast<int>(view.method);
  }
}

using enum Obstacle;

TEST(Methods, R19_all_are_offered_when_everything_works) {
  check([](Shop&) {}, none, none, none, "nothing spoilt");
  check([](Shop& s) { s.printer.health = Health::warning, s.printer.paper_near_end = true; }, none, none, none, "paper near end");
  check([](Shop& s) { s.fiscal.shift_known = true, s.fiscal.shift_open = false; }, none, none, none, "shift to be opened");
}

TEST(Methods, R29_without_store_nothing_is_sold) {
  check([](Shop& s) { s.store.logged_in = false; }, no_store, no_store, no_store, "logged out");
  check([](Shop& s) { s.store.orders_open = false; }, no_store, no_store, no_store, "orders socket closed");
}

TEST(Methods, R29_without_module_card_by_the_store_and_later) {
  check([](Shop& s) { s.fiscal.health = Health::failed; }, none, no_fiscal, none, "module failed");
  check([](Shop& s) { s.fiscal.health = Health::absent; }, none, no_fiscal, none, "module absent");
  check([](Shop& s) { s.fiscal.reachable = false; }, none, no_fiscal, none, "module unreachable");
  check([](Shop& s) { s.fiscal.memory_full = true; }, none, no_fiscal, none, "module full");
  check([](Shop& s) { s.fiscal.initialised = false; }, none, no_fiscal, none, "error 102");
}

TEST(Methods, R20_card_registered_by_the_module_needs_the_module) {
  const auto module = [](Spoil more) {
    return [more](Shop& s) {
      s.online = Registrar::module;
      more(s);
    };
  };
  check(module([](Shop&) {}), none, none, none, "module up");
  check(module([](Shop& s) { s.fiscal.reachable = false; }), no_fiscal, no_fiscal, none, "module down");
  check(module([](Shop& s) { s.not_registrable = {"Un"}; }), not_registrable, not_registrable, none, "goods");
  check(module([](Shop& s) { s.shop_configured = false; }), shop_not_configured, shop_not_configured, none, "shop");
  check(module([](Shop& s) { s.delivery = DeliveryType::courier, s.delivery_row = false; }), delivery_row_missing, delivery_row_missing,
        none, "delivery row");
  check(module([](Shop& s) { s.printer.paper_out = true; }), none, no_paper, none, "card needs no paper");
}

TEST(Methods, R29_without_paper_card_and_later) {
  check([](Shop& s) { s.printer.paper_out = true; }, none, no_paper, none, "no paper");
  check([](Shop& s) { s.printer.health = Health::absent, s.printer.online = false; }, none, no_printer, none, "no printer");
  check([](Shop& s) { s.printer.cover_open = true; }, none, no_printer, none, "cover");
  check([](Shop& s) { s.printer.cutter_error = true; }, none, no_printer, none, "cutter");
}

TEST(Methods, R29_without_validator_card_and_later) {
  check([](Shop& s) { s.cash = {}; }, none, no_acceptor, none, "none configured");
  check([](Shop& s) { s.cash.health = Health::connecting; }, none, no_acceptor, none, "looked for");
  check([](Shop& s) { s.cash.jammed = true; }, none, no_acceptor, none, "jammed");
  check([](Shop& s) { s.cash.cassette_out = true, s.cash.health = Health::failed; }, none, cassette, none, "cassette out");
  check([](Shop& s) { s.cash.cassette_full = true, s.cash.health = Health::failed; }, none, cassette, none, "cassette full");
  check([](Shop& s) { s.cash.denominations = {200'000}; }, none, no_acceptor, none, "no note that both know");
}

TEST(Methods, R19_cash_needs_the_shops_particulars) {
  check([](Shop& s) { s.shop_configured = false; }, none, shop_not_configured, none, "shop not configured");
}

TEST(Methods, R4_goods_that_cannot_be_registered_are_named) {
  Shop shop;
  shop.not_registrable = {"Un", "Duz"};
  const auto views = shop.offer();
  EXPECT_EQ(views[0].obstacle, none);
  EXPECT_TRUE(views[0].product_names.empty());
  EXPECT_EQ(views[1].obstacle, not_registrable);
  EXPECT_EQ(views[1].product_names, (std::vector<std::string>{"Un", "Duz"}));
}

TEST(Methods, R1_a_marked_product_without_its_code_is_not_sold_for_registered_money) {
  // Cart::not_registrable() lists it like any other; later and card by the store stay.
  check([](Shop& s) { s.not_registrable = {"Shampun (marked, no code)"}; }, none, not_registrable, none, "marked");
}

TEST(Methods, R4_age_waits_for_staff_before_any_payment) {
  check([](Shop& s) { s.min_age = 18; }, age_not_approved, age_not_approved, age_not_approved, "not approved");
  check([](Shop& s) { s.min_age = 18, s.age_approved = true; }, none, none, none, "approved");
}

TEST(Methods, R7_courier_without_its_row_is_not_paid_by_registered_money) {
  check([](Shop& s) { s.delivery = DeliveryType::courier; }, none, none, none, "row there");
  check([](Shop& s) { s.delivery = DeliveryType::courier, s.delivery_row = false; }, none, delivery_row_missing, none, "no row");
  check([](Shop& s) { s.delivery_row = false; }, none, none, none, "pickup needs none");
}

TEST(Methods, R16_exact_is_offered_only_for_multiples_of_the_smallest_note) {
  const auto exact = [](std::int64_t tiyin) { return [tiyin](Shop& s) { s.overpay = Overpay::exact, s.due = Money::tiyin(tiyin); }; };
  check(exact(4'200'000), none, none, none, "42 000");
  check(exact(4'250'000), none, not_multiple_of_note, none, "42 500");
  check(exact(4'200'099), none, none, none, "42 000.99 is floored first (R9)");
  check([](Shop& s) { s.due = Money::som(42'500); }, none, none, none, "voucher takes any");
  check(
      [](Shop& s) {
        s.overpay = Overpay::exact, s.cash.denominations = {5000, 10000};
      },
      none, not_multiple_of_note, none, "the smallest note that the validator knows counts");
}

TEST(Methods, R8_nothing_due_leaves_only_later) {
  check([](Shop& s) { s.due = Money{}; }, nothing_due, nothing_due, none, "cashback paid it all");
  check([](Shop& s) { s.due = Money::tiyin(99); }, none, nothing_due, none, "below one so'm (R9)");
}

TEST(Methods, R29_order_is_the_shops_and_the_rest_is_not_offered) {
  Shop shop;
  shop.configured = {Method::later, Method::card, Method::later};
  const auto views = shop.offer();
  ASSERT_EQ(views.size(), 3u);
  EXPECT_EQ(views[0].method, Method::later);
  EXPECT_EQ(views[1].method, Method::card);
  EXPECT_EQ(views[2].method, Method::cash);
  EXPECT_EQ(views[2].obstacle, not_offered);
}

TEST(Methods, R29_first_offered_is_what_the_primary_button_names) {
  Shop shop;
  EXPECT_EQ(first_offered(shop.offer()), Method::card);
  shop.configured = {Method::cash, Method::card};
  shop.fiscal.reachable = false;
  EXPECT_EQ(first_offered(shop.offer()), Method::card);
  shop.store.orders_open = false;
  EXPECT_EQ(first_offered(shop.offer()), std::nullopt);
}

} // namespace
} // namespace engine
