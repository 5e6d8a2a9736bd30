#include "engine/fiscal/fiscal_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

const std::vector<std::string> hosts{"ofd.soliq.uz"};

TEST(FiscalAddress, RealOnesAreShown) {
  for (const auto* url : {"https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=248429044289",
                          "https://ofd.soliq.uz/epi?t=EP000000000356&r=414622483&c=20240610160048&s=168355950146", "https://ofd.soliq.uz/1",
                          "HTTPS://OFD.SOLIQ.UZ/check?t=1", "https://ofd.soliq.uz:443/check?t=1", "https://ofd.soliq.uz?t=1"}) {
    EXPECT_EQ(fiscal_address_fault(url, hosts), "") << url;
    EXPECT_EQ(shown_fiscal_address(url, hosts), url);
  }
}

TEST(FiscalAddress, AnythingElseIsNotAFiscalAddress) {
  const std::string good = "https://ofd.soliq.uz/check?t=1";
  for (const auto& url : {std::string{},
                          std::string{"javascript:alert(1)//\u202e\x07"},
                          std::string{"javascript:alert(1)//https://ofd.soliq.uz/"},
                          "http" + good.substr(5),
                          std::string{"ofd.soliq.uz/check?t=1"},
                          std::string{"https://evil.uz/check?t=1"},
                          std::string{"https://ofd.soliq.uz.evil.uz/check"},
                          std::string{"https://evil.uz/ofd.soliq.uz"},
                          std::string{"https://xofd.soliq.uz/check"},
                          std::string{"https://soliq.uz/check"},
                          std::string{"https://ofd.soliq.uz@evil.uz/"},
                          std::string{"https://user:word@ofd.soliq.uz/check"},
                          std::string{"https://evil.uz\\@ofd.soliq.uz/"},
                          std::string{"https://ofd.soliq.uz\\.evil.uz/"},
                          std::string{"https://ofd.soliq.uz:8443/check"},
                          std::string{"https://ofd.soliq.uz:/check"},
                          std::string{"https:///ofd.soliq.uz/"},
                          std::string{"https:ofd.soliq.uz/check"},
                          std::string{"https://ofd.soliq.uz./check"},
                          std::string{"https://ofd%2esoliq.uz/check"},
                          good + " ",
                          " " + good,
                          good + "\n",
                          good + std::string(1, '\0'),
                          good + "\x7f",
                          good + "\u202e",
                          good + "\u0430",
                          good + "\"",
                          good + "<b>",
                          std::string{"https://\u043efd.soliq.uz/check"},
                          good + std::string(700, 'a')}) {
    EXPECT_NE(fiscal_address_fault(url, hosts), "") << printable_address(url);
    EXPECT_EQ(shown_fiscal_address(url, hosts), "") << printable_address(url);
  }
}

TEST(FiscalAddress, TheBoundIsThreeHundredBytes) {
  const std::string good = "https://ofd.soliq.uz/?";
  EXPECT_EQ(fiscal_address_fault(good + std::string(longest_fiscal_address - good.size(), 'a'), hosts), "");
  EXPECT_NE(fiscal_address_fault(good + std::string(longest_fiscal_address + 1 - good.size(), 'a'), hosts), "");
}

TEST(FiscalAddress, TheShopsOwnListIsTheList) {
  EXPECT_EQ(fiscal_address_fault("https://test.ofd.uz/check", {"ofd.soliq.uz", "test.ofd.uz"}), "");
  EXPECT_THAT(fiscal_address_fault("https://ofd.soliq.uz/check", {"test.ofd.uz"}), testing::HasSubstr("shop.fiscal_qr_hosts"));
  EXPECT_NE(fiscal_address_fault("https://ofd.soliq.uz/check", {}), "");
}

TEST(FiscalAddress, ARefundNamesTheSaleByAnAddressThatTheModuleKnows) {
  const FiscalSign sign{.terminal_id = "UZ170703100189",
                        .receipt_count = 41,
                        .date_time = "20261201102030",
                        .fiscal_sign = "481234567890",
                        .applet_version = {},
                        .qr_url = {},
                        .cash_box_number = {}};
  const std::string real = "https://ofd.soliq.uz/check?t=UZ170703100189&r=41&c=20261201102030&s=481234567890";
  for (const auto* changed :
       {"javascript:alert(1)", "https://ofd.soliq.uz.evil.example/", "https://ofd.soliq.uz\\x5c@evil/?s=481234567890", ""})
    EXPECT_EQ(address_for_refund(sign, changed), real) << changed;
  EXPECT_EQ(address_for_refund(sign, "https://proving.example/check?t=UZ170703100189&r=41&c=20261201102030&s=481234567890"),
            "https://proving.example/check?t=UZ170703100189&r=41&c=20261201102030&s=481234567890");
  EXPECT_EQ(address_for_refund({}, "ftp://x"), "ftp://x") << "nothing better is known";
}

TEST(FiscalAddress, JournalAndLogGetItReadable) {
  EXPECT_EQ(printable_address("javascript:alert(1)//\u202e\x07"), "javascript:alert(1)//\\xe2\\x80\\xae\\x07");
  EXPECT_EQ(printable_address(std::string(302, 'a')), std::string(300, 'a') + " and 2 bytes more");
}

} // namespace
} // namespace engine
