// Faults on command, and the truth (simulator.h).
#include "devices/simulators/store/store_model.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace devices::sim {
namespace {

struct Fault {
  std::string text;
};

std::int64_t integer(const boost::json::object& request, const char* name, std::optional<std::int64_t> otherwise = std::nullopt) {
  const auto* value = request.if_contains(name);
  if (!value && otherwise) return *otherwise;
  if (!value || !value->is_int64() || value->get_int64() < -100'000 || value->get_int64() > 1'000'000'000)
    throw Fault{fmt::format("{}: a whole number is required", name)};
  return value->get_int64();
}
std::string text(const boost::json::object& request, const char* name) {
  const auto* value = request.if_contains(name);
  if (!value || !value->is_string()) throw Fault{fmt::format("{}: a text is required", name)};
  return std::string{value->get_string()};
}
/// `text`, `times` over.
std::string repeated(const boost::json::object& request) {
  const auto once = text(request, "text");
  const auto times = integer(request, "times", 1);
  if (times < 1 || once.size() * static_cast<std::size_t>(times) > 16 * 1024 * 1024) throw Fault{"times: 1 or more, 16 MiB in all"};
  std::string all;
  for (std::int64_t i = 0; i < times; ++i) all += once;
  return all;
}
bool flag(const boost::json::object& request, const char* name) {
  const auto* value = request.if_contains(name);
  if (!value) return true;
  if (!value->is_bool()) throw Fault{fmt::format("{}: true or false is required", name)};
  return value->get_bool();
}
boost::json::object done() { return {{"ok", true}}; }

} // namespace

/// The product that the request names.
boost::json::object& StoreModel::named_product(const boost::json::object& request) {
  const auto id = integer(request, "product");
  const auto found = products_.find(id);
  if (found == products_.end()) throw Fault{fmt::format("no product {}", id)};
  return found->second;
}

