#include "devices/simulators/fiscal/fiscal_model.h"
#include "devices/simulators/fiscal/order_check.h"
#include "engine/base/local_time.h"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace devices::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t clock_may_differ_s = 300;

std::string compact(const std::string& time) { // "2026-11-22 14:02:09" -> "20261122140209"
  std::string out;
  for (const char c : time) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

/// Answers that the documents show inside "result".
bool documented_as_wrapped(const std::string& path) {
  return path == "/zreport/close/" || path == "/zreport/info/" || path == "/order/last/";
}

json::value error_value(const SimError& error) {
  json::object out{{"code", error.code}, {"message", error.message}};
  out["data"] = error.data.empty() ? json::value(nullptr) : json::value(error.data);
  return out;
}

} // namespace

FiscalModel::FiscalModel(FiscalModelSettings settings_, std::function<engine::WallTime()> wall)
    : settings(std::move(settings_)), wall_(std::move(wall)) {}

engine::WallTime FiscalModel::now() const { return {wall_().unix_ms + faults.clock_skew_s * 1000}; }

// --- answers ---

SimAnswer FiscalModel::success(const std::string& path, json::value data) const {
  json::object body{{"data", std::move(data)}};
  body["error"] = settings.zero_error ? error_value({0, "", ""}) : json::value(nullptr);
  body["is_success"] = true;
  using Wrapped = FiscalModelSettings::Wrapped;
  if (settings.wrapped == Wrapped::all || (settings.wrapped == Wrapped::as_documented && documented_as_wrapped(path)))
    return {200, "application/json", json::serialize(json::object{{"result", std::move(body)}})};
  return {200, "application/json", json::serialize(body)};
}

SimAnswer FiscalModel::refuse(const std::string& path, const SimError& error) {
  log(fmt::format("{}: refused with {} {} {}", path, error.code, error.message, error.data));
  if (refusals_.size() >= 200) refusals_.erase(refusals_.begin());
  refusals_.push_back(
      json::object{{"path", path}, {"code", error.code}, {"message", error.message}, {"data", error.data}, {"damaged", damaged_}});
  json::object body{{"data", nullptr}, {"error", error_value(error)}, {"is_success", false}};
  if (settings.wrapped == FiscalModelSettings::Wrapped::all)
    return {200, "application/json", json::serialize(json::object{{"result", std::move(body)}})};
  return {200, "application/json", json::serialize(body)};
}

SimAnswer FiscalModel::missing() const {
  switch (settings.missing) {
  case FiscalModelSettings::Missing::json: return {404, "application/json", R"({"status":404,"error":"Not Found","path":"/order/last/"})"};
  case FiscalModelSettings::Missing::silence: return {0, "", ""};
  case FiscalModelSettings::Missing::html: break;
  }
  return {404, "text/html", "<html><body><h1>Not Found</h1></body></html>"};
}

