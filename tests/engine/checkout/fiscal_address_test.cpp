// The address of the fiscal QR comes from machines that anybody in the shop's network can pretend to be. An address at another host than the tax
// committee's is shown to nobody and written into the journal; the sale and the refund go on.
#include "tests/engine/checkout/desk.h"
#include "tests/engine/checkout/fake_ports.h"

#include "engine/checkout/slips.h"

namespace engine::test {
namespace {

const std::string hostile = "javascript:alert(1)//\u202e\x07";

/// All sentences and codes of a slip, one a line.
std::string text_of(const Slip& slip) {
  std::string out;
  for (const auto& item : slip.items) {
    if (const auto* text = std::get_if<SlipText>(&item)) out += text->text + "\n";
    if (const auto* pair = std::get_if<SlipPair>(&item)) out += pair->left + " .. " + pair->right + "\n";
    if (const auto* qr = std::get_if<SlipQr>(&item)) out += "qr " + qr->data + "\n";
  }
  return out;
}

std::string paper_of(const Desk& d, SlipKind kind = SlipKind::receipt) {
  return text_of(make_sale_slip(d.state.ledger, d.state.ledger.last_sale, kind, SlipShop{}, PlainWords{}, WallTime{}, ""));
}

FiscalSign sign_with(const std::string& url) {
  FiscalSign sign;
  sign.terminal_id = "UZ170703100189";
  sign.receipt_count = 1;
  sign.date_time = "20261201042826";
  sign.fiscal_sign = "083306860386";
  sign.qr_url = url;
  return sign;
}

/// Paid by card, registered by the module, which tells `url`.
Desk& registered_with(Desk& d, const std::string& url) {
  d.policy.online_registrar = Registrar::module;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right().paid();
  const auto* prepare = d.effect<effect::PrepareFiscal>();
  EXPECT_TRUE(prepare);
  d.on(event::FiscalPrepared{prepare->ticket, prepare->sale, FiscalCounters{1, 10, 0, true}});
  const auto* send = d.effect<effect::RegisterSale>();
  EXPECT_TRUE(send);
  return d.on(event::FiscalAnswered{send->ticket, send->sale, false, FiscalResult{sign_with(url)}});
}

std::vector<OpenItem> items_of(const Desk& d) { return open_items(d.state.ledger, 0); }

TEST(FiscalQr, AForeignAddressOfTheModuleIsShownToNobodyAndCostsNoSale) {
  Desk d;
  registered_with(d, hostile);
  EXPECT_TRUE(d.effect<effect::PrintModuleCopy>()) << "the customer gets the module's own paper";
  const auto rows = d.written<record::FiscalRegistered>();
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_TRUE(rows[0].sign);
  EXPECT_EQ(rows[0].sign->qr_url, "");
  EXPECT_EQ(rows[0].sign->fiscal_sign, "083306860386") << "registered all the same";
  const auto refused = d.written<record::FiscalAddressRefused>();
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].address, "javascript:alert(1)//\\xe2\\x80\\xae\\x07") << "the journal keeps what was said";
  const auto paper = paper_of(d);
  EXPECT_EQ(paper.find("qr "), std::string::npos) << paper;
  EXPECT_NE(paper.find("Registered. Its QR code is missing: please ask the staff."), std::string::npos) << paper;
  EXPECT_NE(paper.find("083306860386"), std::string::npos) << paper;
  d.printed();
  ASSERT_TRUE(d.at<stage::Done>());
  EXPECT_EQ(d.view().done.qr_url, "");
  EXPECT_EQ(d.view().done.fiscal, FiscalState::registered_no_sign);
  const auto items = items_of(d);
  EXPECT_EQ(std::ranges::count(items, OpenItem::Detail::address_refused, &OpenItem::detail), 1);
}