/// In the order in which `help` lists them.
std::span<const StoreModel::Command> StoreModel::commands() {
  static const Command all[] = {
      {"down", "refuses connections and ends those that are open",
       [](StoreModel& m, const boost::json::object&) {
         m.down_ = true;
         if (m.on_down_or_up) m.on_down_or_up();
         return done();
       }},
      {"up", "listens again",
       [](StoreModel& m, const boost::json::object&) {
         m.down_ = false;
         if (m.on_down_or_up) m.on_down_or_up();
         return done();
       }},
      {"slow", "{ms} every answer comes so much later; 0 ends it",
       [](StoreModel& m, const boost::json::object& request) {
         m.slow_ = engine::Millis{integer(request, "ms")};
         return done();
       }},
      {"no_answer_create", "{n} the next n create_order make an order and say nothing",
       [](StoreModel& m, const boost::json::object& request) {
         m.no_answer_create_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"no_answer_pay", "{n} the next n receipts_pay take the money and end the connection",
       [](StoreModel& m, const boost::json::object& request) {
         m.no_answer_pay_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"unreadable_order", "{n} the next n orders are listed with a sum that is none",
       [](StoreModel& m, const boost::json::object& request) {
         m.unreadable_order_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"order_number", "{text, times, n} the next n orders get this number, the text so many times over",
       [](StoreModel& m, const boost::json::object& request) {
         m.order_number_ = repeated(request);
         m.odd_numbers_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"says",
       "{product, field, json} of this product the field is said as these characters, which need be no JSON; or {product, field, text, "
       "times}; {product} ends it",
       [](StoreModel& m, const boost::json::object& request) {
         const auto id = integer(request, "product");
         if (!m.products_.contains(id)) throw Fault{fmt::format("no product {}", id)};
         if (!request.contains("field")) m.said_.erase(id);
         else
           m.said_[id][text(request, "field")] =
               request.contains("json") ? text(request, "json") : boost::json::serialize(Json(repeated(request)));
         return done();
       }},
      {"fail_pay", "{n, code} the next n receipts_pay are refused with this code (-31303: no money)",
       [](StoreModel& m, const boost::json::object& request) {
         m.fail_pay_ = static_cast<int>(integer(request, "n", 1));
         m.fail_pay_code_ = integer(request, "code", -31303);
         return done();
       }},
      {"drop_socket", "ends every orders socket",
       [](StoreModel& m, const boost::json::object&) {
         if (m.on_drop_sockets) m.on_drop_sockets();
         return done();
       }},
      {"expire_tokens", "{refresh} no access token is good any more; with refresh:true no refresh token either",
       [](StoreModel& m, const boost::json::object& request) {
         m.access_.clear();
         if (request.contains("refresh") && flag(request, "refresh")) m.refreshes_.clear();
         return done();
       }},
      {"refresh_shape", "{shape} 1: token + refresh_token, 2: data.token.access, 3: access + refresh",
       [](StoreModel& m, const boost::json::object& request) {
         const auto shape = integer(request, "shape");
         if (shape < 1 || shape > 3) throw Fault{"shape: 1, 2 or 3"};
         m.refresh_shape_ = static_cast<int>(shape);
         return done();
       }},
      {"order_created_shape", "{shape} data | top | data_order_id",
       [](StoreModel& m, const boost::json::object& request) {
         const auto shape = text(request, "shape");
         if (shape != "data" && shape != "top" && shape != "data_order_id") throw Fault{"shape: data, top or data_order_id"};
         m.created_shape_ = shape;
         return done();
       }},
      {"order_id_as_text", "{on} ids of orders as texts",
       [](StoreModel& m, const boost::json::object& request) {
         m.id_as_text_ = flag(request, "on");
         return done();
       }},
      {"orders_envelope", "{envelope} object | array",
       [](StoreModel& m, const boost::json::object& request) {
         const auto envelope = text(request, "envelope");
         if (envelope != "object" && envelope != "array") throw Fault{"envelope: object or array"};
         m.orders_as_array_ = envelope == "array";
         return done();
       }},
      {"push",
       "{type, id} sends a push to every orders socket, new_order unless told otherwise; with an id of an order that is none of these",
       [](StoreModel& m, const boost::json::object& request) {
         const auto type = request.contains("type") ? text(request, "type") : std::string{"new_order"};
         auto data = m.orders_.empty() ? Json(boost::json::object{}) : m.order_json(m.orders_.rbegin()->second);
         if (request.contains("id")) {
           data.as_object()["id"] = number(integer(request, "id"));
           data.as_object()["order_number"] = fmt::format("№{:07}", integer(request, "id"));
         }
         ++m.counts_["pushes"];
         if (m.on_push) m.on_push(write_exact(boost::json::object{{"type", type}, {"success", true}, {"data", data}}));
         return done();
       }},
      {"price", "{product, price} changes a price (so'm); the discount goes",
       [](StoreModel& m, const boost::json::object& request) {
         auto& product = m.named_product(request);
         product["price"] = number(integer(request, "price"));
         product["discount_price"] = nullptr;
         return done();
       }},
      {"stock", "{product, amount} changes the stock",
       [](StoreModel& m, const boost::json::object& request) {
         m.named_product(request)["amount"] = number(integer(request, "amount"));
         return done();
       }},
      {"gone", "{product} removes a product",
       [](StoreModel& m, const boost::json::object& request) {
         const auto id = integer(request, "product");
         m.named_product(request); // there is one
         std::erase(m.product_order_, id);
         m.products_.erase(id);
         return done();
       }},
      {"cashback", "{phone, som} what a customer's account has to spend",
       [](StoreModel& m, const boost::json::object& request) {
         const auto user = m.users_.find(text(request, "phone"));
         if (user == m.users_.end()) throw Fault{"phone: no such account"};
         user->second.cashback = engine::Money::som(integer(request, "som"));
         return done();
       }},
      {"cash", "{order} the shop's staff enter that this order was paid in cash",
       [](StoreModel& m, const boost::json::object& request) {
         const auto found = m.orders_.find(integer(request, "order"));
         if (found == m.orders_.end()) throw Fault{"order: no such order"};
         found->second.cash_entered = true;
         return done();
       }},
      {"random_codes", "{on} SMS codes at random instead of 666666",
       [](StoreModel& m, const boost::json::object& request) {
         m.random_codes_ = flag(request, "on");
         return done();
       }},
      {"last_code", "the SMS code that was sent last",
       [](StoreModel& m, const boost::json::object&) {
         return boost::json::object{{"ok", true}, {"code", m.last_code_}};
       }},
      {"payment_delay", "{s} how long after the payment get_orders shows it",
       [](StoreModel& m, const boost::json::object& request) {
         m.payment_delay_ = std::chrono::seconds{integer(request, "s")};
         return done();
       }},
      {"qr", "{never} whether payments never get their fiscal QR",
       [](StoreModel& m, const boost::json::object& request) {
         m.qr_never_ = flag(request, "never");
         return done();
       }},
      {"garbage", "{n} the next n answers are unreadable",
       [](StoreModel& m, const boost::json::object& request) {
         m.garbage_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"errors_500", "{n} the next n HTTP requests get status 500",
       [](StoreModel& m, const boost::json::object& request) {
         m.errors_500_ = static_cast<int>(integer(request, "n", 1));
         return done();
       }},
      {"shop", "{latitude_e6, longitude_e6} where courier distances start",
       [](StoreModel& m, const boost::json::object& request) {
         m.shop_latitude_ = static_cast<double>(integer(request, "latitude_e6")) / 1e6;
         m.shop_longitude_ = static_cast<double>(integer(request, "longitude_e6")) / 1e6;
         return done();
       }},
  };
  return all;
}

boost::json::object StoreModel::command(const boost::json::object& request) {
  try {
    const auto what = text(request, "do");
    if (what == "help") {
      boost::json::object list;
      for (const auto& command : commands()) list[command.name] = command.help;
      list["help"] = "this list";
      return {{"ok", true}, {"commands", std::move(list)}};
    }
    const auto found = std::ranges::find(commands(), what, &Command::name);
    if (found == commands().end()) throw Fault{"unknown command: " + what};
    return found->run(*this, request);
  } catch (const Fault& fault) {
    return {{"ok", false}, {"error", fault.text}};
  }
}

std::optional<StoreModel::OrderTruth> StoreModel::order(std::int64_t id) const {
  const auto found = orders_.find(id);
  if (found == orders_.end()) return std::nullopt;
  const auto& o = found->second;
  return OrderTruth{.number = o.number,
                    .user = o.user,
                    .address = std::string{string_text(o.receiver.if_contains("address")).value_or("")},
                    .qr_code_url = o.qr_code_url,
                    .due = o.due(),
                    .total = o.total,
                    .payment_type = o.payment_type,
                    .paid = o.paid.has_value(),
                    .cash_entered = o.cash_entered};
}

bool StoreModel::is_receipt_paid(const std::string& receipt_id) const {
  const auto found = receipts_.find(receipt_id);
  if (found == receipts_.end()) return false;
  const auto order = orders_.find(found->second.order);
  return order != orders_.end() && order->second.paid.has_value();
}

boost::json::object StoreModel::truth() const {
  boost::json::array orders;
  for (const auto& [id, order] : orders_) {
    boost::json::array items;
    for (const auto& item : order.items)
      items.push_back({{"product", item.product}, {"price", item.price.in_tiyin()}, {"quantity", item.quantity.in_thousandths()}});
    const auto address = string_text(order.receiver.if_contains("address")).value_or("");
    orders.push_back({{"order_id", std::to_string(id)},
                      {"order_number", order.number},
                      {"user", order.user},
                      {"amount", order.due().in_tiyin()},
                      {"total_amount", order.total.in_tiyin()},
                      {"cashback_used", order.cashback_used.in_tiyin()},
                      {"payment_type", order.payment_type},
                      {"delivery_type", order.delivery_type},
                      {"address", address},
                      {"paid", order.paid.has_value()},
                      {"qr_code_url", order.qr_code_url},
                      {"items", std::move(items)}});
  }
  boost::json::array receipts;
  for (const auto& [id, receipt] : receipts_)
    receipts.push_back({{"receipt_id", id},
                        {"order_id", std::to_string(receipt.order)},
                        {"amount", receipt.amount.in_tiyin()},
                        {"state", receipt.state},
                        {"pay_attempts", receipt.pay_attempts}});
  boost::json::array refusals;
  for (const auto& line : refusals_) refusals.push_back(boost::json::string(line));
  boost::json::object counts;
  for (const auto& [name, n] : counts_) counts[name] = n;
  boost::json::object users;
  for (const auto& [phone, user] : users_) {
    boost::json::array tokens;
    for (const auto* kind : {&access_, &refreshes_})
      for (const auto& [token, owner] : *kind)
        if (owner == phone) tokens.emplace_back(token);
    users[phone] = {{"cashback", user.cashback.in_tiyin()}, {"cart_lines", user.cart.size()}, {"tokens", std::move(tokens)}};
  }
  return {{"orders", std::move(orders)}, {"receipts", std::move(receipts)}, {"payments", payments_},
          {"counts", std::move(counts)}, {"users", std::move(users)},       {"refusals", std::move(refusals)}};
}

} // namespace devices::sim
