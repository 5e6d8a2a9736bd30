#include "devices/fiscal/fiscal_session.h"
#include "engine/base/log.h"
#include <fmt/format.h>
#include <tuple>

namespace devices::fiscal {
namespace {

using engine::Done;
using engine::Millis;
using engine::Outcome;
using engine::RefusalClass;
using engine::Refused;
using engine::Reply;
using engine::Unknown;

constexpr Millis first_backoff{2'000};

/// The documents show one form of a time. An answer with another form must not be lost for that.
std::optional<engine::WallTime> parse_any_time(std::string_view text) {
  if (auto time = engine::parse_fiscal_time(text)) return time;
  if (auto time = engine::parse_compact_time(text)) return time;
  return engine::parse_iso_time(text);
}

} // namespace

FiscalSession::FiscalSession(FiscalSettings settings, std::function<engine::WallTime()> wall)
    : settings_(std::move(settings)),
      wall_(std::move(wall)),
      exchange_({settings_.carrier, settings_.host, settings_.connect_timeout, settings_.answer_timeout}),
      page_(noisy()) {}

// --- the wire ---

void FiscalSession::on_open(engine::Instant now) {
  now_ = now;
  started_ = true;
  if (settings_.carrier == Carrier::serial) { // found (again): look at it at once
    poll_at_ = now;
    page_.line_opened();
  }
  exchange_.on_open(now);
  step();
}

void FiscalSession::on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) {
  now_ = now;
  exchange_.on_bytes(now, bytes);
  step();
}

void FiscalSession::on_closed(engine::Instant now, const std::string& why) {
  now_ = now;
  started_ = true;
  exchange_.on_closed(now, why);
  if (settings_.carrier == Carrier::serial && !exchange_.line_up()) keeper_.unreachable(why);
  step();
}

void FiscalSession::on_time(engine::Instant now) {
  now_ = now;
  if (!started_) poll_at_ = now;
  started_ = true;
  exchange_.on_time(now);
  keeper_.time(now);
  step();
}

std::optional<engine::Instant> FiscalSession::deadline() const {
  if (!started_) return engine::Instant{};
  std::optional<engine::Instant> first = exchange_.deadline();
  const auto sooner = [&](engine::Instant at) {
    if (!first || at < *first) first = at;
  };
  if (waiting_time_) sooner(wake_at_);
  if (active_.done()) {
    if (job_waiting()) sooner(now_);
    if (poll_at_) sooner(*poll_at_);
  }
  return first;
}

/// Resumes the task whose answer or time has come; begins the next job when none runs.
void FiscalSession::step() {
  for (;;) {
    if (waiting_answer_) {
      auto result = exchange_.take_result();
      if (!result) break;
      result_ = std::move(*result);
      note(result_);
      std::exchange(waiting_answer_, nullptr).resume();
    } else if (waiting_time_) {
      if (now_ < wake_at_) break;
      std::exchange(waiting_time_, nullptr).resume();
    } else if (!active_.done()) {
      break; // cannot be: a running task waits for one of the two
    } else {
      const auto finished = std::move(active_);
      finished.check(); // a reply that threw: the carrier must know
      if (!jobs_.empty()) {
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        active_ = job();
      } else if (poll_at_ && now_ >= *poll_at_) {
        poll_at_.reset();
        active_ = poll();
      } else {
        break;
      }
      active_.start();
    }
  }
  if (keeper_.take_changed()) {
    for (const auto& watcher : watchers_) watcher(keeper_.status());
  }
}

void FiscalSession::note(const ExchangeResult& result) {
  if (result.end == ExchangeResult::End::answered) {
    if (!keeper_.status().reachable) page_.line_opened();
    page_.module_answered(now_);
    keeper_.answered();
    if (!result.answer.success) {
      const auto& info = classify(result.answer.error);
      spdlog::warn("fiscal module: error {} {} ({}): {}", result.answer.error.code, info.name, info.text, result.answer.error.message);
      keeper_.error(now_, info, result.answer.error);
    }
  } else if (result.end == ExchangeResult::End::unreadable) {
    spdlog::warn("fiscal module: {}", result.why);
  } else {
    if (keeper_.status().reachable) { // the module has just gone: look for it soon, and not only when the next look is due
      backoff_ = first_backoff;
      poll_at_ = now_ + backoff_;
    }
    keeper_.unreachable(result.why);
    spdlog::log(backoff_ > first_backoff ? spdlog::level::debug : spdlog::level::warn, "fiscal module: {}: {}",
                result.end == ExchangeResult::End::lost ? "no answer" : "not reached", result.why);
  }
}

FiscalSession::AnswerAwaiter FiscalSession::ask(std::string method, const std::string& path, std::string body, Shape shape) {
  HttpRequest request;
  request.method = std::move(method);
  request.target = settings_.base_path + path;
  request.body = std::move(body);
  exchange_.start(now_, std::move(request), shape);
  return {*this};
}

// --- the port ---

void FiscalSession::on_status(std::function<void(const engine::FiscalStatus&)> watcher) { watchers_.push_back(std::move(watcher)); }

/// Calls the reply exactly once, with the outcome of the work.
template <class T> Task<void> FiscalSession::run(OutcomeTask<T> work, Reply<T> reply) {
  Outcome<T> outcome = Unknown{"the session failed"};
  try {
    outcome = co_await work;
  } catch (const std::exception& error) {
    outcome = Unknown{error.what()};
  }
  reply(std::move(outcome));
}

template <class T> void FiscalSession::enqueue(std::function<OutcomeTask<T>()> work, Reply<T> reply) {
  jobs_.emplace_back([work = std::move(work), reply = std::move(reply)] { return run<T>(work(), reply); });
}

void FiscalSession::read_info(Reply<engine::FiscalInfo> reply) {
  enqueue<engine::FiscalInfo>([this] { return get_info(); }, std::move(reply));
}
void FiscalSession::read_shift(Reply<engine::ZReport> reply) {
  enqueue<engine::ZReport>([this] { return get_shift(); }, std::move(reply));
}
void FiscalSession::open_shift(Reply<Done> reply) {
  enqueue<Done>([this] { return do_open_shift(); }, std::move(reply));
}
void FiscalSession::close_shift(bool print, Reply<engine::ZReport> reply) {
  enqueue<engine::ZReport>([this, print] { return do_close_shift(print); }, std::move(reply));
}
void FiscalSession::x_report(Reply<engine::ZReport> reply) {
  enqueue<engine::ZReport>([this] { return do_x_report(); }, std::move(reply));
}
void FiscalSession::prepare(Reply<engine::FiscalCounters> reply) {
  enqueue<engine::FiscalCounters>([this] { return do_prepare(); }, std::move(reply));
}
void FiscalSession::print_copy(Reply<Done> reply) {
  enqueue<Done>([this] { return do_print_copy(); }, std::move(reply));
}
void FiscalSession::register_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before, Reply<engine::FiscalResult> reply) {
  enqueue<engine::FiscalResult>([this, receipt = receipt_of(sale, settings_.edition), before] { return do_register(receipt, before); },
                                std::move(reply));
}
void FiscalSession::register_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                                    Reply<engine::FiscalResult> reply) {
  enqueue<engine::FiscalResult>([this, receipt = receipt_of(refund, settings_.edition), before] { return do_register(receipt, before); },
                                std::move(reply));
}
void FiscalSession::find_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before, Reply<engine::FiscalResult> reply) {
  enqueue<engine::FiscalResult>([this, receipt = receipt_of(sale, settings_.edition), before] { return do_find(receipt, before); },
                                std::move(reply));
}
void FiscalSession::find_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                                Reply<engine::FiscalResult> reply) {
  enqueue<engine::FiscalResult>([this, receipt = receipt_of(refund, settings_.edition), before] { return do_find(receipt, before); },
                                std::move(reply));
}

