#pragma once
// Plays the network for a StoreSession: time stands still until it is moved, requests wait until they are answered.
#include "engine/store/store_session.h"
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <list>

namespace engine::store {

inline SecretBuffer secret(std::string_view text) {
  SecretBuffer buffer(text.size() + 1);
  buffer.append(text);
  return buffer;
}

/// Where a reply puts its outcome.
template <class T> struct Caught {
  std::optional<Outcome<T>> outcome;
  int calls = 0;
  Reply<T> reply() {
    return [this](Outcome<T> o) {
      ++calls;
      outcome = std::move(o);
    };
  }
  [[nodiscard]] bool done() const { return outcome && std::holds_alternative<T>(*outcome); }
  [[nodiscard]] bool unknown() const { return outcome && std::holds_alternative<Unknown>(*outcome); }
  [[nodiscard]] std::optional<RefusalClass> refused() const {
    if (!outcome || !std::holds_alternative<Refused>(*outcome)) return std::nullopt;
    return std::get<Refused>(*outcome).why;
  }
  [[nodiscard]] const T& value() const { return std::get<T>(*outcome); }
  [[nodiscard]] std::string text() const {
    if (!outcome) return "no reply";
    return std::visit(overloaded{[](const Refused& r) { return r.text; }, [](const Unknown& u) { return u.why; },
                                 [](const auto&) { return std::string{"done"}; }},
                      *outcome);
  }
};

class ScriptedCarrier {
public:
  static StoreSettings settings() {
    StoreSettings s;
    s.api_url = "https://store.example/api/";
    s.picture_origins = {"https://pictures.example:8443"};
    s.orders_url = "wss://store.example/ws/orders";
    s.phone = "998991234567";
    return s;
  }
  ScriptedCarrier() : session(settings(), secret("pass"), [this] { return now; }) {}

  void pump() {
    while (auto action = session.take_action()) {
      std::visit(overloaded{[&](HttpRequest& r) { requests.push_back(std::move(r)); },
                            [&](HttpCancel& c) {
                              cancelled.push_back(c.id);
                              requests.remove_if([&](const HttpRequest& r) { return r.id == c.id; });
                            },
                            [&](SocketOpen& o) { opens.push_back(std::move(o)); }, [&](SocketSend& s) { sent.push_back(std::move(s)); },
                            [&](SocketClose& c) { closes.push_back(c); }},
                 *action);
    }
  }
  /// Runs what is due now.
  void turn() {
    for (int i = 0; i < 10; ++i) {
      pump();
      if (!session.deadline() || *session.deadline() > now) break;
      session.on_time();
    }
    pump();
  }
  void pass(Millis time) {
    const auto end = now + time;
    while (session.deadline() && *session.deadline() <= end) {
      now = std::max(now, *session.deadline());
      session.on_time();
      pump();
    }
    now = end;
    turn();
  }
  /// The oldest open request to this path.
  HttpRequest take(const std::string& path) {
    turn();
    for (auto i = requests.begin(); i != requests.end(); ++i) {
      if (!i->url.ends_with(path)) continue;
      auto request = std::move(*i);
      requests.erase(i);
      return request;
    }
    ADD_FAILURE() << "no request to " << path << " among " << requests.size();
    return {};
  }
  HttpRequest answer(const std::string& path, int status, const std::string& body) {
    auto request = take(path);
    session.on_http_answer(request.id, {status, body});
    turn();
    return request;
  }
  void fail(const std::string& path, Sent was_sent) {
    const auto request = take(path);
    session.on_http_failed(request.id, was_sent, "scripted");
    turn();
  }
  [[nodiscard]] std::size_t count(const std::string& path) const {
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), [&](const auto& r) { return r.url.ends_with(path); }));
  }
  void log_in(const std::string& access = "acc1", const std::string& refresh = "ref1") {
    session.start();
    answer("/token", 200, fmt::format(R"({{"success":true,"data":{{"token":{{"access":"{}","refresh":"{}"}}}}}})", access, refresh));
  }
  void open_socket(Account account = Account::kiosk) {
    session.on_socket_open(account);
    turn();
  }
  void ready() {
    log_in();
    open_socket();
  }
  void say(const std::string& text, Account account = Account::kiosk) {
    session.on_socket_fragment(account, text, true);
    turn();
  }
  void close_socket(int status = 0, Account account = Account::kiosk) {
    session.on_socket_closed(account, "scripted", status);
    turn();
  }

  Instant now{Millis{1'000'000}};
  std::list<HttpRequest> requests;
  std::vector<RequestId> cancelled;
  std::vector<SocketOpen> opens;
  std::vector<SocketSend> sent;
  std::vector<SocketClose> closes;
  StoreSession session;
};

} // namespace engine::store
