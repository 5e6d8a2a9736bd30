#include "devices/simulators/store/exact_json.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace devices::sim {
namespace {
constexpr std::string_view written_mark = "\"\\u0001";
bool starts_number(char c) { return c == '-' || (c >= '0' && c <= '9'); }
} // namespace

std::optional<boost::json::value> parse_exact(std::string_view text) {
  std::string marked;
  marked.reserve(text.size() + text.size() / 4);
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      marked += c;
      if (c == '\\' && i + 1 < text.size()) {
        if (text.substr(i, 6) == "\\u0001") return std::nullopt;
        marked += text[++i];
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    if (!starts_number(c)) {
      in_string = c == '"';
      marked += c;
      continue;
    }
    const auto end = std::min(text.find_first_not_of("+-.0123456789eE", i), text.size());
    const auto token = text.substr(i, end - i);
    boost::json::error_code ec;
    boost::json::parse(token, ec); // is it a number at all?
    if (ec) return std::nullopt;
    marked.append(written_mark).append(token).append("\"");
    i = end - 1;
  }
  boost::json::error_code ec;
  auto value = boost::json::parse(marked, ec);
  if (ec) return std::nullopt;
  return value;
}

std::string write_exact(const boost::json::value& value) {
  const auto text = boost::json::serialize(value);
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  for (auto at = text.find(written_mark); at != std::string::npos; at = text.find(written_mark, from)) {
    out.append(text, from, at - from);
    const auto digits = at + written_mark.size();
    const auto end = text.find('"', digits);
    out.append(text, digits, end - digits);
    from = end + 1;
  }
  return out.append(text, from);
}

boost::json::value number(std::string_view digits) { return boost::json::string(std::string{number_mark}.append(digits)); }
boost::json::value number(std::int64_t n) { return number(std::to_string(n)); }

std::optional<std::string_view> number_text(const boost::json::value* value) {
  if (!value || !value->is_string()) return std::nullopt;
  const std::string_view text = value->get_string();
  if (!text.starts_with(number_mark)) return std::nullopt;
  return text.substr(1);
}

std::optional<std::string_view> string_text(const boost::json::value* value) {
  if (!value || !value->is_string() || number_text(value)) return std::nullopt;
  return std::string_view{value->get_string()};
}

} // namespace devices::sim
