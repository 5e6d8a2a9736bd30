#include "devices/fiscal/qr_address.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <numeric>
#include <string>
#include <vector>

namespace devices::fiscal {
namespace {

/// Every address that was ever seen begins so: the tax committee's page, and its variant for marketplaces.
constexpr std::array<std::string_view, 2> known_pages{"https://ofd.soliq.uz/check", "https://ofd.soliq.uz/epi"};
constexpr std::size_t damage = 3; ///< letters that may differ in a damaged address of the same page

/// How many letters must be changed, dropped or put in to make one text the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j)
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, diagonal + (a[i] != b[j])}));
  }
  return row.back();
}

/// The value of a parameter; nothing when there is none of that name.
std::string_view parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

} // namespace

QrAddress check_qr_address(const engine::FiscalSign& sign) {
  const std::string_view url = sign.qr_url;
  if (url.empty()) return sign.fiscal_sign.empty() ? QrAddress::other_shape : QrAddress::contradicts;
  const auto mark = std::min(url.find('?'), url.size());
  const auto page = url.substr(0, mark), query = url.substr(std::min(mark + 1, url.size()));
  const std::array<std::pair<const char*, std::string>, 4> said{
      {{"t", sign.terminal_id}, {"r", fmt::format("{}", sign.receipt_count)}, {"c", sign.date_time}, {"s", sign.fiscal_sign}}};
  const auto agreeing = std::ranges::count_if(
      said, [&](const auto& field) { return !field.second.empty() && parameter(query, field.first) == field.second; });
  const bool whole = agreeing == 4 && query.find("&&") == query.npos;
  if (std::ranges::find(known_pages, page) != known_pages.end()) return whole ? QrAddress::agrees : QrAddress::contradicts;
  const bool damaged_page =
      std::ranges::any_of(known_pages, [&](auto known) { return distance(known, url.substr(0, known.size())) <= damage; });
  if (damaged_page) return QrAddress::contradicts;
  // A different page: a test site of the tax committee, or an unknown module.
  return whole || agreeing == 0 ? QrAddress::other_shape : QrAddress::contradicts;
}

} // namespace devices::fiscal
