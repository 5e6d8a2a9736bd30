#pragma once
// A module's answer as a tree whose scalars stay text: numbers are never turned into doubles, signs keep
// their leading zeros, and it does not matter whether the module wrote 643 or "643" (devices/fiscal/PROTOCOL.md section 3).
// Threading: values.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace devices::fiscal {

struct JsonNode {
  enum class Kind { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  std::string text; ///< of a scalar: "true", "643", "2300.0", the string itself
  std::vector<JsonNode> items;
  std::map<std::string, JsonNode, std::less<>> fields;

  [[nodiscard]] bool is_object() const { return kind == Kind::object; }
  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  /// The field, or a null node.
  [[nodiscard]] const JsonNode& operator[](std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return fields.find(key) != fields.end(); }
  /// Scalars as text; "" for null, arrays and objects.
  [[nodiscard]] std::string as_text() const;
  /// The same for people and the journal: at most `most` bytes, cut between characters. Control characters, and characters that reorder or hide
  /// text, become question marks. A module sends none of them; a stranger on its wire may.
  [[nodiscard]] std::string as_words(std::size_t most) const;
  /// Whole numbers, written as number or string, "2300.0" included; nothing for anything else.
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  /// true, "true", 1 -> true; false, "false", 0 -> false.
  [[nodiscard]] std::optional<bool> as_flag() const;
};

/// Reads one JSON document, at most 32 levels deep. The error says what is wrong, in English.
tl::expected<JsonNode, std::string> parse_json_tree(std::string_view text);

/// True when the bytes are valid UTF-8: anything else must not be sent.
bool is_utf8(std::string_view text);

} // namespace devices::fiscal
