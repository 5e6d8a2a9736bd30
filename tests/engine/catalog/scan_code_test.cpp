#include "engine/catalog/gs1_elements.h"
#include "engine/catalog/gtin.h"
#include "engine/catalog/scan_code.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

using namespace std::string_literals;

std::string describe(const ScannedCode& scanned) {
  struct Describe {
    std::string operator()(const PlainCode& c) const { return "plain " + c.code; }
    std::string operator()(const WeightCode& c) const { return "weight " + c.item + " " + c.weight.to_text() + " kg"; }
    std::string operator()(const PriceCode& c) const { return "price " + c.item + " " + c.total.to_som_text(); }
    std::string operator()(const MarkingCode& c) const { return "marking " + c.gtin + " " + c.serial + " " + c.label; }
    std::string operator()(const OrderSlipCode& c) const { return "order " + c.order_number + (c.mac.empty() ? "" : " mac " + c.mac); }
    std::string operator()(const UnreadableCode& c) const { return "unreadable: " + c.why; }
  };
  return std::visit(Describe{}, scanned);
}

struct Case {
  const char* name;
  std::string raw;
  std::string meaning; ///< a leading "unreadable" matches any reason that contains the rest
};

void check(const std::vector<Case>& cases) {
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto got = describe(decode_scan(c.raw));
    constexpr std::string_view bad = "unreadable: ";
    if (c.meaning.starts_with(bad)) {
      EXPECT_TRUE(got.starts_with(bad)) << got;
      EXPECT_NE(got.find(c.meaning.substr(bad.size())), std::string::npos) << got;
    } else {
      EXPECT_EQ(got, c.meaning);
    }
  }
}

const std::string gs(1, '\x1d');
const std::string water = "0104780000000014"s;               // (01)
const std::string serial13 = "5ABcd!\"%&'()*";               // 13 characters
const std::string crypto = "91EE0592" + std::string(44, 'k'); // (91) 4 and (92) 44

TEST(ScanCode, PrintedProductCodes) {
  check({
      {"EAN-13", "4780000000007", "plain 4780000000007"},
      {"EAN-13 with CR LF", "4780000000007\r\n", "plain 4780000000007"},
      {"EAN-13 between blanks", "  4780000000007 \t", "plain 4780000000007"},
      {"EAN-13 with AIM prefix", "]E04780000000007", "plain 4780000000007"},
      {"EAN-13 wrong check digit", "4780000000008", "unreadable: check digit"},
      {"EAN-13 leading zero kept", "0036000291452", "plain 0036000291452"},
      {"UPC-A", "036000291452", "plain 036000291452"},
      {"UPC-A wrong check digit", "036000291453", "unreadable: check digit"},
      {"EAN-8", "96385074", "plain 96385074"},
      {"EAN-8 wrong check digit", "96385075", "unreadable: check digit"},
      {"GTIN-14 with indicator 0", "04780000000007", "plain 4780000000007"},
      {"ITF-14 of a case", "14780000000004", "unreadable: case"},
      {"ITF-14 wrong check digit", "14780000000005", "unreadable: check digit"},
      {"article code of digits", "10425", "plain 10425"},
      {"article code with letters", "NAN-400", "plain NAN-400"},
      {"too many digits", "478000000000712345", "unreadable: 18 digits"},
      {"GS1 with a GTIN only", "0104780000000007", "plain 4780000000007"},
      {"GS1 DataBar", "]e00104780000000007", "plain 4780000000007"},
      {"GS1 of a case", "]C10114780000000004", "unreadable: case"},
  });
}

TEST(ScanCode, LabelsOfTheShopsScales) {
  check({
      {"weight", "2112345003337", "weight 12345 0.333 kg"},
      {"weight, another prefix", "2500001150004", "weight 00001 15 kg"},
      {"weight of nothing", "2112345000008", "unreadable: 0 g"},
      {"price", "2612345123450", "price 12345 12345"},
      {"price of nothing", "2612345000003", "unreadable: 0 so'm"},
      {"prefix of neither", "2012345003330", "plain 2012345003330"},
      {"wrong check digit", "2112345003338", "unreadable: check digit"},
  });
}

TEST(ScanCode, PrefixesAreConfigured) {
  ScanRules rules;
  rules.weight_prefixes = {"20"};
  rules.price_prefixes = {"21"};
  EXPECT_EQ(describe(decode_scan("2012345003330", rules)), "weight 12345 0.333 kg");
  EXPECT_EQ(describe(decode_scan("2112345003337", rules)), "price 12345 333");
  EXPECT_EQ(describe(decode_scan("2612345123450", rules)), "plain 2612345123450");
  rules.weight_prefixes.clear();
  rules.price_prefixes = {""};
  EXPECT_EQ(describe(decode_scan("2012345003330", rules)), "plain 2012345003330") << "an empty prefix is none";
}

