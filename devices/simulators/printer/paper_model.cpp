// Receiving, status and faults; what is printed is in paper_model_print.cpp.
#include "devices/simulators/printer/paper_model.h"
#include "devices/simulators/printer/escpos_grammar.h"
#include <algorithm>
#include <fmt/format.h>

namespace devices::sim {
namespace {
constexpr std::uint8_t xon = 0x11;
constexpr std::uint8_t xoff = 0x13;
constexpr std::size_t most_errors = 1000;
} // namespace

PaperModel::PaperModel(PaperModelSettings settings) : settings_(std::move(settings)) {
  for (const auto& page : settings_.profile.pages) pages_[page.number] = page.page;
  sheet_ = std::make_unique<PaperSheet>(settings_.profile.width_dots, settings_.draws);
  last_auto_ = auto_status();
}
PaperModel::~PaperModel() = default;

void PaperModel::error(std::string what) {
  if (on_error) on_error(what);
  if (errors_.size() < most_errors) errors_.push_back(std::move(what));
}

// ---- Receiving
// -----------------------------------------------------------------------------------------------------

void PaperModel::on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) {
  work(now);
  received_ += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const auto data = take_data(bytes);
    if (data == 0) receive(bytes.front());
    bytes = bytes.subspan(std::max<std::size_t>(data, 1));
  }
  work(now);
  flow_control();
}

void PaperModel::on_time(engine::Instant now) {
  work(now);
  flow_control();
}

Bytes PaperModel::take_output() { return std::exchange(output_, {}); }

std::optional<engine::Instant> PaperModel::deadline() const {
  if (buffer_.empty() || !online()) return std::nullopt;
  return worked_until_ + engine::Millis(10);
}

// Real-time commands are carried out when they come, wherever that is. Inside another command their bytes are its data as well
// (devices/printer/PROTOCOL.md section 4): the sender's mistake, unless it was told to stop and gave that command up.
void PaperModel::receive(std::uint8_t byte) {
  constexpr std::uint8_t dle = 0x10; // real-time commands begin with it
  if (held_.empty() && byte != dle) return store(byte);
  held_.push_back(byte);
  while (!held_.empty()) {
    const auto length = real_time_length(held_);
    if (!length) return;
    if (*length == 0) {
      store(held_.front());
      held_.erase(held_.begin());
      continue;
    }
    const bool stopped = xoff_ || !online();
    if (inside_command() && !stopped)
      error(fmt::format("real-time command {:02X} {:02X} {:02X} inside a {}", held_[0], held_[1], held_[2],
                        in_picture_ ? "picture" : "command"));
    const auto command = std::exchange(held_, {});
    real_time(command);
    for (const auto b : command)
      if (inside_command() && buffer_.size() < settings_.buffer_bytes) store(b); // obeyed with a full buffer too
  }
}

/// The bytes of a picture up to what may be a real-time command, at once: what receive() does with each. Returns how many.
std::size_t PaperModel::take_data(std::span<const std::uint8_t> bytes) {
  constexpr std::uint8_t dle = 0x10;
  if (!held_.empty() || data_left_ == 0) return 0;
  const auto room = settings_.buffer_bytes - std::min(buffer_.size(), settings_.buffer_bytes);
  const auto data = bytes.first(std::min({bytes.size(), data_left_, room}));
  const auto end = std::find(data.begin(), data.end(), dle);
  buffer_.insert(buffer_.end(), data.begin(), end);
  const auto taken = static_cast<std::size_t>(end - data.begin());
  data_left_ -= taken;
  if (taken > 0 && data_left_ == 0) in_picture_ = false;
  return taken;
}

void PaperModel::store(std::uint8_t byte) {
  if (buffer_.size() >= settings_.buffer_bytes) {
    if (!overflowed_) error("bytes lost: the receive buffer is full and the sender goes on");
    overflowed_ = true;
    return;
  }
  buffer_.push_back(byte);
  track(byte);
}

// Only to know whether a picture's data are being received.
void PaperModel::track(std::uint8_t byte) {
  if (data_left_ > 0) {
    if (--data_left_ == 0) in_picture_ = false;
    return;
  }
  if (tracked_.empty() && byte >= 0x20) return; // a letter, or 7F: one byte
  tracked_.push_back(byte);
  const auto length = command_length(tracked_);
  if (!length) return;
  if (*length > tracked_.size()) {
    data_left_ = *length - tracked_.size();
    in_picture_ = is_picture(tracked_);
  }
  tracked_.clear();
}

void PaperModel::flow_control() {
  if (settings_.profile.flow != printer::FlowControl::xon_xoff) return;
  const auto free = settings_.buffer_bytes - buffer_.size();
  full_ = free < (full_ ? settings_.go_above : settings_.stop_below);
  const bool stop = full_ || (settings_.stops_offline && !online());
  if (std::exchange(xoff_, stop) == stop) return;
  if (!stop) overflowed_ = false;
  reply({stop ? xoff : xon});
}

void PaperModel::reply(std::initializer_list<std::uint8_t> bytes) {
  if (!silent_) output_.insert(output_.end(), bytes);
}

