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
    std::string operator()(const PlainCode& c) const { return "plain " + c.code + (c.upc_a.empty() ? "" : " or " + c.upc_a); }
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
const std::string water = "0104780000000014"s;                // (01)
const std::string serial13 = "5ABcd!\"%&'()*";                // 13 characters
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
      {"too many digits", "478000000000812345", "unreadable: 18 digits"},
      {"UPC-E with AIM prefix", "]E004252614", "plain 042100005264"},
      {"UPC-E by its check digit", "04252614", "plain 042100005264"},
      {"neither UPC-E nor EAN-8", "06397909", "unreadable: check digit"},
      {"neither UPC-E nor EAN-8", "07834217", "unreadable: check digit"},
      {"UPC-E or EAN-8", "01234565", "plain 01234565 or 012345000065"},
      {"UPC-E, the scanner says so", "]E001234565", "plain 012345000065"},
      {"EAN-8, the scanner says so", "]E401234565", "plain 01234565"},
      {"EAN-8 that can be no UPC-E", "]E096385074", "plain 96385074"},
      {"EAN-8 by the scanner, digits of an UPC-E", "]E404252614", "unreadable: check digit"},
      {"UPC-A as the scanner expands it", "]E00042100005264", "plain 0042100005264"},
      {"EAN-13 with an add-on of 2", "478000000000712", "plain 4780000000007"},
      {"EAN-13 with an add-on of 5", "478000000000712345", "plain 4780000000007"},
      {"EAN-13 with an add-on, AIM prefix", "]E3478000000000712", "plain 4780000000007"},
      {"EAN-13, blank, add-on", "4780000000007 12", "plain 4780000000007"},
      {"EAN-13, blank, add-on of 5", "4780000000007 12345", "plain 4780000000007"},
      {"EAN-13 wrong, blank, add-on", "4780000000008 12", "unreadable: 15 digits"},
      {"UPC-A with an add-on of 2", "03600029145212", "plain 036000291452"},
      {"UPC-A with an add-on of 5", "03600029145212345", "plain 036000291452"},
      {"UPC-A, blank, add-on", "036000291452 12", "plain 036000291452"},
      {"GTIN-14 before UPC-A with an add-on", "03600029145217", "plain 3600029145217"},
      {"an add-on alone", "]E212345", "unreadable: add-on"},
      {"a blank elsewhere", "478000 0000007", "unreadable: neither"},
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
      {"lot first, marked as GS1", "]d210LOT7" + gs + water, "plain 4780000000014"},
      {"lot first, serial behind", "]d210LOT7" + gs + water + "21aB3dE5g", meaning7},
      {"expiry first, marked as GS1", "]d217270131" + water + "21aB3dE5g", meaning7},
      {"serial first, separator lost", "]d221aB3dE5g" + water, meaning7},
      {"the serial stands twice", "]d221727013110LOT7" + gs + water + gs + "21ABC", "unreadable: twice"},
      {"expiry between", water + "17260101" + "21aB3dE5g", meaning7},
      {"separator lost: 91 and 92", label13 + crypto, meaning13},
      {"separator lost: 93", label13 + "93dGVz", meaning13},
      {"separator lost: serial of 20", water + "21" + serial20 + crypto,
       "marking 04780000000014 " + serial20 + " " + water + "21" + serial20},
      {"separator lost: tobacco block", water + "21aB3dE5g" + "8005112000" + "93dGVz", meaning7},
      {"separator lost, end not to be found", label13 + "91EE0", "unreadable: without an end"},
      {"separator lost, too long", label13 + std::string(30, 'x'), "unreadable: without an end"},
      {"tobacco pack", "04780000000014AbCd!E7ABCDxyz/", "marking 04780000000014 AbCd!E7 04780000000014AbCd!E7"},
      {"tobacco pack of digits", "04780000000014" + std::string(15, '7'), "marking 04780000000014 7777777 047800000000147777777"},
      {"tobacco pack, GTIN wrong", "04780000000015AbCd!E7ABCDxyz/", "unreadable: neither"},
      {"GTIN check digit wrong",
       "]d201047800000000152"
       "1abc",
       "unreadable: check digit"},
      {"GTIN cut short", "]d20104780000", "unreadable: shorter"},
      {"two serials", water + "21abc" + gs + "21def", "unreadable: twice"},
      {"no GTIN", "]d221abcdefg", "unreadable: without (01)"},
      {"unknown identifier behind the GTIN", "]d2" + water + "77abc", "plain 4780000000014"},
      {"unknown identifier behind the GTIN, no AIM", water + "7141234567", "plain 4780000000014"},
      {"another, and a lot", water + "23512ab" + gs + "10LOT", "plain 4780000000014"},
      {"no identifier behind the GTIN", water + "abc", "unreadable: not known"},
      {"unknown identifier behind the serial", "]d2" + water + "21aB3dE5k" + gs + "7141234567",
       "marking 04780000000014 aB3dE5k " + water + "21aB3dE5k"},
      {"unknown identifier before the serial", water + "10L" + gs + "7141234567" + gs + "21aB3dE5g", meaning7},
      {"unknown identifier of a predefined length", "]d24101234567890123" + water + "21aB3dE5g" + gs, meaning7},
      {"unknown identifier in front, without an end", "]d27141234567" + water, "unreadable: without (01)"},
      {"no identifier behind the separator", water + "21aB3dE5g" + gs + "x", "unreadable: not known"},
      {"serial longer than 20", water + "21" + std::string(21, 'a') + gs + "93dGVz", "unreadable: 21 characters"},
      {"empty serial", "]d2" + water + "21" + gs + "93dGVz", "unreadable: 0 characters"},
      {"empty serial at the end", "]d2" + water + "21", "unreadable: empty"},
      {"SSCC", "]C100147800000000000017", "unreadable: SSCC"},
      {"SSCC of digits only", "00147800000000000017", "unreadable: SSCC"},
  });
}