// --- asking ---

Refused FiscalSession::unavailable(const ExchangeResult& result) { return {RefusalClass::unavailable, "", result.why}; }

Refused FiscalSession::refused_by(const ModuleError& error) {
  const auto& info = classify(error);
  RefusalClass why = RefusalClass::service;
  if (info.action == ErrorAction::invalid || info.action == ErrorAction::refund_refused || info.action == ErrorAction::shift_empty)
    why = RefusalClass::invalid;
  const std::string text = error.data.empty() ? error.message : error.message + ": " + error.data;
  return {why, std::to_string(error.code), text.empty() ? std::string(info.text) : fmt::format("{} ({})", info.text, text)};
}

Task<void> FiscalSession::poll() {
  const auto info = co_await get_info();
  const bool heard = !std::holds_alternative<Unknown>(info) && keeper_.status().reachable;
  if (heard) {
    const auto shift = co_await get_shift();
    (void)shift; // the keeper has it
  }
  if (keeper_.status().reachable) {
    backoff_ = first_backoff;
    poll_at_ = now_ + settings_.poll_every;
  } else {
    poll_at_ = now_ + backoff_;
    backoff_ = std::min(backoff_ * 2, settings_.poll_every);
  }
}

FiscalSession::OutcomeTask<engine::FiscalInfo> FiscalSession::get_info() {
  const ExchangeResult result = co_await ask("GET", "/info/", "", Shape::info);
  if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
  if (result.end != ExchangeResult::End::answered) co_return Unknown{result.why};
  if (!result.answer.success) co_return refused_by(result.answer.error);
  const auto read = fiscal::read_info(result.answer.data);
  const auto module_time = read ? parse_any_time(read->info.current_time) : std::nullopt;
  if (!module_time) co_return Unknown{"/info/ without a terminal or a time"};
  const auto& before = keeper_.status().info;
  if (std::tie(before.terminal_id, before.applet_version, before.version_code) !=
      std::tie(read->info.terminal_id, read->info.applet_version, read->info.version_code))
    page_.module_changed(), ways_ = {};
  clock_.learn(now_, *module_time, parse_any_time(read->last_operation_time));
  keeper_.info(read->info, Millis{module_time->unix_ms - wall_().unix_ms});
  co_return read->info;
}

