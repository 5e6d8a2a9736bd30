// The printer's simulator without a wire: what it refuses, what it keeps, what it draws.
#include "devices/printer/escpos_encoder.h"
#include "devices/simulators/printer/escpos_grammar.h"
#include "devices/simulators/printer/paper_model.h"
#include "devices/simulators/printer/png_paper.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace devices::sim {
namespace {

using engine::Instant;
using engine::Millis;
using testing::HasSubstr;

struct Bench {
  explicit Bench(PaperModelSettings settings = at_once()) : model(std::move(settings)) {
    model.on_paper = [this](const FinishedPaper& paper) { papers.push_back(paper); };
  }
  static PaperModelSettings at_once() {
    PaperModelSettings settings;
    settings.dots_per_second = 0;
    return settings;
  }
  void send(const Bytes& bytes) { model.on_bytes(now, bytes); }
  /// As the wire brings it: in pieces, with time between.
  void stream(const Bytes& bytes, std::size_t piece = 64) {
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
      send(Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(std::min(i + piece, bytes.size()))));
      now += Millis(5);
    }
  }
  void run(Millis time) {
    const auto end = now + time;
    while (const auto at = model.deadline()) {
      if (*at > end) break;
      now = std::max(now, *at);
      model.on_time(now);
    }
    now = end;
    model.on_time(now);
  }
  PaperModel model;
  Instant now{Millis(1000)};
  std::vector<FinishedPaper> papers;
};

Bytes job(const engine::Slip& slip, const printer::PrinterProfile& profile = printer::generic_80mm()) {
  printer::LineRenderer renderer;
  return printer::encode_slip(slip, profile, renderer).bytes;
}
const engine::Slip two_lines{"t", {engine::SlipText{"Хлеб 1"}, engine::SlipText{"Ǵarezsizlik"}}};

/// For runs that print thousands: the same papers without their dots.
TEST(PaperModel, WithoutDrawingEverythingElseIsTheSame) {
  auto settings = Bench::at_once();
  settings.draws = false;
  Bench drawn, told{settings};
  for (auto* bench : {&drawn, &told}) bench->send(job(two_lines));
  ASSERT_EQ(told.papers.size(), 1U);
  EXPECT_EQ(told.papers[0].text, drawn.papers[0].text);
  EXPECT_EQ(told.papers[0].complete, drawn.papers[0].complete);
  EXPECT_EQ(told.papers[0].dots.height(), 0);
  EXPECT_GT(drawn.papers[0].dots.height(), 0);
}

TEST(PaperModel, PrintsAJob) {
  Bench bench;
  bench.send(job(two_lines));
  ASSERT_EQ(bench.papers.size(), 1U);
  EXPECT_TRUE(bench.papers[0].complete);
  EXPECT_THAT(bench.papers[0].text, HasSubstr("Хлеб 1\n"));
  EXPECT_THAT(bench.papers[0].text, HasSubstr("[picture "));
  EXPECT_TRUE(bench.model.errors().empty());
}

TEST(PaperModel, TheSameByteByByteAndWithTrailingBytes) {
  Bench whole;
  whole.send(job(two_lines));
  Bench single;
  single.stream(job(two_lines), 1);
  Bench trailing;
  auto longer = job(two_lines);
  longer.insert(longer.end(), {0x1D, 0x76});
  trailing.send(longer);
  ASSERT_EQ(single.papers.size(), 1U);
  ASSERT_EQ(trailing.papers.size(), 1U);
  EXPECT_EQ(single.papers[0].dots, whole.papers[0].dots);
  EXPECT_EQ(trailing.papers[0].dots, whole.papers[0].dots);
}

TEST(PaperModel, MistakesAreRecorded) {
  struct Case {
    Bytes bytes;
    const char* error;
  };
  const Case cases[] = {
      {{0x1B, 'X'}, "unknown command 1B 58"},
      {{0x07, 0x0A}, "unknown command 07 0A"},
      {{0x1B, 0x74, 99}, "ESC t 99: this printer has no such code page"},
      {{0x95, 0x0A}, "a letter above 7F before a code page was chosen"},
      {{'a', 0x1D, 0x56, 0x00}, "a cut in the middle of a line is ignored"},
      {{'a', 0x1D, 0x76, 0x30, 0, 1, 0, 1, 0, 0xFF}, "a picture in the middle of a line"},
      {{0x1D, 0x76, 0x30, 0, 80, 0, 1, 0}, "a picture of 640 dots is wider than the paper"},
      {{0x1D, 0x76, 0x31, 0, 1, 0, 1, 0}, "unknown command 1D 76"},
      {{0x1D, 0x76, 0x30, 0, 2, 0, 2, 0, 0x10, 0x04, 0x01}, "real-time command 10 04 01 inside a picture"},
      {{0x1B, 0x33, 0x10, 0x04, 0x01}, "real-time command 10 04 01 inside a command"},
      {{0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08}, "10 14 08: this printer cannot clear its buffer"},
      {{0x1D, 0x65, 0x05}, "GS e: this printer has no presenter"},
      {{'a', 0x1B, 0x40}, "ESC @ throws away an unfinished line"},
  };
  for (const auto& c : cases) {
    Bench bench;
    bench.send(c.bytes);
    ASSERT_FALSE(bench.model.errors().empty()) << c.error;
    EXPECT_EQ(bench.model.errors().front(), c.error);
  }
  Bench wide;
  wide.send(Bytes(49, 'x'));
  EXPECT_EQ(wide.model.errors(), (std::vector<std::string>{"a line of text is wider than the paper"}));
}