/// Keyboard scanners deliver no 0x1D. The cases are the operator's printed examples, and codes that were once read with a wrong serial.
TEST(ScanCode, ALostSeparatorIsFoundByWhatStandsBehindOrTheCodeIsRefused) {
  const auto mark = [](const std::string& gtin, const std::string& serial) {
    return "marking " + gtin + " " + serial + " 01" + gtin + "21" + serial;
  };
  const auto of = [&](const std::string& serial) { return mark("04780000000014", serial); };
  const auto key = "91EE05"s, signature = "92" + std::string(44, 'k');
  check({
      {"beer, 7 and (93)", "010487021676000721qKkdi+S93U3g5", mark("04870216760007", "qKkdi+S")},
      {"beer, kept",
       "010487021676000721qKkdi+S\x1d"
       "93U3g5",
       mark("04870216760007", "qKkdi+S")},
      {"appliance, 20", "010432345678817621AF9-&eDmMbl?6CkOyAEB91UZF092TDRFasF7Lf27Qv4/muaq3qoqmZ5x3WAKhKoLmzlyNi4=",
       mark("04323456788176", "AF9-&eDmMbl?6CkOyAEB")},
      {"7 and (93)", water + "21aB3dE5g93dGVz", of("aB3dE5g")},
      {"6 and (93)", water + "21aB3dE593dGVz", of("aB3dE5")},
      {"13 and (93)", water + "21" + serial13 + "93dGVz", of(serial13)},
      {"7, (91) and (92)", water + "21aB3dE5g" + key + signature, of("aB3dE5g")},
      {"13 and (91) alone", water + "21" + serial13 + key, of(serial13)},
      {"13, (17) and (10)", water + "21" + serial13 + "1726010110LOT7", of(serial13)},
      {"13, (10), (17), (91), (92)", water + "21" + serial13 + "10LOT7" + "17260101" + key + signature, of(serial13)},
      {"7, (93) and a weight", water + "21aB3dE5g93dGVz3103000750", of("aB3dE5g")},
      {"6, (93) and (17)", water + "21aB3dE593dGVz17260100", of("aB3dE5")},
      {"12 and (93): one reading fits", water + "21aB3dE5g93dGV93dGVz", of("aB3dE5g93dGV")},
      {"a date that is none", water + "21" + serial13 + "17261301", "unreadable: without an end"},
      {"(17) behind an unusual length", water + "21abcdefghi17260101", "unreadable: without an end"},
      {"6 or 13 before (93)", water + "21abcdef10xyz1293dGVz", "unreadable: 6 or 13"},
      {"14 before (93), or 20 alone", water + "21ABCDEFGHIJKLMN93PQRS", "unreadable: 14 or 20"},
      {"5, nothing behind", water + "21abcde", "unreadable: without an end"},
      {"7, nothing behind", water + "21abcdefg", of("abcdefg")},
      {"20, nothing behind", water + "21ABCDEFGHIJKLMNOPQRST", of("ABCDEFGHIJKLMNOPQRST")},
      // What a scanner sets around its codes says nothing of the separators inside.
      {"7 and (93), a separator at the end", water + "21aB3dE5g93dGVz" + gs, of("aB3dE5g")},
      {"7 and (93), separators at both ends", gs + gs + water + "21aB3dE5g93dGVz" + gs + gs, of("aB3dE5g")},
      {"7 and (93), a stand-in at the end", water + "21aB3dE5g93dGVz~", of("aB3dE5g")},
      {"7 and (93), a stand-in in front", "]d2~" + water + "21aB3dE5g93dGVz~", of("aB3dE5g")},
      {"7 and (93), a word at the end", water + "21aB3dE5g93dGVz[GS]", of("aB3dE5g")},
      {"9, a separator at the end", water + "21aB3dE5gH1" + gs, "unreadable: without an end"},
  });
}

