// The QR's address against the fields beside it: the addresses of the documents agree, damage of any byte does not.
#include "devices/fiscal/qr_address.h"
#include <gtest/gtest.h>

using devices::fiscal::check_qr_address;
using devices::fiscal::QrAddress;
using engine::FiscalSign;

namespace {

FiscalSign sign(std::string url) {
  return {.terminal_id = "UZ170703100189",
          .receipt_count = 643,
          .date_time = "20200518221403",
          .fiscal_sign = "048429044289",
          .applet_version = "0300",
          .qr_url = std::move(url),
          .cash_box_number = ""};
}
const std::string good = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=048429044289";

} // namespace

TEST(QrAddress, Shapes) {
  struct Case {
    std::string url;
    QrAddress is;
  };
  for (const auto& c : {
           Case{good, QrAddress::agrees},
           Case{"https://ofd.soliq.uz/epi?t=UZ170703100189&r=643&c=20200518221403&s=048429044289", QrAddress::agrees},
           Case{"https://ofd.soliq.uz/check?s=048429044289&c=20200518221403&r=643&t=UZ170703100189&x=1", QrAddress::agrees},
           Case{"https://proving-ground.example/fiscal?t=UZ170703100189&r=643&c=20200518221403&s=048429044289", QrAddress::other_shape},
           Case{"https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403", QrAddress::contradicts},
           Case{"https://ofd.soliq.uz/check", QrAddress::contradicts},
           Case{"https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=48429044289", QrAddress::contradicts},
           Case{"https://proving-ground.example/fiscal?t=UZ170703100189&r=644&c=20200518221403&s=048429044289", QrAddress::contradicts},
           Case{"https://example.uz/r/8f2c", QrAddress::other_shape}, Case{"4f8b21", QrAddress::other_shape},
           Case{"", QrAddress::contradicts}, // a sign, and no address
       })
    EXPECT_EQ(check_qr_address(sign(c.url)), c.is) << c.url;
}

TEST(QrAddress, AReceiptWithoutASignHasNone) {
  auto none = sign("");
  none.fiscal_sign.clear(); // prepaid and credit
  EXPECT_EQ(check_qr_address(none), QrAddress::other_shape);
}

TEST(QrAddress, EveryByteChangedLostOrDoubledIsSeen) {
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char other : {'0', 'x', '&', '=', '?', '/'}) {
      auto url = good;
      if (url[i] == other) continue;
      url[i] = other;
      EXPECT_EQ(check_qr_address(sign(url)), QrAddress::contradicts) << url;
    }
    EXPECT_EQ(check_qr_address(sign(good.substr(0, i) + good.substr(i + 1))), QrAddress::contradicts) << i;
    EXPECT_EQ(check_qr_address(sign(good.substr(0, i) + good[i] + good.substr(i))), QrAddress::contradicts) << i;
  }
}

TEST(QrAddress, EveryDigitOfTheFieldsIsHeldAgainstIt) {
  auto other = sign(good);
  other.receipt_count = 648;
  EXPECT_EQ(check_qr_address(other), QrAddress::contradicts);
  for (const auto field : {&FiscalSign::terminal_id, &FiscalSign::date_time, &FiscalSign::fiscal_sign})
    for (std::size_t i = 0; i < (sign(good).*field).size(); ++i) {
      auto changed = sign(good);
      (changed.*field)[i] ^= 1;
      EXPECT_EQ(check_qr_address(changed), QrAddress::contradicts) << changed.*field;
    }
}
