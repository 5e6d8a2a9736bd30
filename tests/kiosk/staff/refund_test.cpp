// Marked goods that come back: the piece that is read is the piece that is taken back (rules R28).
#include "kiosk/staff/staff_screens.h"
#include "tests/kiosk/stage.h"

namespace kiosk {
namespace {

using namespace engine;

class StaffRefund : public Stage {
protected:
  View view;

  StaffRefund() : Stage{make_staff_screens("nukus-01", "Globus Nukus")} {
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
  void read(const std::string& label) {
    view.staff.scanned = {view.staff.scanned.serial + 1, label};
    shown();
    frame(), frame();
  }
  /// Takes back what is chosen; the lines of the intent.
  std::vector<intent::StaffRefund::Line> taken_back() {
    tap("staff.refund");
    type("broken");
    tap("dialog.yes");
    return sent<intent::StaffRefund>().lines;
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