SimError FiscalModel::condition(Condition what, During during) const {
  struct Words {
    std::int64_t old_code;
    const char* old_name;
    const char* new_name;
  };
  const auto words = [&]() -> Words {
    switch (what) {
    case Condition::not_open: return {36909, "ERROR_ZREPORT_IS_NOT_OPEN", "9023 - ZREPORT_IS_ALREADY_CLOSED"};
    case Condition::already_open: return {9327, "ZREPORT_ALREADY_OPEN", "9022 - ZREPORT_IS_NOT_CLOSED"};
    case Condition::shift_empty: return {36907, "ERROR_CURRENT_ZREPORT_IS_EMPTY", "9032 - CANNOT_CLOSE_EMPTY_ZREPORT"};
    case Condition::time_past:
      if (during == During::open) return {36916, "ERROR_OPEN_ZREPORT_TIME_PAST", "9030 - DATETIME_IS_IN_THE_PAST"};
      if (during == During::close) return {36897, "ERROR_CLOSE_ZREPORT_TIME_PAST", "9030 - DATETIME_IS_IN_THE_PAST"};
      return {36888, "ERROR_RECEIPT_TIME_PAST", "9030 - DATETIME_IS_IN_THE_PAST"};
    case Condition::no_cash: return {36913, "ERROR_NOT_ENOUGH_CASH_FOR_REFUND", "9035 - NOT_ENOUGH_SUM_FOR_REFUND"};
    case Condition::no_card: return {36914, "ERROR_NOT_ENOUGH_CARD_FOR_REFUND", "9035 - NOT_ENOUGH_SUM_FOR_REFUND"};
    case Condition::no_vat: return {36915, "ERROR_NOT_ENOUGH_VAT_FOR_REFUND", "9037 - NOT_ENOUGH_VAT_FOR_REFUND"};
    case Condition::receipts_full: return {36886, "ERROR_RECEIPT_MEMORY_FULL", "90F1 - RECEIPTS_MEMORY_FULL"};
    case Condition::shifts_full: return {36898, "ERROR_ZREPORT_SPACE_IS_FULL", "90F0 - ZREPORTS_MEMORY_FULL"};
    case Condition::total_zero: return {36908, "ERROR_RECEIPT_TOTAL_PRICE_ZERO", "9014 - INVALID_OPERATION"};
    }
    return {65535, "OTHER_ERROR", "90FF - NOT_ENOUGH_MEMORY"};
  }();
  if (!settings.new_errors) return {words.old_code, words.old_name, ""};
  const char* doing = during == During::order  ? "failed to register receipt"
                      : during == During::open ? "failed to open zreport"
                                               : "failed to close zreport";
  return {during == During::order ? 122 : 103, fmt::format("{}; {}; failed to execute command", words.new_name, doing), ""};
}

/// Inside 5 minutes of the module's clock, not ahead of it, and after the last operation.
std::optional<SimError> FiscalModel::check_time(const std::string& text, During during, std::int64_t& seconds) const {
  const auto time = engine::parse_fiscal_time(text);
  const auto current = now();
  if (!time) return SimError{104, "INVALID_ARGUMENT", "time is not yyyy-MM-dd HH:mm:ss"};
  seconds = time->unix_ms / 1000;
  const auto ahead = seconds - current.unix_ms / 1000;
  if (ahead > 0 || ahead < -clock_may_differ_s) {
    return SimError{104, "INVALID_ARGUMENT",
                    "Invalid time, time should be before or equal to current time: " + engine::format_fiscal_time(current)};
  }
  if (seconds <= last_operation_s_) return condition(Condition::time_past, during);
  return std::nullopt;
}

// --- requests ---

SimAnswer FiscalModel::handle(const SimRequest& request) {
  damaged_ = request.damaged;
  const auto& path = request.path;
  if (faults.error.times > 0 && (faults.error.path.empty() ? request.registers() : path == faults.error.path)) {
    --faults.error.times;
    return refuse(path, {faults.error.code, faults.error.message, faults.error.data});
  }
  const bool known = path == "/info/" || path == "/zreport/open/" || path == "/zreport/close/" || path == "/zreport/info/" ||
                     request.registers() || path == "/order/print/" || path == "/order/last/";
  if (!known || (path == "/order/last/" && (!settings.edition_2026 || faults.no_last))) return missing();
  const bool post = request.registers() || (path == "/zreport/close/" && request.method == "POST");
  if (request.method != (post ? "POST" : "GET")) return {405, "text/html", "<html><body><h1>Method Not Allowed</h1></body></html>"};
  if (faults.not_initialised) return refuse(path, {102, "FISCAL_MODULE_NOT_INITIALIZED", ""});

  if (path == "/info/") return success(path, info());
  if (path == "/zreport/open/") return handle_open(request);
  if (path == "/zreport/close/") return handle_close(request);
  if (path == "/zreport/info/") return success(path, report(shift_));
  if (path == "/order/last/") return handle_last();
  if (path == "/order/print/") {
    if (faults.printer_broken) return refuse(path, {101, "Printer not working", ""});
    if (receipts_.empty()) return refuse(path, {36872, "ERROR_RECEIPT_NOT_FOUND", ""});
    ++copies_printed_;
    log(fmt::format("printed a copy of receipt {}", receipts_.back().receipt_seq));
    return success(path, nullptr);
  }
  return handle_order(request, path == "/order/refuse/");
}

