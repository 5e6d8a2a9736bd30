#include "engine/store/store_requests.h"

#include "engine/store/json_writer.h"
#include <algorithm>
#include <fmt/format.h>

namespace engine::store {
namespace {

bool digits(std::string_view text, std::size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string degrees(std::int64_t e6) {
  auto text = fmt::format("{}{}.{:06}", e6 < 0 ? "-" : "", (e6 < 0 ? -e6 : e6) / 1'000'000, (e6 < 0 ? -e6 : e6) % 1'000'000);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

bool is_json_integer(std::string_view text) {
  return !text.empty() && text.size() <= 18 && (text.size() == 1 || text.front() != '0') && digits(text, text.size());
}

/// Room for a text whose every byte must be escaped, and for the braces and names around it.
std::size_t room_for(std::size_t text_bytes) { return 6 * text_bytes + 128; }

void write_receiver(JsonWriter<std::string>& json, const Receiver& receiver) {
  json.key("receiver").open_object();
  json.key("first_name").string(receiver.first_name);
  json.key("last_name").string(receiver.last_name);
  json.key("phone").string(receiver.phone);
  if (!receiver.address.empty()) json.key("address").string(receiver.address);
  json.key("longitude");
  receiver.point ? json.number(degrees(receiver.point->longitude_e6)) : json.null();
  json.key("latitude");
  receiver.point ? json.number(degrees(receiver.point->latitude_e6)) : json.null();
  json.close_object();
}

} // namespace

SecretBuffer write_log_in(const std::string& phone, const SecretBuffer& password) {
  SecretBuffer body(room_for(phone.size() + password.size()));
  JsonWriter json(body);
  json.open_object().key("phone").string(phone).key("password").string(password.reveal()).close_object();
  return body;
}

std::string write_refresh(const std::string& refresh_token) {
  std::string body;
  JsonWriter(body).open_object().key("refresh").string(refresh_token).close_object();
  return body;
}

std::string write_create_order(const OrderRequest& request) {
  std::string body;
  JsonWriter json(body);
  json.open_object().key("type").string("create_order").key("message").open_object();
  json.key("amount").number(request.amount.to_som_text());
  json.key("payment_type").number(std::to_string(static_cast<int>(request.payment)));
  json.key("delivery_type").number(std::to_string(static_cast<int>(request.delivery)));
  json.key("use_cashback").boolean(request.use_cashback);
  write_receiver(json, request.receiver);
  json.key("items").open_array();
  for (const auto& item : request.items) {
    json.open_object().key("product").number(std::to_string(item.product));
    json.key("price").number(item.price.to_som_text());
    json.key("quantity").number(item.quantity.to_text()).close_object();
  }
  json.close_array().close_object().close_object();
  return body;
}

std::string write_get_orders() { return R"({"type":"get_orders"})"; }

std::string write_create_receipt(const std::string& order_id, Money amount) {
  std::string body;
  JsonWriter json(body);
  json.open_object().key("amount").number(amount.to_som_text()).key("order_id");
  is_json_integer(order_id) ? json.number(order_id) : json.string(order_id);
  json.close_object();
  return body;
}

SecretBuffer write_create_card(const CardSecret& card) {
  SecretBuffer body(room_for(card.number.size() + 2 * card.expiry.size()));
  JsonWriter json(body);
  const auto expiry = [&](std::string_view name) {
    const auto mmyy = card.expiry.reveal();
    json.key(name).begin_string().string_part(mmyy.substr(0, 2)).string_part("/").string_part(mmyy.substr(2)).end_string();
  };
  json.open_object().key("card_number").string(card.number.reveal());
  expiry("expire");
  expiry("expire_date");
  json.close_object();
  return body;
}

std::string write_card_token(const std::string& token) {
  std::string body;
  JsonWriter(body).open_object().key("token").string(token).close_object();
  return body;
}

SecretBuffer write_verify_card(const std::string& token, const SecretBuffer& code) {
  SecretBuffer body(room_for(token.size() + code.size()));
  JsonWriter json(body);
  json.open_object().key("token").string(token).key("code").string(code.reveal()).close_object();
  return body;
}

std::string write_pay_receipt(const std::string& token, const std::string& receipt_id) {
  std::string body;
  JsonWriter(body).open_object().key("token").string(token).key("invoice_id").string(receipt_id).close_object();
  return body;
}

bool valid_card(const CardSecret& card) {
  if (!digits(card.number.reveal(), 16) || !digits(card.expiry.reveal(), 4)) return false;
  const auto mmyy = card.expiry.reveal();
  const int month = (mmyy[0] - '0') * 10 + (mmyy[1] - '0');
  return month >= 1 && month <= 12;
}

bool valid_phone(std::string_view phone) { return digits(phone, 12) && phone.starts_with("998"); }

} // namespace engine::store
