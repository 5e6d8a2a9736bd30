#include "engine/base/log.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

namespace engine::test {
namespace {

TEST(Log, AddressesLoseTheirQuery) {
  EXPECT_EQ(redact_url("wss://globus-nukus.uz/ws/orders?token=abc.def"), "wss://globus-nukus.uz/ws/orders?…");
  EXPECT_EQ(redact_url("https://x/y?a=1?b=2"), "https://x/y?…");
  EXPECT_EQ(redact_url("https://globus-nukus.uz/api"), "https://globus-nukus.uz/api");
  EXPECT_EQ(redact_url(""), "");
}

TEST(Log, PhonesAreMasked) {
  EXPECT_EQ(mask_phone("998991234567"), "998*****4567");
  EXPECT_EQ(mask_phone("12345678"), "123*5678");
  EXPECT_EQ(mask_phone("1234567"), "*******");
  EXPECT_EQ(mask_phone(""), "");
}

TEST(Log, LongNumbersInOthersWordsAreMasked) {
  EXPECT_EQ(mask_numbers("card 8600123412345678 refused"), "card ************5678 refused");
  EXPECT_EQ(mask_numbers("8600 1234-1234 5678"), "**** ****-**** 5678");
  EXPECT_EQ(mask_numbers("+998 (90) 123-45-67 is taken"), "+*** (**) ***-45-67 is taken");
  EXPECT_EQ(mask_numbers("90123 - 45678901"), "90123 - 45678901") << "three signs part two numbers";
  EXPECT_EQ(mask_numbers("998901234567"), "********4567");
  for (const auto* text :
       {"", "no digits", "HTTP 502", "-31630", "order №0000123", "12 000 000 so'm", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "қате 12345678"})
    EXPECT_EQ(mask_numbers(text), text);
}

TEST(Log, WhatOthersSayStaysOneBoundedLineAndSteersNothing) {
  const auto folder = std::filesystem::temp_directory_path() / ("log_test." + std::to_string(getpid()));
  const auto before = spdlog::default_logger();
  open_log(folder, false);
  spdlog::warn("store: refused: {}", std::string{"no\n2026-12-01T00:00:00.000+05:00 I journal: all is well\x1B[2J\u202Eevil\xFF"});
  spdlog::warn("{}", std::string(1'000'000, 'x'));
  spdlog::info("100 % of {}", "{}%v");
  spdlog::default_logger()->flush();
  spdlog::set_default_logger(before);
  std::ostringstream all;
  all << std::ifstream(folder / "kiosk.log").rdbuf();
  std::filesystem::remove_all(folder);
  std::vector<std::string> lines;
  std::istringstream in(all.str());
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 3u) << all.str().substr(0, 2000);
  EXPECT_TRUE(lines[0].ends_with(" W store: refused: no 2026-12-01T00:00:00.000+05:00 I journal: all is well[2Jevil\uFFFD")) << lines[0];
  EXPECT_LT(lines[1].size(), 4100u);
  EXPECT_TRUE(lines[1].ends_with("…"));
  EXPECT_TRUE(lines[2].ends_with(" I 100 % of {}%v"));
}

TEST(Log, OfTheModulesWordsOnlyPhonesAreMasked) {
  EXPECT_EQ(mask_phones("phone_number 998901234567 is wrong"), "phone_number 998*****4567 is wrong");
  for (const auto* text : {"class_code 01905001001000000", "terminal UZ191211501000", "9989012345678", "99890123456", ""})
    EXPECT_EQ(mask_phones(text), text);
}

} // namespace
} // namespace engine::test
