// /metrics and /health as texts: the format, each figure, and nothing of a person.
#include "kiosk/fleet/metrics.h"
#include "rows.h"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

namespace kiosk::fleet::test {
namespace {

using namespace engine;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::shared_ptr<View> good_view() {
  auto v = std::make_shared<View>();
  auto& d = v->devices;
  d.store.health = d.printer.health = d.fiscal.health = d.cash.health = Health::ok;
  d.store.logged_in = d.store.orders_open = d.printer.online = d.fiscal.reachable = true;
  d.fiscal.info.receipt_capacity = 858;
  d.fiscal.info.shifts_capacity = 832;
  d.catalog_size = 300;
  d.printer_since_ms = 1'790'000'000'123;
  return v;
}

struct MetricsTest : testing::Test {
  std::shared_ptr<View> view = good_view();
  SalesTally tally;
  Facts facts() {
    Facts f;
    f.kiosk = "nukus-01";
    f.version = "0.1.0";
    f.started_ms = 1'790'000'000'000;
    f.beat = {.view = view,
              .now = {},
              .wall = WallTime{1'790'000'100'000},
              .in_state = Millis{1500},
              .io_silent = Millis{0},
              .ui_silent = Millis{0},
              .frames = 7};
    f.tally = &tally;
    f.cassette_capacity = 10;
    f.broker = BrokerState{true, 3};
    f.process = {.resident_bytes = 123, .cpu_ms = 4567, .open_files = 8};
    return f;
  }
  void stacked(int notes) {
    Rows rows;
    tally = {};
    for (NoteId note = 1; note <= notes; ++note) {
      const auto [row, hash] =
          rows.next(record::NoteStacked{.note_id = note, .denomination = 1000, .amount = Money::som(1000), .order_id = {}, .why = {}});
      tally.take(row, hash);
    }
  }
};

TEST_F(MetricsTest, TheTextIsOfTheFormatAndEachSampleHasItsFamily) {
  const auto text = metrics_text(facts());
  ASSERT_TRUE(text.ends_with('\n'));
  std::istringstream lines(text);
  std::string line, family, type;
  std::set<std::string> families, samples;
  const std::regex sample(R"(([a-z_]+)(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (-?\d+(\.\d+)?))");
  while (std::getline(lines, line)) {
    std::smatch found;
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(family).second) << family << " twice";
      EXPECT_GT(line.size(), 8 + family.size());
      ASSERT_TRUE(std::getline(lines, line));
      EXPECT_TRUE(line == "# TYPE " + family + " gauge" || line == "# TYPE " + family + " counter") << line;
      type = line.substr(line.rfind(' ') + 1);
      EXPECT_EQ(type == "counter", family.ends_with("_total")) << family;
      continue;
    }
    ASSERT_TRUE(std::regex_match(line, found, sample)) << line;
    EXPECT_EQ(found[1], family) << line;
    EXPECT_TRUE(samples.insert(found[1].str() + found[2].str()).second) << line;
  }
  EXPECT_GT(families.size(), 35U);
}

