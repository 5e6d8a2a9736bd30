// The orders socket of the simulated store (engine/store/PROTOCOL.md section 6).
#include "devices/simulators/store/field_checks.h"
#include "devices/simulators/store/store_model.h"
#include <chrono>
#include <cmath>

namespace devices::sim {
namespace {

using engine::Money;
using engine::Quantity;

/// As Django writes them: 42000.0, 0.25.
boost::json::value decimal(Money sum) {
  auto text = sum.to_som_text();
  if (text.find('.') == std::string::npos) text += ".0";
  return number(text);
}

double kilometres(double lat1, double lon1, double lat2, double lon2) {
  constexpr double earth_km = 6371.0088;
  const auto radians = [](double degrees) { return degrees * 3.14159265358979323846 / 180; };
  const double a = std::pow(std::sin(radians(lat2 - lat1) / 2), 2) +
                   std::cos(radians(lat1)) * std::cos(radians(lat2)) * std::pow(std::sin(radians(lon2 - lon1) / 2), 2);
  return 2 * earth_km * std::asin(std::sqrt(a));
}

} // namespace

std::string StoreModel::iso_time(std::int64_t unix_ms, bool with_micros) {
  const auto local = unix_ms + 5 * 3600 * 1000; // the store is at UTC+5
  const auto days =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{local}});
  const std::chrono::year_month_day date{days};
  const auto rest = local - days.time_since_epoch().count() * 86'400'000LL;
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()), rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60);
  if (with_micros) text += fmt::format(".{:06}", rest % 1000 * 1000);
  return text + "+05:00";
}

SocketReply StoreModel::socket_message(const std::string& phone, const std::string& text) {
  ++counts_["socket_messages"];
  SocketReply reply;
  reply.delay = slow_;
  std::string why;
  try {
    const auto message = read_body(text);
    const auto type = text_field(message, "type");
    if (garbage_ > 0) {
      --garbage_;
      reply.text = "{\"type\":\"order_cre\xff";
      return reply;
    }
    if (type == "get_orders") {
      reply.text = orders_answer(phone);
    } else if (type == "create_order") {
      const auto answer = create_order(users_.at(phone), object_field(message, "message"));
      reply.text = answer.as_string();
      if (no_answer_create_ > 0) {
        --no_answer_create_;
        reply.text.clear();
      }
    } else {
      why = "unknown type";
    }
  } catch (const Refusal& r) {
    why = r.text;
  } catch (const FieldFault& fault) {
    why = fault.what();
  }
  if (!why.empty()) {
    refusals_.push_back("socket: " + why);
    reply.text = write_exact(boost::json::object{{"type", "error"}, {"success", false}, {"errMessage", why}, {"errorCode", nullptr}});
    log("orders socket refused: " + why);
  }
  return reply;
}

void StoreModel::check_receiver(const boost::json::object& receiver, bool courier) const {
  text_field(receiver, "first_name");
  text_field(receiver, "last_name");
  if (!is_phone(text_field(receiver, "phone"))) throw FieldFault("receiver.phone: 998 and nine digits are required");
  for (const auto* name : {"longitude", "latitude"}) {
    const auto& value = field(receiver, name);
    if (courier || !value.is_null()) plain_number(receiver, name);
  }
  if (const auto* address = receiver.if_contains("address"); address && !address->is_null() && !string_text(address))
    throw FieldFault("receiver.address: a text is required");
  if (courier) text_field(receiver, "address");
}

/// Rules R7, in the server's own arithmetic: distances are doubles here, sums are not.
Money StoreModel::delivery_fee(const boost::json::object& receiver, Money goods) const {
  if (delivery_.empty()) throw Refusal{400, nullptr, "Доставка недоступна"};
  if (goods < money_field(delivery_, "min_amount")) throw Refusal{400, nullptr, "Сумма меньше минимальной для доставки"};
  const double km = kilometres(shop_latitude_, shop_longitude_, std::stod(plain_number(receiver, "latitude")),
                               std::stod(plain_number(receiver, "longitude")));
  const double charged_km = std::max(0.0, km - std::stod(plain_number(delivery_, "free_distance")));
  const auto per_km = Money::parse_som(plain_number(delivery_, "price_per_km")).value();
  return Money::som(std::llround(charged_km * static_cast<double>(per_km.in_tiyin()) / 100));
}

