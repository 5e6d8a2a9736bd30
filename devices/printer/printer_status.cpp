#include "devices/printer/printer_status.h"

namespace devices::printer {
namespace {
constexpr std::uint8_t xon = 0x11;
constexpr std::uint8_t xoff = 0x13;
bool is_real_time_answer(std::uint8_t b) { return (b & 0x93) == 0x12; }
bool is_auto_head(std::uint8_t b) { return (b & 0x93) == 0x10; }
bool is_queued_answer(std::uint8_t b) { return (b & 0x90) == 0x00; }
bool has(std::uint8_t byte, std::uint8_t mask) { return (byte & mask) != 0; }
} // namespace

std::vector<PrinterAnswer> AnswerDecoder::feed(std::span<const std::uint8_t> bytes) {
  std::vector<PrinterAnswer> out;
  for (const auto byte : bytes) {
    // Flow control may stand anywhere, except that a block of the printer's memory answers is contiguous
    // apart from XOFF.
    const bool in_full_status = held_.size() >= 2 && held_[0] == 0x10 && held_[1] == 0x0F && expect_full_status_;
    if (!in_full_status && (byte == xon || byte == xoff)) {
      if (byte == xon) out.emplace_back(FlowGo{});
      else out.emplace_back(FlowStop{});
      continue;
    }
    held_.push_back(byte);
    while (!held_.empty() && step(out)) {}
  }
  return out;
}

void AnswerDecoder::spill(std::vector<PrinterAnswer>& out) {
  out.emplace_back(Noise{held_.front()});
  held_.erase(held_.begin());
}

std::vector<PrinterAnswer> AnswerDecoder::drop_partial() {
  std::vector<PrinterAnswer> out;
  while (!held_.empty()) spill(out);
  return out;
}

// True when something was taken out of held_.
bool AnswerDecoder::step(std::vector<PrinterAnswer>& out) {
  const auto head = held_.front();
  const auto finish = [&](PrinterAnswer answer, std::size_t length) {
    out.push_back(answer);
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(length));
    return true;
  };
  const auto give_up = [&] {
    spill(out);
    return true;
  };

  if (head == 0x37) {
    if (held_.size() < 2) return false;
    if (held_[1] == 0x25) {
      if (held_.size() < 3) return false;
      return held_[2] == 0 ? finish(BufferCleared{}, 3) : give_up();
    }
    if (held_[1] != 0x22) return give_up();
    for (std::size_t i = 2; i < held_.size() && i < 6; ++i)
      if (held_[i] < 0x20 || held_[i] > 0x7E) return give_up();
    if (held_.size() < 7) return false;
    if (held_[6] != 0) return give_up();
    ProcessAnswer answer;
    for (std::size_t i = 0; i < 4; ++i) answer.id[i] = static_cast<char>(held_[i + 2]);
    return finish(answer, 7);
  }
  if (is_real_time_answer(head)) return finish(RealTimeAnswer{head}, 1);
  if (is_auto_head(head)) {
    if (held_.size() < 2) return false;
    if (expect_full_status_ && head == 0x10 && held_[1] == 0x0F) {
      if (held_.size() < 6) return false;
      expect_full_status_ = false;
      return finish(FullStatus{{held_[2], held_[3], held_[4], held_[5]}}, 6);
    }
    for (std::size_t i = 1; i < held_.size(); ++i)
      if (!is_queued_answer(held_[i])) return give_up();
    if (held_.size() < 4) return false;
    return finish(AutoStatus{{held_[0], held_[1], held_[2], held_[3]}}, 4);
  }
  if (is_queued_answer(head)) return finish(PaperAnswer{head}, 1);
  return give_up();
}

void apply_real_time(const StatusDialect& dialect, int n, std::uint8_t byte, engine::PrinterStatus& status) {
  switch (n) {
  case 1: status.online = !has(byte, dialect.offline); break;
  case 2:
    status.cover_open = has(byte, dialect.cover_open);
    status.paper_out = status.paper_out || has(byte, dialect.paper_stop);
    break;
  case 3:
    status.cutter_error = has(byte, dialect.cutter) || has(byte, dialect.presenter_error);
    status.unrecoverable = has(byte, dialect.unrecoverable);
    status.head_hot = has(byte, dialect.head_hot);
    break;
  case 4:
    status.paper_near_end = has(byte, dialect.near_end);
    status.paper_out = status.paper_out || has(byte, dialect.paper_end);
    status.ticket_in_presenter = status.ticket_in_presenter || has(byte, dialect.ticket);
    break;
  default: break;
  }
}

void apply_auto_status(const AutoStatus& answer, engine::PrinterStatus& status) {
  status.online = !has(answer.bytes[0], 0x08);
  status.cover_open = has(answer.bytes[0], 0x20);
  status.cutter_error = has(answer.bytes[1], 0x08);
  status.unrecoverable = has(answer.bytes[1], 0x20);
  status.head_hot = has(answer.bytes[1], 0x40);
  status.paper_near_end = has(answer.bytes[2], 0x03);
  status.paper_out = has(answer.bytes[2], 0x0C);
}

void apply_full_status(const FullStatus& answer, engine::PrinterStatus& status) {
  const auto [paper, user, recoverable, unrecoverable] = answer.bytes;
  status.paper_out = status.paper_out || has(paper, 0x01);
  status.paper_near_end = status.paper_near_end || has(paper, 0x04);
  status.ticket_in_presenter = has(paper, 0x20);
  status.cover_open = status.cover_open || has(user, 0x03);
  status.head_hot = status.head_hot || has(recoverable, 0x01);
  status.cutter_error = status.cutter_error || has(recoverable, 0x40) || has(unrecoverable, 0x01);
  status.unrecoverable = status.unrecoverable || has(unrecoverable, 0x4C);
}

void conclude(engine::PrinterStatus& status) {
  using engine::Health;
  std::string words;
  const auto say = [&](bool fact, const char* text) {
    if (!fact) return;
    if (!words.empty()) words += ", ";
    words += text;
  };
  say(status.paper_out, "no paper");
  say(status.cover_open, "cover open");
  say(status.cutter_error, "cutter or paper path blocked");
  say(status.unrecoverable, "hardware error");
  const bool failed = !words.empty() || !status.online;
  if (words.empty() && !status.online) words = status.head_hot ? "head too hot, cooling down" : "off-line";
  else say(status.head_hot, "head hot");
  say(status.paper_near_end && !status.paper_out, "paper near its end");
  say(status.ticket_in_presenter, "a ticket waits in the presenter");
  const bool warning = status.paper_near_end || status.head_hot;
  status.health = failed ? Health::failed : warning ? Health::warning : Health::ok;
  status.detail = words.empty() ? "ready" : words;
}

} // namespace devices::printer