SimAnswer FiscalModel::handle_order(const SimRequest& request, bool refund) {
  boost::system::error_code unreadable;
  const auto body = json::parse(request.body, unreadable);
  if (unreadable) return refuse(request.path, {104, "INVALID_ARGUMENT", "the body is not JSON"});
  SimReceipt receipt;
  receipt.sent_number = request.sent_number;
  if (const auto error = check_order(body, refund, settings.edition_2026, receipt)) return refuse(request.path, *error);
  if (faults.printer_broken && !faults.registers_when_broken) return refuse(request.path, {101, "Printer not working", ""});
  std::int64_t seconds = 0;
  if (const auto error = check_time(receipt.time, During::order, seconds)) return refuse(request.path, *error);
  if (!shift_.open) return refuse(request.path, condition(Condition::not_open, During::order));
  if (faults.memory_full || unsent_ >= settings.receipt_capacity)
    return refuse(request.path, condition(Condition::receipts_full, During::order));
  if (receipt.cash + receipt.card == 0) return refuse(request.path, condition(Condition::total_zero, During::order));
  if (refund) {
    if (const auto error = check_refund(receipt)) return refuse(request.path, *error);
  } else {
    for (const auto& label : receipt.labels) {
      if (labels_out_.contains(label)) return refuse(request.path, {104, "INVALID_ARGUMENT", "marking code sold before: " + label});
    }
  }
  auto answer = register_receipt(std::move(receipt), seconds);
  if (faults.printer_broken) return refuse(request.path, {101, "Printer not working", ""});
  ++printed_;
  return answer;
}

std::optional<SimError> FiscalModel::check_refund(const SimReceipt& refund) const {
  if (faults.offline) return SimError{65274, "Network error", "refund info cannot be checked"};
  const SimReceipt* sale = nullptr;
  std::int64_t cash = refund.cash, card = refund.card, vat = refund.vat;
  for (const auto& earlier : receipts_) {
    if (!earlier.refund && earlier.qr_url == refund.sale_qr_url) sale = &earlier;
    if (earlier.refund && earlier.sale_qr_url == refund.sale_qr_url) {
      cash += earlier.cash;
      card += earlier.card;
      vat += earlier.vat;
    }
  }
  const SimError not_valid{65275, "not valid refund info", "refund info is not valid"};
  if (sale == nullptr || sale->qr_url.empty()) return not_valid;
  if (cash > sale->cash || card > sale->card || vat > sale->vat) return not_valid;
  for (const auto& label : refund.labels) {
    if (!labels_out_.contains(label)) return not_valid;
  }
  if (shift_.refund_cash + refund.cash > shift_.sale_cash) return condition(Condition::no_cash, During::order);
  if (shift_.refund_card + refund.card > shift_.sale_card) return condition(Condition::no_card, During::order);
  if (shift_.refund_vat + refund.vat > shift_.sale_vat) return condition(Condition::no_vat, During::order);
  return std::nullopt;
}

/// Twelve digits that look like a sign and differ from receipt to receipt; some begin with zeros, as real
/// ones do.
std::string FiscalModel::sign_of(const std::string& date_time) const {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : settings.terminal_id + date_time + std::to_string(receipts_.size())) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return fmt::format("{:012}", hash % 1'000'000'000'000ULL);
}