void PaperModel::real_time(std::span<const std::uint8_t> command) {
  const auto kind = command[1];
  const auto n = command[2];
  if (kind == 0x04) {
    if (n == 0x14) {
      if (!settings_.profile.status.full_status) return error("10 04 14: this printer has no full status");
      const auto paper = static_cast<std::uint8_t>((paper_out_ ? 0x01 : 0) | (near_end_ ? 0x04 : 0) | (ticket_ ? 0x20 : 0));
      reply({0x10, 0x0F, paper, static_cast<std::uint8_t>(cover_open_ ? 0x02 : 0), static_cast<std::uint8_t>(overheated_ ? 0x01 : 0),
             static_cast<std::uint8_t>(cutter_error_ ? 0x01 : 0)});
    } else if (n == 0x11) {
      reply({static_cast<std::uint8_t>(paper_out_ ? 0x20 : 0x00)});
    } else {
      reply({answer(n)});
    }
    return;
  }
  if (kind == 0x14) {
    if (settings_.profile.clear_buffer.empty()) return error("10 14 08: this printer cannot clear its buffer");
    buffer_.clear();
    tracked_.clear();
    data_left_ = 0;
    in_picture_ = false;
    picture_.reset();
    reply({0x37, 0x25, 0x00});
    flow_control();
  }
  // 10 05 n does nothing here: no error of this printer is recovered by command.
}

// ---- Status
// --------------------------------------------------------------------------------------------------------

bool PaperModel::online() const { return !paper_out_ && !cover_open_ && !cutter_error_ && !overheated_; }

std::uint8_t PaperModel::answer(int n) const {
  const auto& d = settings_.profile.status;
  int bits = 0x12;
  switch (n) {
  case 1: bits |= online() ? 0 : d.offline; break;
  case 2: bits |= (cover_open_ ? d.cover_open : 0) | (paper_out_ ? d.paper_stop : 0) | (cutter_error_ || overheated_ ? d.error : 0); break;
  case 3: bits |= (cutter_error_ ? d.cutter : 0) | (overheated_ ? d.head_hot : 0); break;
  case 4: bits |= (near_end_ || paper_out_ ? d.near_end : 0) | (paper_out_ ? d.paper_end : 0) | (ticket_ ? d.ticket : 0); break;
  default: break;
  }
  return static_cast<std::uint8_t>(bits);
}

std::array<std::uint8_t, 4> PaperModel::auto_status() const {
  return {static_cast<std::uint8_t>(0x10 | (online() ? 0 : 0x08) | (cover_open_ ? 0x20 : 0)),
          static_cast<std::uint8_t>((cutter_error_ ? 0x08 : 0) | (overheated_ ? 0x40 : 0)),
          static_cast<std::uint8_t>((near_end_ || paper_out_ ? 0x03 : 0) | (paper_out_ ? 0x0C : 0)), 0x00};
}

void PaperModel::status_changed() {
  const auto now = auto_status();
  if (auto_mask_ != 0 && now != last_auto_) reply({now[0], now[1], now[2], now[3]});
  last_auto_ = now;
  flow_control();
}

std::string PaperModel::state_words() const {
  std::string words;
  const auto say = [&](bool fact, const char* text) {
    if (fact) words += (words.empty() ? "" : ", ") + std::string(text);
  };
  say(paper_out_, "no paper");
  say(near_end_ && !paper_out_, "paper near its end");
  say(cover_open_, "cover open");
  say(cutter_error_, "cutter blocked");
  say(overheated_, "head too hot");
  say(ticket_, "ticket in the presenter");
  say(silent_, "silent");
  return words.empty() ? "ready" : words;
}

// ---- Faults
// --------------------------------------------------------------------------------------------------------

void PaperModel::paper_out() {
  rows_left_.reset();
  if (paper_out_) return;
  paper_out_ = true;
  if (!sheet_->blank() || sheet_->line_open() || picture_) broken_ = true;
  rest_ = false;
  status_changed();
}

void PaperModel::paper_out_after(int rows) {
  if (rows <= 0) paper_out();
  else rows_left_ = rows;
}

// A new roll: what stood on the old one is a piece of its own. The rest of the buffer comes out on the new
// one.
void PaperModel::paper_in() {
  rows_left_.reset();
  if (!paper_out_) return;
  const bool middle = broken_;
  if (!sheet_->blank()) finish("paper out", false);
  broken_ = middle; // the bytes that come now are the other half
  paper_out_ = false;
  near_end_ = false;
  status_changed();
}

void PaperModel::set_near_end(bool on) {
  near_end_ = on;
  status_changed();
}
void PaperModel::set_cover_open(bool on) {
  cover_open_ = on;
  status_changed();
}
void PaperModel::set_cutter_error(bool on) {
  cutter_error_ = on;
  status_changed();
}
void PaperModel::set_overheated(bool on) {
  overheated_ = on;
  status_changed();
}

void PaperModel::tear() {
  if (sheet_->blank()) { // of white paper nothing is missing
    broken_ = broken_ || picture_.has_value();
    return;
  }
  const bool all_so_far = rest_ || (initialised_here_ && !broken_);
  finish("torn off", false);
  rest_ = all_so_far;
  broken_ = picture_.has_value() || !buffer_.empty();
}

void PaperModel::take_ticket() { ticket_ = false; }

void PaperModel::garbage() { reply({0xFF, 0x96, 0x37, 0x41, 0xF0, 0x1D, 0x80}); }

void PaperModel::power_cycle() {
  buffer_.clear();
  held_.clear();
  tracked_.clear();
  output_.clear();
  data_left_ = 0;
  in_picture_ = false;
  xoff_ = full_ = false;
  overflowed_ = false;
  auto_mask_ = 0;
  picture_.reset();
  sheet_->drop_line();
  if (!sheet_->blank()) broken_ = true;
  rest_ = false;
  page_.reset();
  style_ = {};
  align_ = 0;
  if (settings_.profile.flow == printer::FlowControl::xon_xoff && online()) reply({xon}); // as it says when it is ready
}

} // namespace devices::sim
