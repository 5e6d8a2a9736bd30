#include "devices/printer/printer_profile.h"
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <toml++/toml.h>

namespace devices::printer {
namespace {

struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::vector<std::uint8_t> parse_hex(std::string_view text, std::string_view key) {
  std::vector<std::uint8_t> bytes;
  int high = -1;
  for (const char c : text) {
    if (c == ' ') {
      if (high >= 0) throw Fault(fmt::format("{}: a byte is two hexadecimal digits", key));
      continue;
    }
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) throw Fault(fmt::format("{}: '{}' is no hexadecimal digit", key, c));
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  if (high >= 0 || bytes.size() > 64) throw Fault(fmt::format("{}: at most 64 whole bytes", key));
  return bytes;
}

template <class T> T take(const toml::node& node, std::string_view key) {
  const auto value = node.value_exact<T>();
  if (!value) throw Fault(fmt::format("{}: wrong type", key));
  return *value;
}

int whole(const toml::node& node, std::string_view key, int least, int most) {
  const auto value = take<std::int64_t>(node, key);
  if (value < least || value > most) throw Fault(fmt::format("{}: {} is not within {} to {}", key, value, least, most));
  return static_cast<int>(value);
}

template <class E> E one_of(const toml::node& node, std::string_view key, std::initializer_list<std::pair<std::string_view, E>> choices) {
  const auto text = take<std::string>(node, key);
  for (const auto& [name, value] : choices)
    if (name == text) return value;
  throw Fault(fmt::format("{}: '{}' is not known", key, text));
}

void read_pages(const toml::node& node, PrinterProfile& profile) {
  const auto* list = node.as_array();
  if (!list || list->empty()) throw Fault("code_pages: a list of tables { page, number } is wanted");
  profile.pages.clear();
  for (const auto& entry : *list) {
    const auto* row = entry.as_table();
    const auto* page = row ? row->get("page") : nullptr;
    const auto* number = row ? row->get("number") : nullptr;
    if (!page || !number || row->size() != 2) throw Fault("code_pages: each entry is { page, number }");
    const auto name = take<std::string>(*page, "code_pages.page");
    const auto known = code_page_from_name(name);
    if (!known) throw Fault(fmt::format("code_pages.page: '{}' is not known", name));
    profile.pages.push_back({*known, static_cast<std::uint8_t>(whole(*number, "code_pages.number", 0, 255))});
  }
}

void read_status(const toml::node& node, StatusDialect& status) {
  const auto* table = node.as_table();
  if (!table) throw Fault("status: a table is wanted");
  const std::initializer_list<std::pair<std::string_view, std::uint8_t*>> masks{
      {"offline", &status.offline},
      {"cover_open", &status.cover_open},
      {"paper_stop", &status.paper_stop},
      {"error", &status.error},
      {"presenter_error", &status.presenter_error},
      {"cutter", &status.cutter},
      {"unrecoverable", &status.unrecoverable},
      {"head_hot", &status.head_hot},
      {"near_end", &status.near_end},
      {"paper_end", &status.paper_end},
      {"ticket", &status.ticket},
  };
  for (const auto& [key, value] : *table) {
    if (key.str() == "full_status") {
      status.full_status = take<bool>(value, "status.full_status");
      continue;
    }
    std::uint8_t* mask = nullptr;
    for (const auto& [name, place] : masks)
      if (name == key.str()) mask = place;
    if (!mask) throw Fault(fmt::format("status.{}: unknown key", key.str()));
    *mask = static_cast<std::uint8_t>(whole(value, key.str(), 0, 0x6C));
  }
}

void read_key(std::string_view key, const toml::node& value, PrinterProfile& p) {
  if (key == "base") return;
  if (key == "width_dots") p.width_dots = whole(value, key, 192, 1024);
  else if (key == "dots_per_inch") p.dots_per_inch = whole(value, key, 150, 400);
  else if (key == "columns") p.columns = whole(value, key, 16, 85);
  else if (key == "feed_units_per_dot") p.feed_units_per_dot = whole(value, key, 1, 2);
  else if (key == "band_rows") p.band_rows = whole(value, key, 24, 128);
  else if (key == "tail_dots") p.tail_dots = whole(value, key, 0, 400);
  else if (key == "chunk_bytes") p.chunk_bytes = whole(value, key, 16, 4096);
  else if (key == "slowest_dots_per_second") p.slowest_dots_per_second = whole(value, key, 50, 5000);
  else if (key == "retract_left_tickets") p.retract_left_tickets = take<bool>(value, key);
  else if (key == "cut") p.cut = parse_hex(take<std::string>(value, key), key);
  else if (key == "present") p.present = parse_hex(take<std::string>(value, key), key);
  else if (key == "eject") p.eject = parse_hex(take<std::string>(value, key), key);
  else if (key == "retract") p.retract = parse_hex(take<std::string>(value, key), key);
  else if (key == "clear_buffer") p.clear_buffer = parse_hex(take<std::string>(value, key), key);
  else if (key == "text") p.text = one_of<TextMode>(value, key, {{"auto", TextMode::automatic}, {"raster", TextMode::raster}});
  else if (key == "flow")
    p.flow = one_of<FlowControl>(value, key,
                                 {{"none", FlowControl::none}, {"xon_xoff", FlowControl::xon_xoff}, {"hardware", FlowControl::hardware}});
  else if (key == "completion")
    p.completion = one_of<Completion>(value, key, {{"gs_r", Completion::gs_r}, {"process_id", Completion::process_id}});
  else if (key == "code_pages") read_pages(value, p);
  else if (key == "status") read_status(value, p.status);
  else throw Fault(fmt::format("{}: unknown key", key));
}

void check(const PrinterProfile& p) {
  if (p.width_dots % 8 != 0) throw Fault("width_dots: must be a multiple of 8");
  if (p.columns * 12 > p.width_dots) throw Fault("columns: font A has 12 dots a column, which is more than width_dots");
  if (p.pages.empty()) throw Fault("code_pages: at least one is wanted");
}

} // namespace

PrinterProfile generic_80mm() {
  PrinterProfile p;
  p.name = "generic-80mm";
  p.pages = {{CodePage::cp866, 17}, {CodePage::cp1251, 46}};
  p.cut = {0x1D, 0x56, 0x42, 0x00};
  p.tail_dots = 0; // GS V 66 feeds to the knife by itself
  return p;
}

tl::expected<Profiles, std::string> parse_profiles(std::string_view text, const std::string& source_name) {
  Profiles profiles;
  profiles.emplace("generic-80mm", generic_80mm());
  try {
    const auto document = toml::parse(text, source_name);
    // In the order of the file, so that a base stands before those built on it.
    std::vector<std::pair<std::string, const toml::table*>> in_order;
    for (const auto& [name, node] : document) {
      if (!node.is_table()) return tl::unexpected(fmt::format("{}: {}: a profile is a table", source_name, name.str()));
      in_order.emplace_back(std::string(name.str()), node.as_table());
    }
    std::sort(in_order.begin(), in_order.end(),
              [](const auto& a, const auto& b) { return a.second->source().begin.line < b.second->source().begin.line; });
    for (const auto& [name, table] : in_order) {
      try {
        const auto base_name = table->get("base") ? take<std::string>(*table->get("base"), "base") : std::string("generic-80mm");
        const auto base = profiles.find(base_name);
        if (base == profiles.end()) throw Fault(fmt::format("base: no profile '{}' stands before it", base_name));
        auto profile = base->second;
        profile.name = name;
        for (const auto& [key, value] : *table) read_key(key.str(), value, profile);
        check(profile);
        profiles.insert_or_assign(name, std::move(profile));
      } catch (const Fault& fault) {
        return tl::unexpected(fmt::format("{}: {}.{}", source_name, name, fault.what()));
      }
    }
  } catch (const toml::parse_error& error) {
    return tl::unexpected(fmt::format("{}:{}: {}", source_name, error.source().begin.line, error.description()));
  }
  return profiles;
}

tl::expected<Profiles, std::string> load_profiles(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return tl::unexpected(fmt::format("{}: cannot be read", file.string()));
  return parse_profiles(text.str(), file.string());
}

} // namespace devices::printer
