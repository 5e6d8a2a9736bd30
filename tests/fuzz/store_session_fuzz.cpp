// The store's client, HTTP and both sockets, with requests outstanding while anything comes back: answers that fit, garbage, answers to
// requests that were given up, messages in pieces, connections that end, tokens that die. One outcome a call; an order is sent once, a
// payment once and again only after a definite 401 (rules R14); no token of one account in a request of the other; and in the end there
// is always an outcome.
#include "engine/base/log.h"
#include "engine/store/store_session.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <array>
#include <deque>
#include <map>

namespace {

using namespace engine;
using namespace engine::store;

constexpr int most_calls = 24;

SecretBuffer secret(std::string_view text) {
  SecretBuffer buffer{text.size() + 1};
  buffer.append(text);
  return buffer;
}

class Net {
public:
  Net() : session_(settings(), secret("pass"), [this] { return now_; }) {
    session_.start();
    carry();
  }

  // What is asked ---------------------------------------------------------------------------------------------------------
  void call(std::uint8_t which) {
    if (calls_ - ended_ >= most_calls || calls_ >= 200) return;
    const auto account = which % 2 == 0 ? Account::kiosk : Account::customer;
    switch (which / 2 % 8) {
    case 0: {
      OrderRequest request;
      request.amount = Money::som(42'000);
      request.receiver = {"A", "B", "998991234567", std::string{"[k-"} + std::to_string(100 + creates_) + "]", std::nullopt};
      request.items = {{7, Money::som(42'000), Quantity::pieces(1)}};
      orders_[request.receiver.address] = 0;
      ++creates_;
      session_.create_order(account, request, once<OrderCreated>([](const OrderCreated& order) {
                              fuzz::require(!order.order_id.empty(), "an order that was created has an id");
                            }));
      break;
    }
    case 1:
      session_.find_orders(account,
                           OrderFilter{[](const StoreOrder& order) { return order.unread.empty() && !order.id.empty(); },
                                       [](const StoreOrder& told, std::string_view) { return !told.unread.empty(); }},
                           once<std::vector<StoreOrder>>([](const std::vector<StoreOrder>& orders) {
                             fuzz::require(orders.size() <= 10'000, "what is kept is bounded");
                           }));
      break;
    case 2:
      session_.create_receipt(account, "77", Money::som(42'000),
                              once<std::string>([](const std::string& id) { fuzz::require(!id.empty(), "a receipt has an id"); }));
      break;
    case 3: {
      const auto receipt = std::string{"receipt-"} + std::to_string(pays_++);
      payments_[receipt] = {};
      session_.pay_receipt(account, "card-token", receipt, once<PaidReceipt>([](const PaidReceipt&) {}));
      break;
    }
    case 4:
      session_.verify_card("card-token", secret("666666"),
                           once<CardToken>([](const CardToken& card) { fuzz::require(!card.token.empty(), "a card has a token"); }));
      break;
    case 5: session_.clear_cart(once<Done>([](const Done&) {})); break;
    case 6: session_.refresh_products({7, 8, 9}, once<StorePort::FreshProducts>([](const StorePort::FreshProducts&) {})); break;
    default:
      if (account == Account::kiosk) {
        session_.sign_out();
      } else if (!signing_in_) {
        signing_in_ = true;
        session_.sign_in("998901112233", secret("word"), once<Customer>([](const Customer&) {}, &signing_in_));
      }
    }
    carry();
  }

  // What comes ------------------------------------------------------------------------------------------------------------
  void answer(std::size_t which, int status, std::string body) {
    if (open_.empty()) return;
    const auto at = open_.begin() + static_cast<std::ptrdiff_t>(which % open_.size());
    const auto request = std::move(*at);
    open_.erase(at);
    gone_.push_back(request.id);
    if (gone_.size() > 8) gone_.pop_front();
    if (status == 401) ++refused_[path_and_body(request)];
    if (status == 200 && body.empty()) body = proper(request);
    session_.on_http_answer(request.id, {status, std::move(body)});
    carry();
  }
  /// To a request that has its answer, or was given up.
  void answer_late(std::size_t which) {
    if (gone_.empty()) return;
    session_.on_http_answer(gone_[which % gone_.size()], {200, R"({"success":true,"data":{}})"});
    carry();
  }
  void fail(std::size_t which, bool sent) {
    if (open_.empty()) return;
    const auto at = open_.begin() + static_cast<std::ptrdiff_t>(which % open_.size());
    const auto id = at->id;
    open_.erase(at);
    session_.on_http_failed(id, sent ? Sent::maybe : Sent::no, "reset");
    carry();
  }
  void say(Account account, std::string_view text, bool last) {
    if (!socket_[index(account)]) return;
    session_.on_socket_fragment(account, text, last);
    carry();
  }
  void open(Account account) {
    if (!opening_[index(account)]) return;
    opening_[index(account)] = false;
    socket_[index(account)] = true;
    session_.on_socket_open(account);
    carry();
  }
  void close(Account account, int status) {
    if (!socket_[index(account)] && !opening_[index(account)]) return;
    socket_[index(account)] = opening_[index(account)] = false;
    session_.on_socket_closed(account, "reset", status);
    carry();
  }
  void pass(Millis time) {
    const auto end = now_ + time;
    for (int steps = 0;; ++steps) {
      const auto next = session_.deadline();
      if (!next || *next > end) break;
      fuzz::require(steps < 20'000, "deadlines advance");
      now_ = std::max(now_, *next);
      session_.on_time();
      carry();
    }
    now_ = end;
  }
  void finish() {
    for (int minutes = 0; minutes < 240 && ended_ < calls_; ++minutes) {
      while (!open_.empty() && open_.front().deadline <= now_) fail(0, true); // the carrier keeps the deadline of a request
      pass(std::chrono::minutes{1});
    }
    fuzz::require(ended_ == calls_, "every call has an outcome in the end");
  }

private:
  static StoreSettings settings() {
    StoreSettings s;
    s.api_url = "https://store.example/api";
    s.orders_url = "wss://store.example/ws/orders";
    s.phone = "998991234567";
    return s;
  }
  static std::size_t index(Account account) { return account == Account::kiosk ? 0 : 1; }
  template <class T, class Check> Reply<T> once(Check check, bool* busy = nullptr) {
    ++calls_;
    return [this, check, busy, ended = std::make_shared<bool>(false)](const Outcome<T>& outcome) {
      fuzz::require(!std::exchange(*ended, true), "a call has one outcome");
      ++ended_;
      if (busy) *busy = false;
      if (const auto* value = std::get_if<T>(&outcome)) check(*value);
    };
  }
  static std::string path_and_body(const HttpRequest& request) { return request.url + "\n" + std::string{bytes_of(request.body)}; }
  /// What a store in order answers. Each account's tokens carry its name.
  std::string proper(const HttpRequest& request) {
    const auto is = [&](std::string_view path) { return request.url.ends_with(path); };
    if (is("/token/refresh")) {
      const bool customer = bytes_of(request.body).find("customer") != std::string_view::npos;
      return std::string{R"({"access":")"} + (customer ? "customer" : "kiosk") + std::to_string(++tokens_) + R"("})";
    }
    if (is("/token")) {
      const std::string who = bytes_of(request.body).find("998901112233") != std::string_view::npos ? "customer" : "kiosk";
      return R"({"success":true,"data":{"token":{"access":")" + who + std::to_string(++tokens_) + R"(","refresh":")" + who +
             R"(-refresh"},"user":{"first_name":"G","last_name":"O","phone":"998901112233","cashback_balance":100}}})";
    }
    if (is("/receipts/receipts_create")) return R"({"success":true,"data":{"receipt":{"_id":"r1"},"result":{"receipt":{"_id":"r1"}}}})";
    if (is("/receipts/receipts_pay")) return R"({"success":true,"data":{"result":{"receipt":{"_id":"r1","state":4}}}})";
    if (is("/cards/verify_card") || is("/cards/check_card"))
      return R"({"success":true,"data":{"result":{"card":{"token":"card-token","number":"860006******6311","verify":true}}}})";
    return R"({"success":true,"data":{}})";
  }
  void sent(const HttpRequest& request) {
    fuzz::require(request.max_body > 0 && request.max_body <= 64u << 20, "an answer has a bound");
    fuzz::require(request.deadline > now_ || request.deadline == now_, "a request has a deadline");
    if (!request.url.ends_with("/receipts/receipts_pay")) return;
    for (auto& [receipt, times] : payments_) {
      const auto body = std::string{bytes_of(request.body)};
      if (body.find('"' + receipt + '"') == std::string::npos) continue;
      fuzz::require(++times <= 1 + refused_[path_and_body(request)], "a payment is sent once, and again only after a definite 401");
      fuzz::require(times <= 2, "and then once more at most");
    }
  }
  void carry() {
    while (auto action = session_.take_action()) {
      std::visit(overloaded{[&](HttpRequest& r) {
                              sent(r);
                              open_.push_back(std::move(r));
                            },
                            [&](HttpCancel& c) {
                              std::erase_if(open_, [&](const HttpRequest& r) { return r.id == c.id; });
                              gone_.push_back(c.id);
                            },
                            [&](SocketOpen& o) {
                              const bool customer = o.url.find("customer") != std::string::npos;
                              fuzz::require(!customer || o.account == Account::customer, "the kiosk's socket has the kiosk's token");
                              opening_[index(o.account)] = true;
                              socket_[index(o.account)] = false;
                            },
                            [&](SocketSend& s) {
                              fuzz::require(socket_[index(s.account)], "nothing is sent on a closed socket");
                              for (auto& [mark, times] : orders_)
                                if (s.text.find(mark) != std::string::npos) fuzz::require(++times == 1, "an order is sent once");
                            },
                            [&](SocketClose& c) { opening_[index(c.account)] = socket_[index(c.account)] = false; }},
                 *action);
    }
  }

  Instant now_{Millis{1'000'000}};
  std::deque<HttpRequest> open_;
  std::deque<RequestId> gone_;
  std::map<std::string, int> orders_, payments_, refused_;
  std::array<bool, 2> opening_{}, socket_{};
  bool signing_in_ = false;
  int calls_ = 0, ended_ = 0, creates_ = 0, pays_ = 0, tokens_ = 0;
  StoreSession session_;
};

constexpr std::array<std::string_view, 6> messages{
    R"({"type":"order_created","data":{"id":77,"order_number":"№0000077"}})",
    R"({"type":"get_orders","success":true,"data":{"orders":[{"id":77,"amount":42000,"total_amount":42000,"receiver":{"address":"[k-100]"}},{"id":78,"amount":"?","total_amount":1}]}})",
    R"({"type":"new_order","success":true,"data":{"id":5}})",
    R"({"type":"error","success":false,"message":"no"})",
    R"([{"id":1,"amount":1,"total_amount":1}])",
    R"({"type":"order_created"})",
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  fuzz::Script script(data, size);
  Net net;
  for (int steps = 0; !script.over() && steps < 600; ++steps) {
    const auto what = script.byte();
    const auto account = what / 16 % 2 == 0 ? Account::kiosk : Account::customer;
    switch (what % 16) {
    case 0:
    case 1: net.call(script.byte()); break;
    case 2:
    case 3: net.answer(what / 16, 200, {}); break;
    case 4: net.answer(what / 16, 401, R"({"success":false,"message":"token"})"); break;
    case 5: {
      constexpr std::array<int, 8> statuses{200, 201, 204, 302, 400, 404, 500, 503};
      const auto status = statuses[script.byte() % statuses.size()];
      const auto body = script.bytes(script.byte());
      net.answer(what / 16, status, std::string{fuzz::text_of(body.data(), body.size())} + (body.empty() ? " " : ""));
      break;
    }
    case 6: net.fail(what / 16, script.byte() % 2 == 0); break;
    case 7: net.answer_late(what / 16); break;
    case 8: {
      const auto text = script.bytes(script.byte());
      net.say(account, fuzz::text_of(text.data(), text.size()), what / 32 % 2 == 0);
      break;
    }
    case 9:
    case 10: net.say(account, messages[script.byte() % messages.size()], true); break;
    case 11: { // in two pieces
      const auto message = messages[script.byte() % messages.size()];
      const auto cut = script.byte() % message.size();
      net.say(account, message.substr(0, cut), false);
      net.say(account, message.substr(cut), true);
      break;
    }
    case 12: net.open(account); break;
    case 13: net.close(account, what / 32 % 2 == 0 ? 0 : 401); break;
    case 14: net.pass(Millis{script.byte() * 200}); break;
    default: net.pass(Millis{1'000});
    }
  }
  net.finish();
  return 0;
}
