#include "tests/simulation/store_wire.h"

#include <algorithm>
#include <fmt/format.h>

namespace simulation {

using engine::Account;
using namespace engine::store;

namespace {

/// The text of a member of a flat JSON object; only for what this program wrote itself.
std::string member(std::string_view json, std::string_view name) {
  const auto key = fmt::format("\"{}\"", name);
  auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  at = json.find('"', json.find(':', at + key.size()));
  if (at == std::string_view::npos) return {};
  const auto end = json.find('"', at + 1);
  return std::string{json.substr(at + 1, end - at - 1)};
}

std::string token_of(const std::string& url) {
  const auto at = url.find("?token=");
  return at == std::string::npos ? std::string{} : url.substr(at + 7);
}

/// "https://store.example/api/products/8" -> "/api/products/8"
std::string target_of(const std::string& url) {
  const auto scheme = url.find("://");
  return url.substr(url.find('/', scheme + 3));
}

} // namespace

StoreWire::StoreWire(Scheduler& scheduler, Trace& trace, Dice dice, devices::sim::StoreModel& model)
    : scheduler_{scheduler}, trace_{trace}, dice_{dice}, model_{model}, to_store_{scheduler}, to_kiosk_{scheduler}, clock_{scheduler} {
  model_.on_push = [this](const std::string& text) {
    for (const auto account : {Account::kiosk, Account::customer})
      if (socket(account).open) {
        ++counts_.pushes;
        socket_say(account, text, Millis{0});
      }
  };
  model_.on_drop_sockets = [this] {
    for (const auto account : {Account::kiosk, Account::customer}) close_socket(account, "the store ended the connection");
  };
  model_.on_down_or_up = [this] {
    if (model_.is_down())
      for (const auto account : {Account::kiosk, Account::customer}) close_socket(account, "the store went down");
  };
}

void StoreWire::attach(StoreSession& session) {
  session_ = &session;
  ++life_;
  session.on_wake([this, life = life_] {
    if (life != life_ || posted_) return;
    posted_ = true;
    clock_.after(Millis{0}, [this, life] {
      if (life != life_) return;
      posted_ = false;
      pump();
    });
  });
}

void StoreWire::detach() {
  session_ = nullptr;
  ++life_;
  posted_ = false;
  armed_.reset();
  clock_.clear();
  to_kiosk_.clear();
  pending_.clear();
  for (auto& s : sockets_) {
    s.open = s.opening = false;
    ++s.generation;
  }
}

void StoreWire::network(bool up) {
  up_ = up;
  if (up) return;
  for (const auto account : {Account::kiosk, Account::customer}) close_socket(account, "the network is gone");
}

template <class Call> void StoreWire::step(Call call) {
  if (!session_) return;
  call();
  if (session_) pump();
}

void StoreWire::pump() {
  if (!session_) return;
  take_actions();
  arm();
}

void StoreWire::take_actions() {
  while (auto action = session_->take_action())
    std::visit(engine::overloaded{[&](HttpRequest& r) { send(std::move(r)); }, [&](HttpCancel& c) { pending_.erase(c.id); },
                                  [&](SocketOpen& o) { open_socket(o); }, [&](SocketSend& s) { socket_send(std::move(s)); },
                                  [&](SocketClose& c) {
                                    auto& s = socket(c.account);
                                    s.open = s.opening = false;
                                    ++s.generation;
                                  }},
               *action);
}

void StoreWire::arm() {
  const auto wanted = session_->deadline();
  if (!wanted) return;
  const auto at = std::max(*wanted, scheduler_.now());
  if (armed_ && *armed_ <= at) return;
  armed_ = at;
  clock_.at(at, [this, life = life_, at] {
    if (life != life_ || armed_ != at) return;
    armed_.reset();
    const auto due = session_->deadline();
    if (due && *due <= scheduler_.now()) return step([&] { session_->on_time(); });
    arm();
  });
}

// --- HTTP ---

void StoreWire::send(HttpRequest request) {
  const auto id = request.id;
  Pending pending{request.method, target_of(request.url), false, {}};
  check_pay(request, pending);
  trace_.say("store", "<- {} {}", pending.method, pending.target);
  pending_[id] = pending;
  const auto fail_at = [&](Instant at, Sent sent, const char* why) {
    to_kiosk_.at(std::min(at, request.deadline), [this, id, sent, why] { fail(id, sent, why); });
  };
  const auto now = scheduler_.now();
  if (!up_ || model_.is_down() || dice_.chance(luck.refused)) {
    ++counts_.refused;
    return fail_at(now + latency(), Sent::no, "connection refused");
  }
  if (dice_.chance(luck.lost_before)) {
    ++counts_.lost_before;
    trace_.say("store", "the request is lost before the store");
    return fail_at(dice_.chance(500) ? request.deadline : now + dice_.wait(10, 20'000), Sent::maybe, "no answer");
  }
  if (dice_.chance(luck.gateway_before)) {
    ++counts_.gateway;
    to_kiosk_.after(latency(), [this, id] { answer(id, {502, "<html>Bad Gateway</html>"}); });
    return;
  }
  devices::sim::StoreRequest call{pending.method, pending.target, request.bearer, std::string{bytes_of(request.body)}};
  to_store_.after(latency(), [this, id, call = std::move(call), deadline = request.deadline, life = life_] {
    arrive(id, call, deadline, life == life_);
  });
}

void StoreWire::arrive(RequestId id, const devices::sim::StoreRequest& request, Instant deadline, bool tell) {
  if (!up_ || model_.is_down()) {
    if (tell) to_kiosk_.at(std::min(deadline, scheduler_.now() + latency()), [this, id] { fail(id, Sent::maybe, "the connection broke"); });
    return;
  }
  if (request.target.ends_with("/receipts/receipts_pay") && model_.is_receipt_paid(member(request.body, "invoice_id")))
    on_violation("a payment was sent for an order that is paid");
  auto reply = model_.http(request);
  if (request.target.ends_with("/cart/delete-all") && reply.status < 300) ++carts_cleared_;
  if (!tell) return;
  const auto now = scheduler_.now();
  auto at = now + reply.delay + latency();
  if (dice_.chance(luck.late)) {
    ++counts_.late;
    at += dice_.wait(1'000, 45'000);
  }
  const bool lost = dice_.chance(luck.lost_after), cut = dice_.chance(luck.cut);
  counts_.lost_after += lost;
  counts_.cut += cut;
  if (lost || cut || reply.no_answer || at >= deadline) {
    trace_.say("store", "the answer to {} is lost", request.target);
    const auto until = cut || reply.no_answer || dice_.chance(300) ? std::min(at, deadline) : deadline;
    to_kiosk_.at(until, [this, id] { fail(id, Sent::maybe, "no whole answer"); });
    return;
  }
  HttpAnswer http{reply.status, std::move(reply.body)};
  if (dice_.chance(luck.gateway_after)) {
    ++counts_.gateway;
    http = dice_.chance(500) ? HttpAnswer{504, "<html>Gateway Timeout</html>"}
                             : HttpAnswer{500, R"({"success":false,"message":"Internal server error"})"};
  }
  to_kiosk_.at(at, [this, id, http = std::move(http)]() mutable { answer(id, std::move(http)); });
}

void StoreWire::answer(RequestId id, HttpAnswer reply) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  trace_.say("store", "-> {} {} {}", reply.status, found->second.target, reply.body.substr(0, 160));
  if (found->second.pay) {
    if (reply.status == 401) payments_.erase(found->second.invoice); // certainly not carried out: may be sent once more
    else if (reply.status < 500 && reply.body.find("\"success\":false") != std::string::npos &&
             reply.body.find("-31402") == std::string::npos)
      payments_[found->second.invoice] = Pay::refused;
  }
  pending_.erase(found);
  step([&] { session_->on_http_answer(id, std::move(reply)); });
}

void StoreWire::fail(RequestId id, Sent sent, const std::string& why) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  trace_.say("store", "-> {} failed: {}{}", found->second.target, why, sent == Sent::no ? ", nothing was sent" : "");
  if (found->second.pay && sent == Sent::no) payments_.erase(found->second.invoice);
  pending_.erase(found);
  step([&] { session_->on_http_failed(id, sent, why); });
}

void StoreWire::check_pay(const HttpRequest& request, Pending& pending) {
  if (!pending.target.ends_with("/receipts/receipts_pay")) return;
  pending.pay = true;
  pending.invoice = member(bytes_of(request.body), "invoice_id");
  const auto found = payments_.find(pending.invoice);
  if (found != payments_.end() && found->second == Pay::unknown)
    on_violation(fmt::format("invoice {} was paid again although nobody knows what became of the first payment", pending.invoice));
  payments_[pending.invoice] = Pay::unknown;
}

// --- the orders sockets ---

void StoreWire::open_socket(const SocketOpen& action) {
  auto& s = socket(action.account);
  const auto generation = ++s.generation;
  s.opening = true;
  s.open = false;
  to_kiosk_.after(latency() * 2, [this, account = action.account, token = token_of(action.url), generation] {
    auto& mine = socket(account);
    if (mine.generation != generation) return;
    mine.opening = false;
    if (!up_ || model_.is_down()) return step([&] { session_->on_socket_closed(account, "connection refused"); });
    const auto user = model_.user_of_token(token);
    if (!user) return step([&] { session_->on_socket_closed(account, "HTTP 401", 401); });
    mine.open = true;
    mine.user = *user;
    mine.to_store = mine.to_kiosk = scheduler_.now();
    step([&] { session_->on_socket_open(account); });
    // The store speaks to the account, not to the request.
    if (auto owed = mine.owed.extract(*user); !owed.empty() && mine.open) {
      ++counts_.told_later;
      socket_say(account, std::move(owed.mapped()), dice_.wait(0, 20'000));
    }
  });
}

void StoreWire::close_socket(Account account, const std::string& why) {
  auto& s = socket(account);
  if (!s.open) return;
  s.open = false;
  const auto generation = ++s.generation;
  to_kiosk_.after(latency(), [this, account, why, generation] {
    if (socket(account).generation != generation) return;
    step([&] { session_->on_socket_closed(account, why); });
  });
}

void StoreWire::socket_send(SocketSend action) {
  auto& s = socket(action.account);
  if (!s.open) return;
  const bool create = action.text.find("\"create_order\"") != std::string::npos;
  trace_.say("store", "<- socket {}", create ? action.text : "get_orders");
  if (create) {
    const auto address = member(action.text, "address");
    if (const auto bracket = address.rfind('['); bracket != std::string::npos && !marks_.insert(address.substr(bracket)).second)
      on_violation("create_order was sent twice with the mark " + address.substr(bracket));
  }
  if (create && dice_.chance(luck.others_order))
    to_store_.after(Millis{1}, [this, id = 900'000 + static_cast<std::int64_t>(marks_.size()), another = dice_.chance(500)] {
      boost::json::object push{{"do", "push"}, {"type", "new_order"}};
      if (another) push["id"] = id; // of somebody who buys in the browser
      model_.command(push);
    });
  const auto account = action.account;
  const bool breaks = dice_.chance(luck.socket_breaks) || (create && dice_.chance(luck.order_breaks));
  const bool before = dice_.chance(500);
  if (breaks) {
    ++counts_.socket_breaks;
    trace_.say("store", "the socket breaks {} the store saw it", before ? "before" : "after");
  }
  s.to_store = std::max(s.to_store, scheduler_.now()) + latency();
  to_store_.at(s.to_store, [this, account, create, breaks, before, user = s.user, text = std::move(action.text), generation = s.generation,
                            sale = create ? newest_sale() : 0, life = life_] {
    const bool alive = life == life_ && socket(account).generation == generation;
    const bool reached = up_ && !model_.is_down() && !(breaks && before);
    std::string reply_text;
    if (reached) {
      const auto had = model_.order_count();
      auto reply = model_.socket_message(user, text);
      if (create && model_.order_count() > had) on_order_made(model_.last_order(), sale);
      reply_text = std::move(reply.text);
      if (create && dice_.chance(luck.order_slow)) {
        ++counts_.late;
        reply.delay += dice_.wait(1'000, 20'000);
      }
      if (alive && !breaks && !reply_text.empty()) socket_say(account, std::move(reply_text), reply.delay);
    }
    if (alive && breaks) close_socket(account, "connection reset");
    if (create && reached && !(alive && !breaks) && dice_.chance(luck.told_later)) socket(account).owed[user] = std::move(reply_text);
  });
}

void StoreWire::socket_say(Account account, std::string text, Millis delay) {
  auto& s = socket(account);
  auto at = std::max(s.to_kiosk, scheduler_.now() + delay) + latency();
  if (dice_.chance(luck.late)) {
    ++counts_.late;
    at += dice_.wait(1'000, 45'000);
  }
  s.to_kiosk = at;
  const auto generation = s.generation;
  // Long messages come in pieces, and a connection may end between two.
  const auto pieces = text.size() > 400 ? 1 + dice_.below(3) : 1;
  const auto length = (text.size() + static_cast<std::size_t>(pieces) - 1) / static_cast<std::size_t>(pieces);
  const auto break_at = pieces > 1 && dice_.chance(luck.socket_breaks) ? 1 : pieces;
  for (std::int64_t i = 0; i < pieces; ++i) {
    const auto piece = text.substr(static_cast<std::size_t>(i) * length, length);
    const bool last = i + 1 == pieces;
    if (i == break_at) {
      ++counts_.socket_breaks;
      to_kiosk_.at(at, [this, account, generation] {
        if (socket(account).generation == generation) close_socket(account, "connection reset inside a message");
      });
      return;
    }
    to_kiosk_.at(at, [this, account, piece, last, generation] {
      if (socket(account).generation != generation || !socket(account).open) return;
      trace_.say("store", "-> socket {}{}", piece.substr(0, 160), last ? "" : " ..");
      step([&] { session_->on_socket_fragment(account, piece, last); });
    });
    at += Millis{1};
  }
  s.to_kiosk = at;
}

} // namespace simulation