TEST(FiscalQr, AForeignAddressOfTheStoreEndsTheWaitAndIsShownToNobody) {
  for (const auto& url : {hostile, std::string{"https://evil.uz/epi?t=1"}, "https://ofd.soliq.uz/?" + std::string(700, 'a')}) {
    Desk d;
    d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right().paid();
    d.fire(TimerKind::store_receipt);
    const auto* find = d.effect<effect::FindOrders>();
    ASSERT_TRUE(find);
    StoreOrder order;
    order.id = "77";
    order.online_payments.push_back({Money::som(42'000), url, ""});
    d.on(event::OrdersFound{find->ticket, find->sale, SearchFor::store_receipt, std::vector{order}});
    EXPECT_TRUE(d.effect<effect::PrintSlip>()) << "nobody waits for another one";
    EXPECT_TRUE(d.written<record::StoreReceipt>().empty());
    EXPECT_EQ(d.written<record::FiscalAddressRefused>().size(), 1U);
    const auto paper = paper_of(d);
    EXPECT_EQ(paper.find("qr "), std::string::npos) << paper;
    EXPECT_NE(paper.find("Registered. Ask the staff"), std::string::npos) << paper;
    d.printed();
    EXPECT_EQ(d.view().done.qr_url, "");
    EXPECT_EQ(d.view().done.fiscal, FiscalState::registered_no_sign);
    const auto items = items_of(d);
    EXPECT_EQ(std::ranges::count(items, OpenItem::Detail::address_refused, &OpenItem::detail), 1);
  }
}

TEST(FiscalQr, ARowOfAnEarlierVersionIsAskedToo) {
  Desk d;
  registered_with(d, "https://ofd.soliq.uz/check?t=1").printed();
  EXPECT_NE(paper_of(d, SlipKind::copy).find("qr https://ofd.soliq.uz/check?t=1"), std::string::npos);
  apply(d.state.ledger, record::FiscalRegistered{d.state.ledger.last_sale, "77", 1, Money::som(42'000), sign_with("https://evil.uz/check")},
        0);
  EXPECT_EQ(paper_of(d, SlipKind::copy).find("qr "), std::string::npos);
  EXPECT_EQ(d.view().done.qr_url, "");
  EXPECT_EQ(d.view().done.fiscal, FiscalState::registered_no_sign);
}

TEST(FiscalQr, R28_ARefundTellsTheModuleAnAddressThatItKnows) {
  const std::string its_own = "https://maker.example/r/1?s=083306860386"; // names the sign: a module on another page
  for (const auto& [told, meant] :
       {std::pair{its_own, its_own},
        std::pair{std::string{"https://maker.example/r/1"},
                  std::string{"https://ofd.soliq.uz/check?t=UZ170703100189&r=1&c=20261201042826&s=083306860386"}}}) {
    Desk d;
    registered_with(d, told).printed().ask(intent::Finish{});
    d.staff_in("technician");
    d.refund_asked(
        {.sale = d.state.ledger.last_sale, .lines = {{0, Quantity::pieces(1), {}}}, .reason = "back", .reversal_reference = "r-1"});
    const auto* refund = d.effect<effect::RegisterRefund>();
    ASSERT_TRUE(refund);
    EXPECT_EQ(refund->refund.sale_qr_url, meant);
  }
}

// The date of the receipt is the registration's -------------------------------------------------------------------------------

TEST(ReceiptDate, PaperAndCopySayWhenItWasRegisteredWhateverTheKiosksClockSays) {
  Desk d;
  registered_with(d, "https://ofd.soliq.uz/check?t=1").printed();
  for (const auto kind : {SlipKind::receipt, SlipKind::copy}) {
    const auto paper = paper_of(d, kind); // printed in 1970
    EXPECT_NE(paper.find("Registered .. 01.12.2026 04:28:26"), std::string::npos) << paper;
    EXPECT_NE(paper.find("Receipt No. 1 .. 01.12.2026 04:28:26"), std::string::npos) << paper;
    EXPECT_EQ(paper.find("Printed again 01.01.1970 05:00") != std::string::npos, kind == SlipKind::copy) << paper;
  }
}

// The store's cart ------------------------------------------------------------------------------------------------------------

TEST(StoreCart, IsEmptiedAsSoonAsThePaymentSucceeded) {
  Desk d;
  d.ordered(Method::card, {product(8, 42'000)}).card_typed().code_typed_right();
  EXPECT_FALSE(d.effect<effect::ClearCart>());
  d.paid();
  ASSERT_TRUE(d.at<stage::Finishing>());
  const auto* clear = d.effect<effect::ClearCart>();
  ASSERT_TRUE(clear) << "not when the customer has left";
  d.on(event::CartClearAnswered{clear->sale, Done{}});
  EXPECT_EQ(d.written<record::CartCleared>().size(), 1U);
  ASSERT_TRUE(d.at<stage::Finishing>()) << "nothing waits for it";
}

TEST(StoreCart, AnAnswerThatComesLateEndsNothingElseBehind) {
  Desk d;
  d.paid_without_receipt();
  const auto id = d.state.ledger.last_sale;
  while (!d.effect<effect::FindOrders>()) {
    if (const auto* clear = d.effect<effect::ClearCart>(); clear && d.state.background.at_cart)
      d.on(event::CartClearAnswered{id, Unknown{"no answer"}});
    else d.fire(TimerKind::background);
  }
  const auto ticket = d.state.background.ticket;
  ASSERT_NE(ticket, 0U);
  d.on(event::CartClearAnswered{id, Done{}});
  EXPECT_EQ(d.state.background.ticket, ticket) << "the search is still under way";
  d.on(event::CartClearAnswered{id, Done{}});
  EXPECT_EQ(d.written<record::CartCleared>().size(), 1U) << "told twice, written once";
}

} // namespace
} // namespace engine::test
