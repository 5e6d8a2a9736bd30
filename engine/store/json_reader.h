#pragma once
// simdjson on-demand as this folder uses it: one pass over an object's fields in the order in which they stand, numbers
// taken as their characters, null and wrong types told from values. Heavy: only .cpp files that read JSON include it.
// Reading throws simdjson::simdjson_error or BadAnswer; read_json() turns both into an error text.
#include "engine/base/outside_text.h"
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

/// The same JSON with two common faults of servers mended: bytes that are no UTF-8 become U+FFFD, and bare control characters inside a string
/// get their escape. Nothing else changes, so the meaning stays.
std::string repaired_json(std::string_view text);

/// Runs `reader(document)` on the text. The parser refuses the whole text for one bad byte in one value; then the text is mended, once.
template <class Reader>
auto read_json(json::parser& parser, simdjson::padded_string_view text, Reader&& reader, bool repair = true)
    -> tl::expected<decltype(reader(std::declval<json::document&>())), std::string> {
  try {
    json::document document = parser.iterate(text);
    return reader(document);
  } catch (const simdjson::simdjson_error& e) {
    if (repair && (e.error() == simdjson::UTF8_ERROR || e.error() == simdjson::UNESCAPED_CHARS)) {
      const simdjson::padded_string better(repaired_json(text));
      return read_json(parser, better, reader, false);
    }
    return tl::make_unexpected(std::string{e.what()});
  } catch (const BadAnswer& e) {
    return tl::make_unexpected(std::string{e.what()});
  }
}
/// The parser needs room behind the text, hence the copy.
template <class Reader> auto read_json(std::string_view text, Reader&& reader) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3); // a byte order mark
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
/// The text inside the quotes, without its escapes, in UTF-8. Never fails: half of a surrogate pair and an escape that JSON does not have
/// become U+FFFD, so that one bad value does not harm the values around it. A caller that needs the exact text checks for that (is_identity).
std::string unescaped(std::string_view inside_quotes);

/// The characters of a number, or the text of a string (servers write decimals both ways); "" for anything else.
inline std::string text_of(json::value value) {
  switch (json::json_type(value.type())) {
  case json::json_type::string: return unescaped(inside_quotes(value.get_raw_json_string()));
  case json::json_type::number: {
    const std::string_view token = value.raw_json_token();
    return std::string{token.substr(0, token.find_last_not_of(" \t\r\n") + 1)};
  }
  default: return {};
  }
}
/// A text for people: tidied, and cut at its bound (outside_text.h).
inline std::string words_of(json::value value, std::size_t most_bytes) { return tidy(text_of(value), most_bytes); }
/// A text that must not be cut, because something is looked for in it.
inline std::string whole_words_of(json::value value, std::size_t most_bytes, const char* what) {
  const auto text = text_of(value);
  if (text.size() > most_bytes) throw BadAnswer(fmt::format("{} is longer than {} bytes", what, most_bytes));
  return tidy(text, 2 * most_bytes); // mended bytes need more room
}
/// The name of something at the store: taken as it came, or refused. "" for null and other types.
inline std::string identity_of(json::value value, std::size_t most_bytes, const char* what) {
  auto text = text_of(value);
  if (!text.empty() && !is_identity(text, most_bytes)) throw BadAnswer(fmt::format("{} is none: {} bytes", what, text.size()));
  return text;
}
inline bool truth_of(json::value value, bool otherwise) {
  return value.type() == json::json_type::boolean ? bool{value.get_bool()} : otherwise;
}
inline Money som_of(json::value value, const char* what) {
  if (const auto sum = exact_som(text_of(value))) return *sum;
  throw BadAnswer(fmt::format("{} is not a sum in so'm", what));
}
/// null counts as a missing value.
inline Money som_or_zero_of(json::value value, const char* what) { return is_null(value) ? Money{} : som_of(value, what); }
inline std::int64_t integer_of(json::value value, const char* what) {
  if (const auto n = exact_integer(text_of(value))) return *n;
  throw BadAnswer(fmt::format("{} is not a whole number", what));
}

/// call(key, value) for each field. Keys stay escaped: the keys that are looked for have no escapes.
template <class Call> void for_each_field(json::object object, Call&& call) {
  for (auto field : object) {
    const json::raw_json_string name = field.key();
    call(inside_quotes(name), json::value(field.value()));
  }
}
template <class Call> void for_each_element(json::value value, Call&& call) {
  if (!is_array(value)) return;
  for (auto element : value.get_array()) call(json::value(element.value()));
}
/// read(object) for each object of a list, each parsed by itself. An object that cannot be read is told to `left_out(why)`, with its place in
/// the list from 1, and the others remain. Returns how many elements the list has.
template <class Read, class LeftOut> std::size_t for_each_object_by_itself(json::value value, Read&& read, LeftOut&& left_out) {
  json::parser parser;
  std::size_t elements = 0;
  for_each_element(value, [&](json::value element) {
    ++elements;
    if (!is_object(element)) return left_out(fmt::format("entry {}: it is no object", elements));
    json::object object = element.get_object();
    const std::string_view text = object.raw_json();
    // The parser's room behind the object is the rest of the document with the document's own padding.
    const simdjson::padded_string_view alone(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
    const auto done = read_json(parser, alone, [&](json::document& document) {
      read(document.get_object());
      return true;
    });
    if (!done) left_out(fmt::format("entry {}: {}", elements, done.error()));
  });
  return elements;
}

/// call(field name, value) for each field of the answer's `data`; answers without one are walked from the top.
template <class Call> void for_each_data_field(json::document& document, Call&& call) {
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