// devices/printer/PROTOCOL.md section 4
TEST(PaperModel, AnswersStatus) {
  const Bytes ask{0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4};
  const auto answers = [&](const std::function<void(PaperModel&)>& fault) {
    Bench bench;
    fault(bench.model);
    bench.send(ask);
    return bench.model.take_output();
  };
  EXPECT_EQ(answers([](PaperModel&) {}), (Bytes{0x12, 0x12, 0x12, 0x12}));
  EXPECT_EQ(answers([](PaperModel& m) { m.set_near_end(true); }), (Bytes{0x12, 0x12, 0x12, 0x1E}));
  EXPECT_EQ(answers([](PaperModel& m) { m.paper_out(); }), (Bytes{0x1A, 0x32, 0x12, 0x7E}));
  EXPECT_EQ(answers([](PaperModel& m) { m.set_cover_open(true); }), (Bytes{0x1A, 0x16, 0x12, 0x12}));
  EXPECT_EQ(answers([](PaperModel& m) { m.set_cutter_error(true); }), (Bytes{0x1A, 0x52, 0x1A, 0x12}));
  EXPECT_EQ(answers([](PaperModel& m) { m.set_overheated(true); }), (Bytes{0x1A, 0x52, 0x52, 0x12}));
  EXPECT_EQ(answers([](PaperModel& m) { m.set_silent(true); }), Bytes{});
}

TEST(PaperModel, AutomaticStatusComesOnChange) {
  Bench bench;
  bench.send({0x1D, 0x61, 0xFF});
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x10, 0x00, 0x00, 0x00}));
  bench.model.paper_out();
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x18, 0x00, 0x0F, 0x00}));
  bench.model.paper_in();
  bench.model.take_output();
  bench.send({0x1B, 0x40}); // switches it off
  bench.model.set_cover_open(true);
  EXPECT_TRUE(bench.model.take_output().empty());
}

TEST(PaperModel, GsRIsAnsweredInOrderAndNotOffline) {
  Bench bench;
  bench.send({0x1D, 0x72, 0x01});
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x00}));
  bench.model.paper_out();
  bench.send({0x1D, 0x72, 0x01});
  EXPECT_TRUE(bench.model.take_output().empty());
  bench.model.paper_in();
  bench.run(Millis(10));
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x00}));
}

TEST(PaperModel, PaperOutInTheMiddleGivesTwoHalvesOfWhichNoneIsComplete) {
  Bench bench;
  bench.model.paper_out_after(20);
  bench.send(job(two_lines));
  EXPECT_FALSE(bench.model.online());
  EXPECT_GT(bench.model.buffered(), 0U);
  EXPECT_TRUE(bench.papers.empty());
  bench.model.paper_in();
  bench.run(Millis(100));
  ASSERT_EQ(bench.papers.size(), 2U);
  EXPECT_FALSE(bench.papers[0].complete);
  EXPECT_EQ(bench.papers[0].end, "paper out");
  EXPECT_FALSE(bench.papers[1].complete);
  bench.send(job(two_lines)); // the next one is whole again
  ASSERT_EQ(bench.papers.size(), 3U);
  EXPECT_TRUE(bench.papers[2].complete);
}

/// Torn off by hand, once and again: the pieces together are all that was sent, unless something was lost between them.
TEST(PaperModel, WhatComesBehindATearIsTheRestOfIt) {
  const auto bytes_of = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  const auto head = bytes_of("\x1B@one\n"), middle = bytes_of("two\n"), end = bytes_of("three\n\x1DV\x01");
  for (const bool power : {false, true}) {
    Bench bench{Bench::at_once()};
    bench.send(head);
    bench.model.tear();
    bench.model.tear(); // of white paper nothing is missing
    bench.send(middle);
    bench.model.tear();
    if (power) bench.model.power_cycle();
    bench.send(end);
    ASSERT_EQ(bench.papers.size(), 3U);
    for (const auto& paper : bench.papers) EXPECT_FALSE(paper.complete);
    EXPECT_TRUE(bench.papers[0].from_start);
    EXPECT_FALSE(bench.papers[0].rest);
    EXPECT_TRUE(bench.papers[1].rest);
    EXPECT_EQ(bench.papers[2].rest, !power);
    bench.send(head);
    bench.model.tear();
    bench.send(head); // another job, and no rest of the one that was given up
    bench.send(end);
    ASSERT_EQ(bench.papers.size(), 5U);
    EXPECT_FALSE(bench.papers[4].rest);
  }
}

