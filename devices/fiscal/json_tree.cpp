#include "devices/fiscal/json_tree.h"
#include <algorithm>
#include <charconv>
#include <simdjson.h>

namespace devices::fiscal {
namespace {

constexpr int max_depth = 32;
namespace od = simdjson::ondemand;

template <class Value> JsonNode read(Value&& value, int depth) {
  if (depth > max_depth) throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
  JsonNode node;
  switch (static_cast<od::json_type>(value.type())) {
  case od::json_type::object: {
    node.kind = JsonNode::Kind::object;
    for (auto entry : value.get_object()) {
      std::string key(static_cast<std::string_view>(entry.unescaped_key()));
      node.fields.insert_or_assign(std::move(key), read(od::value(entry.value()), depth + 1));
    }
    break;
  }
  case od::json_type::array:
    node.kind = JsonNode::Kind::array;
    for (auto entry : value.get_array()) node.items.push_back(read(od::value(entry.value()), depth + 1));
    break;
  case od::json_type::string:
    node.kind = JsonNode::Kind::string;
    node.text = static_cast<std::string_view>(value.get_string());
    break;
  case od::json_type::number: {
    node.kind = JsonNode::Kind::number;
    const std::string_view token = value.raw_json_token();
    node.text = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    (void)static_cast<double>(value.get_double()); // checks the grammar; the text is what counts
    break;
  }
  case od::json_type::boolean:
    node.kind = JsonNode::Kind::boolean;
    node.text = static_cast<bool>(value.get_bool()) ? "true" : "false";
    break;
  case od::json_type::null:
    if (!value.is_null()) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
    break;
  }
  return node;
}

} // namespace

const JsonNode& JsonNode::operator[](std::string_view key) const {
  static const JsonNode nothing;
  const auto found = fields.find(key);
  return found == fields.end() ? nothing : found->second;
}

std::string JsonNode::as_text() const { return kind == Kind::array || kind == Kind::object || kind == Kind::null ? std::string() : text; }

std::string JsonNode::as_words(std::size_t most) const {
  const auto whole = as_text();
  std::string out;
  for (std::size_t at = 0; at < whole.size();) {
    const auto first = static_cast<unsigned char>(whole[at]);
    const std::size_t length = std::min<std::size_t>(first < 0x80 ? 1U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U, whole.size() - at);
    const auto one = std::string_view(whole).substr(at, length);
    at += length;
    const auto second = length > 1 ? static_cast<unsigned char>(one[1]) : 0U, third = length > 2 ? static_cast<unsigned char>(one[2]) : 0U;
    const bool control = first < 0x20 || first == 0x7F || (first == 0xC2 && second < 0xA0) || (first == 0xD8 && second == 0x9C);
    const bool marks =
        first == 0xE2 && ((second == 0x80 && (third >= 0x8B && third <= 0x8F)) || (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
                          (second == 0x81 && third >= 0xA0 && third <= 0xAF));
    const bool mark_at_begin = one == "\xEF\xBB\xBF";
    const auto shown = control || marks || mark_at_begin ? std::string_view{"?"} : one;
    if (out.size() + shown.size() > most) break;
    out += shown;
  }
  return out;
}

std::optional<std::int64_t> JsonNode::as_integer() const {
  if (kind != Kind::number && kind != Kind::string) return std::nullopt;
  std::string_view digits = text;
  if (const auto dot = digits.find('.'); dot != std::string_view::npos) {
    const auto places = digits.substr(dot + 1);
    if (places.empty() || !std::ranges::all_of(places, [](char c) { return c == '0'; })) return std::nullopt;
    digits = digits.substr(0, dot);
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<bool> JsonNode::as_flag() const {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

tl::expected<JsonNode, std::string> parse_json_tree(std::string_view text) try {
  const simdjson::padded_string padded(text);
  od::parser parser;
  od::document document = parser.iterate(padded);
  JsonNode root;
  if (document.is_scalar()) return tl::make_unexpected(std::string("not a JSON object"));
  root = read(document, 0);
  if (document.current_location().error() == simdjson::SUCCESS) return tl::make_unexpected(std::string("bytes after the JSON document"));
  return root;
} catch (const simdjson::simdjson_error& error) {
  return tl::make_unexpected(std::string(error.what()));
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

} // namespace devices::fiscal
