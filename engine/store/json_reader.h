#pragma once
// simdjson on-demand as this folder uses it: one pass over an object's fields in the order in which they stand, numbers
// taken as their characters, null and wrong types told from values. Heavy: include it in the .cpp files that read JSON only.
// Reading throws simdjson::simdjson_error or BadAnswer; read_json() turns both into an error text.
#include "engine/store/exact_number.h"
#include <fmt/format.h>
#include <simdjson.h>
#include <stdexcept>
#include <string>
#include <tl/expected.hpp>

namespace engine::store {

namespace json = simdjson::ondemand;

class BadAnswer : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs `reader(document)` on the text. The parser needs room behind the text, hence the copy.
template <class Reader>
auto read_json(json::parser& parser, simdjson::padded_string_view text, Reader&& reader)
    -> tl::expected<decltype(reader(std::declval<json::document&>())), std::string> {
  try {
    json::document document = parser.iterate(text);
    return reader(document);
  } catch (const simdjson::simdjson_error& e) {
    return tl::make_unexpected(std::string{e.what()});
  } catch (const BadAnswer& e) {
    return tl::make_unexpected(std::string{e.what()});
  }
}
template <class Reader>
auto read_json(std::string_view text, Reader&& reader) {
  const simdjson::padded_string padded(text);
  json::parser parser;
  return read_json(parser, padded, std::forward<Reader>(reader));
}

inline bool is_null(json::value& value) { return value.type() == json::json_type::null; }
inline bool is_object(json::value& value) { return value.type() == json::json_type::object; }
inline bool is_array(json::value& value) { return value.type() == json::json_type::array; }

/// The bytes between a string's quotes, escapes untouched. Stage 1 of the parser made sure that the closing quote exists.
inline std::string_view inside_quotes(json::raw_json_string raw) {
  const char* text = raw.raw();
  std::size_t size = 0;
  while (text[size] != '"') size += text[size] == '\\' ? 2 : 1;
  return {text, size};
}
/// Unescapes into memory of its own: the parser's buffer has room for each string of a document once, so that taking the
/// same string a second time from there would write past its end.
inline std::string unescaped(json::raw_json_string raw) {
  const auto text = inside_quotes(raw);
  if (text.find('\\') == std::string_view::npos) return std::string{text};
  static const json::parser any = [] {
    json::parser parser; // does nothing before it has been given room
    if (const auto error = parser.allocate(simdjson::SIMDJSON_PADDING)) throw simdjson::simdjson_error(error);
    return parser;
  }();
  std::string out(text.size() + simdjson::SIMDJSON_PADDING, '\0');
  auto* end = reinterpret_cast<std::uint8_t*>(out.data());
  const std::string_view plain = any.unescape(raw, end);
  out.resize(plain.size());
  return out;
}

/// Characters of a number, or what stands inside a string (servers write decimals both ways); "" for anything else.
inline std::string text_of(json::value value) {
  switch (json::json_type(value.type())) {
  case json::json_type::string: return unescaped(value.get_raw_json_string());
  case json::json_type::number: {
    const std::string_view token = value.raw_json_token();
    return std::string{token.substr(0, token.find_last_not_of(" \t\r\n") + 1)};
  }
  default: return {};
  }
}
inline bool truth_of(json::value value, bool otherwise) {
  return value.type() == json::json_type::boolean ? bool{value.get_bool()} : otherwise;
}
inline Money som_of(json::value value, const char* what) {
  if (const auto sum = exact_som(text_of(value))) return *sum;
  throw BadAnswer(fmt::format("{} is not a sum in so'm", what));
}
/// null counts as nothing at all.
inline Money som_or_zero_of(json::value value, const char* what) { return is_null(value) ? Money{} : som_of(value, what); }
inline std::int64_t integer_of(json::value value, const char* what) {
  if (const auto n = exact_integer(text_of(value))) return *n;
  throw BadAnswer(fmt::format("{} is not a whole number", what));
}

/// call(key, value) for each field. Keys stay escaped: those that are looked for need no escapes.
template <class Call>
void for_each_field(json::object object, Call&& call) {
  for (auto field : object) {
    const json::raw_json_string name = field.key();
    call(inside_quotes(name), json::value(field.value()));
  }
}
template <class Call>
void for_each_element(json::value value, Call&& call) {
  if (!is_array(value)) return;
  for (auto element : value.get_array()) call(json::value(element.value()));
}

/// call(field name, value) for each field of the answer's `data`; answers without one are walked from the top.
template <class Call>
void for_each_data_field(json::document& document, Call&& call) {
  bool found = false;
  for_each_field(document.get_object(), [&](std::string_view name, json::value value) {
    if (name != "data" || !is_object(value)) return;
    found = true;
    for_each_field(value.get_object(), call);
  });
  if (found) return;
  document.rewind();
  for_each_field(document.get_object(), call);
}

} // namespace engine::store