StoreModel::Json StoreModel::create_order(User& user, const boost::json::object& message) {
  Order order;
  const auto amount = money_field(message, "amount");
  order.payment_type = static_cast<int>(integer_field(message, "payment_type"));
  order.delivery_type = static_cast<int>(integer_field(message, "delivery_type"));
  if (order.payment_type != 1 && order.payment_type != 2) throw FieldFault("payment_type: 1 or 2 is required");
  if (order.delivery_type != 1 && order.delivery_type != 2) throw FieldFault("delivery_type: 1 or 2 is required");
  order.use_cashback = flag_field(message, "use_cashback");
  order.receiver = object_field(message, "receiver");
  check_receiver(order.receiver, order.delivery_type == 2);

  const auto* items = field(message, "items").if_array();
  if (!items || items->empty()) throw FieldFault("items: at least one is required");
  Money goods;
  std::map<std::int64_t, Quantity> wanted;
  for (const auto& entry : *items) {
    if (!entry.is_object()) throw FieldFault("items: objects are required");
    const auto& object = entry.get_object();
    const Item item{integer_field(object, "product"), money_field(object, "price"), quantity_field(object, "quantity")};
    // A price label fixes the sum of goods by weight: their unit price may then differ by one per cent (rules R3).
    const auto current = price_now(product(item.product));
    const auto sent_sum = engine::price_of(item.price, item.quantity), sum_now = engine::price_of(current, item.quantity);
    const auto difference = sent_sum > sum_now ? sent_sum - sum_now : sum_now - sent_sum;
    const bool rounded_label = !item.quantity.is_whole() && difference * 100 <= sum_now;
    if (item.price != current && !rounded_label) throw Refusal{400, nullptr, fmt::format("Цена товара {} изменилась", item.product)};
    goods += engine::price_of(item.price, item.quantity);
    wanted[item.product] = wanted[item.product] + item.quantity;
    order.items.push_back(item);
  }
  for (const auto& [id, quantity] : wanted) {
    const auto stock = number_text(product(id).if_contains("amount"));
    const auto left = stock ? Quantity::parse(*stock) : std::nullopt;
    if (left && quantity > *left) throw Refusal{400, nullptr, fmt::format("Товара {} недостаточно на складе", id)};
  }
  // Half a so'm either way: client and server round the distance on their own.
  const auto fee = order.delivery_type == 2 ? delivery_fee(order.receiver, goods) : Money{};
  const auto off = amount - goods - fee;
  const auto tolerance = fee.is_zero() ? Money{} : Money::som(1);
  if (off > tolerance || -off > tolerance)
    throw Refusal{
        400, nullptr,
        fmt::format("amount: {} is not {} of goods and {} of delivery", amount.to_som_text(), goods.to_som_text(), fee.to_som_text())};

  order.id = next_order_++;
  order.number = odd_numbers_ > 0 && odd_numbers_-- > 0 ? order_number_ : fmt::format("№{:07}", order.id);
  order.user = user.phone;
  order.total = amount;
  order.cashback_earned = engine::multiply_ratio_half_up(order.total, 2, 100);
  if (order.use_cashback) order.cashback_used = std::min(user.cashback, order.total);
  user.cashback -= order.cashback_used;
  order.created_at = iso_time(clocks_.wall().unix_ms, true);
  order.unreadable = unreadable_order_ > 0 && unreadable_order_-- > 0;
  for (const auto& [id, quantity] : wanted) {
    auto& p = products_.at(id);
    const auto stock = number_text(p.if_contains("amount"));
    const auto left = stock ? Quantity::parse(*stock) : std::nullopt;
    if (left) p["amount"] = number((*left - quantity).to_text());
  }
  log(fmt::format("order {} of {} so'm from {}", order.id, order.total.to_som_text(), user.phone));
  const auto [made, fresh] = orders_.emplace(order.id, std::move(order));
  return boost::json::string(created_answer(made->second));
}

