#include "engine/config/config_reader.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace engine {

namespace {

/// A fault is one line, also when it quotes characters of the file.
std::string one_line(std::string fault) {
  std::ranges::replace_if(
      fault, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return fault;
}

} // namespace

TableReader::TableReader(const toml::table* table, std::string prefix, std::vector<std::string>& faults)
    : table_(table), prefix_(std::move(prefix)), faults_(faults) {}

std::string TableReader::full(std::string_view key) const {
  return prefix_.empty() ? std::string{key} : fmt::format("{}.{}", prefix_, key);
}

bool TableReader::has(std::string_view key) const { return table_ && table_->contains(key); }

const toml::node* TableReader::node(std::string_view key) {
  asked_.emplace(key);
  return table_ ? table_->get(key) : nullptr;
}

void TableReader::fault(std::string_view key, const std::string& what) {
  const auto* found = table_ ? table_->get(key) : nullptr;
  const auto line = found ? found->source().begin.line : 0;
  faults_.push_back(one_line(line > 0 ? fmt::format("{}: {} (line {})", full(key), what, line) : fmt::format("{}: {}", full(key), what)));
}

void TableReader::require(std::string_view key) {
  if (!has(key)) fault(key, "is missing");
}

std::optional<std::string> TableReader::text(std::string_view key, const Check& check) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* string = found->as_string();
  if (!string) return fault(key, "must be a text"), std::nullopt;
  if (check)
    if (auto what = check(string->get()); !what.empty()) return fault(key, what), std::nullopt;
  return string->get();
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* value = found->as_integer();
  if (!value || value->get() < least || value->get() > most)
    return fault(key, fmt::format("must be a whole number from {} to {}", least, most)), std::nullopt;
  return value->get();
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* value = found->as_boolean();
  if (!value) return fault(key, "must be true or false"), std::nullopt;
  return value->get();
}

std::optional<std::int64_t> TableReader::degrees(std::string_view key, int limit) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto value = found->is_number() ? found->value<double>() : std::nullopt;
  if (!value || !std::isfinite(*value) || std::abs(*value) > limit)
    return fault(key, fmt::format("must be a number of degrees from -{} to {}", limit, limit)), std::nullopt;
  return std::llround(*value * 1e6);
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key, const Check& check) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* array = found->as_array();
  if (!array) return fault(key, "must be a list of texts"), std::nullopt;
  std::vector<std::string> values;
  for (const auto& element : *array) {
    const auto* string = element.as_string();
    if (!string) return fault(key, "must be a list of texts"), std::nullopt;
    if (auto what = check(string->get()); !what.empty()) return fault(key, fmt::format("\"{}\" {}", string->get(), what)), std::nullopt;
    if (std::ranges::find(values, string->get()) != values.end())
      return fault(key, fmt::format("\"{}\" stands twice", string->get())), std::nullopt;
    values.push_back(string->get());
  }
  return values;
}

std::optional<std::vector<std::int64_t>> TableReader::integers(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* array = found->as_array();
  if (!array) return fault(key, "must be a list of whole numbers"), std::nullopt;
  std::vector<std::int64_t> values;
  for (const auto& element : *array) {
    const auto* value = element.as_integer();
    if (!value) return fault(key, "must be a list of whole numbers"), std::nullopt;
    if (std::ranges::find(values, value->get()) != values.end())
      return fault(key, fmt::format("{} stands twice", value->get())), std::nullopt;
    values.push_back(value->get());
  }
  return values;
}

std::optional<std::size_t> TableReader::choice(std::string_view key, const std::vector<std::string_view>& words) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  if (const auto* string = found->as_string()) {
    const auto word = std::ranges::find(words, std::string_view{string->get()});
    if (word != words.end()) return static_cast<std::size_t>(word - words.begin());
  }
  return fault(key, fmt::format("must be \"{}\"", fmt::join(words, "\" or \""))), std::nullopt;
}

const toml::table* TableReader::table(std::string_view key) {
  const auto* found = node(key);
  if (!found) return nullptr;
  if (!found->is_table()) fault(key, "must be a table");
  return found->as_table();
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  const auto* found = node(key);
  if (!found) return {};
  std::vector<const toml::table*> elements;
  const auto* array = found->as_array();
  if (array)
    for (const auto& element : *array) elements.push_back(element.as_table());
  if (!array || std::ranges::find(elements, nullptr) != elements.end()) {
    fault(key, fmt::format("must be written as [[{}]]", full(key)));
    return {};
  }
  return elements;
}

void TableReader::finish() {
  if (!table_) return;
  for (const auto& [key, value] : *table_)
    if (!asked_.contains(key.str())) fault(key.str(), "is not a known key");
}

std::optional<toml::table> parse_toml(std::string_view text, std::vector<std::string>& faults) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    faults.push_back(one_line(fmt::format("line {}: {}", error.source().begin.line, error.description())));
    return std::nullopt;
  }
}

std::optional<std::string> read_text_file(const std::string& path, std::vector<std::string>& faults) {
  constexpr std::size_t most = 1 << 20;
  std::ifstream file(path, std::ios::binary);
  std::string text(most + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) {
    faults.push_back(fmt::format("{}: {}", path, std::strerror(errno)));
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most) {
    faults.push_back(fmt::format("{}: is larger than 1 MiB", path));
    return std::nullopt;
  }
  return text;
}

} // namespace engine