FiscalSession::OutcomeTask<engine::ZReport> FiscalSession::get_shift() {
  const ExchangeResult result = co_await ask("GET", "/zreport/info/", "", Shape::zreport);
  if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
  if (result.end != ExchangeResult::End::answered) co_return Unknown{result.why};
  if (!result.answer.success) co_return refused_by(result.answer.error);
  const auto report = read_zreport(result.answer.data);
  if (!report) co_return Unknown{"/zreport/info/ without counters"};
  keeper_.shift(*report);
  co_return *report;
}

/// The time for an operation; waits until the module's clock has reached it. Nothing: the module does not tell its
/// time.
Task<std::optional<std::string>> FiscalSession::operation_time() {
  if (!clock_.known(now_)) {
    const auto info = co_await get_info();
    if (!clock_.known(now_)) co_return std::nullopt;
  }
  co_await pause(clock_.next(now_).wait);
  const auto stamp = clock_.next(now_).stamp;
  clock_.used(stamp);
  co_return engine::format_fiscal_time(stamp);
}

// --- the shift ---

FiscalSession::OutcomeTask<Done> FiscalSession::do_open_shift() {
  for (bool again = false;; again = true) {
    const auto time = co_await operation_time();
    if (!time) co_return Refused{RefusalClass::unavailable, "", "the module does not tell its time"};
    const ExchangeResult result = co_await ask("GET", "/zreport/open/?time=" + encode_query_value(*time), "", Shape::opened);
    if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
    std::optional<Refused> refusal;
    if (result.end == ExchangeResult::End::answered) {
      const auto action = result.answer.success ? ErrorAction::none : classify(result.answer.error).action;
      if (result.answer.success || action == ErrorAction::already_open) {
        keeper_.shift_opened();
        co_return Done{};
      }
      if ((action == ErrorAction::wait_and_retry || action == ErrorAction::wrong_time) && !again) {
        if (action == ErrorAction::wrong_time) clock_.forget();
        co_await pause(retry_pause);
        continue;
      }
      refusal = refused_by(result.answer.error);
      if (action != ErrorAction::ask_before_retry) co_return *refusal;
    }
    const auto shift = co_await get_shift(); // the module knows whether it opened the shift
    if (const auto* report = std::get_if<engine::ZReport>(&shift)) {
      if (report->shift_open) co_return Done{};
      co_return refusal.value_or(Refused{RefusalClass::unavailable, "", "the shift was not opened: " + result.why});
    }
    co_return Unknown{"no answer to the opening of the shift"};
  }
}

