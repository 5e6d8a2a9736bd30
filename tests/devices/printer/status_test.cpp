#include "devices/printer/printer_status.h"
#include <gtest/gtest.h>

namespace devices::printer {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string describe(const PrinterAnswer& answer) {
  struct Words {
    std::string operator()(const FlowStop&) const { return "stop"; }
    std::string operator()(const FlowGo&) const { return "go"; }
    std::string operator()(const RealTimeAnswer& a) const { return "rt" + std::to_string(a.byte); }
    std::string operator()(const PaperAnswer& a) const { return "paper" + std::to_string(a.byte); }
    std::string operator()(const AutoStatus& a) const { return "asb" + std::to_string(a.bytes[0]) + "," + std::to_string(a.bytes[2]); }
    std::string operator()(const FullStatus& a) const { return "full" + std::to_string(a.bytes[0]) + "," + std::to_string(a.bytes[3]); }
    std::string operator()(const ProcessAnswer& a) const { return "id" + std::string(a.id.begin(), a.id.end()); }
    std::string operator()(const BufferCleared&) const { return "cleared"; }
    std::string operator()(const Noise& a) const { return "noise" + std::to_string(a.byte); }
  };
  return std::visit(Words{}, answer);
}

std::string joined(const std::vector<PrinterAnswer>& answers) {
  std::string all;
  for (const auto& answer : answers) all += (all.empty() ? "" : " ") + describe(answer);
  return all;
}

struct Case {
  const char* name;
  Bytes bytes;
  bool expect_full;
  const char* wanted;
};

const Case cases[] = {
    {"idle", {0x12}, false, "rt18"},
    {"paper out", {0x1A, 0x32, 0x12, 0x7E}, false, "rt26 rt50 rt18 rt126"},
    {"flow control between", {0x13, 0x12, 0x11}, false, "stop rt18 go"},
    {"GS r", {0x00}, false, "paper0"},
    {"GS r near end", {0x03}, false, "paper3"},
    {"ASB", {0x18, 0x00, 0x0F, 0x00}, false, "asb24,15"},
    {"ASB with XOFF inside", {0x18, 0x00, 0x13, 0x0F, 0x00}, false, "stop asb24,15"},
    {"ASB broken by another answer", {0x18, 0x00, 0x12}, false, "noise24 paper0 rt18"},
    {"process id", {0x37, 0x22, 'A', 'B', '1', '2', 0x00}, false, "idAB12"},
    {"process id with a wrong end", {0x37, 0x22, 'A', 'B', '1', '2', 0x12}, false, "noise55 paper34 paper65 paper66 noise49 rt50 rt18"},
    {"cleared", {0x37, 0x25, 0x00}, false, "cleared"},
    {"full status", {0x10, 0x0F, 0x21, 0x00, 0x00, 0x01}, true, "full33,1"},
    {"full status holding flow control bytes", {0x10, 0x0F, 0x11, 0x13, 0x00, 0x00}, true, "full17,0"},
    {"full status not asked for is an ASB", {0x10, 0x0F, 0x00, 0x00}, false, "asb16,0"},
    {"line noise", {0xFF, 0xF0, 0x12}, false, "noise255 noise240 rt18"},
};

TEST(AnswerDecoder, Whole) {
  for (const auto& c : cases) {
    AnswerDecoder decoder;
    decoder.expect_full_status(c.expect_full);
    EXPECT_EQ(joined(decoder.feed(c.bytes)), c.wanted) << c.name;
    EXPECT_FALSE(decoder.partial()) << c.name;
  }
}

TEST(AnswerDecoder, ByteByByte) {
  for (const auto& c : cases) {
    AnswerDecoder decoder;
    decoder.expect_full_status(c.expect_full);
    std::vector<PrinterAnswer> answers;
    for (const auto byte : c.bytes)
      for (const auto& answer : decoder.feed(std::span(&byte, 1))) answers.push_back(answer);
    EXPECT_EQ(joined(answers), c.wanted) << c.name;
  }
}

TEST(AnswerDecoder, WithTrailingBytes) {
  for (const auto& c : cases) {
    AnswerDecoder decoder;
    decoder.expect_full_status(c.expect_full);
    auto longer = c.bytes;
    longer.push_back(0x16);
    EXPECT_EQ(joined(decoder.feed(longer)), std::string(c.wanted) + " rt22") << c.name;
  }
}

TEST(AnswerDecoder, AnUnfinishedBlockIsDropped) {
  AnswerDecoder decoder;
  EXPECT_TRUE(decoder.feed(Bytes{0x37, 0x22, 'A'}).empty());
  EXPECT_TRUE(decoder.partial());
  EXPECT_EQ(joined(decoder.drop_partial()), "noise55 noise34 noise65");
  EXPECT_EQ(joined(decoder.feed(Bytes{0x12})), "rt18");
}

TEST(AnswerDecoder, AnyBytesAreBounded) {
  AnswerDecoder decoder;
  std::size_t answers = 0;
  std::uint32_t state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525U + 1013904223U;
    const auto byte = static_cast<std::uint8_t>(state >> 24);
    answers += decoder.feed(std::span(&byte, 1)).size();
  }
  EXPECT_GT(answers, 5000U);
}

