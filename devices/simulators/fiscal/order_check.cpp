#include "devices/simulators/fiscal/order_check.h"
#include <algorithm>
#include <fmt/format.h>

namespace devices::sim {
namespace {

namespace json = boost::json;
using Maybe = std::optional<SimError>;

constexpr std::int64_t sums_may_differ_by = 10'000; // tiyin, inclusive

Maybe invalid(const std::string& what) { return SimError{104, "INVALID_ARGUMENT", what}; }

/// One object of the request; remembers the keys that it was asked for, so that unknown ones are found.
class Fields {
public:
  Fields(const json::object& object, std::string where) : object_(object), where_(std::move(where)) {}

  const json::value* find(const char* key) {
    known_.insert(key);
    return object_.if_contains(key);
  }
  std::int64_t integer(const char* key, bool required, std::int64_t otherwise = 0) {
    const auto* value = find(key);
    if (value == nullptr) {
      if (required) fail(key, "is missing");
      return otherwise;
    }
    if (value->is_int64()) return value->get_int64();
    fail(key, value->is_double() ? "is a decimal; sums are whole tiyin" : "is not a number");
    return otherwise;
  }
  std::int64_t sum(const char* key, bool required) {
    const auto value = integer(key, required);
    if (value < 0) fail(key, "is below zero");
    if (value > 9'999'999'999'999'999) fail(key, "is above the limit");
    return value;
  }
  std::string text(const char* key, bool required) {
    const auto* value = find(key);
    if (value == nullptr) {
      if (required) fail(key, "is missing");
      return {};
    }
    if (!value->is_string()) {
      fail(key, "is not a string");
      return {};
    }
    std::string result(value->get_string());
    if (required && result.empty()) fail(key, "is empty");
    return result;
  }
  void flag(const char* key) {
    const auto* value = find(key);
    if (value != nullptr && !value->is_bool()) fail(key, "is not true or false");
  }
  void forbid(const char* key, const char* why) {
    if (find(key) != nullptr) fail(key, why);
  }
  void fail(const std::string& key, const std::string& why) {
    if (!fault_) fault_ = invalid(where_ + key + " " + why);
  }
  void fail(Maybe fault) {
    if (!fault_) fault_ = std::move(fault);
  }
  Maybe done() {
    for (const auto& [key, value] : object_) {
      if (!known_.contains(key)) fail(std::string(key), "is not a field of this edition");
    }
    return fault_;
  }

private:
  const json::object& object_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
  Maybe fault_;
};

bool digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool known_unit(std::int64_t unit) {
  static const std::set<std::int64_t> units{1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 22, 23, 26, 27, 28, 33, 38, 39, 41, 42, 43, 49};
  return units.contains(unit);
}

void check_codes(Fields& line, bool edition_2026) {
  const auto* class_code = line.find("class_code");
  if (class_code == nullptr || !class_code->is_string() || !digits(std::string_view(class_code->get_string()), 17, 17))
    line.fail(SimError{401, "IKPU is missing or wrong", "class_code"});
  const auto* package = line.find("package_code");
  if (package == nullptr) {
    line.fail(SimError{402, "package code is missing", "package_code"});
  } else if (edition_2026) {
    if (!package->is_string() || !digits(std::string_view(package->get_string()), 1, 20))
      line.fail(SimError{402, "wrong package code", "package_code must be a string of digits"});
  } else if (!package->is_int64() || package->get_int64() <= 0) {
    line.fail(SimError{402, "wrong package code", "package_code must be a number"});
  }
}

void check_commission(Fields& line, bool needed) {
  const auto* info = line.find("comission_info");
  if (info == nullptr) return needed ? line.fail("comission_info", "is missing") : void();
  if (!info->is_object()) return line.fail("comission_info", "is not an object");
  Fields fields(info->get_object(), "comission_info.");
  const auto inn = fields.text("inn", false);
  const auto pinfl = fields.text("pinfl", false);
  if (!inn.empty() && !digits(inn, 9, 9)) fields.fail("inn", "is not 9 digits");
  if (!pinfl.empty() && !digits(pinfl, 14, 14)) fields.fail("pinfl", "is not 14 digits");
  if (auto fault = fields.done()) line.fail(fault);
}

void check_labels(Fields& line, std::int64_t amount, bool needed, SimReceipt& receipt) {
  const auto* labels = line.find("labels");
  if (labels == nullptr) return needed ? line.fail("labels", "are missing") : void();
  if (!labels->is_array()) return line.fail("labels", "is not a list");
  for (const auto& label : labels->get_array()) {
    if (!label.is_string() || label.get_string().empty()) return line.fail("labels", "has an empty entry");
    const std::string code(label.get_string());
    if (std::ranges::find(receipt.labels, code) != receipt.labels.end()) return line.fail("labels", "has a code twice");
    receipt.labels.push_back(code);
  }
  const auto count = static_cast<std::int64_t>(labels->get_array().size());
  if (count > 0 && count * 1000 != amount) line.fail("labels", "are not one a piece");
}

std::int64_t vat_inside(std::int64_t sum, std::int64_t percent) {
  const std::int64_t base = 100 + percent;
  return (2 * sum * percent + base) / (2 * base); // half up
}

/// Adds what the line costs to `total`.
Maybe check_line(const json::value& value, std::size_t index, bool refund, bool edition_2026, SimReceipt& receipt, std::int64_t& total) {
  const auto where = fmt::format("products[{}].", index);
  if (!value.is_object()) return invalid(where + " is not an object");
  Fields line(value.get_object(), where);
  line.text("name", true);
  // What edition 2023 does not star has to be there, though there may be nothing in it; of a refund it stars the labels.
  if (!edition_2026 && line.find("barcode") == nullptr) line.fail("barcode", "is missing");
  line.text("barcode", false);
  const auto amount = line.integer("amount", true);
  if (amount <= 0) line.fail("amount", "is not above zero");
  const bool unit_needed = edition_2026;
  line.text("unit_name", unit_needed);
  if (edition_2026) {
    line.forbid("units", "is not a field of this edition");
  } else if (line.find("units") != nullptr || !refund) { // the refund of this edition names no unit
    if (!known_unit(line.integer("units", true))) line.fail("units", "is not in the table of units");
  }
  const auto price = line.sum("price", true);
  line.sum("product_price", true);
  const auto vat = line.sum("vat", true);
  const auto discount = line.sum("discount", true);
  const auto discount_percent = line.integer("discount_percent", true);
  const auto other = line.sum("other", true);
  if (discount + other > price) line.fail(SimError{65531, "cannot encode receipt", where + "discount exceeds the price"});
  if ((discount == 0) != (discount_percent == 0) || discount_percent < 0 || discount_percent > 100)
    line.fail("discount_percent", "does not fit the discount");

  std::int64_t percent = 0;
  const auto* vat_percent = line.find("vat_percent");
  if (vat_percent == nullptr) {
    line.fail("vat_percent", "is missing");
  } else if (vat_percent->is_null()) {
    if (!edition_2026) line.fail("vat_percent", "is null");
  } else if (!vat_percent->is_int64() || vat_percent->get_int64() < 0 || vat_percent->get_int64() > 99) {
    line.fail("vat_percent", "is out of 0 to 99");
  } else {
    percent = vat_percent->get_int64();
  }
  const auto expected = vat_inside(price - discount, percent);
  const std::int64_t tolerance = refund ? 1 : 0; // parts of a line are rounded one by one
  if (std::abs(vat - expected) > tolerance) line.fail("vat", fmt::format("is {}, must be {}", vat, expected));

  check_codes(line, edition_2026);
  const auto owner = line.integer("owner_type", true);
  if (owner < 0 || owner > 2) line.fail("owner_type", "is out of 0 to 2");
  check_commission(line, !edition_2026);
  check_labels(line, amount, !edition_2026 && !refund, receipt);
  receipt.vat += vat;
  total += price - discount - other;
  return line.done();
}

void check_extra_info(Fields& order, bool edition_2026) {
  const auto* info = order.find("extra_info");
  if (info == nullptr) return;
  if (!info->is_object()) return order.fail("extra_info", "is not an object");
  Fields extra(info->get_object(), "extra_info.");
  extra.text("phone_number", true);
  extra.text("qr_payment_id", true);
  const auto* provider = extra.find("qr_payment_provider");
  static const std::set<std::string, std::less<>> names{"0141", "0064", "0161", "0187"};
  static const std::set<std::int64_t> numbers{141, 64, 161, 187};
  const bool good =
      provider != nullptr && (edition_2026 ? provider->is_int64() && numbers.contains(provider->get_int64())
                                           : provider->is_string() && names.contains(std::string_view(provider->get_string())));
  if (!good) extra.fail("qr_payment_provider", "is not one of this edition");
  if (auto fault = extra.done()) order.fail(fault);
}

void check_printed(Fields& order) {
  if (const auto* banners = order.find("banners")) {
    if (!banners->is_array()) return order.fail("banners", "is not a list");
    for (const auto& value : banners->get_array()) {
      if (!value.is_object()) return order.fail("banners", "has an entry that is no object");
      Fields banner(value.get_object(), "banners.");
      const auto type = banner.text("type", true);
      if (type != "text" && type != "barcode" && type != "qr_code") banner.fail("type", "is unknown");
      banner.text("data", true);
      if (auto fault = banner.done()) order.fail(fault);
    }
  }
  if (const auto* prices = order.find("prices")) {
    if (!prices->is_array()) return order.fail("prices", "is not a list");
    for (const auto& value : prices->get_array()) {
      if (!value.is_object()) return order.fail("prices", "has an entry that is no object");
      Fields price(value.get_object(), "prices.");
      price.text("name", true);
      price.sum("price", true);
      price.text("vat_type", false);
      price.sum("vat_price", false);
      if (auto fault = price.done()) order.fail(fault);
    }
  }
}

} // namespace

Maybe check_order(const json::value& body, bool refund, bool edition_2026, SimReceipt& receipt) {
  if (!body.is_object()) return invalid("the body is not an object");
  Fields order(body.get_object(), "");
  receipt.refund = refund;
  receipt.request = body.get_object();
  receipt.number = order.integer("number", refund);
  if (refund) {
    receipt.receipt_type = "order";
    const auto* qr = order.find("qr_code");
    if (qr == nullptr || !qr->is_string() || qr->get_string().empty()) order.fail(SimError{65277, "no refund info", "qr_code"});
    else receipt.sale_qr_url = qr->get_string();
  } else {
    receipt.receipt_type = order.text("receipt_type", true);
    if (receipt.receipt_type != "order" && receipt.receipt_type != "prepaid" && receipt.receipt_type != "credit")
      order.fail("receipt_type", "is unknown");
    check_extra_info(order, edition_2026);
    order.flag("open_cashbox");
  }
  order.flag("send_email");
  order.text("email", false);
  order.text("sms_phone_number", false);
  check_printed(order);
  if (edition_2026) {
    order.text("uuid", false);
    const auto* card_type = order.find("card_type");
    if (card_type != nullptr && (!card_type->is_int64() || card_type->get_int64() < 1 || card_type->get_int64() > 3))
      order.fail("card_type", "is out of 1 to 3");
    order.text("ppt_id", false);
  } else {
    for (const char* key : {"uuid", "card_type", "ppt_id"}) order.forbid(key, "is not a field of this edition");
  }
  receipt.time = order.text("time", true);
  order.text("cashier", true);
  receipt.cash = order.sum("received_cash", true);
  receipt.card = order.sum("received_card", true);
  receipt.change = order.sum("change", true);

  std::int64_t total = 0;
  const auto* products = order.find("products");
  if (products == nullptr || !products->is_array() || products->get_array().empty()) {
    order.fail("products", "are missing");
  } else {
    for (std::size_t i = 0; i < products->get_array().size(); ++i) {
      if (auto fault = check_line(products->get_array()[i], i, refund, edition_2026, receipt, total)) order.fail(fault);
    }
  }
  if (auto fault = order.done()) return fault;

  const auto received = receipt.cash + receipt.card;
  const auto difference = std::abs(total - received);
  if (difference > sums_may_differ_by) {
    return SimError{65531, "cannot encode receipt",
                    fmt::format("failed to make total block\n difference {} between {} and {} is larger than {}\n math error\n", difference,
                                total, received, sums_may_differ_by)};
  }
  receipt.exact = difference == 0;
  return std::nullopt;
}

} // namespace devices::sim