FiscalSession::OutcomeTask<engine::ZReport> FiscalSession::do_close_shift(bool print) {
  const auto before = co_await get_shift();
  const auto* shift = std::get_if<engine::ZReport>(&before);
  if (shift == nullptr) {
    if (const auto* refused = std::get_if<Refused>(&before)) co_return *refused;
    co_return Refused{RefusalClass::unavailable, "", "the module does not tell its shift"};
  }
  if (!shift->shift_open) co_return Refused{RefusalClass::invalid, "", "the shift is not open"};

  for (bool again = false;; again = true) {
    const auto time = co_await operation_time();
    if (!time) co_return Refused{RefusalClass::unavailable, "", "the module does not tell its time"};
    const std::string path = "/zreport/close/?time=" + encode_query_value(*time);
    const std::string body = print ? write_close(true, settings_.cashier) : std::string();
    const ExchangeResult result = co_await ask(print ? "POST" : "GET", path, body, Shape::zreport);
    if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
    std::optional<Refused> refusal;
    if (result.ok()) {
      if (auto report = read_zreport(result.answer.data)) {
        report->shift_open = false; // the shift was just closed; an older applet may leave old values in its fields
        keeper_.shift(*report);
        co_return *report;
      }
    } else if (result.end == ExchangeResult::End::answered) {
      const auto action = classify(result.answer.error).action;
      if ((action == ErrorAction::wait_and_retry || action == ErrorAction::wrong_time) && !again) {
        if (action == ErrorAction::wrong_time) clock_.forget();
        co_await pause(retry_pause);
        continue;
      }
      refusal = refused_by(result.answer.error);
      if (action == ErrorAction::open_shift) refusal->why = RefusalClass::invalid; // nothing to close
      if (action != ErrorAction::ask_before_retry) co_return *refusal;
    }
    const auto now = co_await get_shift();
    if (const auto* report = std::get_if<engine::ZReport>(&now)) {
      if (!report->shift_open || report->number > shift->number) co_return *report;
      if (refusal) co_return *refusal;
      co_return Refused{RefusalClass::unavailable, "", "the shift was not closed: " + result.why};
    }
    co_return Unknown{"no answer to the closing of the shift"};
  }
}

FiscalSession::OutcomeTask<engine::ZReport> FiscalSession::do_x_report() {
  for (bool again = false;; again = true) {
    const auto time = co_await operation_time();
    if (!time) co_return Refused{RefusalClass::unavailable, "", "the module does not tell its time"};
    const ExchangeResult result =
        co_await ask("POST", "/zreport/close/?time=" + encode_query_value(*time), write_close(false, settings_.cashier), Shape::zreport);
    if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
    if (result.end != ExchangeResult::End::answered) co_return Unknown{result.why};
    if (result.answer.success) {
      const auto report = read_zreport(result.answer.data);
      if (!report) co_return Unknown{"an X report without counters"};
      co_return *report;
    }
    if (classify(result.answer.error).action != ErrorAction::wait_and_retry || again) co_return refused_by(result.answer.error);
    co_await pause(retry_pause);
  }
}

FiscalSession::OutcomeTask<Done> FiscalSession::do_print_copy() {
  const ExchangeResult result = co_await ask("GET", "/order/print/", "", Shape::nothing);
  if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
  if (result.end != ExchangeResult::End::answered) co_return Unknown{result.why};
  if (!result.answer.success) co_return refused_by(result.answer.error);
  co_return Done{};
}

} // namespace devices::fiscal
