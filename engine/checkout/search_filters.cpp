#include "engine/checkout/search_filters.h"

#include "engine/payment/order_mark.h"

#include <algorithm>

namespace engine {

std::string order_number_core(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  const auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? std::string{} : digits.substr(first);
}

namespace {

OrderFilter by_mark(const std::string& kiosk, SaleId sale) {
  return {[kiosk, sale](const StoreOrder& order) {
            const auto mark = parse_mark(order.receiver.address);
            return mark && mark->kiosk == kiosk && mark->number == sale;
          },
          [kiosk, sale](const StoreOrder&, std::string_view text) { return mentions_mark(text, kiosk, sale); }};
}

OrderFilter by_content(const Ledger& ledger, const SaleEntry& entry, const std::string& phone) {
  SentOrder sent;
  sent.items = order_items(entry.intent);
  sent.total = entry.intent.amount;
  sent.phone = phone;
  sent.sent_at = WallTime{entry.at_ms};
  for (const auto& [id, other] : ledger.sales)
    if (!other.order_id.empty()) sent.known_ids.push_back(other.order_id);
  for (const auto& [id, other] : ledger.past)
    if (!other.order_id.empty()) sent.known_ids.push_back(other.order_id);
  return {[sent](const StoreOrder& order) { return same_content(order, sent) && is_new(order, sent); },
          [sent](const StoreOrder& told, std::string_view text) { return may_be_it(told, text, sent); }};
}

/// The label's sum decides (rules R3): a unit price, in tiyin, and a weight, in grams, whose product is exactly it. The more grams,
/// the fewer weights have such a price, so the weight may move by half a per cent; where that fails too, the line is one piece at its sum.
void fit_label(OrderItem& item, Money total) {
  if (price_of(item.price, item.quantity) == total) return;
  const auto grams = item.quantity.in_thousandths();
  for (std::int64_t beside = 0; beside <= std::max<std::int64_t>(2, grams / 200); ++beside) {
    for (const auto weight : {grams + beside, grams - beside}) {
      if (weight <= 0) continue;
      const auto quantity = Quantity::thousandths(weight);
      const auto price = multiply_ratio_half_up(total, 1000, weight);
      if (price_of(price, quantity) != total) continue;
      item = {item.product, price, quantity};
      return;
    }
  }
  item = {item.product, total, Quantity::thousandths(1000)};
}

} // namespace

std::vector<OrderItem> order_items(const record::OrderIntent& intent) {
  std::vector<OrderItem> items;
  for (const auto& line : intent.lines) {
    OrderItem item{line.product, line.unit_price, line.quantity};
    if (line.label_total) fit_label(item, *line.label_total);
    items.push_back(item);
  }
  return items;
}

bool same_order_number(std::string_view a, std::string_view b) {
  const auto core = order_number_core(a);
  return !core.empty() && core == order_number_core(b);
}

OrderFilter make_watch_filter(const Ledger& ledger, const std::vector<SaleId>& sales) {
  std::set<std::string> ids;
  for (const auto id : sales)
    if (const auto* entry = ledger.find(id); entry && !entry->order_id.empty()) ids.insert(entry->order_id);
  return [ids = std::move(ids)](const StoreOrder& order) { return ids.contains(order.id); };
}

OrderFilter make_order_filter(SearchFor purpose, const Ledger& ledger, SaleId sale, const Policy& policy, const std::string& order_number,
                              const std::string& phone) {
  if (purpose == SearchFor::status) {
    return [core = order_number_core(order_number)](const StoreOrder& order) {
      return !core.empty() && order_number_core(order.order_number) == core;
    };
  }
  const auto* entry = ledger.find(sale);
  if (!entry) return [](const StoreOrder&) { return false; };
  if (purpose == SearchFor::order) return entry->intent.mark.empty() ? by_content(ledger, *entry, phone) : by_mark(policy.kiosk_id, sale);
  return [id = entry->order_id](const StoreOrder& order) { return !id.empty() && order.id == id; };
}

} // namespace engine