/// A scanner that is set to send something else, a keyboard layout that types another sign.
TEST(ScanCode, AReplacedSeparatorIsTheSeparatorOrTheCodeIsRefused) {
  const auto right = water + "21aB3dE5g" + gs + "93dGVz";
  for (const auto* sign : {"~", "|",    "^",    "#",    "@",    "`",    "{",      "}",  "\\",    "$",      "[",
                           "]", "[GS]", "<GS>", "{GS}", "(GS)", "[gs]", "<FNC1>", "^]", "\\x1d", "\\u001D"}) {
    SCOPED_TRACE(sign);
    EXPECT_EQ(decode_scan(water + "21aB3dE5g" + sign + "93dGVz"), decode_scan(right));
    EXPECT_EQ(decode_scan(water + sign + "21aB3dE5g" + sign + "91EE05" + sign + "92" + std::string(44, 'k') + "\r"),
              decode_scan(water + gs + "21aB3dE5g" + gs + "91EE05" + gs + "92" + std::string(44, 'k')));
    EXPECT_EQ(std::get<MarkingCode>(decode_scan(water + "21aB3dE5g" + sign + "93dGVz")).full, right);
  }
  check({
      {"a sign in the serial", water + "21aB3~dE5g", "unreadable: '~'"},
      {"a quote typed as @", water + "215ABcd!@%&'()*93dGVz", "unreadable: '@'"},
      {"two signs", water + "21aB3dE5g~91EE05|92" + std::string(44, 'k'), "unreadable: '~'"},
      {"a sign beside real separators", water + "21aB3~E5g" + gs + "93dGVz", "unreadable: '~'"},
      {"an unknown identifier behind a sign", water + "21aB3dE5g~7141234567", "unreadable: '~'"},
      {"<GS> that ends nothing", water + "21<GS>abc", "marking 04780000000014 <GS>abc " + water + "21<GS>abc"},
      {"tobacco with a sign", "04780000000014AbCd~E7ABCDxyz/", "unreadable: neither"},
  });
}

TEST(ScanCode, LabelsInGs1) {
  check({
      {"weight, indicator 9", "01947800000000173103000750", "weight 94780000000017 0.75 kg"},
      {"with AIM prefix", "]e001947800000000173103000750", "weight 94780000000017 0.75 kg"},
      {"kilograms", "01947800000000173100000012", "weight 94780000000017 12 kg"},
      {"five places", "01947800000000173105075050", "weight 94780000000017 0.751 kg"},
      {"indicator 0", "01047800000000143103000750", "weight 04780000000014 0.75 kg"},
      {"price with decimals, AIM prefix", "]e0019478000000001739221250", "price 94780000000017 12.50"},
      {"price in so'm", "019478000000001739200012500", "price 94780000000017 12500"},
      {"price with tiyin", "01947800000000173922001250050", "price 94780000000017 12500.50"},
      {"price with its currency", "0194780000000017393086012500", "price 94780000000017 12500"},
      {"another currency", "0194780000000017393084012500", "unreadable: currency"},
      {"weight before price", "0194780000000017310300075039200012500", "weight 94780000000017 0.75 kg"},
      {"no weight", "0194780000000017", "unreadable: weight is missing"},
      {"0 g", "01947800000000173103000000", "unreadable: 0 g"},
      {"100 kg", "01947800000000173100000100", "unreadable: 100000 g"},
      {"letters", "0194780000000017310300o750", "unreadable: no weight"},
      {"a case", "01147800000000113103000750", "unreadable: case"},
  });
}

