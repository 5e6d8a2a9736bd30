#include "kiosk/fleet/support_bundle.h"

#include "engine/base/log.h"
#include "engine/config/remote_layer.h"
#include "engine/journal/journal_tail.h"
#include "kiosk/fleet/fleet_events.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <fstream>
#include <memory>
#include <sys/utsname.h>

namespace kiosk::fleet {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Files = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t most_log_bytes = 3 << 20, least_log_bytes = 32 << 10, longest_line = 8 << 10;
constexpr std::int64_t most_rows = 10'000;
constexpr std::size_t rows_at_once = 500;

// ---- the log

/// The end of a file, from a line's beginning on.
std::string tail_of(const fs::path& file, std::size_t most) {
  std::ifstream in{file, std::ios::binary | std::ios::ate};
  if (!in) return {};
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(0, in.tellg()));
  const auto from = size > most ? size - most : 0;
  in.seekg(static_cast<std::streamoff>(from));
  std::string text(size - from, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (from > 0) text.erase(0, std::min(text.find('\n') + 1, text.size()));
  return text;
}

/// The end of the log: kiosk.log and its older files, oldest first.
std::string log_of(const fs::path& folder, std::size_t most) {
  std::string all;
  for (int i = 0; i <= 8 && all.size() < most; ++i) {
    const auto part = tail_of(folder / (i == 0 ? std::string{"kiosk.log"} : fmt::format("kiosk.{}.log", i)), most - all.size());
    all.insert(0, part);
  }
  std::string redacted;
  redacted.reserve(all.size());
  for (std::string_view rest = all; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    redacted += redact_line(rest.substr(0, std::min(end, longest_line)));
    redacted += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return redacted;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '+' || c == '=' || c == '.';
}

/// The text behind a word such as "token", up to the next blank or quote.
std::string without_named_secrets(std::string text) {
  constexpr std::array names{std::string_view{"token"},         std::string_view{"bearer"}, std::string_view{"password"},
                             std::string_view{"authorization"}, std::string_view{"secret"}, std::string_view{"pin_hash"},
                             std::string_view{"signature"}};
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const auto name : names)
    for (auto at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
      auto from = at + name.size();
      const auto gap = std::min(lower.find_first_not_of(" \"'=:", from), lower.size());
      const bool given = lower.substr(from, gap - from).find_first_of("=:") != std::string::npos || name == "bearer";
      if (!given || gap == from) continue;
      const auto end = std::min(lower.find_first_of(" \"',;)}", gap), lower.size());
      text.replace(gap, end - gap, "...");
      lower.replace(gap, end - gap, "...");
    }
  return text;
}

/// Runs that are neither words nor numbers of ours: 32 signs and more, with a letter and a digit among them.
std::string without_long_codes(std::string_view text) {
  constexpr std::size_t longest_kept = 31, shown = 6;
  std::string out;
  while (!text.empty()) {
    std::size_t n = 0;
    bool letter = false, digit = false;
    while (n < text.size() && is_word(text[n])) {
      letter = letter || std::isalpha(static_cast<unsigned char>(text[n])) != 0;
      digit = digit || std::isdigit(static_cast<unsigned char>(text[n])) != 0;
      ++n;
    }
    if (n > longest_kept && letter && digit) out += std::string{text.substr(0, shown)} + "...";
    else out += text.substr(0, std::max<std::size_t>(n, 1));
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

std::string without_queries(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto scheme = text.find("://");
    const auto query = scheme == std::string_view::npos ? scheme : text.find('?', scheme);
    const auto blank = scheme == std::string_view::npos ? scheme : text.find_first_of(" \"'", scheme);
    if (query == std::string_view::npos) return out.append(text);
    const auto end = std::min(std::min(blank, text.size()), text.size());
    if (query > end) { // of no address
      out += text.substr(0, end);
      text.remove_prefix(end);
      if (text.empty()) return out;
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += text.substr(0, query + 1);
    out += "...";
    text.remove_prefix(end);
  }
  return out;
}

std::string without_pin_hashes(std::string text) {
  for (auto at = text.find("$argon2"); at != std::string::npos; at = text.find("$argon2", at + 1))
    text.replace(at, std::min(text.find_first_of(" \"'", at), text.size()) - at, "$...");
  return text;
}

// ---- the other parts

std::string system_name() {
  std::ifstream in{"/etc/os-release"};
  for (std::string line; std::getline(in, line);)
    if (constexpr std::string_view name = "PRETTY_NAME="; line.starts_with(name)) {
      line.erase(0, name.size());
      std::erase(line, '"');
      return line;
    }
  return "unknown";
}

std::string events_of(const fs::path& state_dir) {
  engine::JournalTail tail{state_dir};
  std::int64_t told = std::max<std::int64_t>(0, tail.newest() - most_rows);
  std::string lines;
  for (auto at = told;;) {
    const auto rows = tail.read(at, rows_at_once);
    for (const auto& row : rows) {
      at = row.row.seq;
      const auto message = event_message(row, told + 1, 0);
      if (!message) continue;
      lines += *message + "\n";
      told = row.row.seq;
    }
    if (rows.size() < rows_at_once) return lines;
  }
}

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

} // namespace

std::string redact_line(std::string_view line) {
  return engine::mask_numbers(without_long_codes(without_pin_hashes(without_named_secrets(without_queries(line)))));
}

Files bundle_files(const BundleSources& sources, std::size_t log_bytes) {
  Files files;
  json::array missing;
  const auto put = [&](const char* name, const auto& make) {
    std::string text;
    try {
      text = make();
    } catch (const std::exception&) { // its words may name something that must not leave
    }
    if (text.empty()) missing.push_back(json::string_view{name});
    else files.emplace_back(name, std::move(text));
  };
  put("health.json", [&] { return sources.health; });
  put("metrics.txt", [&] { return sources.metrics; });
  put("config.toml", [&] { return engine::effective_text(sources.config_file, sources.layer); });
  put("state.json", [&] { return sources.state; });
  put("events.jsonl", [&] { return events_of(sources.state_dir); });
  put("kiosk.log", [&] { return log_of(sources.state_dir / "logs", log_bytes); });
  utsname kernel{};
  ::uname(&kernel);
  const json::object about{{"v", 1},
                           {"kiosk", sources.kiosk},
                           {"version", sources.version},
                           {"at_ms", sources.wall_ms},
                           {"system", system_name()},
                           {"kernel", kernel.release},
                           {"log_bytes_at_most", log_bytes},
                           {"missing", missing}};
  files.emplace(files.begin(), "about.json", json::serialize(about) + "\n");
  return files;
}

std::string pack_files(const Files& files, std::int64_t wall_ms, std::size_t most_bytes) {
  std::string packed(most_bytes, '\0');
  std::size_t used = 0;
  const std::unique_ptr<archive, FreeArchive> out{archive_write_new()};
  auto* a = out.get();
  const auto must = [a](int status) {
    if (status != ARCHIVE_OK)
      throw std::runtime_error(
          fmt::format("the bundle cannot be packed: {}", archive_error_string(a) ? archive_error_string(a) : "no memory"));
  };
  if (!a) throw std::runtime_error("the bundle cannot be packed: no memory");
  must(archive_write_add_filter_gzip(a));
  must(archive_write_set_format_ustar(a));
  must(archive_write_set_bytes_in_last_block(a, 1));
  must(archive_write_open_memory(a, packed.data(), packed.size(), &used));
  for (const auto& [name, text] : files) {
    const std::unique_ptr<archive_entry, FreeEntry> entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), wall_ms / 1000, 0);
    if (archive_write_header(a, entry.get()) == ARCHIVE_FATAL) return {}; // only ever for want of room
    if (archive_write_data(a, text.data(), text.size()) < 0) return {};
  }
  if (archive_write_close(a) != ARCHIVE_OK) return {};
  packed.resize(used);
  return packed;
}

std::string make_bundle(const BundleSources& sources) {
  for (auto log_bytes = most_log_bytes; log_bytes >= least_log_bytes; log_bytes /= 2)
    if (auto packed = pack_files(bundle_files(sources, log_bytes), sources.wall_ms, most_bundle_bytes); !packed.empty()) return packed;
  throw std::runtime_error(fmt::format("the bundle does not fit into {} bytes", most_bundle_bytes));
}

} // namespace kiosk::fleet
