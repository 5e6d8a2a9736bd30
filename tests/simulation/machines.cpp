#include "tests/simulation/machines.h"

namespace simulation {

void ValidatorEnd::on_bytes(Instant now, std::span<const std::uint8_t> bytes) {
  // The validator forgets an unfinished frame after 100 ms. Until then a damaged or lost byte may spoil the next frames.
  const bool goes_on = now - std::exchange(last_bytes_, now) <= Millis{100};
  damaged_ = std::exchange(damaged_now_, false) || !model.hears() || (goes_on && damaged_);
  const auto before = model.pending();
  const auto seen = model.truth().violations.size();
  model.on_bytes(now, bytes);
  for (auto i = seen; i < model.truth().violations.size(); ++i)
    if (const auto& line = model.truth().violations[i]; line.starts_with("bytes that are no frame") && !damaged_) no_frames.push_back(line);
  const auto after = model.pending();
  const bool heard = before && before->state == devices::ccnet::State::stacked && !after && model.truth().events_lost == lost_;
  lost_ = model.truth().events_lost;
  if (std::exchange(enabled_, model.enabled()) != enabled_ && on_enabled) on_enabled();
  stacked_heard += heard;
}

FiscalEnd::FiscalEnd(devices::sim::FiscalModelSettings settings, devices::sim::FiscalWire::Kind kind, Scheduler& scheduler,
                     std::function<engine::WallTime()> wall)
    : model{std::move(settings), std::move(wall)}, kind_{kind}, scheduler_{scheduler}, late_{scheduler} {
  on_connected();
}

void FiscalEnd::on_connected() { wire_ = std::make_unique<devices::sim::FiscalWire>(model, kind_); }

void FiscalEnd::on_disconnected() {
  replies_.clear();
  close_ = false;
  wire_ = std::make_unique<devices::sim::FiscalWire>(model, kind_);
}

void FiscalEnd::lose_power() { on_disconnected(); }

void FiscalEnd::on_bytes(Instant now, std::span<const std::uint8_t> bytes) {
  if (model.faults.down) return;
  const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  if (late_by_ && kind_ == devices::sim::FiscalWire::Kind::connection && text.starts_with("POST /order/") && text.ends_with('}')) {
    close_ = true;
    late_.after(*std::exchange(late_by_, std::nullopt), [this, request = Bytes(bytes.begin(), bytes.end())] {
      if (model.faults.down) return;
      devices::sim::FiscalWire nobody_listens{model, kind_};
      (void)nobody_listens.on_bytes(request);
      if (on_request) on_request();
    });
    return;
  }
  const auto last_told = [this] { return model.receipts().empty() ? 0 : model.receipts().back().told; };
  const auto before = last_told();
  for (auto& reply : wire_->on_bytes(bytes)) replies_.push_back({now + reply.delay, std::move(reply.bytes), reply.end_line});
  if (last_told() > before && !replies_.empty()) replies_.back().last = model.receipts().back().receipt_seq;
  if (on_request) on_request();
}

Bytes FiscalEnd::take_output(Instant now) {
  Bytes out;
  while (!replies_.empty() && replies_.front().at <= now && !close_) {
    out.insert(out.end(), replies_.front().bytes.begin(), replies_.front().bytes.end());
    close_ = replies_.front().end;
    if (replies_.front().last != 0) told_.push_back(replies_.front().last);
    replies_.pop_front();
  }
  return out;
}

std::function<void()> FiscalEnd::when_heard() {
  if (told_.empty()) return {};
  return [this, told = std::exchange(told_, {})] {
    for (const auto receipt : told) ++heard[receipt];
  };
}

std::optional<Instant> FiscalEnd::deadline() const {
  if (replies_.empty()) return std::nullopt;
  return replies_.front().at;
}

PrinterEnd::PrinterEnd(devices::sim::PaperModelSettings settings) : model{std::move(settings)} {
  // Torn off by hand in the middle of printing: the customer holds the pieces, the printer cannot know. White paper behind the last line is no piece. The
  // rest of a job that was given up in the middle is no last piece: a receipt ends with its thanks.
  model.on_paper = [this](const devices::sim::FinishedPaper& paper) {
    Paper held{paper.text, paper.complete, paper.picture_rows};
    const bool rest = paper.rest && !papers.back().complete;
    if (rest) {
      held.text.insert(0, papers.back().text);
      held.picture_rows.insert(held.picture_rows.begin(), papers.back().picture_rows.begin(), papers.back().picture_rows.end());
    }
    const bool thanks = held.text.find("Thank you! Come again.") != std::string::npos;
    const bool receipt = held.text.find("PAID IN FULL") != std::string::npos;
    if (paper.end == "torn off") held.complete = thanks && (paper.from_start || rest);
    else if (rest) held.complete = paper.end == "cut" && (thanks || !receipt);
    papers.push_back(std::move(held));
    if (on_paper) on_paper(papers.back(), paper.end);
  };
}

} // namespace simulation
