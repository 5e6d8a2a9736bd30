#include "devices/fiscal/fiscal_json.h"
#include "engine/base/log.h"
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <fmt/format.h>

namespace devices::fiscal {
namespace {

namespace json = boost::json;
using engine::FiscalLine;
using engine::Money;

/// A package code of edition 2023 is a number; the document's own examples have seven digits.
std::optional<std::uint64_t> as_number(const std::string& digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

json::value provider_code(engine::PaymentProvider provider, Edition edition) {
  int code = 0;
  switch (provider) {
  case engine::PaymentProvider::payme: code = 141; break;
  case engine::PaymentProvider::click: code = 64; break;
  case engine::PaymentProvider::uzum: code = 161; break;
  case engine::PaymentProvider::anor: code = 187; break;
  }
  if (edition == Edition::y2026) return code;
  return json::value(fmt::format("{:04}", code));
}

std::string_view type_name(engine::ReceiptType type) {
  switch (type) {
  case engine::ReceiptType::order: return "order";
  case engine::ReceiptType::prepaid: return "prepaid";
  case engine::ReceiptType::credit: return "credit";
  }
  return "order";
}

tl::expected<json::object, std::string> product(const FiscalLine& line, Edition edition) {
  json::object out;
  out["name"] = line.name;
  // Edition 2023 marks optional members with a star. The barcode, labels and comission_info have none, so they are always sent
  // (devices/fiscal/PROTOCOL.md section 5).
  const bool all = edition == Edition::y2023;
  if (all || !line.barcode.empty()) out["barcode"] = line.barcode;
  out["amount"] = line.amount.in_thousandths();
  out["unit_name"] = line.unit_name;
  if (edition == Edition::y2023) out["units"] = line.unit;
  out["price"] = line.price.in_tiyin();
  out["product_price"] = line.product_price.in_tiyin();
  out["vat"] = line.vat.in_tiyin();
  if (line.vat_percent) {
    out["vat_percent"] = *line.vat_percent;
  } else if (edition == Edition::y2023) { // it knows no "without VAT"
    out["vat_percent"] = 0;
  } else {
    out["vat_percent"] = nullptr;
  }
  out["discount"] = line.discount.in_tiyin();
  out["discount_percent"] = line.discount_percent;
  out["other"] = line.other.in_tiyin();
  if (all || !line.labels.empty()) out["labels"] = json::array(line.labels.begin(), line.labels.end());
  out["class_code"] = line.class_code;
  if (edition == Edition::y2023) {
    const auto code = as_number(line.package_code);
    if (!code) return tl::make_unexpected(fmt::format("{}: package code \"{}\" is not a number", line.name, line.package_code));
    out["package_code"] = *code;
  } else {
    out["package_code"] = line.package_code;
  }
  out["owner_type"] = line.owner_type;
  if (all || !line.commission_inn.empty() || !line.commission_pinfl.empty()) {
    json::object commission;
    if (all || !line.commission_inn.empty()) commission["inn"] = line.commission_inn;
    if (all || !line.commission_pinfl.empty()) commission["pinfl"] = line.commission_pinfl;
    out["comission_info"] = std::move(commission); // spelt with one m on the wire
  }
  return out;
}

tl::expected<json::array, std::string> products(const std::vector<FiscalLine>& lines, Edition edition) {
  json::array out;
  for (const auto& line : lines) {
    auto one = product(line, edition);
    if (!one) return tl::make_unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

json::array price_lines(const std::vector<engine::FiscalPriceLine>& prices) {
  json::array out;
  for (const auto& line : prices) {
    out.push_back(
        {{"name", line.name}, {"price", line.price.in_tiyin()}, {"vat_type", line.vat_type}, {"vat_price", line.vat_price.in_tiyin()}});
  }
  return out;
}

tl::expected<std::string, std::string> finish(const json::object& body) {
  std::string text = json::serialize(body);
  if (!is_utf8(text)) return tl::make_unexpected(std::string("text that is not UTF-8"));
  return text;
}

// Bounds of what the module says, far above all that the documents show. An address is not mended, only cut: engine/fiscal/fiscal_address.h judges it
// before it is shown, and has to see its faults.
constexpr std::size_t longest_field = 64, longest_message = 500, longest_address = 2000;

Money money(const JsonNode& node) { return Money::tiyin(node.as_integer().value_or(0)); }

} // namespace

tl::expected<std::string, std::string> write_sale(const engine::FiscalSale& sale, std::string_view time, Edition edition) {
  auto lines = products(sale.lines, edition);
  if (!lines) return tl::make_unexpected(lines.error());
  json::object body;
  body["number"] = sale.number;
  body["receipt_type"] = type_name(sale.type);
  if (edition == Edition::y2026 && !sale.uuid.empty()) body["uuid"] = sale.uuid;
  body["products"] = std::move(*lines);
  body["time"] = time;
  body["cashier"] = sale.cashier;
  body["received_cash"] = sale.received_cash.in_tiyin();
  body["change"] = sale.change.in_tiyin();
  body["received_card"] = sale.received_card.in_tiyin();
  if (edition == Edition::y2026 && !sale.received_card.is_zero()) {
    if (sale.card_type) body["card_type"] = *sale.card_type;
    if (sale.ppt_id) body["ppt_id"] = *sale.ppt_id;
  }
  if (sale.wallet) {
    body["extra_info"] = {{"phone_number", sale.wallet->phone_number},
                          {"qr_payment_id", sale.wallet->payment_id},
                          {"qr_payment_provider", provider_code(sale.wallet->provider, edition)}};
  }
  if (sale.email) {
    body["send_email"] = true;
    body["email"] = *sale.email;
  }
  if (sale.sms_phone_number) body["sms_phone_number"] = *sale.sms_phone_number;
  if (sale.open_cashbox) body["open_cashbox"] = *sale.open_cashbox;
  if (!sale.banners.empty()) {
    json::array banners;
    for (const auto& banner : sale.banners) banners.push_back({{"type", banner.type}, {"data", banner.data}});
    body["banners"] = std::move(banners);
  }
  if (!sale.prices.empty()) body["prices"] = price_lines(sale.prices);
  return finish(body);
}

tl::expected<std::string, std::string> write_refund(const engine::FiscalRefund& refund, std::string_view time, Edition edition) {
  auto lines = products(refund.lines, edition);
  if (!lines) return tl::make_unexpected(lines.error());
  json::object body;
  body["number"] = refund.number;
  if (edition == Edition::y2026 && !refund.uuid.empty()) body["uuid"] = refund.uuid;
  body["products"] = std::move(*lines);
  body["qr_code"] = refund.sale_qr_url;
  body["time"] = time;
  body["cashier"] = refund.cashier;
  body["received_cash"] = refund.received_cash.in_tiyin();
  body["change"] = refund.change.in_tiyin();
  body["received_card"] = refund.received_card.in_tiyin();
  if (edition == Edition::y2023 || !refund.prices.empty()) body["prices"] = price_lines(refund.prices);
  return finish(body);
}

std::string write_close(bool close_shift, std::string_view cashier) {
  return json::serialize(
      json::object{{"close_zreport", close_shift}, {"name", cashier}, {"prices", json::array()}, {"banners", json::array()}});
}

tl::expected<Answer, std::string> read_answer(std::string_view body) {
  auto parsed = parse_json_tree(body);
  if (!parsed) return tl::make_unexpected(parsed.error());
  if (!parsed->is_object()) return tl::make_unexpected(std::string("not a JSON object"));
  const bool wrapped = (*parsed)["result"].is_object() && !parsed->has("is_success");
  const JsonNode& root = wrapped ? (*parsed)["result"] : *parsed;
  if (!root.has("is_success") && !root.has("error") && !root.has("data"))
    return tl::make_unexpected(std::string("no envelope of the module"));

  Answer answer;
  answer.data = root["data"];
  const JsonNode& error = root["error"];
  bool has_error = false;
  if (error.is_object()) {
    answer.error.code = error["code"].as_integer().value_or(0);
    answer.error.message = engine::mask_phones(error["message"].as_words(longest_message)); // it may repeat the payer's (extra_info)
    answer.error.data = engine::mask_phones(error["data"].as_words(longest_message));
    has_error = answer.error.code != 0 || !answer.error.message.empty();
  } else if (!error.is_null()) {
    answer.error.message = engine::mask_phones(error.as_words(longest_message));
    has_error = !answer.error.message.empty();
  }
  answer.success = root["is_success"].as_flag().value_or(!has_error) && !has_error;
  return answer;
}

std::optional<ReadInfo> read_info(const JsonNode& data) {
  if (!data.has("terminal_id") || !data.has("current_time")) return std::nullopt;
  ReadInfo read;
  auto& info = read.info;
  info.terminal_id = data["terminal_id"].as_words(longest_field);
  info.applet_version = data["applet_version"].as_words(longest_field);
  info.version_code = data["version_code"].as_words(longest_field);
  info.current_time = data["current_time"].as_words(longest_field);
  info.unsent_receipts = data["receipt_count"].as_integer().value_or(0);
  info.receipt_capacity = data["receipt_max_count"].as_integer().value_or(0);
  info.shifts_closed = data["zreport_count"].as_integer().value_or(0);
  info.shifts_capacity = data["zreport_max_count"].as_integer().value_or(0);
  info.cashbox_number = data["cashbox_number"].as_words(longest_field);
  info.first_unsent_time = data["first_unacknowledged_receipt_time"].as_words(longest_field);
  read.last_operation_time = data["last_operation_time"].as_words(longest_field);
  return read;
}

std::optional<engine::FiscalSign> read_sign(const JsonNode& data) {
  if (!data.has("receipt_count") || !data.has("fiscal_sign") || !data.has("date_time")) return std::nullopt;
  engine::FiscalSign sign;
  sign.terminal_id = data["terminal_id"].as_words(longest_field);
  sign.receipt_count = data["receipt_count"].as_integer().value_or(0);
  sign.date_time = data["date_time"].as_words(longest_field);
  sign.fiscal_sign = data["fiscal_sign"].as_words(longest_field);
  sign.applet_version = data["applet_version"].as_words(longest_field);
  sign.qr_url = data["qr_url"].as_text().substr(0, longest_address);
  sign.cash_box_number = data["cash_box_number"].as_words(longest_field);
  return sign;
}

std::optional<engine::ZReport> read_zreport(const JsonNode& data) {
  const auto sales = data["total_sale_count"].as_integer();
  const auto refunds = data["total_refund_count"].as_integer();
  if (!sales || !refunds) return std::nullopt;
  engine::ZReport report;
  report.total_sale_count = *sales;
  report.total_refund_count = *refunds;
  report.terminal_id = data["terminal_id"].as_words(longest_field);
  report.number = data["number"].as_integer().value_or(0);
  report.count = data["count"].as_integer().value_or(0);
  report.open_time = data["open_time"].as_words(longest_field);
  report.close_time = data["close_time"].as_words(longest_field);
  report.total_sale_cash = money(data["total_sale_cash"]);
  report.total_sale_card = money(data["total_sale_card"]);
  report.total_sale_vat = money(data["total_sale_vat"]);
  report.total_refund_cash = money(data["total_refund_cash"]);
  report.total_refund_card = money(data["total_refund_card"]);
  report.total_refund_vat = money(data["total_refund_vat"]);
  report.first_receipt_seq = data["first_receipt_seq"].as_words(longest_field);
  report.last_receipt_seq = data["last_receipt_seq"].as_words(longest_field);
  // Only applet 4 has this member; with older applets an open shift has an opening time and no closing time (devices/fiscal/PROTOCOL.md section 4).
  report.shift_open = data["shift_opened"].as_flag().value_or(!report.open_time.empty() && report.close_time.empty());
  return report;
}

bool is_open_answer(const JsonNode& data) { return data.has("time") && !data.has("total_sale_count") && !data.has("fiscal_sign"); }

std::optional<LastOrder> read_last(const JsonNode& data) {
  const JsonNode& order = data["order"];
  const JsonNode& result = data["result"];
  const auto number = order["number"].as_integer();
  if (!number || !result.is_object()) return std::nullopt;
  LastOrder last;
  last.number = *number;
  last.time = order["time"].as_words(longest_field);
  last.received_cash = money(order["received_cash"]);
  last.received_card = money(order["received_card"]);
  last.received_ecash = money(order["received_ecash"]);
  last.change = money(order["change"]);
  last.uuid = order["uuid"].as_words(longest_field);
  last.qr_code = order["qr_code"].as_text().substr(0, longest_address);
  last.is_refund = data["isRefund"].as_flag().value_or(false);
  last.sign.terminal_id = result["TerminalID"].as_words(longest_field);
  last.sign.receipt_count = result["ReceiptSeq"].as_integer().value_or(0);
  last.sign.date_time = result["DateTime"].as_words(longest_field);
  last.sign.fiscal_sign = result["FiscalSign"].as_words(longest_field);
  last.sign.applet_version = result["AppletVersion"].as_words(longest_field);
  last.sign.qr_url = result["QRCodeURL"].as_text().substr(0, longest_address);
  last.sign.cash_box_number = result["cash_box_number"].as_words(longest_field);
  return last;
}

} // namespace devices::fiscal
