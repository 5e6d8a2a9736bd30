#pragma once
// Strict reading of request fields: the type on the wire must be the documented one. Each throws FieldFault.
#include "devices/simulators/store/exact_json.h"
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <fmt/format.h>
#include <stdexcept>

namespace devices::sim {

struct FieldFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline const boost::json::value& field(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) throw FieldFault(fmt::format("{}: required", name));
  return *value;
}
inline std::string text_field(const boost::json::object& object, std::string_view name) {
  const auto text = string_text(&field(object, name));
  if (!text || text->empty()) throw FieldFault(fmt::format("{}: a text that is not empty is required", name));
  return std::string{*text};
}
inline std::string plain_number(const boost::json::object& object, std::string_view name) {
  const auto digits = number_text(&field(object, name));
  if (!digits) throw FieldFault(fmt::format("{}: a number is required", name));
  if (digits->find_first_of("eE") != std::string_view::npos) throw FieldFault(fmt::format("{}: no exponents", name));
  return std::string{*digits};
}
inline engine::Money money_field(const boost::json::object& object, std::string_view name) {
  const auto sum = engine::Money::parse_som(plain_number(object, name));
  if (!sum || *sum <= engine::Money{}) throw FieldFault(fmt::format("{}: a sum above 0 with two places at most is required", name));
  return *sum;
}
inline engine::Quantity quantity_field(const boost::json::object& object, std::string_view name) {
  const auto quantity = engine::Quantity::parse(plain_number(object, name));
  if (!quantity || *quantity <= engine::Quantity{})
    throw FieldFault(fmt::format("{}: a quantity above 0 with three places at most is required", name));
  return *quantity;
}
inline std::optional<std::int64_t> whole(std::string_view digits) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return n;
}
inline std::int64_t integer_field(const boost::json::object& object, std::string_view name) {
  const auto n = whole(plain_number(object, name));
  if (!n) throw FieldFault(fmt::format("{}: a whole number is required", name));
  return *n;
}
inline bool flag_field(const boost::json::object& object, std::string_view name) {
  const auto* flag = field(object, name).if_bool();
  if (!flag) throw FieldFault(fmt::format("{}: true or false is required", name));
  return *flag;
}
inline const boost::json::object& object_field(const boost::json::object& object, std::string_view name) {
  const auto* inner = field(object, name).if_object();
  if (!inner) throw FieldFault(fmt::format("{}: an object is required", name));
  return *inner;
}
inline bool is_phone(std::string_view text) {
  return text.size() == 12 && text.starts_with("998") && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace devices::sim