std::string StoreModel::created_answer(const Order& order) const {
  const auto id = id_as_text_ ? Json(std::to_string(order.id)) : number(order.id);
  boost::json::object answer{{"type", "order_created"}};
  if (created_shape_ == "top") {
    answer["order_id"] = id;
    answer["order_number"] = order.number;
  } else if (created_shape_ == "data_order_id") {
    answer["data"] = boost::json::object{{"order_id", id}, {"order_number", order.number}};
  } else {
    answer["data"] = boost::json::object{{"id", id}, {"order_number", order.number}};
  }
  return write_exact(answer);
}

bool StoreModel::is_payment_known(const Order& order) const { return order.paid && clocks_.now() >= *order.paid + payment_delay_; }

/// What may change in an order once it is made, and how orders are written.
unsigned StoreModel::order_state(const Order& order) const {
  return (is_payment_known(order) ? 1U : 0U) | (order.cash_entered ? 2U : 0U) | (qr_never_ ? 4U : 0U) | (id_as_text_ ? 8U : 0U);
}

StoreModel::Json StoreModel::order_json(const Order& order) const {
  const bool payment_known = is_payment_known(order);
  boost::json::array items;
  for (const auto& item : order.items) {
    const auto found = products_.find(item.product);
    items.push_back(boost::json::object{{"price", number(item.price.to_som_text())},
                                        {"quantity", number(item.quantity.to_text())},
                                        {"product", number(item.product)},
                                        {"product_name", found == products_.end() ? Json() : found->second.at("name")},
                                        {"total_price", number(engine::price_of(item.price, item.quantity).to_som_text())}});
  }
  boost::json::array online;
  if (payment_known)
    online.push_back(boost::json::object{{"amount", decimal(order.due())},
                                         {"qr_code_url", qr_never_ ? Json() : Json(order.qr_code_url)},
                                         {"perform_time", order.perform_time}});
  boost::json::array cash;
  if (order.cash_entered)
    cash.push_back(
        boost::json::object{{"amount", decimal(order.due().floor_to_som())}, {"type", "Наличные"}, {"created_at", order.created_at}});
  auto receiver = order.receiver;
  receiver["id"] = number(order.id);
  if (!receiver.contains("address")) receiver["address"] = nullptr;
  return boost::json::object{{"id", id_as_text_ ? Json(std::to_string(order.id)) : number(order.id)},
                             {"order_number", order.number},
                             {"amount", order.unreadable ? Json("?") : Json(decimal(order.due()))},
                             {"total_amount", decimal(order.total)},
                             {"use_cashback", order.use_cashback},
                             {"cashback_earned", decimal(order.cashback_earned)},
                             {"cashback_used", decimal(order.cashback_used)},
                             {"status", payment_known ? "В обработке" : "Ожидает подтверждения"},
                             {"payment_type", number(order.payment_type)},
                             {"delivery_type", number(order.delivery_type)},
                             {"receiver", std::move(receiver)},
                             {"items", std::move(items)},
                             {"cash_payments", std::move(cash)},
                             {"online_payments", std::move(online)},
                             {"created_at", order.created_at},
                             {"status_updated", order.created_at}};
}

std::string StoreModel::orders_answer(const std::string& user) const {
  std::string list;
  for (auto i = orders_.rbegin(); i != orders_.rend(); ++i) {
    const auto& order = i->second;
    if (order.user != user) continue;
    const auto state = order_state(order);
    auto& told = told_[order.id]; // the same for most of them, question after question
    if (told.text.empty() || told.state != state) told = {state, write_exact(order_json(order))};
    list += list.empty() ? '[' : ',';
    list += told.text;
  }
  list += list.empty() ? "[]" : "]";
  return orders_as_array_ ? list : R"({"type":"get_orders","success":true,"data":{"orders":)" + list + "}}";
}

} // namespace devices::sim
