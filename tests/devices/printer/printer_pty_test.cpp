// The driver on a real pseudo-terminal against the simulator: whole receipts, faults in their middle, codes
// read back by zbarimg.
#include "devices/printer/printer_driver.h"
#include "devices/simulators/printer/printer_simulator.h"
#include "engine/receipt/receipt_slips.h"
#include "tests/engine/receipt/sample_sale.h"
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace devices {
namespace {

using engine::Done;
using engine::Outcome;
using engine::Refused;
using engine::Unknown;
using namespace std::chrono_literals;
using testing::HasSubstr;

std::string zbarimg(const std::filesystem::path& png) {
  const auto command = "zbarimg --quiet --raw '" + png.string() + "' 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string out;
  std::array<char, 512> chunk{};
  while (pipe && fgets(chunk.data(), chunk.size(), pipe.get())) out += chunk.data();
  return out;
}

class PrinterOnAPty : public testing::Test {
protected:
  void open(printer::PrinterProfile profile = printer::generic_80mm(), int dots_per_second = 0) {
    const auto* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    const auto folder = std::filesystem::path(BUILD_DIR) / "test-papers" / name;
    std::filesystem::remove_all(folder);
    profile.chunk_bytes = 1024; // a pty has no speed of its own
    sim::PrinterSimulatorSettings settings;
    settings.model.buffer_bytes = 24576;
    settings.model.stop_below = 8192;
    settings.model.go_above = 12288;
    settings.link = std::filesystem::temp_directory_path() / ("printer-" + std::to_string(getpid()) + "-" + name);
    settings.folder = folder;
    settings.model.profile = profile;
    settings.model.dots_per_second = dots_per_second;
    const auto link = settings.link.string();
    simulator = std::make_unique<sim::PrinterSimulator>(loop.get_executor(), std::move(settings));
    driver = std::make_unique<printer::PrinterDriver>(loop.get_executor(), profile, link, 4'000'000);
    driver->start();
    ASSERT_TRUE(until([this] { return driver->status().can_print(); }));
  }
  void TearDown() override {
    if (driver) driver->stop();
    driver.reset();
    simulator.reset();
  }
  bool until(const std::function<bool()>& condition, std::chrono::milliseconds limit = 15s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      boost::asio::steady_timer tick(loop, 10ms);
      bool rang = false;
      tick.async_wait([&](const boost::system::error_code&) { rang = true; });
      while (!rang) loop.run_one();
    }
    return true;
  }
  void print(const engine::Slip& slip) {
    outcome.reset();
    driver->print(++job, slip, [this](Outcome<Done> o) { outcome = std::move(o); });
  }
  template <class T> bool ends_as() {
    return until([this] { return outcome.has_value(); }) && std::holds_alternative<T>(*outcome);
  }
  void fault(const char* what) { ASSERT_TRUE(simulator->command({{"do", what}}).at("ok").as_bool()) << what; }
  engine::Slip receipt(engine::Language language = engine::Language::kaa) {
    return engine::receipt_slip(engine::sample::sale(language), words);
  }

  boost::asio::io_context loop;
  engine::sample::TestWords words;
  std::unique_ptr<sim::PrinterSimulator> simulator;
  std::unique_ptr<printer::PrinterDriver> driver;
  std::optional<Outcome<Done>> outcome;
  std::int64_t job = 0;
};

const std::string fiscal_url = "https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386";

TEST_F(PrinterOnAPty, AWholeReceiptAsTextAndPictures) {
  open();
  print(receipt());
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  ASSERT_EQ(simulator->papers().size(), 1U);
  const auto& paper = simulator->papers()[0];
  EXPECT_TRUE(paper.complete);
  EXPECT_EQ(paper.qr, std::vector<std::string>{fiscal_url});
  EXPECT_THAT(zbarimg(paper.png), HasSubstr(fiscal_url));
  EXPECT_THAT(paper.text, HasSubstr("01905001001000000"));
}

TEST_F(PrinterOnAPty, AWholeReceiptDrawn) {
  auto profile = printer::generic_80mm();
  profile.text = printer::TextMode::raster;
  open(profile);
  print(receipt());
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  EXPECT_TRUE(simulator->papers().at(0).complete);
  EXPECT_THAT(zbarimg(simulator->papers().at(0).png), HasSubstr(fiscal_url));
}

TEST_F(PrinterOnAPty, EverySlipInTwoScripts) {
  open();
  for (const auto language : {engine::Language::kaa, engine::Language::ru}) {
    auto data = engine::sample::sale(language);
    const std::vector<engine::Slip> slips{
        engine::receipt_slip(data, words),
        engine::refund_slip({data, "1480"}, words),
        engine::later_slip({data.head,
                            "4218",
                            "000124",
                            data.lines,
                            engine::Money::som(8000),
                            engine::Money::som(160000),
                            false,
                            "",
                            "GLB-ORDER:4218:ABCDEFGH",
                            {}},
                           words),
        engine::claim_slip(
            {data.head, engine::make_slip_number(engine::SlipNumberKind::claim, 7), engine::Money::som(50000), "4219", "", {}}, words),
        engine::voucher_slip(
            {data.head, engine::make_slip_number(engine::SlipNumberKind::voucher, 42), engine::Money::som(48000), "4217", {}}, words),
        engine::pending_slip({data.head, "4219", engine::Money::som(100000), false, false, "3456"}, words),
        engine::pending_slip({data.head, "4219", engine::Money::som(100000), true, false, ""}, words),
        engine::pending_slip({data.head, "4219", engine::Money::som(100000), true, true, ""}, words),
        engine::z_report_slip({data.head, {}, "", {}}, words),
        engine::test_page_slip({data.head, "generic-80mm", {}}, words),
    };
    for (const auto& slip : slips) {
      print(slip);
      ASSERT_TRUE(ends_as<Done>()) << slip.kind;
    }
  }
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  EXPECT_EQ(simulator->papers().size(), 20U);
  for (const auto& paper : simulator->papers()) EXPECT_TRUE(paper.complete) << paper.number;
  EXPECT_EQ(simulator->papers()[3].barcodes, std::vector<std::string>{engine::make_slip_number(engine::SlipNumberKind::claim, 7)});
}

TEST_F(PrinterOnAPty, PaperOutInTheMiddleThenReprintedWhole) {
  open();
  ASSERT_TRUE(simulator->command({{"do", "paper_out_after"}, {"rows", 900}}).at("ok").as_bool());
  print(receipt());
  ASSERT_TRUE(ends_as<Unknown>());
  EXPECT_TRUE(driver->status().paper_out);

  print(receipt()); // without paper: refused, nothing sent
  ASSERT_TRUE(ends_as<Refused>());

  fault("paper_in");
  ASSERT_TRUE(until([this] { return driver->status().can_print(); }));
  print(receipt());
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  const auto& papers = simulator->papers();
  ASSERT_GE(papers.size(), 2U);
  for (std::size_t i = 0; i + 1 < papers.size(); ++i) EXPECT_FALSE(papers[i].complete);
  EXPECT_TRUE(papers.back().complete);
  EXPECT_EQ(papers.back().qr, std::vector<std::string>{fiscal_url});
}

TEST_F(PrinterOnAPty, TheSameWhereTheBufferCanBeCleared) {
  auto profile = printer::generic_80mm();
  profile.clear_buffer = {0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};
  profile.completion = printer::Completion::process_id;
  open(profile);
  ASSERT_TRUE(simulator->command({{"do", "paper_out_after"}, {"rows", 900}}).at("ok").as_bool());
  print(receipt());
  ASSERT_TRUE(ends_as<Unknown>());
  fault("paper_in");
  ASSERT_TRUE(until([this] { return driver->status().can_print(); }));
  print(receipt());
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  EXPECT_EQ(simulator->papers().size(), 2U); // the torn half and the whole one: nothing came out by itself
  EXPECT_TRUE(simulator->papers().back().complete);
}

TEST_F(PrinterOnAPty, FaultsAreSeenAndGoAway) {
  open();
  for (const auto* on : {"cover_open", "cutter_error", "near_end", "overheat"}) fault(on);
  EXPECT_TRUE(until([&] {
    const auto& s = driver->status();
    return s.cover_open && s.cutter_error && s.paper_near_end && s.head_hot && !s.online;
  }));
  for (const auto* off : {"cover_close", "cutter_clear", "near_end_clear", "cool_down"}) fault(off);
  EXPECT_TRUE(until([&] { return driver->status().health == engine::Health::ok; }));
}

TEST_F(PrinterOnAPty, FoundAgainAfterUnplugging) {
  open(printer::generic_80mm(), 400);
  print(receipt());
  boost::asio::steady_timer some(loop, 300ms);
  bool rang = false;
  some.async_wait([&](const boost::system::error_code&) { rang = true; });
  while (!rang) loop.run_one();
  fault("unplug");
  ASSERT_TRUE(ends_as<Unknown>());
  EXPECT_FALSE(driver->status().can_print());
  fault("plug");
  ASSERT_TRUE(until([this] { return driver->status().can_print(); }));
  print(engine::Slip{"short", {engine::SlipText{"again"}}});
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_TRUE(simulator->papers().back().complete);
  EXPECT_THAT(simulator->papers().back().text, HasSubstr("again"));
}

TEST_F(PrinterOnAPty, SilenceAndGarbage) {
  open();
  fault("garbage");
  print(engine::Slip{"short", {engine::SlipText{"one"}}});
  ASSERT_TRUE(ends_as<Done>());
  fault("silent");
  print(engine::Slip{"short", {engine::SlipText{"two"}}});
  ASSERT_TRUE(ends_as<Refused>());
}

TEST_F(PrinterOnAPty, ASlowPrinterWithASmallBufferLosesNothing) {
  open(printer::generic_80mm(), 1500);
  print(receipt());
  ASSERT_TRUE(ends_as<Done>());
  EXPECT_THAT(simulator->errors(), testing::IsEmpty());
  EXPECT_TRUE(simulator->papers().at(0).complete);
}

TEST_F(PrinterOnAPty, SimulatorCommandsAnswer) {
  open();
  EXPECT_TRUE(simulator->command({{"do", "help"}}).at("commands").as_object().contains("paper_out_after"));
  EXPECT_FALSE(simulator->command({{"do", "dance"}}).at("ok").as_bool());
  EXPECT_FALSE(simulator->command({}).at("ok").as_bool());
  EXPECT_FALSE(simulator->command({{"do", "paper_out_after"}}).at("ok").as_bool());
  EXPECT_EQ(simulator->truth().at("papers").as_array().size(), 0U);
}

} // namespace
} // namespace devices