TEST_F(MetricsTest, SaysWhatItSees) {
  view->stage = StageKind::cash;
  view->devices.queue.registrations = 2;
  view->devices.queue.oldest_ms = 1'790'000'000'000;
  view->devices.printer.paper_near_end = true;
  stacked(8);
  const auto text = metrics_text(facts());
  for (const char* line : {"kiosk_build_info{kiosk=\"nukus-01\",version=\"0.1.0\"} 1\n",
                           "kiosk_state{state=\"cash\"} 1\n",
                           "kiosk_state{state=\"attract\"} 0\n",
                           "kiosk_state_duration_seconds 1.500\n",
                           "kiosk_queue_items{kind=\"registrations\"} 2\n",
                           "kiosk_queue_oldest_seconds 100.000\n",
                           "kiosk_device_health{device=\"printer\",health=\"ok\"} 1\n",
                           "kiosk_device_health{device=\"scanner\",health=\"absent\"} 1\n",
                           "kiosk_device_since_timestamp_seconds{device=\"printer\"} 1790000000.123\n",
                           "kiosk_paper_near_end 1\n",
                           "kiosk_cassette_notes 8\n",
                           "kiosk_cassette_capacity_notes 10\n",
                           "kiosk_cassette_fill_ratio 0.800\n",
                           "kiosk_journal_seq 8\n",
                           "kiosk_frames_drawn_total 7\n",
                           "process_resident_memory_bytes 123\n",
                           "process_cpu_seconds_total 4.567\n",
                           "kiosk_fleet_waiting_rows 3\n",
                           "kiosk_store_up 1\n",
                           "kiosk_fiscal_receipts_capacity 858\n",
                           "kiosk_sales_total{method=\"cash\",outcome=\"paid\"} 0\n",
                           "kiosk_healthy 1\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST_F(MetricsTest, WhatIsNotKnownIsNotTold) {
  view->devices = {};
  auto f = facts();
  f.tally = nullptr;
  f.broker.reset();
  f.beat.ui_silent.reset();
  const auto text = metrics_text(f);
  for (const char* name : {"kiosk_sales_total", "kiosk_cassette_notes", "kiosk_paper_near_end", "kiosk_paper_slips_since_new_roll",
                           "kiosk_fiscal_unsent_receipts", "kiosk_cash_jammed", "kiosk_fleet_connected", "thread=\"ui\"",
                           "kiosk_frames_drawn_total", "kiosk_journal_seq"})
    EXPECT_EQ(text.find(name), std::string::npos) << name;
}

TEST_F(MetricsTest, NothingOfAPersonAndNoWordsOfOthers) {
  view->receiver.first_name = "PERSON";
  view->receiver.phone = "PERSON";
  view->order_number = "PERSON";
  view->customer = CustomerView{"PERSON", {}, false};
  view->card.phone = view->card.server_text = view->failed.server_text = "PERSON";
  view->done.card_last_four = "PERSON";
  view->staff.name = "PERSON";
  view->devices.store.detail = view->devices.printer.detail = view->devices.fiscal.detail = view->devices.cash.detail = "PERSON";
  view->devices.cash.identification = view->devices.fiscal.info.terminal_id = "PERSON";
  view->devices.printer.health = view->devices.cash.health = view->devices.fiscal.health = Health::failed;
  const auto both = metrics_text(facts()) + boost::json::serialize(health_json(facts()));
  EXPECT_EQ(both.find("PERSON"), std::string::npos);
}

TEST_F(MetricsTest, LabelsAreEscaped) {
  auto f = facts();
  f.version = "a\"b\\c\nd";
  EXPECT_THAT(metrics_text(f), HasSubstr("version=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST_F(MetricsTest, AllIsWell) {
  EXPECT_THAT(judge(facts().beat).wrong, IsEmpty());
  EXPECT_THAT(judge(facts().beat).soon, IsEmpty());
  const auto o = health_json(facts());
  EXPECT_EQ(o.at("ok"), true);
  EXPECT_EQ(o.at("state"), "attract");
}

TEST_F(MetricsTest, EachFaultIsSaidInWords) {
  using Break = std::function<void(View&, Beat&)>;
  const struct {
    const char* words;
    Break harm;
  } cases[]{
      {"the journal cannot be written", [](View& v, Beat&) { v.stop = StopKind::journal_write; }},
      {"a fault of the program", [](View& v, Beat&) { v.stop = StopKind::program; }},
      {"the thread that handles money has not answered for 11 s", [](View&, Beat& b) { b.io_silent = Millis{11'000}; }},
      {"the screen has not answered for 11 s", [](View&, Beat& b) { b.ui_silent = Millis{11'000}; }},
      {"there is no catalogue", [](View& v, Beat&) { v.out_of_service = true, v.devices.catalog_size = 0; }},
      {"the screen has been at 'cash' for 8 min", [](View& v, Beat& b) { v.stage = StageKind::cash, b.in_state = Millis{8 * 60'000}; }},
      {"the store cannot be reached", [](View& v, Beat&) { v.devices.store.orders_open = false; }},
      {"the fiscal module's memory is full", [](View& v, Beat&) { v.devices.fiscal.memory_full = true; }},
      {"the fiscal module does not work", [](View& v, Beat&) { v.devices.fiscal.health = Health::failed; }},
      {"the printer has no paper", [](View& v, Beat&) { v.devices.printer.paper_out = true; }},
      {"the printer does not work", [](View& v, Beat&) { v.devices.printer.health = Health::failed; }},
      {"the cassette is full", [](View& v, Beat&) { v.devices.cash.cassette_full = true; }},
      {"the cassette is out", [](View& v, Beat&) { v.devices.cash.cassette_out = true; }},
      {"a note is stuck", [](View& v, Beat&) { v.devices.cash.jammed = true; }},
      {"the banknote validator does not work", [](View& v, Beat&) { v.devices.cash.health = Health::failed; }},
  };
  for (const auto& c : cases) {
    view = good_view();
    auto beat = facts().beat;
    c.harm(*view, beat);
    const auto verdict = judge(beat);
    EXPECT_THAT(verdict.wrong, ElementsAre(HasSubstr(c.words)));
    EXPECT_FALSE(verdict.healthy());
  }
}

TEST_F(MetricsTest, WhatComesIsSaidBeforeItComes) {
  using Break = std::function<void(View&)>;
  const struct {
    const char* words;
    int notes;
    Break harm;
  } cases[]{
      {"the scanner does not work", 0, [](View& v) { v.devices.scanner.health = Health::failed; }},
      {"the banknote validator is being looked for", 0, [](View& v) { v.devices.cash.health = Health::connecting; }},
      {"the roll of paper ends soon", 0, [](View& v) { v.devices.printer.paper_near_end = true; }},
      {"the cassette holds 8 of 10 notes", 8, [](View&) {}},
      {"holds 687 of 858 receipts that were not sent", 0, [](View& v) { v.devices.fiscal.info.unsent_receipts = 687; }},
      {"room for 83 more shifts", 0, [](View& v) { v.devices.fiscal.info.shifts_closed = 749; }},
      {"a payment of 13 h ago has no fiscal receipt yet", 0,
       [](View& v) { v.devices.queue.oldest_ms = 1'790'000'100'000 - 13 * 3'600'000LL; }},
  };
  for (const auto& c : cases) {
    view = good_view();
    c.harm(*view);
    stacked(c.notes);
    const auto verdict = judge(facts().beat, 10, &tally);
    EXPECT_THAT(verdict.soon, ElementsAre(HasSubstr(c.words)));
    EXPECT_TRUE(verdict.healthy());
  }
  stacked(7);
  EXPECT_THAT(judge(facts().beat, 10, &tally).soon, testing::Not(testing::Contains(HasSubstr("cassette"))));
}

TEST_F(MetricsTest, WhoShopsAndWhoIsNotThereAreNotStuck) {
  for (const auto stage : {StageKind::attract, StageKind::shopping}) {
    view->stage = stage;
    auto beat = facts().beat;
    beat.in_state = Millis{3'600'000};
    EXPECT_TRUE(judge(beat).healthy());
  }
}

TEST(ProcessFiguresTest, AreThoseOfThisProcess) {
  const auto f = process_figures();
  EXPECT_GT(f.resident_bytes, 1 << 20);
  EXPECT_GE(f.open_files, 3);
  EXPECT_LT(f.open_files, 1000);
}

} // namespace
} // namespace kiosk::fleet::test
