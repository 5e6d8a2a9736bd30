#include "engine/store/order_answers.h"

#include "engine/base/wipe.h"
#include "engine/store/json_reader.h"
#include <cstring>

namespace engine::store {
namespace {

// Bytes. Identities (id, number) are refused beyond them, words are cut.
constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_order_number = 40; ///< as the slip's code has it (scan_code.h)
constexpr std::size_t longest_status = 200;
constexpr std::size_t longest_person = 64;
constexpr std::size_t longest_phone = 64;
constexpr std::size_t longest_address = 1024; ///< at most 120 typed characters and the mark
constexpr std::size_t longest_time = 64;
constexpr std::size_t longest_type = 40;

std::optional<std::int64_t> degrees_of(json::value value) {
  if (is_null(value)) return std::nullopt;
  return scaled(text_of(value), 6);
}

Receiver receiver_of(json::object object) {
  Receiver receiver;
  std::optional<std::int64_t> latitude;
  std::optional<std::int64_t> longitude;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "first_name") receiver.first_name = words_of(value, longest_person);
    if (name == "last_name") receiver.last_name = words_of(value, longest_person);
    if (name == "phone") receiver.phone = whole_words_of(value, longest_phone, "phone of the receiver");
    if (name == "address") receiver.address = whole_words_of(value, longest_address, "address of the receiver");
    if (name == "longitude") longitude = degrees_of(value);
    if (name == "latitude") latitude = degrees_of(value);
  });
  if (latitude && longitude) receiver.point = GeoPoint{*latitude, *longitude};
  return receiver;
}

OrderItem item_of(json::object object) {
  OrderItem item;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "price") item.price = som_of(value, "price of an item");
    if (name == "quantity") {
      const auto quantity = exact_quantity(text_of(value));
      if (!quantity) throw BadAnswer("quantity of an item is not a quantity");
      item.quantity = *quantity;
    }
    if (name != "product" || is_null(value)) return; // null: a product deleted since
    if (!is_object(value)) {
      item.product = integer_of(value, "product of an item");
      return;
    }
    for_each_field(value.get_object(), [&](std::string_view field, json::value v) {
      if (field == "id") item.product = integer_of(v, "product of an item");
    });
  });
  return item;
}

CashPayment cash_payment_of(json::object object) {
  CashPayment payment;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "amount") payment.amount = som_of(value, "amount of a cash payment");
    if (name == "type") payment.type = words_of(value, longest_time);
    if (name == "created_at") payment.created_at = words_of(value, longest_time);
  });
  return payment;
}

OnlinePayment online_payment_of(json::object object) {
  OnlinePayment payment;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "amount") payment.amount = som_of(value, "amount of an online payment");
    if (name == "qr_code_url") payment.qr_code_url = text_of(value);
    if (name == "perform_time") payment.perform_time = words_of(value, longest_time);
  });
  return payment;
}

StoreOrder order_of(json::object object) {
  StoreOrder order;
  bool has_amount = false;
  bool has_total = false;
  for_each_field(object, [&](std::string_view name, json::value value) {
    if (name == "id") order.id = identity_of(value, longest_id, "id of an order");
    if (name == "order_number") order.order_number = identity_of(value, longest_order_number, "number of an order");
    if (name == "amount") {
      order.amount = som_of(value, "amount");
      has_amount = true;
    }
    if (name == "total_amount") {
      order.total_amount = som_of(value, "total_amount");
      has_total = true;
    }
    if (name == "use_cashback") order.use_cashback = truth_of(value, false);
    if (name == "cashback_earned") order.cashback_earned = som_or_zero_of(value, "cashback_earned");
    if (name == "cashback_used") order.cashback_used = som_or_zero_of(value, "cashback_used");
    if (name == "status") order.status = words_of(value, longest_status);
    if (name == "payment_type") order.payment_type = static_cast<int>(exact_integer(text_of(value)).value_or(0));
    if (name == "delivery_type") order.delivery_type = static_cast<int>(exact_integer(text_of(value)).value_or(0));
    if (name == "receiver" && is_object(value)) order.receiver = receiver_of(value.get_object());
    if (name == "items") for_each_element(value, [&](json::value v) { order.items.push_back(item_of(v.get_object())); });
    if (name == "cash_payments")
      for_each_element(value, [&](json::value v) { order.cash_payments.push_back(cash_payment_of(v.get_object())); });
    if (name == "online_payments")
      for_each_element(value, [&](json::value v) { order.online_payments.push_back(online_payment_of(v.get_object())); });
    if (name == "created_at") order.created_at = words_of(value, longest_time);
  });
  if (order.id.empty()) throw BadAnswer("an order has no id");
  if (!has_amount || !has_total) throw BadAnswer(fmt::format("order {} has no amount", order.id));
  return order;
}

} // namespace

Read<SocketMessage> read_socket_message(std::string_view text) {
  auto envelope = read_envelope(text);
  if (!envelope) return tl::make_unexpected(envelope.error());
  return read_json(text, [&](json::document& document) {
    SocketMessage message;
    message.envelope = *envelope;
    if (document.type() == json::json_type::array) {
      message.is_list = message.has_orders = true;
      return message;
    }
    std::string data_id;
    std::string top_id;
    std::string data_order_id;
    std::string top_number;
    for_each_field(document.get_object(), [&](std::string_view name, json::value value) {
      if (name == "type") message.type = words_of(value, longest_type);
      if (name == "order_id") top_id = text_of(value);
      if (name == "order_number") top_number = text_of(value);
      if ((name == "orders" || name == "data") && is_array(value)) message.has_orders = true;
      if (name != "data" || !is_object(value)) return;
      for_each_field(value.get_object(), [&](std::string_view field, json::value v) {
        if (field == "id") data_id = text_of(v);
        if (field == "order_id") data_order_id = text_of(v);
        if (field == "order_number") message.order_number = text_of(v);
        if (field == "orders" && is_array(v)) message.has_orders = true;
      });
    });
    message.order_id = !data_id.empty() ? data_id : !top_id.empty() ? top_id : data_order_id;
    if (message.order_number.empty()) message.order_number = top_number;
    const auto check = [&](const std::string& told, std::size_t most, const char* what) {
      if (!told.empty() && !is_identity(told, most))
        message.no_identity = fmt::format("{} of an order is none: {} bytes", what, told.size());
    };
    check(message.order_id, longest_id, "id");
    check(message.order_number, longest_order_number, "number");
    if (!message.no_identity.empty()) message.order_id.clear(), message.order_number.clear();
    return message;
  });
}

struct OrderReader::Impl {
  json::parser parser;
  std::string text; ///< the order and the room that the parser needs behind it
};

OrderReader::OrderReader() : impl_(std::make_unique<Impl>()) {}
OrderReader::~OrderReader() = default;
OrderReader::OrderReader(OrderReader&&) noexcept = default;
OrderReader& OrderReader::operator=(OrderReader&&) noexcept = default;

Read<StoreOrder> OrderReader::read(std::string_view order) {
  auto& text = impl_->text;
  text.assign(order);
  text.append(simdjson::SIMDJSON_PADDING, ' ');
  auto read = read_json(impl_->parser, simdjson::padded_string_view(text.data(), order.size(), text.size()),
                        [](json::document& document) { return order_of(document.get_object()); });
  wipe(text); // it holds a customer's name and phone until the next order is read
  return read;
}

} // namespace engine::store
