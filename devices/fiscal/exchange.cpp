#include "devices/fiscal/exchange.h"
#include "engine/base/log.h"

namespace devices::fiscal {
namespace {

/// The shape of the data, when it has a known one.
std::optional<Shape> looks_like(const JsonNode& data) {
  if (read_zreport(data)) return Shape::zreport;
  if (read_info(data)) return Shape::info;
  if (read_last(data)) return Shape::last;
  if (read_sign(data)) return Shape::sign;
  if (is_open_answer(data)) return Shape::opened;
  return std::nullopt;
}

} // namespace

Exchange::Exchange(ExchangeSettings settings)
    : settings_(std::move(settings)), reader_(settings_.carrier == Carrier::serial ? HttpReader::Line::noisy : HttpReader::Line::clean) {}

void Exchange::start(engine::Instant now, HttpRequest request, Shape shape) {
  request_ = std::move(request);
  shape_ = shape;
  sent_ = false;
  result_.reset();
  if (line_up_ && !close_ && !used_) {
    send(now);
    return;
  }
  phase_ = Phase::opening;
  limit_ = now + settings_.connect_timeout;
}

void Exchange::send(engine::Instant now) {
  reader_.reset();
  output_ = write_http_request(request_, settings_.host, settings_.carrier == Carrier::serial);
  phase_ = Phase::answering;
  limit_ = now + settings_.answer_timeout;
  used_ = settings_.carrier == Carrier::tcp;
}

std::optional<ExchangeResult> Exchange::take_result() { return std::exchange(result_, std::nullopt); }

void Exchange::on_open(engine::Instant now) {
  line_up_ = true;
  used_ = false;
  close_ = false;
  reader_.reset();
  if (phase_ == Phase::opening) send(now);
}

void Exchange::on_bytes(engine::Instant, std::span<const std::uint8_t> bytes) {
  if (phase_ != Phase::answering) { // no question is open: a late answer, or noise
    if (settings_.carrier == Carrier::tcp) close_ = true;
    return;
  }
  reader_.add(bytes);
  read();
}

void Exchange::read() {
  while (phase_ == Phase::answering) {
    auto event = reader_.next();
    if (std::holds_alternative<HttpReader::NeedMore>(event)) return;
    if (const auto* response = std::get_if<HttpResponse>(&event)) {
      take_answer(*response);
      continue;
    }
    const auto& fault = std::get<HttpReader::Broken>(event);
    spdlog::warn("fiscal module: unreadable bytes: {}", fault.why);
    if (settings_.carrier == Carrier::tcp) fail(fault.why);
  }
}

void Exchange::take_answer(const HttpResponse& response) {
  ExchangeResult result;
  result.status = response.status;
  auto answer = read_answer(response.body);
  if (!answer) {
    result.end = ExchangeResult::End::unreadable;
    result.why = "HTTP " + std::to_string(response.status) + ", " + answer.error();
    finish(std::move(result));
    return;
  }
  if (const auto shape = looks_like(answer->data); answer->success && shape && *shape != shape_) {
    if (settings_.carrier == Carrier::serial) {
      spdlog::warn("fiscal module: thrown away a late answer to an earlier request");
      return;
    }
    result.end = ExchangeResult::End::unreadable;
    result.why = "the answer to another request";
    finish(std::move(result));
    return;
  }
  result.end = ExchangeResult::End::answered;
  result.answer = std::move(*answer);
  finish(std::move(result));
}

void Exchange::finish(ExchangeResult result) {
  phase_ = Phase::idle;
  output_.clear();
  if (settings_.carrier == Carrier::tcp && line_up_) close_ = true;
  result_ = std::move(result);
}

void Exchange::fail(std::string why) {
  ExchangeResult result;
  result.end = sent_ ? ExchangeResult::End::lost : ExchangeResult::End::not_sent;
  result.why = std::move(why);
  result.status = reader_.status();
  if (sent_ && line_up_) close_ = true; // on a serial line: opened again, so that less of the old answer is met
  finish(std::move(result));
}

void Exchange::on_closed(engine::Instant, const std::string& why) {
  const bool was_up = std::exchange(line_up_, false);
  close_ = false;
  used_ = false;
  if (phase_ == Phase::answering) {
    reader_.end_of_stream(); // an answer without a length may be complete now
    read();
    if (phase_ == Phase::answering) fail(why);
  } else if (phase_ == Phase::opening && !was_up) {
    fail(why); // the attempt to connect failed; the end of an earlier connection is no failure
  }
}

void Exchange::on_time(engine::Instant now) {
  if (phase_ == Phase::idle || now < limit_) return;
  fail(phase_ == Phase::opening ? "no connection in time" : "no answer in time");
}

Bytes Exchange::take_output() {
  if (output_.empty()) return {};
  sent_ = true;
  Bytes bytes(output_.begin(), output_.end());
  output_.clear();
  return bytes;
}

std::optional<engine::Instant> Exchange::deadline() const {
  if (phase_ == Phase::idle) return std::nullopt;
  return limit_;
}

bool Exchange::take_close_request() {
  // Over TCP wants_open() is enough, and lets the next connection be made at once.
  return settings_.carrier == Carrier::serial && std::exchange(close_, false);
}

bool Exchange::wants_open() const {
  if (settings_.carrier == Carrier::serial) return true;
  return !close_ && !(line_up_ && phase_ == Phase::opening) && phase_ != Phase::idle;
}

} // namespace devices::fiscal
