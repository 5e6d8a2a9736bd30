#include "engine/base/local_time.h"
#include "engine/base/outcome.h"
#include "engine/receipt/receipt_slips.h"
#include "engine/receipt/slip_format.h"
#include "tests/engine/receipt/sample_sale.h"
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace engine {
namespace {

using sample::TestWords;
using testing::HasSubstr;
using testing::Not;

/// A slip as text: one line an item.
std::string dump(const Slip& slip) {
  std::ostringstream out;
  const auto size = [](SlipSize s) {
    return s == SlipSize::small ? "" : s == SlipSize::medium ? "M " : s == SlipSize::large ? "L " : "H ";
  };
  for (const auto& item : slip.items)
    std::visit(overloaded{
                   [&](const SlipText& i) {
                     out << (i.align == SlipAlign::left     ? "< "
                             : i.align == SlipAlign::centre ? "| "
                                                            : "> ")
                         << size(i.size) << (i.bold ? "*" : "") << i.text << "\n";
                   },
                   [&](const SlipPair& i) {
                     out << "= " << size(i.size) << (i.bold ? "*" : "") << i.left << " .. " << (i.right_bold ? "*" : "") << i.right << "\n";
                   },
                   [&](const SlipRule& i) { out << (i.dashed ? "- -\n" : "---\n"); },
                   [&](const SlipQr& i) { out << "qr " << i.data << "\n"; },
                   [&](const SlipBarcode& i) { out << "barcode " << i.data << "\n"; },
                   [&](const SlipOrnament&) { out << "ornament\n"; },
                   [&](const SlipFeed& i) { out << "feed " << i.lines << "\n"; },
               },
               item);
  return out.str();
}

/// Compares with tests/engine/receipt/golden/NAME.txt; KIOSK_WRITE_GOLDEN=1 writes it anew, for a person to
/// look at.
void golden(const std::string& name, const Slip& slip) {
  const auto path = std::string(SOURCE_DIR "/tests/engine/receipt/golden/") + name + ".txt";
  const auto now = dump(slip);
  if (std::getenv("KIOSK_WRITE_GOLDEN")) std::ofstream(path) << now;
  std::ostringstream wanted;
  wanted << std::ifstream(path).rdbuf();
  EXPECT_EQ(now, wanted.str()) << name;
}

PendingData pending(Language language, bool note, bool kept = false) {
  PendingData d;
  d.head = sample::head(language);
  d.order_number = "4219";
  d.amount = Money::som(100'000);
  d.note = note;
  d.kept = kept;
  if (!note) d.last_four = "3456";
  return d;
}

LaterData later(Language language) {
  LaterData d;
  d.head = sample::head(language);
  d.order_number = "4218";
  d.sale_number = "000124";
  d.lines = sample::sale(language).lines;
  d.delivery = Money::som(8000);
  d.total = Money::som(160000);
  return d;
}
ClaimData claim(Language language) {
  return {sample::head(language), make_slip_number(SlipNumberKind::claim, 7), Money::som(50000), "4219", "", {}};
}
VoucherData voucher(Language language) {
  return {sample::head(language), make_slip_number(SlipNumberKind::voucher, 42), Money::som(48000), "4217", {}};
}
ShiftReportData shift(Language language) {
  ShiftReportData d;
  d.head = sample::head(language);
  d.report.terminal_id = "UZ210317221234";
  d.report.number = 31;
  d.report.open_time = "2026-11-22 08:00:01";
  d.report.close_time = "2026-11-22 22:00:12";
  d.report.total_sale_cash = Money::som(1'520'000);
  d.report.total_sale_card = Money::tiyin(305'000'050);
  d.report.total_sale_vat = Money::tiyin(49'000'000);
  d.report.total_refund_cash = Money::som(20'000);
  d.report.total_sale_count = 41;
  d.report.total_refund_count = 1;
  d.report.first_receipt_seq = "1441";
  d.report.last_receipt_seq = "1482";
  d.journal_head = "4711 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  return d;
}
RefundData refund(Language language) {
  RefundData d;
  d.receipt = sample::sale(language);
  d.receipt.lines.resize(1);
  d.receipt.cash = Money::som(10000);
  d.receipt.voucher_number.reset();
  d.sale_receipt = "1480";
  return d;
}

TEST(ReceiptSlips, Golden) {
  const TestWords words;
  golden("receipt_kaa", receipt_slip(sample::sale(), words));
  golden("receipt_en", receipt_slip(sample::sale(Language::en), words));
  golden("refund_en", refund_slip(refund(Language::en), words));
  golden("later_en", later_slip(later(Language::en), words));
  golden("claim_en", claim_slip(claim(Language::en), words));
  golden("voucher_en", voucher_slip(voucher(Language::en), words));
  golden("pending_card_en", pending_slip(pending(Language::en, false), words));
  golden("pending_note_en", pending_slip(pending(Language::en, true), words));
  golden("pending_kept_en", pending_slip(pending(Language::en, true, true), words));
  golden("z_report_en", z_report_slip(shift(Language::en), words));
  golden("x_report_en", x_report_slip(shift(Language::en), words));
  golden("test_page_en", test_page_slip({sample::head(Language::en), "generic-80mm", {"Fiscal module: ready"}}, words));
}

// devices/fiscal/PROTOCOL.md section 9: what must stand on the paper of a sale.
TEST(ReceiptSlips, ReceiptHoldsWhatTheLawWants) {
  const TestWords words;
  for (const auto language : all_languages) {
    const auto paper = dump(receipt_slip(sample::sale(language), words));
    for (const auto* part : {"GLOBUS NUKUS MCHJ",
                             "Nókis qalası",
                             "123456789",
                             "4217",
                             "1482",
                             "22.11.2026 14:02",
                             "nukus-01 / 000123",
                             "Kiosk 01",
                             "2 dana × 5 000.00",
                             "1.500 kg × 26 000.00",
                             "−6 000.00",
                             "1 071.43",
                             "01905001001000000",
                             "4780000000014",
                             "01047800000000212150Zk7\n",
                             "301234567",
                             "152 000.00",
                             "16 285.71",
                             "0.00",
                             "V-00042-",
                             "48 000.00",
                             "UZ210317221234",
                             "083306860386",
                             "FB-00417",
                             "qr https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386",
                             "+998 61 222-00-00"})
      EXPECT_THAT(paper, HasSubstr(part)) << language_code(language);
  }
}

TEST(ReceiptSlips, EverySentencePassesThroughWords) {
  const TestWords words;
  const std::vector<std::pair<std::string, std::string>> papers{
      {"receipt", dump(receipt_slip(sample::sale(Language::uz), words))},
      {"refund", dump(refund_slip(refund(Language::uz), words))},
      {"later", dump(later_slip(later(Language::uz), words))},
      {"claim", dump(claim_slip(claim(Language::uz), words))},
      {"voucher", dump(voucher_slip(voucher(Language::uz), words))},
      {"pending", dump(pending_slip(pending(Language::uz, true), words))},
      {"z", dump(z_report_slip(shift(Language::uz), words))},
  };
  const auto english = dump(receipt_slip(sample::sale(Language::en), words));
  for (const auto& [name, paper] : papers) {
    EXPECT_THAT(paper, HasSubstr("uz:")) << name;
    for (const auto* word : {" Cash ..", "*TOTAL", "| Order number", "*PAID", " Discount", "*Fiscal sign", "*Thank", "*CLAIM", "*VOUCHER"})
      EXPECT_THAT(paper, Not(HasSubstr(word))) << name;
  }
  EXPECT_THAT(english, HasSubstr("*TOTAL"));
}

// rules R15
TEST(ReceiptSlips, R15_SaysPaidInFull) {
  const TestWords words;
  EXPECT_THAT(dump(receipt_slip(sample::sale(Language::en), words)), HasSubstr("PAID IN FULL"));
}

// rules R20: the store's registration is printed with what its address tells
TEST(ReceiptSlips, R20_StoreRegisteredShowsItsQr) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  data.standing = FiscalStanding::by_store;
  data.sign.reset();
  data.store_qr_url = "https://ofd.soliq.uz/check?t=UZ1&r=77&c=20261122140209&s=000123456789";
  const auto paper = dump(receipt_slip(data, words));
  EXPECT_THAT(paper, HasSubstr("qr " + data.store_qr_url));
  EXPECT_THAT(paper, HasSubstr("= Fiscal module No. .. UZ1\n"));
  EXPECT_THAT(paper, HasSubstr("= *Fiscal sign .. 000123456789\n"));
  EXPECT_THAT(paper, HasSubstr("= Fiscal receipt No. .. 77\n"));
  EXPECT_THAT(paper, HasSubstr("= *Registered .. 22.11.2026 14:02:09\n")) << "the store's own hour, from the address";
}

// devices/fiscal/PROTOCOL.md section 9: date and time are the registration's, on every paper of it; the paper's own hour is named as that.
TEST(ReceiptSlips, TheDateIsTheRegistrationsAndACopyHasBothDays) {
  const TestWords words;
  for (const auto at : {WallTime{0}, WallTime{1795338129000 + 3 * 86'400'000LL}}) { // a board without battery; three days later
    auto data = sample::sale(Language::en);
    data.head.at = at;
    const auto own = format_slip_time(at);
    const auto paper = dump(receipt_slip(data, words));
    EXPECT_THAT(paper, HasSubstr("= Receipt No. 1482 .. 22.11.2026 14:02:09\n"));
    EXPECT_THAT(paper, HasSubstr("= *Registered .. 22.11.2026 14:02:09\n"));
    EXPECT_THAT(paper, Not(HasSubstr(own)));
    data.copy = CopyMark{};
    const auto copy = dump(receipt_slip(data, words));
    EXPECT_THAT(copy, HasSubstr("= *Registered .. 22.11.2026 14:02:09\n"));
    EXPECT_THAT(copy, HasSubstr("| Printed again " + own));
    auto back = refund(Language::en);
    back.receipt.head.at = at;
    EXPECT_THAT(dump(refund_slip(back, words)), HasSubstr("= *Registered .. 22.11.2026 14:02:09\n"));
    // Not registered yet, or its sign was lost: the paper has its own hour only, and says so.
    for (const auto standing : {FiscalStanding::follows, FiscalStanding::lost_answer}) {
      auto without = sample::sale(Language::en);
      without.head.at = at;
      without.standing = standing;
      const auto slip = dump(receipt_slip(without, words));
      EXPECT_THAT(slip, HasSubstr("= Printed .. " + own));
      EXPECT_THAT(slip, Not(HasSubstr("Registered .. ")));
      EXPECT_THAT(slip, Not(HasSubstr("22.11.2026 14:02:09")));
    }
  }
}

TEST(ReceiptSlips, ASignWithoutAnAddressThatMayBeShownSendsToTheStaff) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  data.sign->qr_url.clear();
  const auto paper = dump(receipt_slip(data, words));
  EXPECT_THAT(paper, HasSubstr("083306860386"));
  EXPECT_THAT(paper, HasSubstr("Registered. Its QR code is missing: please ask the staff."));
  EXPECT_THAT(paper, Not(HasSubstr("Ask the staff for the copy"))) << "the sign stands on this paper";
  EXPECT_THAT(paper, Not(HasSubstr("qr ")));
}

TEST(ReceiptSlips, TheFeeOfACourierIsNothingThatAnybodyHandsOver) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  for (auto& line : data.lines) line.in_hand = false;
  const auto goods = dump(receipt_slip(data, words));
  const auto at = goods.find("To collect at the order desk: ");
  ASSERT_NE(at, std::string::npos) << goods;
  const auto count = goods.substr(at + 30, goods.find_first_not_of("0123456789", at + 30) - at - 30);

  data.courier = true;
  SlipLine fee;
  fee.name = "Delivery";
  fee.quantity = Quantity::pieces(1);
  fee.unit_price = fee.list_total = Money::som(15'000);
  fee.service = true;
  data.lines.push_back(fee);
  const auto paper = dump(receipt_slip(data, words));
  EXPECT_THAT(paper, HasSubstr("A courier brings it: " + count)) << paper;
  EXPECT_THAT(paper, Not(HasSubstr("To collect at the order desk")));
  EXPECT_THAT(paper, Not(HasSubstr("Delivery × 1")));
  EXPECT_THAT(paper, HasSubstr("Delivery")) << "its price is a line of the receipt";
}

// rules R20, R27: nothing that looks like a registration
TEST(ReceiptSlips, R27_FollowsHasNoFiscalSign) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  data.standing = FiscalStanding::follows;
  const auto paper = dump(receipt_slip(data, words));
  EXPECT_THAT(paper, HasSubstr("The fiscal receipt follows"));
  EXPECT_THAT(paper, Not(HasSubstr("qr ")));
  EXPECT_THAT(paper, Not(HasSubstr("083306860386")));
}

// rules R31
TEST(ReceiptSlips, R31_LostAnswerSendsToTheStaff) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  data.standing = FiscalStanding::lost_answer;
  data.sign.reset();
  EXPECT_THAT(dump(receipt_slip(data, words)), HasSubstr("Registered. Ask the staff for the copy"));
  data.standing = FiscalStanding::registered; // registered without a sign is the same thing
  EXPECT_THAT(dump(receipt_slip(data, words)), HasSubstr("Registered. Ask the staff for the copy"));
}