SimAnswer FiscalModel::register_receipt(SimReceipt receipt, std::int64_t seconds) {
  receipt.receipt_seq = static_cast<std::int64_t>(receipts_.size()) + 1;
  receipt.date_time = compact(receipt.time);
  if (receipt.receipt_type == "order") { // prepaid and credit get neither sign nor QR
    receipt.fiscal_sign = sign_of(receipt.date_time);
    receipt.qr_url = settings.other_address
                         ? fmt::format("https://fbox.example/receipt/{:012x}", std::stoull(receipt.fiscal_sign) * 257 % (1ULL << 48))
                         : fmt::format("https://ofd.soliq.uz/check?t={}&r={}&c={}&s={}", settings.terminal_id, receipt.receipt_seq,
                                       receipt.date_time, receipt.fiscal_sign);
  }
  last_operation_s_ = seconds;
  if (shift_.first_seq == 0) shift_.first_seq = receipt.receipt_seq;
  shift_.last_seq = receipt.receipt_seq;
  if (receipt.refund) {
    ++shift_.refund_count;
    shift_.refund_cash += receipt.cash;
    shift_.refund_card += receipt.card;
    shift_.refund_vat += receipt.vat;
    for (const auto& label : receipt.labels) labels_out_.erase(label);
  } else {
    ++shift_.sale_count;
    shift_.sale_cash += receipt.cash;
    shift_.sale_card += receipt.card;
    shift_.sale_vat += receipt.vat;
    labels_out_.insert(receipt.labels.begin(), receipt.labels.end());
  }
  if (faults.offline) ++unsent_;
  log(fmt::format("registered {} {} as receipt {}: cash {}, card {}", receipt.refund ? "refund" : "sale", receipt.number,
                  receipt.receipt_seq, receipt.cash, receipt.card));
  json::object data{{"terminal_id", settings.terminal_id},
                    {"receipt_count", receipt.receipt_seq},
                    {"date_time", receipt.date_time},
                    {"fiscal_sign", receipt.fiscal_sign},
                    {"applet_version", settings.edition_2026 ? "0323" : "0300"},
                    {"qr_url", settings.told_address.empty() ? receipt.qr_url : settings.told_address}};
  if (settings.edition_2026 || receipt.refund) data["cash_box_number"] = "2";
  const std::string path = receipt.refund ? "/order/refuse/" : "/order/create/";
  receipts_.push_back(std::move(receipt));
  return success(path, std::move(data));
}

SimAnswer FiscalModel::handle_open(const SimRequest& request) {
  const auto time = request.query.find("time");
  std::int64_t seconds = 0;
  if (shift_.open) return refuse(request.path, condition(Condition::already_open, During::open));
  if (const auto error = check_time(time == request.query.end() ? "" : time->second, During::open, seconds))
    return refuse(request.path, *error);
  if (static_cast<std::int64_t>(closed_.size()) >= settings.shift_capacity)
    return refuse(request.path, condition(Condition::shifts_full, During::open));
  open_now(time->second);
  last_operation_s_ = seconds;
  return success(request.path, json::object{{"time", time->second}, {"applet_version", settings.edition_2026 ? "0323" : "0300"}});
}

void FiscalModel::open_now(const std::string& time) {
  const auto number = shift_.number + 1;
  shift_ = Shift{};
  shift_.number = number;
  shift_.open = true;
  shift_.open_time = time;
  log(fmt::format("opened shift {}", number));
}

void FiscalModel::close_now(const std::string& time) {
  shift_.open = false;
  shift_.close_time = time;
  closed_.push_back(shift_);
  log(fmt::format("closed shift {}", shift_.number));
}

SimAnswer FiscalModel::handle_close(const SimRequest& request) {
  bool close = true;
  if (request.method == "POST") {
    boost::system::error_code unreadable;
    const auto body = json::parse(request.body, unreadable);
    const auto* flag = !unreadable && body.is_object() ? body.get_object().if_contains("close_zreport") : nullptr;
    if (flag == nullptr || !flag->is_bool()) return refuse(request.path, {104, "INVALID_ARGUMENT", "close_zreport"});
    close = flag->get_bool();
  }
  const auto time = request.query.find("time");
  std::int64_t seconds = 0;
  if (!shift_.open) return refuse(request.path, condition(Condition::not_open, During::close));
  if (const auto error = check_time(time == request.query.end() ? "" : time->second, During::close, seconds))
    return refuse(request.path, *error);
  if (!close) {
    log("printed an X report");
    return success(request.path, report(shift_));
  }
  if (shift_.empty()) return refuse(request.path, condition(Condition::shift_empty, During::close));
  last_operation_s_ = seconds;
  close_now(time->second);
  return success(request.path, report(shift_));
}

// --- reports ---

