#include "devices/printer/printer_profile.h"
#include <gtest/gtest.h>

namespace devices::printer {
namespace {

// devices/printer/PROTOCOL.md section 8
TEST(Profile, Generic80mm) {
  const auto p = generic_80mm();
  EXPECT_EQ(p.width_dots, 576);
  EXPECT_EQ(p.columns, 48);
  EXPECT_EQ(p.pages, (std::vector<PageNumber>{{CodePage::cp866, 17}, {CodePage::cp1251, 46}}));
  EXPECT_EQ(p.cut, (std::vector<std::uint8_t>{0x1D, 0x56, 0x42, 0x00}));
  EXPECT_EQ(p.completion, Completion::gs_r);
  EXPECT_EQ(p.flow, FlowControl::xon_xoff);
  EXPECT_EQ(p.text, TextMode::automatic);
}

TEST(Profile, TheFileOfTheProgramLoads) {
  const auto profiles = load_profiles(SOURCE_DIR "/assets/config/printers.toml");
  ASSERT_TRUE(profiles) << profiles.error();
  for (const auto* name : {"generic-80mm", "generic-80mm-raster", "vkp80", "vkp80-kzt", "citizen", "epson-tm", "epson-tm-t88", "bixolon",
                           "xprinter", "rongta"})
    EXPECT_TRUE(profiles->contains(name)) << name;
  EXPECT_EQ(profiles->at("generic-80mm"), generic_80mm());
  EXPECT_TRUE(profiles->at("vkp80-kzt").status.full_status); // from its base
  EXPECT_EQ(profiles->at("vkp80-kzt").pages.front().page, CodePage::kzt);
}

TEST(Profile, EveryFaultIsNamed) {
  struct Case {
    const char* toml;
    const char* fault;
  };
  const Case cases[] = {
      {"[a]\nwidht = 1", "f: a.widht: unknown key"},
      {"[a]\nwidth_dots = 100000", "f: a.width_dots: 100000 is not within 192 to 1024"},
      {"[a]\nwidth_dots = 577", "f: a.width_dots: must be a multiple of 8"},
      {"[a]\nwidth_dots = 384", "f: a.columns: font A has 12 dots a column, which is more than width_dots"},
      {"[a]\ncut = \"1D 5\"", "f: a.cut: at most 64 whole bytes"},
      {"[a]\ncut = \"xx\"", "f: a.cut: 'x' is no hexadecimal digit"},
      {"[a]\ncut = 5", "f: a.cut: wrong type"},
      {"[a]\ntext = \"pretty\"", "f: a.text: 'pretty' is not known"},
      {"[a]\nbase = \"b\"", "f: a.base: no profile 'b' stands before it"},
      {"[a]\ncode_pages = []", "f: a.code_pages: a list of tables { page, number } is wanted"},
      {"[a]\ncode_pages = [{ page = \"cp1\", number = 1 }]", "f: a.code_pages.page: 'cp1' is not known"},
      {"[a]\nstatus = { paper = 1 }", "f: a.status.paper: unknown key"},
      {"a = 1", "f: a: a profile is a table"},
  };
  for (const auto& c : cases) {
    const auto result = parse_profiles(c.toml, "f");
    ASSERT_FALSE(result) << c.toml;
    EXPECT_EQ(result.error(), c.fault);
  }
  EXPECT_FALSE(parse_profiles("[a", "f"));
  EXPECT_FALSE(load_profiles("/nonexistent/printers.toml"));
}

} // namespace
} // namespace devices::printer
