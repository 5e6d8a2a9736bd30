#include "engine/payment/order_mark.h"

#include "engine/base/local_time.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace engine {
namespace {

constexpr std::string_view cash_note = " cash at kiosk, see receipt";

/// Where the mark begins, with its brackets; npos when the address does not end in brackets.
std::size_t mark_start(std::string_view address) { return address.ends_with(']') ? address.rfind('[') : std::string_view::npos; }

std::string digits_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

using Goods = std::map<std::pair<ProductId, Money>, Quantity>;
Goods goods_of(const std::vector<OrderItem>& items) {
  Goods goods;
  for (const auto& item : items) {
    auto& quantity = goods[{item.product, item.price}];
    quantity = quantity + item.quantity;
  }
  return goods;
}

} // namespace

std::string format_mark(const OrderMark& mark) {
  return fmt::format("[{}-{:06}{}]", mark.kiosk, mark.number, mark.cash ? cash_note : std::string_view{});
}

std::string address_with_mark(std::string_view address, const OrderMark& mark) {
  return address.empty() ? format_mark(mark) : fmt::format("{} {}", address, format_mark(mark));
}

std::optional<OrderMark> parse_mark(std::string_view address) {
  const auto start = mark_start(address);
  if (start == std::string_view::npos) return std::nullopt;
  auto inner = address.substr(start + 1, address.size() - start - 2);
  OrderMark mark;
  mark.cash = inner.ends_with(cash_note);
  if (mark.cash) inner.remove_suffix(cash_note.size());
  const auto hyphen = inner.rfind('-'); // the kiosk's id has hyphens of its own
  if (hyphen == std::string_view::npos || hyphen == 0) return std::nullopt;
  mark.kiosk = inner.substr(0, hyphen);
  const auto number = inner.substr(hyphen + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), mark.number);
  if (error != std::errc{} || end != number.data() + number.size() || mark.number <= 0) return std::nullopt;
  // One number has one mark: "[k-123]" or "[k-0000123]" were not written by us.
  if (format_mark(mark) != address.substr(start)) return std::nullopt;
  return mark;
}

std::string_view address_without_mark(std::string_view address) {
  if (!parse_mark(address)) return address;
  auto words = address.substr(0, mark_start(address));
  if (words.ends_with(' ')) words.remove_suffix(1);
  return words;
}

bool mentions_mark(std::string_view text, std::string_view kiosk, std::int64_t number) {
  const auto mark = fmt::format("[{}-{:06}", kiosk, number);
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const auto behind = text.substr(at + mark.size(), 1);
    if (behind.empty() || behind == "]" || behind == " ") return true;
  }
  return false;
}

bool same_content(const StoreOrder& order, const SentOrder& sent) {
  return order.total_amount == sent.total && digits_of(order.receiver.phone) == digits_of(sent.phone) &&
         goods_of(order.items) == goods_of(sent.items);
}

bool is_new(const StoreOrder& order, const SentOrder& sent) {
  if (std::ranges::find(sent.known_ids, order.id) != sent.known_ids.end()) return false;
  const auto created = parse_iso_time(order.created_at);
  if (!created) return false;
  const auto after = created->unix_ms - sent.sent_at.unix_ms;
  return after >= -order_time_slack_ms && after <= order_search_window_ms + order_time_slack_ms;
}

bool may_be_it(const StoreOrder& told, std::string_view text, const SentOrder& sent) {
  if (!told.id.empty() && std::ranges::find(sent.known_ids, told.id) != sent.known_ids.end()) return false;
  if (parse_iso_time(told.created_at) && !is_new(told, sent)) return false;
  const auto phone = digits_of(sent.phone);
  const auto told_phone = digits_of(told.receiver.phone);
  if (!told_phone.empty() && !phone.empty() && told_phone != phone) return false;
  if (told.total_amount > Money{} && told.total_amount != sent.total) return false;
  const bool same_phone = !phone.empty() && (told_phone == phone || text.find(phone) != std::string_view::npos);
  return same_phone || text.find(sent.total.to_som_text()) != std::string_view::npos;
}

} // namespace engine