TEST(PaperModel, ClearingTheBufferThrowsTheRestAway) {
  auto settings = Bench::at_once();
  settings.profile.clear_buffer = {0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};
  Bench bench(settings);
  bench.model.paper_out_after(20);
  bench.send(job(two_lines));
  bench.send(settings.profile.clear_buffer);
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x37, 0x25, 0x00}));
  EXPECT_EQ(bench.model.buffered(), 0U);
}

TEST(PaperModel, SaysStopBeforeItsBufferIsFullAndGoWhenItIsNot) {
  auto settings = Bench::at_once();
  settings.buffer_bytes = 1024;
  settings.dots_per_second = 100;
  Bench bench(settings);
  bench.send(Bytes(950, 0x0A));
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x13}));
  bench.send(Bytes(60, 0x0A));
  EXPECT_TRUE(bench.model.errors().empty());
  bench.send(Bytes(60, 0x0A)); // went on all the same
  EXPECT_EQ(bench.model.errors().size(), 1U);
  bench.run(Millis(400'000));
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x11}));
}

/// Epson, DLE EOT: carried out wherever it stands, and within the data of another command taken for these too.
TEST(PaperModel, AQuestionInsideAPictureIsAnsweredAndPrinted) {
  Bench bench;
  bench.model.set_overheated(true); // it has stopped, so the question is no mistake of the sender
  bench.send({0x1B, 0x40, 0x1D, 0x76, 0x30, 0, 1, 0, 4, 0, 0x81, 0x10, 0x04, 0x01, 0x82, 0x83, 0x84, 0x0A, 0x1D, 0x56, 0x00});
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x1A}));
  bench.model.set_overheated(false);
  bench.run(Millis(10));
  ASSERT_EQ(bench.papers.size(), 1U);
  for (const auto& [row, dots] : {std::pair{0, 0x81}, {1, 0x10}, {2, 0x04}, {3, 0x01}})
    EXPECT_EQ(bench.papers[0].dots.row(row)[0], dots) << row; // the rest came out as text
  EXPECT_FALSE(bench.model.errors().empty());
}

TEST(PaperModel, SaysStopWhenItGoesOfflineWhereItIsSetSo) {
  auto settings = Bench::at_once();
  settings.stops_offline = true;
  Bench bench(settings);
  bench.model.set_cover_open(true);
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x13}));
  bench.model.set_cutter_error(true);
  bench.model.set_cover_open(false);
  EXPECT_EQ(bench.model.take_output(), Bytes{});
  bench.model.set_cutter_error(false);
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x11}));
  bench.model.power_cycle();
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x11}));
}

TEST(PaperModel, PrintsAtItsSpeed) {
  auto settings = Bench::at_once();
  settings.dots_per_second = 1000;
  Bench bench(settings);
  Bytes job{0x1B, 0x40, 'a', 0x0A};
  for (int i = 0; i < 10; ++i) job.insert(job.end(), {0x1B, 0x4A, 200});
  job.insert(job.end(), {0x1D, 0x56, 0x00});
  bench.send(job);
  bench.run(Millis(1500));
  EXPECT_TRUE(bench.papers.empty());
  bench.run(Millis(1000));
  EXPECT_EQ(bench.papers.size(), 1U);
}

TEST(PaperModel, ProcessIdComesBackAfterThePaper) {
  auto settings = Bench::at_once();
  settings.profile.completion = printer::Completion::process_id;
  Bench bench(settings);
  bench.send({0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, 'A', 'B', 'C', 'D'});
  EXPECT_EQ(bench.model.take_output(), (Bytes{0x37, 0x22, 'A', 'B', 'C', 'D', 0x00}));
}

TEST(PaperModel, CodesAreReadBack) {
  const std::string url = "https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386";
  for (const auto mode : {printer::TextMode::automatic, printer::TextMode::raster}) {
    auto settings = Bench::at_once();
    settings.profile.text = mode;
    settings.buffer_bytes = 1 << 16;
    Bench bench(settings);
    bench.stream(job(engine::Slip{"t", {engine::SlipOrnament{}, engine::SlipBarcode{"V-00042-6"}, engine::SlipQr{url}}}, settings.profile));
    ASSERT_EQ(bench.papers.size(), 1U);
    const auto codes = read_codes(bench.papers[0].dots);
    ASSERT_EQ(codes.size(), 2U);
    EXPECT_EQ(codes[0].data, "V-00042-6");
    EXPECT_EQ(codes[1].data, url);
  }
}

TEST(PaperModel, AnyBytesAreSurvived) {
  Bench bench;
  std::uint32_t state = 7;
  for (int i = 0; i < 300; ++i) {
    Bytes noise;
    for (int k = 0; k < 200; ++k) {
      state = state * 1664525U + 1013904223U;
      noise.push_back(static_cast<std::uint8_t>(state >> 24));
    }
    bench.send(noise);
    bench.run(Millis(20));
  }
  EXPECT_FALSE(bench.model.errors().empty());
  EXPECT_LE(bench.model.errors().size(), 1000U);
}

} // namespace
} // namespace devices::sim