engine::PrinterStatus after(const StatusDialect& dialect, const std::array<std::uint8_t, 4>& bytes) {
  engine::PrinterStatus status;
  for (int n = 1; n <= 4; ++n) apply_real_time(dialect, n, bytes[static_cast<std::size_t>(n - 1)], status);
  conclude(status);
  return status;
}

// devices/printer/PROTOCOL.md section 4
TEST(Status, TypicalAnswers) {
  const auto dialect = generic_80mm().status;
  const auto idle = after(dialect, {0x12, 0x12, 0x12, 0x12});
  EXPECT_EQ(idle.health, engine::Health::ok);
  EXPECT_TRUE(idle.can_print());
  EXPECT_EQ(idle.detail, "ready");

  const auto near_end = after(dialect, {0x12, 0x12, 0x12, 0x1E});
  EXPECT_EQ(near_end.health, engine::Health::warning);
  EXPECT_TRUE(near_end.can_print());

  const auto paper_out = after(dialect, {0x1A, 0x32, 0x12, 0x7E});
  EXPECT_TRUE(paper_out.paper_out);
  EXPECT_FALSE(paper_out.can_print());
  EXPECT_EQ(paper_out.health, engine::Health::failed);

  const auto cover = after(dialect, {0x1A, 0x16, 0x12, 0x12});
  EXPECT_TRUE(cover.cover_open);
  EXPECT_FALSE(cover.paper_out);

  const auto cutter = after(dialect, {0x1A, 0x52, 0x1A, 0x12});
  EXPECT_TRUE(cutter.cutter_error);

  const auto hot = after(dialect, {0x1A, 0x52, 0x52, 0x12});
  EXPECT_TRUE(hot.head_hot);
  EXPECT_EQ(hot.detail, "head too hot, cooling down");
}

// devices/printer/PROTOCOL.md section 4, other makers: a ticket in a Citizen's presenter is not "no paper"
TEST(Status, CitizenMasks) {
  auto dialect = generic_80mm().status;
  dialect.paper_end = 0x20;
  dialect.ticket = 0x40;
  const auto ticket = after(dialect, {0x12, 0x12, 0x12, 0x52});
  EXPECT_TRUE(ticket.ticket_in_presenter);
  EXPECT_FALSE(ticket.paper_out);
  EXPECT_TRUE(ticket.can_print());
}

TEST(Status, FullStatusOfKioskPrinters) {
  engine::PrinterStatus status;
  status.online = true;
  apply_full_status({{0x20, 0x00, 0x00, 0x00}}, status);
  conclude(status);
  EXPECT_TRUE(status.ticket_in_presenter);
  EXPECT_EQ(status.health, engine::Health::ok);
  apply_full_status({{0x01, 0x02, 0x40, 0x01}}, status);
  conclude(status);
  EXPECT_TRUE(status.paper_out && status.cover_open && status.cutter_error);
}

} // namespace
} // namespace devices::printer
