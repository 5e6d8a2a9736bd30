// What the last screens claim, held against what the engine says: nothing is promised that is not done, and no advice is left out for want
// of room, in any language, way up or size of letters.
#include "kiosk/screens/paying/payment_screens.h"
#include "kiosk/screens/shopping/shopping_screens.h"
#include "tests/kiosk/screens/paying/pay_scenes.h"
#include "tests/kiosk/stage.h"

#include <gmock/gmock.h>

namespace kiosk {
namespace {

using namespace engine;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Screens screens() {
  auto all = make_shopping_screens({.support_phone = "998612220000"});
  for (auto& screen : make_payment_screens("998612220000")) all.push_back(std::move(screen));
  return all;
}

class PayScreens : public Stage {
protected:
  PayScreens() : Stage{screens()} {}

  void show(std::string_view name, Language language = Language::en) {
    gate.show({});
    frame();
    for (auto& scene : made_up::pay_scenes(now, 1'790'000'000'000)) {
      if (scene.name != name) continue;
      scene.view.language = language;
      gate.show(std::move(scene.view));
      frame(), frame();
      return;
    }
    FAIL() << "no scene " << name;
  }
  std::vector<std::string> steps() {
    std::vector<std::string> found;
    for (int i = 1; const auto* step = find(fmt::format("failed.step.{}", i)); ++i) found.push_back(step->label + ": " + step->value);
    return found;
  }
  std::string said(std::string_view name) {
    const auto* node = find(name);
    return node ? node->label + " " + node->value : "nothing";
  }
};

TEST_F(PayScreens, ASlipIsPromisedOnlyWhereOneIsPrinted) {
  show("failed-unknown");
  EXPECT_THAT(steps(), ElementsAre(HasSubstr("Wait here"), HasSubstr("slip"), HasSubstr("Do not pay")));
  EXPECT_THAT(said("failed.finish"), HasSubstr("Print a slip"));
  show("failed-unknown-no-paper");
  EXPECT_THAT(steps(), ElementsAre(AllOf(HasSubstr("Keep the number"), Not(HasSubstr("slip"))), HasSubstr("Do not pay")));
  EXPECT_THAT(said("failed.finish"), Not(HasSubstr("slip")));
}

TEST_F(PayScreens, NobodyIsToldToWaitWhereNothingIsAskedAnyMore) {
  for (const auto* scene : {"failed-unknown-over", "failed-order-unknown", "failed-due-unknown"}) {
    show(scene);
    EXPECT_FALSE(steps().empty());
    for (const auto& step : steps()) EXPECT_THAT(step, AllOf(Not(HasSubstr("Wait")), Not(HasSubstr("is shown here")))) << scene;
  }
}

TEST_F(PayScreens, ANoteThatIsUnknownIsSaid) {
  show("failed-note");
  EXPECT_THAT(said("failed.message"), HasSubstr("where your note is"));
  EXPECT_EQ(find("failed.amount")->value, "10000000");
  show("failed-claim-note");
  EXPECT_THAT(testing::PrintToString(steps()), HasSubstr("is not in this sum"));
  EXPECT_THAT(said("failed.money"), Not(HasSubstr("Nothing is lost")));
  show("cash-note-unknown");
  bool told = false;
  for (const auto& node : ui.nodes()) told = told || node.label.find("where your note is") != std::string::npos;
  EXPECT_TRUE(told);
}

TEST_F(PayScreens, CashIsNotSpokenToAsACard) {
  show("processing-cash");
  EXPECT_THAT(said("processing.notice"), AllOf(HasSubstr("Your money is counted"), Not(HasSubstr("card"))));
  show("processing");
  EXPECT_THAT(said("processing.notice"), HasSubstr("card"));
  show("processing-kept");
  EXPECT_THAT(said("processing.notice"), AllOf(HasSubstr("You pay when you receive"), Not(HasSubstr("comes next"))));
}

TEST_F(PayScreens, NoAdviceIsLeftOutForWantOfRoom) {
  for (const auto* scene : {"failed-unknown", "failed-unknown-over", "failed-refused", "failed-order-unknown", "failed-due-unknown",
                            "failed-claim", "failed-claim-note", "failed-claim-qr", "failed-note", "failed-internal"}) {
    landscape = false;
    ui.accessibility() = {};
    show(scene);
    const auto all = steps().size();
    ASSERT_GT(all, 0U) << scene;
    for (const bool lying : {false, true})
      for (const bool large : {false, true})
        for (const auto language : all_languages) {
          landscape = lying;
          ui.accessibility() = {};
          show(scene, language);
          ui.accessibility().large_text = large;
          frame(), frame();
          const auto where = fmt::format("{} {} {}{}", scene, language_code(language), lying ? "lying" : "upright", large ? ", large" : "");
          EXPECT_EQ(steps().size(), all) << where;
          float below = 0;
          for (int i = 1; const auto* step = find(fmt::format("failed.step.{}", i)); ++i) {
            EXPECT_GE(step->rect.y, below) << where;
            below = step->rect.bottom();
            for (const auto* button : {"failed.finish", "failed.retry", "failed.call_staff"}) {
              const auto* other = find(button);
              EXPECT_FALSE(other && other->rect.overlaps(step->rect)) << where << ": step " << i << " and " << button;
            }
          }
        }
  }
}

} // namespace
} // namespace kiosk
