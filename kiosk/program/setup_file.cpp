#include "kiosk/program/setup_file.h"

#include "engine/base/whole_file.h"
#include "engine/config/config.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

namespace kiosk {

struct SetupFile::Table {
  toml::table root;

  /// The table that a key stands in, and its last part; made when it is missing and `make`.
  std::pair<toml::table*, std::string_view> place(std::string_view key, bool make) {
    auto* at = &root;
    for (auto dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
      const auto name = key.substr(0, dot);
      if (make && at->get_as<toml::table>(name) == nullptr) at->insert_or_assign(name, toml::table{});
      at = at->get_as<toml::table>(name);
      if (at == nullptr) return {nullptr, {}};
      key.remove_prefix(dot + 1);
    }
    return {at, key};
  }
};

SetupFile::SetupFile(std::filesystem::path file) : file_(std::move(file)), table_(std::make_unique<Table>()) {
  std::ifstream in{file_};
  if (!in) return;
  std::stringstream all;
  all << in.rdbuf();
  try {
    table_->root = toml::parse(all.str());
  } catch (const toml::parse_error&) {
    unreadable_ = true;
  }
}

SetupFile::~SetupFile() = default;

std::optional<std::string> SetupFile::get(std::string_view key) const {
  const auto [table, name] = table_->place(key, false);
  const auto* node = table != nullptr ? table->get(name) : nullptr;
  if (node == nullptr) return std::nullopt;
  if (const auto text = node->value_exact<std::string>()) return text;
  if (const auto number = node->value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto number = node->value_exact<double>()) return fmt::format("{}", *number);
  return std::nullopt;
}

void SetupFile::set(std::string_view key, std::string_view value) {
  const auto [table, name] = table_->place(key, true);
  table->insert_or_assign(name, std::string{value});
}
void SetupFile::set(std::string_view key, std::int64_t value) {
  const auto [table, name] = table_->place(key, true);
  table->insert_or_assign(name, value);
}
void SetupFile::set_degrees(std::string_view key, double value) {
  const auto [table, name] = table_->place(key, true);
  table->insert_or_assign(name, value);
}

void SetupFile::remove(std::string_view key) {
  const auto [table, name] = table_->place(key, false);
  if (table != nullptr) table->erase(name);
}

std::vector<std::string> SetupFile::faults_of(std::string_view key) const {
  std::vector<std::string> found;
  const auto config = engine::parse_config(text(), file_.parent_path());
  if (!config)
    for (const auto& fault : config.error())
      if (fault.starts_with(key) && fault.substr(key.size()).starts_with(":")) found.push_back(fault);
  return found;
}

std::string SetupFile::text() const {
  std::stringstream written;
  written << table_->root;
  std::string text = "# Made by kiosk --setup; it may be run again, and this file may be edited. What each key means: man kiosk.toml\n\n";
  // toml++ writes 42.46 as 42.460000000000001: the shortest figures that mean the same number are what a person wrote.
  const std::regex number{R"(^(\w+ = )(-?\d+\.\d+)$)"};
  for (std::string line; std::getline(written, line); text += line + "\n")
    if (std::smatch found; std::regex_match(line, found, number)) line = fmt::format("{}{}", found.str(1), std::stod(found.str(2)));
  return text;
}

std::string toml_quoted(std::string_view text) {
  std::stringstream out;
  out << toml::value<std::string>{std::string{text}};
  return out.str();
}

void put_file(const std::filesystem::path& file, std::string_view text, bool secret) {
  // Whose it is before anything stands in it.
  const bool written = engine::put_whole(file, {text}, [secret](int fd) {
    const auto* user = ::geteuid() == 0 ? ::getpwnam("kiosk") : nullptr;
    return (user == nullptr || ::fchown(fd, secret ? user->pw_uid : 0, user->pw_gid) == 0) && ::fchmod(fd, secret ? 0600 : 0640) == 0;
  });
  if (!written) throw std::runtime_error(fmt::format("{} cannot be written: {}", file.string(), std::strerror(errno)));
}

} // namespace kiosk