TEST(ScanCode, Marking) {
  const auto label13 = water + "21" + serial13;
  const auto meaning13 = "marking 04780000000014 " + serial13 + " " + label13;
  const auto meaning7 = "marking 04780000000014 aB3dE5g " + water + "21aB3dE5g"s;
  const auto serial20 = "ABCDEFGHIJKLMNOPQRST"s;
  check({
      {"as element string", label13 + gs + crypto.substr(0, 6) + gs + crypto.substr(6), meaning13},
      {"with AIM prefix", "]d2" + label13 + gs + "93dGVz", meaning13},
      {"with FNC1 as 0x1D", gs + label13 + gs + "93dGVz", meaning13},
      {"with AIM prefix and FNC1", "]d2" + gs + label13 + gs + "93dGVz\r", meaning13},
      {"without verification part", label13, meaning13},
      {"in brackets", "(01)04780000000014(21)" + serial13 + "(91)EE05(92)" + std::string(44, 'k'), meaning13},
      {"in brackets, brackets in the serial", "(01)04780000000014(21)ab(c)de", "marking 04780000000014 ab(c)de " + water + "21ab(c)de"},
      {"serial of 7", water + "21aB3dE5g" + gs + "93dGVz", meaning7},
      {"serial of 20", water + "21" + serial20 + gs + "91EE05", "marking 04780000000014 " + serial20 + " " + water + "21" + serial20},
      {"block of tobacco, price and check", water + "21aB3dE5g" + gs + "8005112000" + gs + "93dGVz", meaning7},
      {"serial first", "21aB3dE5g" + gs + water, "unreadable: neither"},
      {"serial first, marked as GS1", "]d221aB3dE5g" + gs + water, meaning7},
      {"expiry between", water + "17260101" + "21aB3dE5g", meaning7},
      {"separator lost: 91 and 92", label13 + crypto, meaning13},
      {"separator lost: 93", label13 + "93dGVz", meaning13},
      {"separator lost: serial of 20", water + "21" + serial20 + crypto, "marking 04780000000014 " + serial20 + " " + water + "21" + serial20},
      {"separator lost: tobacco block", water + "21aB3dE5g" + "8005112000" + "93dGVz", meaning7},
      {"separator lost, end not to be found", label13 + "91EE0", "marking 04780000000014 " + serial13 + "91EE0 " + label13 + "91EE0"},
      {"separator lost, too long", label13 + std::string(30, 'x'), "unreadable: without an end"},
      {"tobacco pack", "04780000000014AbCd!E7ABCDxyz/", "marking 04780000000014 AbCd!E7 04780000000014AbCd!E7"},
      {"tobacco pack of digits", "04780000000014" + std::string(15, '7'), "marking 04780000000014 7777777 047800000000147777777"},
      {"tobacco pack, GTIN wrong", "04780000000015AbCd!E7ABCDxyz/", "unreadable: neither"},
      {"GTIN check digit wrong", "]d201047800000000152" "1abc", "unreadable: check digit"},
      {"GTIN cut short", "]d20104780000", "unreadable: shorter"},
      {"two serials", water + "21abc" + gs + "21def", "unreadable: twice"},
      {"no GTIN", "]d221abc", "unreadable: without (01)"},
      {"unknown identifier", "]d2" + water + "77abc", "unreadable: not known"},
      {"serial longer than 20", water + "21" + std::string(21, 'a') + gs + "93dGVz", "unreadable: 21 characters"},
      {"empty serial", "]d2" + water + "21" + gs + "93dGVz", "unreadable: 0 characters"},
      {"empty serial at the end", "]d2" + water + "21", "unreadable: empty"},
      {"SSCC", "]C100147800000000000017", "unreadable: SSCC"},
      {"SSCC of digits only", "00147800000000000017", "unreadable: SSCC"},
  });
}

TEST(ScanCode, BracketsThatDoNotFit) {
  for (const auto* text : {"(", "()", "(01", "(01)", "(01)123", "(0104780000000014", "(77)abc", "(01)04780000000014x(21)"})
    EXPECT_FALSE(elements_from_brackets(text)) << text;
}

/// A space is none of GS1's characters; at the end of a code it would be taken for the scanner's (found by the fuzzer).
TEST(ScanCode, ASerialNumberHoldsNoSpace) {
  for (const auto* text : {"(01)04780000000014(21) \x1d\x1d", "(01)04780000000014(21)ab cdefg", "010478000000001421ab cdefg\x1d" "93dGVz"}) {
    const auto code = decode_scan(text);
    ASSERT_TRUE(std::holds_alternative<UnreadableCode>(code)) << text;
    EXPECT_EQ(std::get<UnreadableCode>(code).why, "(21) holds a space");
  }
}

