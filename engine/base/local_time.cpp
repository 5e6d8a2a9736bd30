#include "engine/base/local_time.h"

#include <charconv>
#include <fmt/format.h>

namespace engine {
namespace {
using namespace std::chrono;
constexpr auto zone = hours{5};

struct Fields {
  year_month_day date;
  hh_mm_ss<milliseconds> time;
};

sys_time<milliseconds> local(WallTime t) { return sys_time<milliseconds>{milliseconds{t.unix_ms}} + zone; }

Fields fields_of(WallTime t) {
  const auto day = floor<days>(local(t));
  return {year_month_day{day}, hh_mm_ss<milliseconds>{local(t) - day}};
}

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + length; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<WallTime> assemble(std::optional<int> y, std::optional<int> mo, std::optional<int> d, std::optional<int> h,
                                 std::optional<int> mi, std::optional<int> s, minutes offset) {
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
  const auto t = sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} - offset;
  return WallTime{duration_cast<milliseconds>(t.time_since_epoch()).count()};
}
} // namespace

LocalHour local_hour(WallTime t) {
  return {floor<days>(local(t)).time_since_epoch().count(), static_cast<int>(fields_of(t).time.hours().count())};
}

std::string format_fiscal_time(WallTime t) {
  const auto f = fields_of(t);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(f.date.year()), static_cast<unsigned>(f.date.month()),
                     static_cast<unsigned>(f.date.day()), f.time.hours().count(), f.time.minutes().count(), f.time.seconds().count());
}

std::string format_slip_seconds(WallTime t) { return fmt::format("{}:{:02}", format_slip_time(t), fields_of(t).time.seconds().count()); }

std::string format_slip_time(WallTime t) {
  const auto f = fields_of(t);
  return fmt::format("{:02}.{:02}.{:04} {:02}:{:02}", static_cast<unsigned>(f.date.day()), static_cast<unsigned>(f.date.month()),
                     static_cast<int>(f.date.year()), f.time.hours().count(), f.time.minutes().count());
}

std::string format_clock(WallTime t) {
  const auto f = fields_of(t);
  return fmt::format("{:02}:{:02}", f.time.hours().count(), f.time.minutes().count());
}

std::string format_iso_time(WallTime t) {
  auto text = format_fiscal_time(t);
  text[10] = 'T';
  return text + "+05:00";
}

std::optional<WallTime> parse_fiscal_time(std::string_view t) {
  if (t.size() != 19 || t[4] != '-' || t[7] != '-' || t[10] != ' ' || t[13] != ':' || t[16] != ':') return std::nullopt;
  return assemble(number(t, 0, 4), number(t, 5, 2), number(t, 8, 2), number(t, 11, 2), number(t, 14, 2), number(t, 17, 2),
                  duration_cast<minutes>(zone));
}

std::optional<WallTime> parse_compact_time(std::string_view t) {
  if (t.size() != 14) return std::nullopt;
  return assemble(number(t, 0, 4), number(t, 4, 2), number(t, 6, 2), number(t, 8, 2), number(t, 10, 2), number(t, 12, 2),
                  duration_cast<minutes>(zone));
}

std::optional<WallTime> parse_iso_time(std::string_view t) {
  if (t.size() < 19 || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':') return std::nullopt;
  auto rest = t.substr(19);
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    const auto digits = rest.find_first_not_of("0123456789");
    rest = digits == std::string_view::npos ? std::string_view{} : rest.substr(digits);
  }
  auto offset = duration_cast<minutes>(zone);
  if (rest == "Z") {
    offset = minutes{0};
  } else if (!rest.empty()) {
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
    const auto h = number(rest, 1, 2);
    const auto m = number(rest, 4, 2);
    if (!h || !m) return std::nullopt;
    offset = hours{*h} + minutes{*m};
    if (rest[0] == '-') offset = -offset;
  }
  return assemble(number(t, 0, 4), number(t, 5, 2), number(t, 8, 2), number(t, 11, 2), number(t, 14, 2), number(t, 17, 2), offset);
}

} // namespace engine