TEST(ReceiptSlips, ACopyIsMarked) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  EXPECT_THAT(dump(receipt_slip(data, words)), Not(HasSubstr("COPY")));
  data.copy = CopyMark{2};
  EXPECT_THAT(dump(receipt_slip(data, words)), HasSubstr("COPY 2\n| Printed again 22.11.2026 14:02"));
}

TEST(ReceiptSlips, WithoutVatAndSeveralRates) {
  const TestWords words;
  auto data = sample::sale(Language::en);
  data.lines[0].vat_percent.reset();
  data.lines[0].vat = Money{};
  data.lines[1].vat_percent = 6;
  const auto paper = dump(receipt_slip(data, words));
  EXPECT_THAT(paper, HasSubstr("< Without VAT\n"));
  EXPECT_THAT(paper, HasSubstr("of which VAT 6 %"));
  EXPECT_THAT(paper, HasSubstr("of which VAT 12 %"));
  EXPECT_THAT(paper, HasSubstr("VAT in all"));
}

TEST(ReceiptSlips, AFiscalLineIsTakenOverWhole) {
  FiscalLine f;
  f.name = "Nan";
  f.amount = Quantity::pieces(3);
  f.unit_name = "dona";
  f.product_price = Money::som(5000);
  f.price = Money::som(15000);
  f.discount = Money::som(1000);
  f.other = Money::som(500);
  f.vat_percent = 12;
  f.labels = {"x"};
  const auto l = slip_line(f, true);
  EXPECT_EQ(l.paid(), f.paid());
  EXPECT_EQ(l.labels, f.labels);
  EXPECT_TRUE(l.in_hand);
}

