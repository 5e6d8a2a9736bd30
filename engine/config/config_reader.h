#pragma once
// Reads one TOML table key by key, collects every fault with its full key and line, and at the end names the keys that
// nobody asked for. Private to engine/config (toml++ is heavy). Lifetime: the table and the fault list outlive the reader.
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace engine {

class TableReader {
public:
  using Check = std::function<std::string(std::string_view)>; ///< empty, or the fault

  /// `table` may be null: then every key is missing. `prefix` "" for the root.
  TableReader(const toml::table* table, std::string prefix, std::vector<std::string>& faults);

  std::optional<std::string> text(std::string_view key, const Check& check = {});
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<bool> boolean(std::string_view key);
  /// Decimal degrees within ±limit, in millionths, half away from zero.
  std::optional<std::int64_t> degrees(std::string_view key, int limit);
  /// nullopt when the key is missing or wrong. Doubles in the list are faults.
  std::optional<std::vector<std::string>> texts(std::string_view key, const Check& check);
  std::optional<std::vector<std::int64_t>> integers(std::string_view key);
  /// The index of the text among `words`.
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string_view>& words);
  const toml::table* table(std::string_view key);
  /// Tables of an array "[[key]]"; a wrong element is a fault and left out.
  std::vector<const toml::table*> tables(std::string_view key);

  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  /// Adds "prefix.key: what (line n)".
  void fault(std::string_view key, const std::string& what);
  void require(std::string_view key); ///< a fault when the key is missing
  void finish();                      ///< unknown keys are faults

private:
  const toml::node* node(std::string_view key);
  [[nodiscard]] std::string full(std::string_view key) const;

  const toml::table* table_;
  std::string prefix_;
  std::vector<std::string>& faults_;
  std::set<std::string, std::less<>> asked_;
};

/// Parses a text; a syntax error becomes one fault with its line.
std::optional<toml::table> parse_toml(std::string_view text, std::vector<std::string>& faults);

/// The whole file, at most 1 MiB; otherwise a fault.
std::optional<std::string> read_text_file(const std::string& path, std::vector<std::string>& faults);

} // namespace engine