TEST(ScanCode, BracketsThatDoNotFit) {
  for (const auto* text : {"(", "()", "(01", "(01)", "(01)123", "(0104780000000014", "(7)abc", "(01)04780000000014x(21)"})
    EXPECT_FALSE(elements_from_brackets(text)) << text;
}

TEST(ScanCode, AnIdentifierThatIsNotKnownIsNoPartOfTheSerial) {
  for (const auto* text : {"(01)04780000000014(21)aB3dE5g(714)1234567", "(01)04780000000014(17)260101(714)1234567(21)aB3dE5g",
                           "(714)1234567(01)04780000000014(21)aB3dE5g"}) {
    const auto code = decode_scan(text);
    ASSERT_TRUE(std::holds_alternative<MarkingCode>(code)) << text;
    EXPECT_EQ(std::get<MarkingCode>(code).serial, "aB3dE5g") << text;
  }
}

TEST(ScanCode, ADateAtAnOddPlaceIsAReasonToRefuse) {
  for (const auto* text : {"010478000000001421aB3dE5gXYZab17260101", "010478000000001421aB3dE1726010110LOT1"})
    EXPECT_TRUE(std::holds_alternative<UnreadableCode>(decode_scan(text))) << text;
}

/// A space is none of GS1's characters; at the end of a code it would be taken for the scanner's (found by the fuzzer).
TEST(ScanCode, ASerialNumberHoldsNoSpace) {
  for (const auto* text : {"(01)04780000000014(21) \x1d\x1d", "(01)04780000000014(21)ab cdefg",
                           "010478000000001421ab cdefg\x1d"
                           "93dGVz"}) {
    const auto code = decode_scan(text);
    ASSERT_TRUE(std::holds_alternative<UnreadableCode>(code)) << text;
    EXPECT_EQ(std::get<UnreadableCode>(code).why, "' ' is none of GS1's characters, nor read as the separator 0x1D");
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
      {"the code behind it is cut off", "GLB-ORDER:1:", "order 1"},
      {"no number", "GLB-ORDER:", "unreadable: order slip"},
      {"too long", "GLB-ORDER:" + std::string(41, '1'), "unreadable: order slip"},
      {"control characters",
       "GLB-ORDER:12\x01"
       "3",
       "unreadable: order slip"},
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
      {"control characters",
       "478\x02"
       "0000000007",
       "unreadable: characters"},
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
      if (cut >= 18 + 13) {
        EXPECT_EQ(marking->serial, serial13) << cut;
      }
    }
  }
}

TEST(ScanCode, TrailingBytesAreNeverSwallowed) {
  for (const char tail : {'1', 'x', '?'}) {
    const auto got = decode_scan("4780000000007"s + tail);
    if (const auto* plain = std::get_if<PlainCode>(&got)) {
      EXPECT_NE(plain->code, "4780000000007");
    }
  }
}

/// Any serial of a usual length that has no identifier inside is read the same with and without its separator.
RC_GTEST_PROP(ScanCode, R32_WithAndWithoutSeparatorIsOneLabel, ()) {
  static const std::string letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!%&*+-_?="; // no digits: nothing looks like an identifier
  std::string serial;
  const auto length = *rc::gen::element<std::size_t>(6, 7, 13, 20);
  for (std::size_t i = 0; i < length; ++i) serial += *rc::gen::elementOf(letters);
  const auto tail = *rc::gen::element(std::string{"93dGVz"},
                                      "91EE05\x1d"
                                      "92" +
                                          std::string(44, 'k'),
                                      std::string{"8005112000\x1d"
                                                  "93dGVz"},
                                      std::string{"17260101"
                                                  "10LOT"});
  const auto kept = water + "21" + serial + gs + tail;
  auto lost = kept;
  std::erase(lost, '\x1d');
  RC_ASSERT(std::get<MarkingCode>(decode_scan(kept)).label == water + "21" + serial);
  RC_ASSERT(std::get<MarkingCode>(decode_scan(lost)).label == water + "21" + serial);
  auto replaced = kept;
  std::ranges::replace(replaced, '\x1d', *rc::gen::element('~', '|', '^', '#', '@', '{', '`'));
  RC_ASSERT(decode_scan(replaced) == decode_scan(kept));
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
