#include "engine/store/orders_socket.h"

#include "engine/base/log.h"
#include "engine/base/outside_text.h"
#include "engine/base/wipe.h"
#include "engine/store/store_errors.h"
#include "engine/store/store_requests.h"
#include "engine/store/unread_order.h"
#include <algorithm>

namespace engine::store {
namespace {

constexpr Millis open_grace{2'000}; ///< for a carrier that does not keep the deadline itself

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

const char* name_of(Account account) { return account == Account::kiosk ? "kiosk" : "customer"; }

/// For the log: the store's text may be anything.
std::string short_of(std::string_view text) {
  const auto out = tidy(text, 40);
  return out.empty() ? "?" : out;
}

Refused refusal_of(StoreCall call, const Envelope& envelope) {
  return Refused{classify(call, 200, envelope.code, envelope.text), envelope.code, envelope.text};
}

} // namespace

void OrdersSocket::use_token(const std::string& token) {
  if (token == token_) return;
  wipe(token_);
  token_ = token;
  if (token_.empty()) {
    wipe(used_token_);
    if (state_ == State::open || state_ == State::opening) outbox_.put(SocketClose{settings_.account});
    state_ = State::off;
    failures_ = 0;
    lost("logged out", Millis{0});
    return;
  }
  if (state_ == State::off && (settings_.keep_open || !queue_.empty())) open_now();
}

void OrdersSocket::create_order(const OrderRequest& request, Reply<OrderCreated> reply) {
  enqueue(Request{write_create_order(request), Create{std::move(reply)}, {}, {}});
}

void OrdersSocket::find_orders(OrderFilter keep, Reply<std::vector<StoreOrder>> reply) {
  enqueue(Request{write_get_orders(), Find{std::move(keep), std::move(reply), {}}, {}, {}});
}

void OrdersSocket::enqueue(Request request) {
  if (token_.empty() || (settings_.keep_open && !is_open())) {
    // A customer's token does not come back by itself, so a request with it is told that waiting is useless. An order was not sent.
    const bool for_good = token_.empty() && !settings_.keep_open && std::holds_alternative<Find>(request.kind);
    end(std::move(request),
        Refused{for_good ? RefusalClass::unauthorized : RefusalClass::unavailable, "", "the orders socket is not open: " + trouble_});
    return;
  }
  request.deadline = outbox_.now() + settings_.deadline;
  queue_.push_back(std::move(request));
  if (state_ == State::off) open_now();
  send_next();
}

void OrdersSocket::send_next() {
  if (!is_open() || active_ || queue_.empty()) return;
  active_ = std::move(queue_.front());
  queue_.pop_front();
  active_->deadline = outbox_.now() + settings_.deadline;
  active_->last_deadline = outbox_.now() + settings_.list_deadline;
  outbox_.put(SocketSend{settings_.account, std::move(active_->text)});
}

void OrdersSocket::open_now() {
  state_ = State::opening;
  used_token_ = token_;
  open_deadline_ = outbox_.now() + settings_.open_deadline;
  outbox_.put(SocketOpen{settings_.account, settings_.url + "?token=" + percent_encode(token_), open_deadline_});
}

void OrdersSocket::on_open() {
  if (state_ != State::opening) return;
  spdlog::info("store {}: orders socket open", name_of(settings_.account));
  state_ = State::open;
  failures_ = 0;
  trouble_.clear();
  stream_.reset();
  send_next();
  changed();
}

void OrdersSocket::on_closed(const std::string& why, int http_status) {
  if (state_ != State::opening && state_ != State::open) return;
  const bool unauthorized = http_status == 401 || http_status == 403;
  ++failures_;
  lost(why, growing_wait(failures_, settings_.longest_wait));
  if (unauthorized && on_unauthorized) on_unauthorized(used_token_);
}

/// We end the connection ourselves: what still comes on it belongs to nobody.
void OrdersSocket::close_now(const std::string& why) {
  outbox_.put(SocketClose{settings_.account});
  ++failures_;
  lost(why, growing_wait(failures_, settings_.longest_wait));
}

void OrdersSocket::lost(const std::string& why, Millis wait) {
  trouble_ = why;
  stream_.reset();
  if (!token_.empty()) {
    spdlog::warn("store {}: orders socket closed ({}), next attempt in {} ms", name_of(settings_.account), why, wait.count());
    state_ = settings_.keep_open ? State::waiting : State::off;
    next_try_ = outbox_.now() + wait;
  }
  if (auto active = std::exchange(active_, std::nullopt))
    end(std::move(*active), Unknown{"the orders socket closed before the answer: " + why});
  auto queue = std::exchange(queue_, {});
  for (auto& request : queue) end(std::move(request), Refused{RefusalClass::unavailable, "", "the orders socket closed: " + why});
  changed();
}

void OrdersSocket::end(Request request, const std::variant<Refused, Unknown>& result) {
  std::visit(
      [&](auto& kind) { std::visit([&](const auto& r) { outbox_.later([reply = std::move(kind.reply), r] { reply(r); }); }, result); },
      request.kind);
}

void OrdersSocket::on_fragment(std::string_view bytes, bool last) {
  if (!is_open()) return;
  if (active_) active_->deadline = std::min(outbox_.now() + settings_.deadline, active_->last_deadline);
  stream_.feed(bytes, [this](std::string_view order, bool whole) { on_order(order, whole); });
  if (!last) return;
  const bool complete = stream_.complete();
  const auto message = complete ? read_socket_message(stream_.envelope()) : tl::make_unexpected(std::string{"not whole JSON"});
  stream_.reset();
  if (message) return on_message(*message);
  spdlog::warn("store {}: unreadable message on the orders socket: {}", name_of(settings_.account), message.error());
  if (active_) close_now("unreadable message");
}

void OrdersSocket::on_order(std::string_view text, bool whole) {
  auto* find = active_ ? std::get_if<Find>(&active_->kind) : nullptr;
  if (!find) return;
  auto order = whole ? reader_.read(text) : Read<StoreOrder>{tl::make_unexpected(std::string{"it is too long"})};
  if (!order) {
    // It may be the order that is looked for, so the search must not end with "not there".
    ++find->unreadable;
    order = what_is_told(text, order.error());
    const bool wanted = find->keep.may_be && find->keep.may_be(*order, text);
    spdlog::warn("store {}: order {} ({}) was not understood: {}{}", name_of(settings_.account), short_of(order->id),
                 short_of(order->order_number), order->unread, wanted ? "; it may be the one that is looked for" : "");
    if (!wanted) return;
  } else if (!find->keep(*order)) {
    return;
  }
  if (find->kept.size() >= settings_.most_kept) find->too_many = true;
  else find->kept.push_back(std::move(*order));
}

bool OrdersSocket::is_answer_to_create(const SocketMessage& message) const {
  if (message.type == "order_created" || message.type == "create_order") return true;
  if (message.type == "error" || message.type == "order_error") return true;
  return message.envelope.refused() && message.type != "new_order" && message.type != "get_orders";
}

bool OrdersSocket::is_answer_to_find(const SocketMessage& message) const {
  if (message.type == "get_orders" || message.type == "error") return true;
  if (message.type.empty() && message.has_orders) return true;
  return message.envelope.refused() && message.type != "new_order" && message.type != "order_created";
}

void OrdersSocket::on_message(const SocketMessage& message) {
  const bool creating = active_ && std::holds_alternative<Create>(active_->kind);
  const bool finding = active_ && !creating;
  if (creating && is_answer_to_create(message)) {
    auto request = std::move(*active_);
    active_.reset();
    answer_create(std::get<Create>(std::move(request.kind)), message);
  } else if (finding && is_answer_to_find(message)) {
    auto request = std::move(*active_);
    active_.reset();
    answer_find(std::get<Find>(std::move(request.kind)), message);
  } else {
    spdlog::info("store {}: push of type '{}'", name_of(settings_.account), message.type);
    if (finding) { // what the filter kept came from this push
      auto& find = std::get<Find>(active_->kind);
      find.kept.clear();
      find.unreadable = 0;
      find.too_many = false;
    }
    return;
  }
  send_next();
}

void OrdersSocket::answer_create(Create create, const SocketMessage& message) {
  const bool error_type = message.type == "error" || message.type == "order_error";
  if (message.envelope.refused() || error_type) {
    auto refused = refusal_of(StoreCall::create_order, message.envelope);
    spdlog::warn("store: create_order refused: {} {}", refused.code, refused.text);
    create.reply(std::move(refused));
  } else if (!message.no_identity.empty()) {
    // The order is there. It is asked for: get_orders tells its right number, or staff are told that it has none.
    create.reply(Unknown{"order_created came, but the " + message.no_identity});
  } else if (message.order_id.empty()) {
    create.reply(Unknown{"order_created came without an order id"});
  } else {
    create.reply(OrderCreated{message.order_id, message.order_number});
  }
}

void OrdersSocket::answer_find(Find find, const SocketMessage& message) {
  if (message.envelope.refused() || message.type == "error") return find.reply(refusal_of(StoreCall::read, message.envelope));
  if (!message.has_orders) return find.reply(Unknown{"the answer to get_orders holds no list"});
  if (find.too_many) return find.reply(Unknown{"more orders were wanted than are kept"});
  if (find.unreadable > 0) spdlog::warn("store: {} orders of get_orders were left out", find.unreadable);
  find.reply(std::move(find.kept));
}

void OrdersSocket::on_time() {
  const auto now = outbox_.now();
  if (state_ == State::opening && now >= open_deadline_ + open_grace) close_now("it did not open in time");
  if (state_ == State::waiting && now >= next_try_) open_now();
  if (active_ && now >= active_->deadline) close_now("no answer in time");
  while (!queue_.empty() && now >= queue_.front().deadline) {
    auto request = std::move(queue_.front());
    queue_.pop_front();
    end(std::move(request), Refused{RefusalClass::unavailable, "", "the orders socket was busy or did not open in time"});
  }
}

std::optional<Instant> OrdersSocket::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](Instant at) { first = first ? std::min(*first, at) : at; };
  if (state_ == State::opening) consider(open_deadline_ + open_grace);
  if (state_ == State::waiting) consider(next_try_);
  if (active_) consider(active_->deadline);
  if (!queue_.empty()) consider(queue_.front().deadline);
  return first;
}

void OrdersSocket::changed() {
  if (on_change) on_change();
}

} // namespace engine::store