TEST(ScanCode, TheWholeMarkingCodeIsKept) {
  const auto whole = water + "21" + serial13 + gs + "91EE05" + gs + "92" + std::string(44, 'k');
  EXPECT_EQ(std::get<MarkingCode>(decode_scan("]d2" + whole + "\r\n")).full, whole);
  EXPECT_EQ(std::get<MarkingCode>(decode_scan("(01)04780000000014(21)abcdefg(93)dGVz")).full, water + "21abcdefg" + gs + "93dGVz");
  EXPECT_EQ(std::get<MarkingCode>(decode_scan("(01)04780000000014(21)abcdefg")).full, water + "21abcdefg");
}

TEST(ScanCode, OrderSlips) {
  check({
      {"number", "GLB-ORDER:20001234", "order 20001234"},
      {"as the store writes it", "GLB-ORDER:№0000123\r", "order №0000123"},
      {"no number", "GLB-ORDER:", "unreadable: order slip"},
      {"too long", "GLB-ORDER:" + std::string(41, '1'), "unreadable: order slip"},
      {"control characters", "GLB-ORDER:12\x01" "3", "unreadable: order slip"},
  });
  EXPECT_EQ(make_order_slip_code("20001234"), "GLB-ORDER:20001234");
  EXPECT_EQ(make_order_slip_code(""), "");
  EXPECT_EQ(make_order_slip_code("21", "0123ABYZ"), "GLB-ORDER:21:0123ABYZ");
  for (const auto* bad : {"0123ABY", "0123ABYZ0", "0123ABYI", "0123aBYZ"}) EXPECT_EQ(make_order_slip_code("21", bad), "") << bad;
  EXPECT_EQ(decode_scan("GLB-ORDER:21:0123ABYZ"), (ScannedCode{OrderSlipCode{"21", "0123ABYZ"}}));
  EXPECT_EQ(decode_scan("GLB-ORDER:21"), (ScannedCode{OrderSlipCode{"21", ""}})) << "a slip of before";
  EXPECT_EQ(decode_scan("GLB-ORDER:21:0123ABY"), (ScannedCode{OrderSlipCode{"21:0123ABY", ""}}));
  EXPECT_EQ(make_order_slip_code(std::string(41, '1')), "");
  EXPECT_EQ(make_order_slip_code("1\n2"), "");
}

TEST(ScanCode, WhatIsNoCode) {
  check({
      {"nothing", "", "unreadable: empty"},
      {"only line ends", "\r\n", "unreadable: empty"},
      {"an address", "https://ofd.soliq.uz/epi?t=1", "unreadable: neither"},
      {"Cyrillic", "нан", "unreadable: characters"},
      {"control characters", "478\x02" "0000000007", "unreadable: characters"},
      {"only a separator", gs, "unreadable: without data"},
      {"only an AIM prefix", "]d2", "unreadable: without data"},
      {"257 bytes", std::string(257, '1'), "unreadable: 257 bytes"},
      {"256 bytes", std::string(256, '1'), "unreadable: 256 digits"},
  });
}

TEST(ScanCode, CutShortAtEachByteItNeverMisreads) {
  const auto whole = water + "21" + serial13 + gs + "91EE05" + gs + "92" + std::string(44, 'k');
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    const auto got = decode_scan("]d2" + whole.substr(0, cut));
    if (const auto* marking = std::get_if<MarkingCode>(&got)) {
      EXPECT_EQ(marking->gtin, "04780000000014");
      EXPECT_TRUE(serial13.starts_with(marking->serial)) << cut;
      if (cut >= 18 + 13) { EXPECT_EQ(marking->serial, serial13) << cut; }
    }
  }
}

TEST(ScanCode, TrailingBytesAreNeverSwallowed) {
  for (const char tail : {'1', 'x', '?'}) {
    const auto got = decode_scan("4780000000007"s + tail);
    if (const auto* plain = std::get_if<PlainCode>(&got)) { EXPECT_NE(plain->code, "4780000000007"); }
  }
}

RC_GTEST_PROP(ScanCode, NeverThrows, (const std::string& text)) {
  static_cast<void>(decode_scan(text));
  static_cast<void>(decode_scan("]d2" + text));
  static_cast<void>(decode_scan("(01)04780000000014(21)" + text));
  static_cast<void>(decode_scan("010478000000001421" + text));
}

RC_GTEST_PROP(ScanCode, CheckDigitsCatchAnySingleWrongDigit, ()) {
  std::string code;
  for (int i = 0; i < 12; ++i) code += static_cast<char>('0' + *rc::gen::inRange(0, 10));
  code += gtin_check_digit(code);
  RC_ASSERT(is_gtin(code));
  auto& digit = code[*rc::gen::inRange<std::size_t>(0, code.size())];
  digit = static_cast<char>('0' + (digit - '0' + *rc::gen::inRange(1, 10)) % 10);
  RC_ASSERT(!is_gtin(code));
}

} // namespace
} // namespace engine::test
