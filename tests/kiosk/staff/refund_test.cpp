// Marked goods that come back: the piece that is read is the piece that is taken back (rules R28).
#include "kiosk/app/screen_host.h"
#include "kiosk/design/glyphs.h"
#include "kiosk/staff/staff_screens.h"
#include "kiosk/words/gettext_words.h"
#include "tests/kiosk/screens_a/made_up.h"

#include <gtest/gtest.h>

namespace kiosk {
namespace {

using namespace engine;

class StaffRefund : public ::testing::Test {
protected:
  Glyphs glyphs;
  GettextWords words;
  made_up::Gate gate{made_up::shop("")};
  Canvas canvas{glyphs};
  Ui ui{canvas, {&gate, &words, nullptr}};
  ScreenHost host{make_staff_screens("nukus-01", "Globus Nukus"), {}};
  Instant now{Millis{1'000'000}};
  View view;

  StaffRefund() {
    view.language = Language::en;
    view.staff.logged_in = true;
    view.staff.role = "technician";
    SaleSummary sale;
    sale.sale = 7;
    sale.order_number = "4217";
    sale.method = Method::cash;
    sale.total = Money::som(5'000);
    sale.registered_here = true;
    sale.lines = {{"Nan", Quantity::pieces(1), {}, Money::som(2'000), {}},
                  {"Suw", Quantity::pieces(3), {}, Money::som(3'000), {"code-a", "code-b", "code-c"}}};
    view.staff.last_sales = {sale};
    shown();
    frame();
    tap("staff.tab.sales");
    tap("staff.sale.7");
  }
  void shown() { gate.show(view); }
  void frame(const Input& input = {}) {
    const auto zones = make_zones(false, false);
    canvas.begin({1, {}}, static_cast<int>(zones.screen.w), static_cast<int>(zones.screen.h), false);
    ui.begin({gate.view(), gate.catalog(), now, {}, zones, make_theme(Scheme::light)}, input);
    host.draw(ui, input.pressed);
    ui.end();
    now += Millis{400};
  }
  const Node* find(std::string_view name) {
    for (const auto& node : ui.nodes())
      if (node.name == name) return &node;
    return nullptr;
  }
  void tap(std::string_view name) {
    const auto* node = find(name);
    ASSERT_NE(node, nullptr) << name;
    ASSERT_TRUE(node->enabled) << name;
    Input press, release;
    press.pointer = release.pointer = node->visible.center();
    press.down = press.pressed = true;
    release.released = true;
    frame(press), frame(release), frame();
  }
  void read(const std::string& label) {
    view.staff.scanned = {view.staff.scanned.serial + 1, label};
    shown();
    frame(), frame();
  }
  void type(std::string_view text) {
    Input input;
    input.typed.append(text);
    frame(input), frame();
  }
  /// Takes back what is chosen; the lines of the intent.
  std::vector<intent::StaffRefund::Line> taken_back() {
    tap("staff.refund");
    type("broken");
    tap("dialog.yes");
    for (const auto& sent : gate.sent)
      if (const auto* refund = std::get_if<intent::StaffRefund>(&sent)) return refund->lines;
    ADD_FAILURE() << "not sent";
    return {};
  }
};

TEST_F(StaffRefund, R28_TheReadPiecesComeBack) {
  EXPECT_FALSE(find("staff.refund")->enabled);
  read("code-b");
  read("code-c");
  read("another sale's");
  read("code-c"); // read again: it stays with the customer
  const auto lines = taken_back();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].line, 1U);
  EXPECT_EQ(lines[0].quantity, Quantity::pieces(1));
  EXPECT_EQ(lines[0].labels, std::vector<std::string>{"code-b"});
}

TEST_F(StaffRefund, R28_AllThatIsLeftNeedsNoCode) {
  read("code-b");
  tap("staff.line.1.all");
  const auto lines = taken_back();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].quantity, Quantity::pieces(3));
  EXPECT_TRUE(lines[0].labels.empty());
}

TEST_F(StaffRefund, APieceReadBeforeTheSaleWasOpenedIsNotChosen) {
  tap("staff.sales_back");
  read("code-a");
  tap("staff.sale.7");
  frame();
  EXPECT_FALSE(find("staff.refund")->enabled);
}

} // namespace
} // namespace kiosk
