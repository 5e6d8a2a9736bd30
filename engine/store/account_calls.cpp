#include "engine/store/account_calls.h"

#include "engine/base/log.h"
#include "engine/store/store_answers.h"
#include "engine/store/store_requests.h"
#include <algorithm>

namespace engine::store {
namespace {

/// The carrier ends a request at its deadline and knows whether it was sent; this is for a carrier that does not.
constexpr Millis grace{2'000};
constexpr std::size_t largest_token_answer = 64 * 1024;

bool is_success(int status) { return status >= 200 && status < 300; }

} // namespace

void AccountCalls::log_in(std::shared_ptr<const SecretBuffer> body, OnResult on_first) {
  log_in_body_ = std::move(body);
  on_first_log_in_ = std::move(on_first);
  send_log_in();
}

void AccountCalls::call(CallSpec spec, OnResult on_result) {
  Call call{.spec = std::move(spec), .on_result = std::move(on_result), .sent = {}, .deadline = outbox_.now() + settings_.deadline};
  const bool coming = phase_ == Phase::logging_in || phase_ == Phase::refreshing;
  if (call.spec.auth == CallSpec::Auth::required && phase_ != Phase::ready) {
    if (coming) {
      waiting_.push_back(std::move(call));
      return;
    }
    const bool refused = !log_in_refusal_.empty();
    NotSent result{refused ? RefusalClass::unauthorized : RefusalClass::unavailable,
                   refused ? log_in_refusal_ : "not logged in to the store"};
    outbox_.later([on_result = std::move(call.on_result), result = std::move(result)] { on_result(result); });
    return;
  }
  if (call.spec.auth == CallSpec::Auth::if_known && phase_ == Phase::refreshing) {
    waiting_.push_back(std::move(call));
    return;
  }
  send(std::move(call));
}

void AccountCalls::send(Call call) {
  const auto id = outbox_.next_id();
  call.sent = outbox_.now();
  call.deadline = call.sent + settings_.deadline;
  const bool with_token = call.spec.auth != CallSpec::Auth::none && has_token();
  call.generation = with_token ? generation_ : 0;
  outbox_.put(HttpRequest{.id = id,
                          .method = call.spec.method,
                          .url = call.spec.url,
                          .bearer = with_token ? access_ : std::string{},
                          .body = call.spec.body,
                          .deadline = call.deadline,
                          .max_body = call.spec.max_body,
                          .fresh_connection = call.spec.method != "GET"});
  in_flight_.emplace(id, std::move(call));
}

void AccountCalls::log_call(const Call& call, const char* ending) const {
  spdlog::info("store {}: {} {} {} after {} ms", settings_.name, call.spec.method, redact_url(call.spec.url), ending,
               (outbox_.now() - call.sent).count());
}

/// Pictures may come from another server, which says nothing about the store's health.
bool AccountCalls::is_api(const Call& call) const { return call.spec.url.starts_with(settings_.api_url); }

void AccountCalls::contact(bool answered, Instant sent) {
  if (on_contact) on_contact(answered, outbox_.now() - sent);
}

void AccountCalls::finish(Call call, CallResult result) {
  call.spec.body = std::monostate{}; // a secret is not needed any more
  call.on_result(std::move(result));
}

bool AccountCalls::on_answer(RequestId id, HttpAnswer answer) {
  if (id != 0 && id == auth_request_) {
    on_auth_answer(answer);
    return true;
  }
  auto found = in_flight_.extract(id);
  if (found.empty()) return false;
  auto call = std::move(found.mapped());
  log_call(call, fmt::format("answered {}", answer.status).c_str());
  if (is_api(call)) contact(answer.status < 500, call.sent);
  if (answer.status == 401 && call.spec.auth != CallSpec::Auth::none && replay_after_401(call)) return true;
  finish(std::move(call), std::move(answer));
  return true;
}

/// True when the call was taken over: sent again, or queued behind a refresh. Once in its life.
bool AccountCalls::replay_after_401(Call& call) {
  if (call.replayed || phase_ == Phase::signed_out || phase_ == Phase::waiting) return false;
  call.replayed = true;
  call.deadline = outbox_.now() + settings_.deadline;
  if (phase_ == Phase::ready && call.generation != generation_) { // refreshed while this answer was under way
    send(std::move(call));
    return true;
  }
  waiting_.push_back(std::move(call));
  if (phase_ == Phase::ready) send_refresh();
  return true;
}

bool AccountCalls::on_failed(RequestId id, Sent sent, const std::string& why) {
  if (id != 0 && id == auth_request_) {
    on_auth_failed(why);
    return true;
  }
  auto found = in_flight_.extract(id);
  if (found.empty()) return false;
  auto call = std::move(found.mapped());
  log_call(call, fmt::format("failed ({}, {})", why, sent == Sent::no ? "not sent" : "perhaps sent").c_str());
  if (is_api(call)) contact(false, call.sent);
  if (sent == Sent::no) finish(std::move(call), NotSent{RefusalClass::unavailable, why});
  else finish(std::move(call), NoAnswer{why});
  return true;
}

void AccountCalls::renew(const std::string& refused_token) {
  if (phase_ == Phase::ready && access_ == refused_token) send_refresh();
}

void AccountCalls::send_auth(const char* path, Body body) {
  auth_request_ = outbox_.next_id();
  auth_sent_ = outbox_.now();
  outbox_.put(HttpRequest{.id = auth_request_,
                          .method = "POST",
                          .url = settings_.api_url + path,
                          .bearer = {},
                          .body = std::move(body),
                          .deadline = auth_sent_ + settings_.deadline,
                          .max_body = largest_token_answer,
                          .fresh_connection = true});
}

void AccountCalls::send_log_in() {
  phase_ = Phase::logging_in;
  send_auth("/token", log_in_body_);
}

void AccountCalls::send_refresh() {
  if (refresh_.empty()) {
    drop_tokens();
    if (log_in_body_) send_log_in();
    else log_in_failed(true, "the token was refused and cannot be refreshed");
    return;
  }
  phase_ = Phase::refreshing;
  send_auth("/token/refresh", write_refresh(refresh_));
}

void AccountCalls::on_auth_answer(const HttpAnswer& answer) {
  auth_request_ = 0;
  const bool refreshing = phase_ == Phase::refreshing;
  spdlog::info("store {}: {} answered {}", settings_.name, refreshing ? "refresh" : "log-in", answer.status);
  contact(answer.status < 500, auth_sent_);
  const auto envelope = read_envelope(answer.body);
  if (is_success(answer.status) && envelope && !envelope->refused()) {
    if (auto tokens = read_tokens(answer.body)) {
      auto on_first = std::exchange(on_first_log_in_, nullptr);
      if (!settings_.keeps_password) log_in_body_.reset();
      use_tokens(std::move(tokens->access), std::move(tokens->refresh));
      if (on_first) on_first(answer);
      return;
    }
  }
  const auto text = envelope ? envelope->text : std::string{};
  const auto why = fmt::format("{} refused with {} {}", refreshing ? "refresh" : "log-in", answer.status, text);
  const bool definite = answer.status < 500 && answer.status != 429;
  if (!refreshing) {
    auto on_first = std::exchange(on_first_log_in_, nullptr);
    log_in_failed(definite, why);
    if (on_first) on_first(answer);
    return;
  }
  if (!definite) return on_auth_failed(why);
  drop_tokens();
  if (log_in_body_) send_log_in();
  else log_in_failed(true, why);
}

void AccountCalls::on_auth_failed(const std::string& why) {
  auth_request_ = 0;
  if (phase_ == Phase::refreshing) {
    // The old token stays: the next 401 asks again. Calls that wait here had a 401 or were never sent.
    spdlog::warn("store {}: refresh failed: {}", settings_.name, why);
    contact(false, auth_sent_);
    phase_ = Phase::ready;
    end_waiting(NotSent{RefusalClass::unavailable, "the log-in could not be refreshed: " + why});
    return;
  }
  contact(false, auth_sent_);
  auto on_first = std::exchange(on_first_log_in_, nullptr);
  log_in_failed(false, why);
  if (on_first) on_first(NotSent{RefusalClass::unavailable, why});
}

void AccountCalls::log_in_failed(bool refused, const std::string& why) {
  ++failures_;
  log_in_refusal_ = refused ? why : std::string{};
  if (settings_.keeps_password && log_in_body_) {
    const auto wait = growing_wait(failures_, refused ? settings_.longest_wait_refused : settings_.longest_wait);
    spdlog::warn("store {}: {}; next log-in in {} ms", settings_.name, why, wait.count());
    phase_ = Phase::waiting;
    next_log_in_ = outbox_.now() + wait;
  } else {
    spdlog::warn("store {}: {}", settings_.name, why);
    log_in_body_.reset();
    phase_ = Phase::signed_out;
  }
  if (on_token) on_token();
  end_waiting(NotSent{refused ? RefusalClass::unauthorized : RefusalClass::unavailable, why});
}

void AccountCalls::use_tokens(std::string access, std::string refresh) {
  access_ = std::move(access);
  if (!refresh.empty()) refresh_ = std::move(refresh);
  ++generation_;
  failures_ = 0;
  log_in_refusal_.clear();
  phase_ = Phase::ready;
  if (on_token) on_token();
  release_waiting();
}

void AccountCalls::drop_tokens() {
  access_.clear();
  refresh_.clear();
}

void AccountCalls::release_waiting() {
  auto calls = std::exchange(waiting_, {});
  for (auto& call : calls) send(std::move(call));
}

void AccountCalls::end_waiting(const NotSent& result) {
  auto calls = std::exchange(waiting_, {});
  for (auto& call : calls) outbox_.later([on_result = std::move(call.on_result), result] { on_result(result); });
}

void AccountCalls::forget() {
  if (auth_request_ != 0) outbox_.put(HttpCancel{std::exchange(auth_request_, 0)});
  drop_tokens();
  log_in_body_.reset();
  phase_ = Phase::signed_out;
  failures_ = 0;
  log_in_refusal_.clear();
  if (auto on_first = std::exchange(on_first_log_in_, nullptr))
    outbox_.later([on_first] { on_first(NotSent{RefusalClass::unavailable, "signed out"}); });
  auto calls = std::exchange(in_flight_, {});
  for (auto& [id, call] : calls) {
    outbox_.put(HttpCancel{id});
    outbox_.later([on_result = std::move(call.on_result)] { on_result(NoAnswer{"signed out before the answer"}); });
  }
  end_waiting(NotSent{RefusalClass::unavailable, "signed out"});
  if (on_token) on_token();
}

void AccountCalls::on_time() {
  const auto now = outbox_.now();
  if (auth_request_ != 0 && now >= auth_sent_ + settings_.deadline + grace) {
    outbox_.put(HttpCancel{auth_request_});
    on_auth_failed("no answer in time");
  }
  if (phase_ == Phase::waiting && now >= next_log_in_) send_log_in();
  std::vector<RequestId> late;
  for (const auto& [id, call] : in_flight_)
    if (now >= call.deadline + grace) late.push_back(id);
  for (const auto id : late) {
    outbox_.put(HttpCancel{id});
    on_failed(id, Sent::maybe, "no answer in time");
  }
  const auto first_late = std::stable_partition(waiting_.begin(), waiting_.end(), [&](const Call& c) { return now < c.deadline; });
  std::vector<Call> given_up(std::make_move_iterator(first_late), std::make_move_iterator(waiting_.end()));
  waiting_.erase(first_late, waiting_.end());
  for (auto& call : given_up) finish(std::move(call), NotSent{RefusalClass::unavailable, "no log-in in time"});
}

std::optional<Instant> AccountCalls::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](Instant at) { first = first ? std::min(*first, at) : at; };
  if (auth_request_ != 0) consider(auth_sent_ + settings_.deadline + grace);
  if (phase_ == Phase::waiting) consider(next_log_in_);
  for (const auto& [id, call] : in_flight_) consider(call.deadline + grace);
  for (const auto& call : waiting_) consider(call.deadline);
  return first;
}

} // namespace engine::store
