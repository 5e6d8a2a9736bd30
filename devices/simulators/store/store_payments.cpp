// Cards and receipts of the simulated store: Payme behind the store's wrapper (engine/store/PROTOCOL.md sections 7 and 10).
#include "devices/simulators/store/field_checks.h"
#include "devices/simulators/store/store_model.h"

namespace devices::sim {
namespace {

using engine::Millis;
using engine::Money;

constexpr Millis code_lifetime{60'000};
constexpr int most_wrong_codes = 3;
constexpr int state_paid = 4;

enum class Behaviour { good, sms_off, expired, blocked, system_error, slow_error };
struct SandboxCard {
  std::string_view number;
  Behaviour behaviour;
};
constexpr SandboxCard sandbox_cards[] = { // engine/store/PROTOCOL.md section 10.3
    {"8600069195406311", Behaviour::good},         {"8600495473316478", Behaviour::good},      {"9860010101010101", Behaviour::good},
    {"8600060921090842", Behaviour::sms_off},      {"3333336415804657", Behaviour::expired},   {"4444445987459073", Behaviour::blocked},
    {"8600143417770323", Behaviour::system_error}, {"8600134301849596", Behaviour::slow_error}};

std::optional<Behaviour> behaviour_of(std::string_view number) {
  for (const auto& card : sandbox_cards)
    if (card.number == number) return card.behaviour;
  return std::nullopt;
}

bool is_expiry(std::string_view text) {
  if (text.size() != 5 || text[2] != '/') return false;
  for (const std::size_t i : {0u, 1u, 3u, 4u})
    if (text[i] < '0' || text[i] > '9') return false;
  const int month = (text[0] - '0') * 10 + (text[1] - '0');
  return month >= 1 && month <= 12;
}

} // namespace

StoreModel::Json StoreModel::create_card(const boost::json::object& body) {
  const auto number_typed = text_field(body, "card_number");
  if (number_typed.size() != 16 || number_typed.find_first_not_of("0123456789") != std::string::npos)
    throw FieldFault("card_number: 16 digits without spaces are required");
  const auto expiry = text_field(body, body.contains("expire") ? "expire" : "expire_date");
  if (!is_expiry(expiry)) throw FieldFault("expire: MM/YY is required");
  if (body.contains("expire") && body.contains("expire_date") && text_field(body, "expire_date") != expiry)
    throw FieldFault("expire and expire_date differ");
  const auto behaviour = behaviour_of(number_typed);
  if (!behaviour) throw Refusal{400, number(-31400), "Карта не найдена"};
  if (*behaviour == Behaviour::expired) throw Refusal{400, number(-31301), "Срок действия карты истек"};
  if (*behaviour == Behaviour::system_error) throw Refusal{400, number(-32400), "Системная ошибка"};
  if (expiry != "03/99") throw Refusal{400, number(-31301), "Неверный срок действия карты"};
  ++counts_["cards_created"];
  const auto token = new_token("card");
  const auto& card = cards_[token] =
      Card{.number = number_typed, .code = {}, .code_sent = {}, .wrong_codes = 0, .code_dead = true, .verified = false};
  return boost::json::object{{"card", card_json(card, token)}};
}

StoreModel::Json StoreModel::card_json(const Card& card, const std::string& token) const {
  return boost::json::object{{"number", card.number.substr(0, 6) + "******" + card.number.substr(12)},
                             {"expire", "03/99"},
                             {"token", token},
                             {"recurrent", true},
                             {"verify", card.verified},
                             {"type", "22618"}};
}

StoreModel::Card& StoreModel::card_of(const boost::json::object& body) {
  const auto found = cards_.find(text_field(body, "token"));
  if (found == cards_.end()) throw Refusal{400, number(-32500), "Неверный токен карты"};
  return found->second;
}

StoreModel::Json StoreModel::send_code(const boost::json::object& body) {
  auto& card = card_of(body);
  if (behaviour_of(card.number) == Behaviour::sms_off) throw Refusal{400, number(-31301), "СМС-информирование отключено"};
  card.code = random_codes_ ? fmt::format("{:06}", random_() % 1'000'000) : "666666";
  card.code_sent = clocks_.now();
  card.wrong_codes = 0;
  card.code_dead = false;
  last_code_ = card.code;
  ++counts_["codes_sent"];
  return boost::json::object{{"sent", true}, {"phone", "99890*****31"}, {"wait", number(code_lifetime.count())}};
}

StoreModel::Json StoreModel::verify_card(const boost::json::object& body) {
  auto& card = card_of(body);
  const auto code = text_field(body, "code");
  if (card.code.empty()) throw Refusal{400, number(-31101), "Сначала запросите код"};
  if (card.code_dead || clocks_.now() - card.code_sent > code_lifetime) {
    card.code_dead = true;
    throw Refusal{400, number(-31101), "Время жизни кода истекло, запросите новый"};
  }
  if (code != card.code) {
    if (++card.wrong_codes < most_wrong_codes) throw Refusal{400, number(-31103), "Неверный код"};
    card.code_dead = true;
    throw Refusal{400, number(-31102), "Превышено количество попыток, запросите новый код"};
  }
  card.code_dead = true;
  card.verified = true;
  return boost::json::object{{"card", card_json(card, text_field(body, "token"))}};
}

StoreModel::Json StoreModel::check_card(const boost::json::object& body) {
  const auto& card = card_of(body);
  return boost::json::object{{"card", card_json(card, text_field(body, "token"))}};
}

StoreModel::Json StoreModel::create_receipt(const boost::json::object& body, const User* user) {
  const auto amount = money_field(body, "amount");
  const auto& id_value = field(body, "order_id");
  const auto id_text = number_text(&id_value) ? number_text(&id_value) : string_text(&id_value);
  const auto id = id_text ? whole(*id_text) : std::nullopt;
  const auto found = id ? orders_.find(*id) : orders_.end();
  if (found == orders_.end() || (user && found->second.user != user->phone)) throw Refusal{404, nullptr, "Заказ не найден"};
  const auto& order = found->second;
  if (order.payment_type != 1) throw Refusal{400, nullptr, "Заказ оплачивается при получении"};
  if (order.paid) throw Refusal{400, number(-31602), "Заказ уже оплачен"};
  if (amount != order.due()) throw Refusal{400, number(-31611), fmt::format("amount: {} is due", order.due().to_som_text())};
  Receipt receipt;
  receipt.id = fmt::format("{:08x}{:016x}", receipts_.size() + 0x66aa0000u, random_());
  receipt.order = order.id;
  receipt.amount = amount;
  receipt.created_ms = clocks_.wall().unix_ms;
  return boost::json::object{{"receipt", receipt_json(receipts_[receipt.id] = receipt)}};
}

StoreModel::Json StoreModel::receipt_json(const Receipt& receipt) const {
  return boost::json::object{
      {"_id", receipt.id},
      {"create_time", number(receipt.created_ms)},
      {"pay_time", number(receipt.paid_ms)},
      {"cancel_time", number(0)},
      {"state", number(receipt.state)},
      {"type", number(1)},
      {"external", false},
      {"operation", number(-1)},
      {"category", nullptr},
      {"error", nullptr},
      {"description", ""},
      {"detail", nullptr},
      {"amount", number(receipt.amount.in_tiyin())}, // inside Payme objects: tiyin (engine/store/PROTOCOL.md section 7.3)
      {"currency", number(860)},
      {"commission", number(0)},
      {"account", boost::json::array{boost::json::object{
                      {"name", "order_id"}, {"title", "Заказ"}, {"value", std::to_string(receipt.order)}, {"main", true}}}}};
}

StoreModel::Json StoreModel::pay_receipt(const boost::json::object& body, StoreReply& reply) {
  const auto& card = card_of(body);
  const auto found = receipts_.find(text_field(body, "invoice_id"));
  if (found == receipts_.end()) throw Refusal{400, number(-31401), "Чек не найден"};
  auto& receipt = found->second;
  auto& order = orders_.at(receipt.order);
  ++receipt.pay_attempts;
  ++counts_["pay_attempts"];
  if (receipt.state == state_paid || order.paid) throw Refusal{400, number(-31402), "Чек уже оплачен"};
  if (!card.verified) throw Refusal{400, number(-31400), "Карта не подтверждена"};
  if (fail_pay_ > 0) {
    --fail_pay_;
    throw Refusal{400, number(fail_pay_code_), fail_pay_code_ == -31303 ? "Недостаточно средств на карте" : "Платеж отклонен"};
  }
  if (behaviour_of(card.number) == Behaviour::blocked) throw Refusal{400, number(-31630), "Карта заблокирована"};
  if (behaviour_of(card.number) == Behaviour::slow_error) throw Refusal{400, number(-31630), "Платеж отклонен", Millis{10'000}};
  receipt.state = state_paid;
  receipt.paid_ms = clocks_.wall().unix_ms;
  order.paid = clocks_.now();
  users_.at(order.user).cashback += order.cashback_earned;
  const auto stamp = iso_time(receipt.paid_ms, false); // yyyy-mm-ddThh:mm:ss+05:00
  order.perform_time = stamp;
  order.qr_code_url = fmt::format("https://ofd.soliq.uz/epi?t=EP000000000356&r={}&c={}{}{}{}{}{}&s={:012}", 414622000 + order.id,
                                  stamp.substr(0, 4), stamp.substr(5, 2), stamp.substr(8, 2), stamp.substr(11, 2), stamp.substr(14, 2),
                                  stamp.substr(17, 2), random_() % 1'000'000'000'000);
  payments_.push_back(
      boost::json::object{{"order_id", std::to_string(order.id)}, {"receipt_id", receipt.id}, {"amount", receipt.amount.in_tiyin()}});
  log(fmt::format("order {} paid: {} so'm", order.id, receipt.amount.to_som_text()));
  if (no_answer_pay_ > 0) {
    --no_answer_pay_;
    reply.no_answer = true;
  }
  return boost::json::object{{"receipt", receipt_json(receipt)}};
}

} // namespace devices::sim