TEST(SlipFormat, Money) {
  EXPECT_EQ(slip_money(Money{}), "0.00");
  EXPECT_EQ(slip_money(Money::tiyin(5)), "0.05");
  EXPECT_EQ(slip_money(Money::som(1000)), "1 000.00");
  EXPECT_EQ(slip_money(Money::tiyin(-123456789)), "−1 234 567.89");
  EXPECT_EQ(slip_money(Money::som(999)), "999.00");
  EXPECT_EQ(slip_money(Money::tiyin(INT64_MIN)), "−92 233 720 368 547 758.08");
}

TEST(SlipFormat, QuantityPhoneFill) {
  EXPECT_EQ(slip_quantity(Quantity::pieces(12)), "12");
  EXPECT_EQ(slip_quantity(Quantity::thousandths(250)), "0.250");
  EXPECT_EQ(slip_phone("998612220000"), "+998 61 222-00-00");
  EXPECT_EQ(slip_phone("1050"), "1050");
  EXPECT_EQ(fill("a {0} b {1} {2} {", {"x", "y"}), "a x b y {2} {");
}

TEST(CheckNumber, KnownDigit) { EXPECT_EQ(damm_digit("572"), '4'); } // the example of the published algorithm

TEST(CheckNumber, GoesBothWays) {
  for (const auto kind : {SlipNumberKind::voucher, SlipNumberKind::claim})
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{42}, std::int64_t{99999}, std::int64_t{1234567}, std::int64_t{999999999999}})
      EXPECT_EQ(parse_slip_number(make_slip_number(kind, n)), (SlipNumber{kind, n}));
  EXPECT_THROW(make_slip_number(SlipNumberKind::claim, -1), std::out_of_range);
}

TEST(CheckNumber, AcceptsHowPeopleTypeIt) {
  const auto good = make_slip_number(SlipNumberKind::voucher, 42);
  const auto check = good.back();
  EXPECT_TRUE(parse_slip_number(std::string("v 00042 ") + check));
  EXPECT_TRUE(parse_slip_number(std::string("V00042") + check));
  for (const auto* bad : {"", "V", "V-", "00042-7", "X-00042-7", "V-00042", "V-00042-7-8", "V-0004a-7"})
    EXPECT_FALSE(parse_slip_number(bad)) << bad;
}

TEST(CheckNumber, EverySingleErrorIsFound) {
  const auto good = make_slip_number(SlipNumberKind::voucher, 40917);
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (good[i] == '-') continue;
    for (const char c : std::string_view("0123456789VC")) {
      if (c == good[i]) continue;
      auto bad = good;
      bad[i] = c;
      EXPECT_FALSE(parse_slip_number(bad)) << bad;
    }
  }
  for (std::size_t i = 2; i + 1 < 7; ++i) {
    auto bad = good;
    std::swap(bad[i], bad[i + 1]);
    if (bad == good) continue;
    EXPECT_FALSE(parse_slip_number(bad)) << bad;
  }
}

} // namespace
} // namespace engine
