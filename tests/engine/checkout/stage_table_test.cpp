// Every stage meets every intent: accepted or refused, and where it leads. The table is the documentation too
// (stage_table.md); the test compares the two, so that a change of behaviour is a change of that file in the same commit.
#include "tests/engine/checkout/desk.h"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace engine::test {
namespace {

constexpr std::array stage_names{"attract", "shopping",   "delivery",  "receiver",  "payment", "pricing",
                                 "prices",  "ordering",   "searching", "due",       "card",    "code",
                                 "paying",  "pay search", "cash",      "finishing", "done",    "failed"};
static_assert(stage_names.size() == std::variant_size_v<Stage>);

constexpr std::array intent_names{"Start",
                                  "SetLanguage",
                                  "Scan",
                                  "AddProduct",
                                  "SetQuantity",
                                  "RemoveLine",
                                  "UndoRemove",
                                  "Checkout",
                                  "Back",
                                  "Cancel",
                                  "Answer",
                                  "ChooseDelivery",
                                  "DeliveryNext",
                                  "SubmitReceiver",
                                  "SignIn",
                                  "SignOut",
                                  "UseCashback",
                                  "ChooseMethod",
                                  "AcceptPriceChanges",
                                  "SubmitCard",
                                  "ResendCode",
                                  "SubmitCode",
                                  "AcceptOverpay",
                                  "ReturnNote",
                                  "Finish",
                                  "IdleEnded",
                                  "LookUpOrder",
                                  "LeaveOrderStatus",
                                  "CallStaff",
                                  "StaffLogin",
                                  "StaffLogout",
                                  "StaffApproveAge",
                                  "StaffOpenShift",
                                  "StaffCloseShift",
                                  "StaffXReport",
                                  "StaffTestPage",
                                  "StaffPrintLast",
                                  "StaffFindSale",
                                  "StaffRefund",
                                  "StaffSettle",
                                  "StaffEncash",
                                  "StaffRetryQueue",
                                  "StaffPrintAct",
                                  "StaffPrintRefund",
                                  "StaffPrintReport",
                                  "StaffPrintPayout"};
static_assert(intent_names.size() == std::variant_size_v<Intent>);

/// One of each, with what makes it plausible.
std::vector<Intent> all_intents() {
  return {intent::Start{},
          intent::SetLanguage{Language::uz},
          intent::Scan{"4780000000007"},
          intent::AddProduct{8},
          intent::SetQuantity{1, Quantity::pieces(2)},
          intent::RemoveLine{1},
          intent::UndoRemove{},
          intent::Checkout{},
          intent::Back{},
          intent::Cancel{},
          intent::Answer{true},
          intent::ChooseDelivery{DeliveryType::pickup, {}},
          intent::DeliveryNext{},
          intent::SubmitReceiver{"Gulnaz", "Otegenova", "998612224567", ""},
          intent::SignIn{"998612224567"},
          intent::SignOut{},
          intent::UseCashback{true},
          intent::ChooseMethod{Method::card},
          intent::AcceptPriceChanges{},
          intent::SubmitCard{},
          intent::ResendCode{},
          intent::SubmitCode{},
          intent::AcceptOverpay{},
          intent::ReturnNote{},
          intent::Finish{},
          intent::IdleEnded{},
          intent::LookUpOrder{"123", "4567"},
          intent::LeaveOrderStatus{},
          intent::CallStaff{},
          intent::StaffLogin{},
          intent::StaffLogout{},
          intent::StaffApproveAge{true},
          intent::StaffOpenShift{},
          intent::StaffCloseShift{},
          intent::StaffXReport{},
          intent::StaffTestPage{},
          intent::StaffPrintLast{},
          intent::StaffFindSale{"1"},
          intent::StaffRefund{1, {{0, Quantity::pieces(1)}}, "broken", ""},
          intent::StaffSettle{"payout:C-1", "C-1", "paid"},
          intent::StaffEncash{"seal"},
          intent::StaffRetryQueue{},
          intent::StaffPrintAct{1},
          intent::StaffPrintRefund{1, 1},
          intent::StaffPrintReport{1},
          intent::StaffPrintPayout{"payout:C-1"}};
}

/// A desk at each stage, in the order of the variant.
std::vector<Desk> all_stages() {
  const auto goods = std::vector{product(8, 42'000)};
  std::vector<Desk> desks(std::variant_size_v<Stage>);
  std::size_t i = 0;
  const auto next = [&]() -> Desk& { return desks[i++]; };
  next(); // attract
  next().ask(intent::AddProduct{8}, goods[0]);
  next().ask(intent::AddProduct{8}, goods[0]).ask(intent::Checkout{});
  next().ask(intent::AddProduct{8}, goods[0]).ask(intent::Checkout{}).ask(intent::DeliveryNext{});
  next().to_payment(goods);
  next().to_payment(goods).ask(intent::ChooseMethod{Method::card});
  {
    auto& d = next().to_payment(goods).ask(intent::ChooseMethod{Method::card});
    auto dearer = goods[0];
    dearer.price = Money::som(43'000);
    d.on(event::ProductsRefreshed{d.effect<effect::RefreshProducts>()->ticket, StorePort::FreshProducts{{dearer}, {}}});
  }
  next().to_payment(goods).ask(intent::ChooseMethod{Method::card}).prices_stand();
  {
    auto& d = next().to_payment(goods).ask(intent::ChooseMethod{Method::card}).prices_stand();
    const auto create = *d.effect<effect::CreateOrder>();
    d.on(event::OrderAnswered{create.ticket, create.sale, Unknown{"lost"}});
  }
  {
    auto& d = next();
    d.ask(intent::AddProduct{8}, goods[0]).ask(intent::Checkout{}).ask(intent::DeliveryNext{}).ask(intent::SignIn{"998612224567"});
    d.on(event::SignInAnswered{d.effect<effect::SignIn>()->ticket, Customer{"Gulnaz", "Otegenova", "998612224567", Money::som(500)}});
    d.ask(intent::SubmitReceiver{"Gulnaz", "Otegenova", "998612224567", ""}).ask(intent::UseCashback{true});
    d.ask(intent::ChooseMethod{Method::card}).prices_stand().order_created();
  }
  next().ordered(Method::card, goods);
  next().ordered(Method::card, goods).card_typed();
  next().ordered(Method::card, goods).card_typed().code_typed_right();
  {
    auto& d = next().ordered(Method::card, goods).card_typed().code_typed_right();
    const auto pay = *d.effect<effect::PayInvoice>();
    d.on(event::PayAnswered{pay.ticket, pay.sale, Unknown{"lost"}});
  }
  next().ordered(Method::cash, goods);
  next().ordered(Method::card, goods).card_typed().code_typed_right().paid();
  next().ordered(Method::later, goods).printed();
  next().ordered(Method::cash, goods).note(20'000).fire(TimerKind::abandon);
  return desks;
}

std::string cell(const Desk& from, const Intent& intent) {
  const bool scan = std::holds_alternative<intent::Scan>(intent);
  const event::Asked asked{intent, product(8, 42'000),
                           scan ? std::optional<ScannedCode>{decode_scan("4780000000007", ScanRules{})} : std::nullopt};
  auto result = step(from.state, asked, from.ctx, from.policy);
  if (result.refused) return "-";
  if (result.state.stage.index() != from.state.stage.index()) return fmt::format("**{}**", stage_names[result.state.stage.index()]);
  return result.state.question && !from.state.question ? "asks" : "yes";
}

std::string render() {
  const auto desks = all_stages();
  const auto intents = all_intents();
  std::string text = "# Stages and intents\n\n"
                     "Made by stage_table_test.cpp from step(). `-` refused, nothing changes; `yes` accepted, the stage stays; `asks`\n"
                     "raises a question; a name in bold is the stage that follows. Staff are not logged in here.\n\n| intent |";
  for (const auto* name : stage_names) text += fmt::format(" {} |", name);
  text += "\n|---|";
  for (std::size_t i = 0; i < stage_names.size(); ++i) text += "---|";
  text += "\n";
  for (std::size_t k = 0; k < intents.size(); ++k) {
    text += fmt::format("| {} |", intent_names[k]);
    for (const auto& desk : desks) text += fmt::format(" {} |", cell(desk, intents[k]));
    text += "\n";
  }
  return text;
}

TEST(StageTable, EachStageIsReached) {
  const auto desks = all_stages();
  for (std::size_t i = 0; i < desks.size(); ++i) EXPECT_EQ(desks[i].state.stage.index(), i) << stage_names[i];
}

TEST(StageTable, EachIntentIsThere) {
  const auto intents = all_intents();
  ASSERT_EQ(intents.size(), intent_names.size());
  for (std::size_t i = 0; i < intents.size(); ++i) EXPECT_EQ(intents[i].index(), i) << intent_names[i];
}

TEST(StageTable, IsTheDocumentedOne) {
  const auto made = render();
  std::ofstream{std::string{BUILD_DIR} + "/stage_table.md"} << made;
  std::ifstream file{std::string{SOURCE_DIR} + "/tests/engine/checkout/stage_table.md"};
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(made, kept.str()) << "if the change is meant, copy stage_table.md from the build folder beside this test";
}

TEST(StageTable, RefusalsChangeNothing) {
  const auto desks = all_stages();
  for (std::size_t i = 0; i < desks.size(); ++i)
    for (const auto& intent : all_intents()) {
      const auto result = step(desks[i].state, event::Asked{intent, {}, {}}, desks[i].ctx, desks[i].policy);
      if (!result.refused) continue;
      EXPECT_EQ(result.state.stage.index(), i);
      EXPECT_EQ(result.state.question, desks[i].state.question);
      EXPECT_EQ(result.state.visitor.cart.total(), desks[i].state.visitor.cart.total());
      EXPECT_TRUE(result.records.empty() && result.effects.empty());
    }
}

} // namespace
} // namespace engine::test