json::object FiscalModel::info() const {
  json::object data{
      {"terminal_id", settings.terminal_id},
      {"applet_version", settings.edition_2026 ? "0323" : "0300"},
      {"current_receipt_seq", std::to_string(receipts_.size() + 1)},
      {"current_time", engine::format_fiscal_time(now())},
      {"last_operation_time", last_operation_s_ == 0 ? std::string() : engine::format_fiscal_time({last_operation_s_ * 1000})},
      {"available_persistent_memory", 20000},
      {"available_reset_memory", 1000},
      {"available_deselect_memory", 1000},
      {"version_code", settings.edition_2026 ? "1.15.24" : "1.12.1"},
      {"is_updated", true}};
  const auto closed = static_cast<std::int64_t>(closed_.size());
  if (settings.edition_2026) {
    data["receipt_count"] = unsent_;
    data["receipt_max_count"] = settings.receipt_capacity;
    data["zreport_count"] = closed;
    data["zreport_max_count"] = settings.shift_capacity;
    data["cashbox_number"] = "1";
    data["first_unacknowledged_receipt_time"] = nullptr;
  } else { // the older pages type all counters as strings
    data["receipt_count"] = std::to_string(unsent_);
    data["receipt_max_count"] = std::to_string(settings.receipt_capacity);
    data["zreport_count"] = std::to_string(closed);
    data["zreport_max_count"] = std::to_string(settings.shift_capacity);
    data["cashbox_number"] = 1;
  }
  return data;
}

json::object FiscalModel::report(const Shift& shift) const {
  json::object data{{"applet_version", settings.edition_2026 ? "0323" : "0300"},
                    {"terminal_id", settings.terminal_id},
                    {"number", shift.number},
                    {"count", shift.sale_count + shift.refund_count},
                    {"last_receipt_seq", std::to_string(shift.last_seq)},
                    {"first_receipt_seq", std::to_string(shift.first_seq)},
                    {"open_time", shift.open_time},
                    {"close_time", shift.close_time},
                    {"total_refund_vat", shift.refund_vat},
                    {"total_refund_card", shift.refund_card},
                    {"total_refund_cash", shift.refund_cash},
                    {"total_refund_count", shift.refund_count},
                    {"total_sale_vat", shift.sale_vat},
                    {"total_sale_card", shift.sale_card},
                    {"total_sale_cash", shift.sale_cash},
                    {"total_sale_count", shift.sale_count}};
  if (settings.edition_2026) {
    data["shift_opened"] = shift.open;
    data["cash_desc_serial"] = nullptr;
  }
  return data;
}

SimAnswer FiscalModel::handle_last() {
  if (receipts_.empty()) {
    json::object none{{"data", nullptr}, {"error", error_value({36872, "ERROR_RECEIPT_NOT_FOUND", ""})}, {"is_success", false}};
    return {200, "application/json", json::serialize(json::object{{"result", std::move(none)}})};
  }
  auto& last = receipts_.back();
  const auto& echo = settings.echo;
  if (!(echo.own_number && last.sent_number != 0 && last.sent_number != last.number)) ++last.told; // else it cannot be seen in it
  json::object order = last.request;
  order["id"] = last.receipt_seq;
  order["number"] = echo.own_number ? last.receipt_seq : last.number;
  order["received_ecash"] = 0;
  if (echo.cash_with_change) order["received_cash"] = last.cash + last.change;
  if (echo.change_left_out) order["change"] = 0;
  const auto* extra = last.request.if_contains("extra_info");
  if (echo.wallet_elsewhere && extra != nullptr && extra->is_object() && extra->get_object().contains("qr_payment_id")) {
    order["received_card"] = 0;
    order["received_ecash"] = last.card;
  }
  order["uuid"] = ""; // as in the documented dump, also when the till sent one
  order["isSynced"] = !faults.offline;
  order["result_url"] = last.qr_url;
  json::object result{{"TerminalID", settings.terminal_id},
                      {"ReceiptSeq", std::to_string(last.receipt_seq)},
                      {"DateTime", last.date_time},
                      {"FiscalSign", last.fiscal_sign},
                      {"AppletVersion", "0323"},
                      {"QRCodeURL", last.qr_url},
                      {"cash_box_number", "2"}};
  json::object data{{"order", std::move(order)}, {"fiscalOrder", json::object{}}, {"result", std::move(result)}};
  if (!echo.kind_left_out) data["isRefund"] = last.refund;
  json::object body{{"data", std::move(data)}, {"error", nullptr}, {"is_success", true}};
  return {200, "application/json", json::serialize(json::object{{"result", std::move(body)}})};
}

} // namespace devices::sim
