// The screens on a real canvas without a window: what a tap sends, what stands in the tree, and that nothing
// lies over something else in any language, way up or size of letters.
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/screens/shopping/shopping_screens.h"
#include "tests/kiosk/stage.h"
#include <boost/mp11.hpp>
#include <set>

namespace kiosk {
namespace {

using namespace engine;

class ScreensTest : public Stage {
protected:
  ScreensTest() : Stage{make_shopping_screens({.support_phone = "998612220000"})} {}

  void show(const made_up::Scene& scene, Language language = Language::en) {
    gate.show({});
    frame();
    auto view = scene.view;
    view.language = language;
    gate.show(std::move(view));
    frame();
    const auto modes = ui.accessibility();
    ui.nav() = scene.nav;
    if (scene.nav.idle_until) ui.nav().idle_until = now + Millis{24000};
    ui.accessibility() = modes;
    frame();
    frame();
    if (!scene.tap.empty()) tap(scene.tap);
    if (!scene.type.empty()) type(scene.type);
    frame();
    gate.sent.clear();
  }
  void show(std::string_view name, Language language = Language::en) {
    for (const auto& scene : made_up::scenes(shop, now))
      if (scene.name == name) return show(scene, language);
    FAIL() << "no scene " << name;
  }
};

TEST_F(ScreensTest, AnyTouchOnAttractStarts) {
  show("attract");
  tap("attract.start");
  EXPECT_TRUE(was_sent<intent::Start>());
  gate.sent.clear();
  Input press, release;
  press.pointer = release.pointer = {700, 600};
  press.down = press.pressed = release.released = true;
  release.pressed = false;
  frame(press), frame(release);
  EXPECT_TRUE(was_sent<intent::Start>());
}

TEST_F(ScreensTest, AttractHasLanguagesOrderStatusAndTheDoor) {
  show("attract");
  tap("language.ru");
  EXPECT_EQ(sent<intent::SetLanguage>().language, Language::ru);
  EXPECT_FALSE(was_sent<intent::Start>());
  ASSERT_NE(find("staff.door"), nullptr);
  tap("attract.order_status");
  EXPECT_EQ(host.screen_name(), "order_status");
}

TEST_F(ScreensTest, TilesAddAndOpen) {
  show("catalog_empty");
  tap("catalog.product.1.plus");
  EXPECT_EQ(sent<intent::AddProduct>().product, 1);
  EXPECT_EQ(find("catalog.product.3.plus"), nullptr) << "weighed goods come with a label";
  tap("catalog.product.1");
  EXPECT_EQ(host.screen_name(), "product");
  tap("product.add");
  EXPECT_EQ(sent<intent::AddProduct>().product, 1);
  tap("back");
  EXPECT_EQ(host.screen_name(), "catalog");
}

TEST_F(ScreensTest, TheStepperOnATileChangesTheLine) {
  show("catalog");
  tap("catalog.product.1.minus");
  EXPECT_EQ(sent<intent::SetQuantity>().quantity, Quantity::pieces(1));
  tap("catalog.product.2.remove");
  EXPECT_EQ(sent<intent::RemoveLine>().line, gate.view()->cart.lines()[1].id);
  tap("catalog.product.1.plus");
  EXPECT_EQ(sent<intent::AddProduct>().product, 1);
}

TEST_F(ScreensTest, StockIsTheCeilingOfTheStepper) {
  show("catalog");
  auto view = *gate.view();
  view.cart = {};
  auto limited = *shop->find(1);
  limited.stock = Quantity::pieces(2);
  ASSERT_TRUE(view.cart.add(limited, LineKind::to_collect, Quantity::pieces(2)));
  gate.show(view);
  frame(), frame();
  ASSERT_NE(find("catalog.product.1.plus"), nullptr);
  EXPECT_TRUE(find("catalog.product.1.plus")->enabled) << "the shop's copy names no stock: the engine decides";
}

TEST_F(ScreensTest, CategoriesNarrow) {
  show("catalog");
  tap("catalog.category.2");
  EXPECT_EQ(find("catalog.product.1"), nullptr);
  EXPECT_NE(find("catalog.product.2"), nullptr);
  tap("catalog.category.0");
  EXPECT_NE(find("catalog.product.1"), nullptr);
}

TEST_F(ScreensTest, SearchFindsWhileTyping) {
  show("catalog");
  tap("catalog.search");
  ASSERT_NE(find("key.space"), nullptr) << "the keys come up";
  type("алма"); // in the other script
  EXPECT_NE(find("catalog.product.3"), nullptr);
  EXPECT_EQ(find("catalog.product.1"), nullptr);
  EXPECT_EQ(find("catalog.search")->value, "алма");
  tap("catalog.search.clear");
  EXPECT_NE(find("catalog.product.1"), nullptr);
  tap("catalog.search");
  type("qwertyu");
  EXPECT_NE(find("catalog.search.nothing"), nullptr);
  tap("back");
  EXPECT_EQ(host.screen_name(), "catalog");
  EXPECT_NE(find("catalog.product.1"), nullptr);
  EXPECT_FALSE(was_sent<intent::Cancel>()) << "back only closed the search";
  tap("back");
  EXPECT_TRUE(was_sent<intent::Cancel>());
}

TEST_F(ScreensTest, CartSaysWhatItComesTo) {
  show("catalog");
  tap("cart.open");
  EXPECT_EQ(host.screen_name(), "cart");
  const auto& view = *gate.view();
  EXPECT_EQ(find("cart.total")->value, std::to_string(view.total.in_tiyin()));
  EXPECT_EQ(find("cart.discount")->value, std::to_string(view.discount.in_tiyin()));
  tap("cart.line.1.plus");
  EXPECT_EQ(sent<intent::SetQuantity>().quantity, Quantity::pieces(3));
  tap("cart.line.3.remove");
  EXPECT_EQ(sent<intent::RemoveLine>().line, view.cart.lines()[2].id);
  EXPECT_EQ(find("cart.line.3.plus"), nullptr) << "what was weighed does not grow";
  tap("cart.checkout");
  EXPECT_TRUE(was_sent<intent::Checkout>());
}

TEST_F(ScreensTest, LongCartsAreReached) {
  show("cart_long");
  EXPECT_EQ(find("cart.line.17.remove"), nullptr);
  for (int i = 0; i < 6 && find("cart.line.17.remove") == nullptr; ++i) tap("cart.more");
  ASSERT_NE(find("cart.line.17.remove"), nullptr);
  EXPECT_FALSE(find("cart.line.17.remove")->visible.empty());
}

TEST_F(ScreensTest, DeliveryNeedsADistrict) {
  show("delivery");
  tap("delivery.courier");
  EXPECT_EQ(sent<intent::ChooseDelivery>().type, DeliveryType::courier);
  show("delivery_courier");
  tap("delivery.district.0");
  EXPECT_EQ(sent<intent::ChooseDelivery>().district, 0U);
  tap("delivery.next");
  EXPECT_TRUE(was_sent<intent::DeliveryNext>());
  auto view = *gate.view();
  view.delivery.district.reset();
  gate.show(view);
  frame(), frame();
  EXPECT_FALSE(find("delivery.next")->enabled);
  show("delivery_minimum");
  EXPECT_FALSE(find("delivery.courier")->enabled);
  EXPECT_NE(find("delivery.courier")->value.find("100"), std::string::npos) << "the reason names the minimum";
}

TEST_F(ScreensTest, ReceiverIsCheckedBesideTheField) {
  show("receiver_faults");
  EXPECT_FALSE(was_sent<intent::SubmitReceiver>());
  tap("receiver.first_name");
  type("Gúlnaz\n"); // Enter goes on to the next field
  type("Ótegenova\n");
  type("612224567");
  EXPECT_EQ(find("receiver.address"), nullptr) << "pickup asks for no address";
  EXPECT_EQ(find("receiver.phone")->value, "612224567");
  tap("receiver.next");
  EXPECT_EQ(sent<intent::SubmitReceiver>().first_name, "Gúlnaz");
  EXPECT_EQ(sent<intent::SubmitReceiver>().last_name, "Ótegenova");
  EXPECT_EQ(sent<intent::SubmitReceiver>().phone, "998612224567");
  EXPECT_TRUE(sent<intent::SubmitReceiver>().address.empty());
}

TEST_F(ScreensTest, APhoneIsUnderstoodInAnyFormAndShownAsItsNineDigits) {
  for (const auto* typed : {"998901234567", "+998 90 123 45 67", "8901234567", "8 (90) 123-45-67", "0901234567", "90 123 45 67"}) {
    show("attract");
    show("receiver_faults");
    tap("receiver.first_name");
    type("Gúlnaz\n");
    type("Ótegenova\n");
    type(typed);
    EXPECT_EQ(find("receiver.phone")->value, "901234567") << typed;
    EXPECT_EQ(find("receiver.phone.fault"), nullptr) << typed;
    tap("receiver.next");
    EXPECT_EQ(sent<intent::SubmitReceiver>().phone, "998901234567") << typed;
  }
}

TEST_F(ScreensTest, APhoneThatDoesNotFitIsSaidAndNotCut) {
  show("receiver_faults");
  tap("receiver.first_name");
  type("Gúlnaz\n");
  type("Ótegenova\n");
  type("9123");
  EXPECT_EQ(find("receiver.phone.fault"), nullptr) << "one is still on the way to it";
  tap("receiver.next");
  ASSERT_TRUE(find("receiver.phone.fault")) << "Continue is not refused without a word";
  type("456789");
  ASSERT_TRUE(find("receiver.phone.fault")) << "ten digits";
  EXPECT_EQ(find("receiver.phone")->value, "9123456789");
  tap("receiver.next");
  EXPECT_FALSE(was_sent<intent::SubmitReceiver>());
}

TEST_F(ScreensTest, ReceiverForgetsWhenTheSessionEnds) {
  show("receiver");
  EXPECT_EQ(find("receiver.first_name")->value, "Gúlnaz");
  show("attract");
  show("receiver_faults");
  EXPECT_EQ(find("receiver.first_name")->value, "");
}

TEST_F(ScreensTest, SignInHandsThePasswordOverOnce) {
  show("receiver_phone");
  tap("receiver.sign_in");
  EXPECT_EQ(host.screen_name(), "sign_in");
  type("991234567"); // the ninth digit goes on to the password
  type("s3cret pass");
  EXPECT_EQ(find("sign_in.password")->value, "");
  EXPECT_EQ(find("sign_in.password")->length, 11U);
  tap("sign_in.next");
  EXPECT_EQ(sent<intent::SignIn>().phone, "998991234567");
  EXPECT_EQ(gate.last_secret, "s3cret pass");
  EXPECT_EQ(find("sign_in.password")->length, 0U);
  auto view = *gate.view();
  view.customer = CustomerView{"Gúlnaz Ótegenova", Money::som(100), false};
  gate.show(view);
  frame(), frame();
  EXPECT_EQ(host.screen_name(), "receiver");
}

TEST_F(ScreensTest, TheRestOfALongerPhoneDoesNotLandInThePassword) {
  show("receiver_phone");
  tap("receiver.sign_in");
  type("998991234567\n");
  EXPECT_EQ(find("sign_in.phone")->value, "991234567");
  EXPECT_EQ(find("sign_in.password")->length, 0U);
}

TEST_F(ScreensTest, OneTapOnAMethodGoesOnWithIt) {
  show("payment");
  EXPECT_EQ(find("payment.total")->value, "15800000");
  EXPECT_FALSE(find("payment.cash")->enabled);
  tap("payment.later");
  EXPECT_EQ(sent<intent::ChooseMethod>().method, Method::later);
  tap("payment.next");
  EXPECT_EQ(sent<intent::ChooseMethod>().method, Method::card);
  show("payment_cashback");
  tap("payment.use_cashback");
  EXPECT_FALSE(sent<intent::UseCashback>().use);
  show("payment_age");
  EXPECT_FALSE(find("payment.next")->enabled);
}

TEST_F(ScreensTest, QuestionsAndPriceChanges) {
  show("question_0");
  tap("dialog.no");
  EXPECT_FALSE(sent<intent::Answer>().yes);
  tap("dialog.yes");
  EXPECT_TRUE(sent<intent::Answer>().yes);
  show("price_changes");
  EXPECT_EQ(host.screen_name(), "payment");
  tap("dialog.yes");
  EXPECT_TRUE(was_sent<intent::AcceptPriceChanges>());
  tap("dialog.no");
  EXPECT_TRUE(was_sent<intent::Back>());
}

TEST_F(ScreensTest, IdleStaysOrEnds) {
  show("idle");
  EXPECT_EQ(host.screen_name(), "idle");
  tap("idle.stay");
  EXPECT_EQ(host.screen_name(), "catalog");
  EXPECT_FALSE(was_sent<intent::IdleEnded>());
  show("idle");
  tap("idle.end");
  EXPECT_TRUE(was_sent<intent::IdleEnded>());
}

TEST_F(ScreensTest, HelpCallsStaffAndEndsThePurchase) {
  show("help");
  EXPECT_EQ(host.screen_name(), "help");
  EXPECT_EQ(find("help.phone")->label, "+998 61 222 00 00");
  tap("help.call_staff");
  EXPECT_TRUE(was_sent<intent::CallStaff>());
  tap("cancel");
  EXPECT_TRUE(was_sent<intent::Cancel>());
}

TEST_F(ScreensTest, OrderStatusIsAskedWithBothNumbers) {
  show("order_status");
  type("4217\n");
  tap("order_status.show");
  EXPECT_FALSE(was_sent<intent::LookUpOrder>()) << "four digits of the phone are missing";
  type("4567");
  tap("order_status.show");
  EXPECT_EQ(sent<intent::LookUpOrder>().order_number, "4217");
  EXPECT_EQ(sent<intent::LookUpOrder>().phone_last_four, "4567");
  tap("order_status.phone");
  for (int i = 0; i < 4; ++i) type("\b");
  type("998991234589"); // a whole one: its last four
  tap("order_status.show");
  EXPECT_EQ(sent<intent::LookUpOrder>().phone_last_four, "4589");
  show("order_status_found");
  EXPECT_EQ(find("order_status.amount")->value, "15800000");
  tap("back");
  EXPECT_TRUE(was_sent<intent::LeaveOrderStatus>());
}

/// Rules R29: each thing that is down is said, the weightiest first.
TEST_F(ScreensTest, R29WhatIsDownIsSaidOnAttract) {
  show("attract");
  struct Case {
    const char* name;
    std::function<void(DevicesView&)> break_it;
    const char* fact; ///< nullptr: nothing is said
  };
  const Case cases[] = {
      {"all well", [](DevicesView&) {}, nullptr},
      {"no store", [](DevicesView& d) { d.store.orders_open = false; }, "No connection with the store."},
      {"store sought", [](DevicesView& d) { d.store = {}; }, "Connecting to the store."},
      {"no paper", [](DevicesView& d) { d.printer.paper_out = true; }, "No receipt paper right now."},
      {"cover open", [](DevicesView& d) { d.printer.cover_open = true; }, "The receipt printer does not work right now."},
      {"no printer by design", [](DevicesView& d) { d.printer = {}; }, nullptr},
      {"no module", [](DevicesView& d) { d.fiscal.reachable = false; }, "Cash is not taken right now."},
      {"no validator", [](DevicesView& d) { d.cash.health = engine::Health::failed; }, "Cash is not taken right now."},
      {"cassette full", [](DevicesView& d) { d.cash.cassette_full = true; }, "Cash is not taken right now."},
      {"no validator by design", [](DevicesView& d) { d.cash = {}; }, nullptr},
      {"store before paper",
       [](DevicesView& d) { d.store.logged_in = false, d.store.health = engine::Health::failed, d.printer.paper_out = true; },
       "No connection with the store."},
  };
  const auto well = *gate.view();
  for (const auto& c : cases) {
    auto view = well;
    c.break_it(view.devices);
    gate.show(view);
    frame(), frame();
    const auto* notice = find("attract.notice");
    EXPECT_EQ(notice != nullptr, c.fact != nullptr) << c.name;
    if (notice != nullptr && c.fact != nullptr) {
      EXPECT_EQ(notice->label.find(c.fact), 0U) << c.name << ": " << notice->label;
    }
  }
}

TEST_F(ScreensTest, EveryObstacleHasAReasonInEveryLanguage) {
  for (const auto language : all_languages) {
    show("payment", language);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Obstacle>>([&](auto d) {
      if (d.value == Obstacle::none) return;
      EXPECT_FALSE(method_reason(ui, {Method::cash, d.value, {}}).empty()) << d.name;
      engine::DeliveryView delivery;
      delivery.courier = d.value;
      EXPECT_FALSE(courier_reason(ui, delivery).empty()) << d.name;
    });
  }
}

/// A node that lies over another must lie wholly inside it; every target is inside the screen and large enough.
TEST_F(ScreensTest, NothingOverlapsInAnyLanguageWayUpOrSize) {
  for (const bool lying : {false, true})
    for (const auto& modes : {Accessibility{}, Accessibility{.large_text = true}, Accessibility{.reach = true},
                              Accessibility{.large_text = true, .reach = true}})
      for (const auto& scene : made_up::scenes(shop, now))
        for (const auto language : all_languages) {
          landscape = lying;
          ui.accessibility() = modes;
          show(scene, language);
          const auto where = fmt::format("{} {} {}{}{}", scene.name, language_code(language), lying ? "lying" : "upright",
                                         modes.large_text ? " large" : "", modes.reach ? " reach" : "");
          const auto screen = ui.zones().screen;
          std::set<std::string> names;
          std::vector<const Node*> targets;
          for (const auto& node : ui.nodes()) {
            if (node.role == Role::barrier) targets.clear();
            if (!node.name.empty() && node.role != Role::barrier) {
              EXPECT_TRUE(names.insert(node.name).second) << where << ": twice " << node.name;
            }
            if (node.interactive() && !node.visible.empty() && node.name != "attract.poster") targets.push_back(&node);
          }
          for (std::size_t i = 0; i < targets.size(); ++i) {
            const auto& a = *targets[i];
            EXPECT_TRUE(a.visible.intersection(screen) == a.visible) << where << ": outside " << a.name;
            const bool whole = a.visible == a.rect;
            const bool host_own = a.name.starts_with("language.") || a.name == "staff.door";
            if (whole && !host_own) {
              EXPECT_GE(std::min(a.rect.w, a.rect.h), 72.0F - 0.5F) << where << ": too small " << a.name;
            }
            for (std::size_t j = i + 1; j < targets.size(); ++j) {
              const auto& b = *targets[j];
              const auto both = a.visible.intersection(b.visible);
              if (both.w <= 0.5F || both.h <= 0.5F) continue;
              EXPECT_TRUE(both == a.visible || both == b.visible) << where << ": " << a.name << " and " << b.name;
            }
          }
        }
}

} // namespace
} // namespace kiosk
