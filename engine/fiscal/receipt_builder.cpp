#include "engine/fiscal/receipt_builder.h"
#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace engine {
namespace {

__extension__ using Wide = __int128; // money x money does not fit into 64 bits

// The tax codec takes 63 characters of a name, and of a barcode (devices/fiscal/PROTOCOL.md section 5.1). Cut between characters, never
// inside one.
constexpr std::size_t max_name = 63;

std::string cut_text(const std::string& text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_one = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts_one && ++characters > max_name) return text.substr(0, i);
  }
  return text;
}

FiscalLine fiscal_line(const SaleLine& sold, Money more_discount) {
  FiscalLine line;
  line.name = cut_text(sold.name);
  line.barcode = cut_text(sold.barcode);
  line.amount = sold.quantity;
  line.unit = sold.attributes.unit;
  line.unit_name = sold.attributes.unit_name;
  line.price = sold.list_total;
  line.product_price = sold.list_unit_price;
  line.discount = sold.list_total - sold.paid_total + more_discount;
  line.discount_percent = whole_discount_percent(line.price, line.discount);
  line.vat_percent = sold.attributes.vat_percent;
  line.vat = vat_inside(line.price - line.discount, line.vat_percent);
  line.labels = sold.labels;
  line.class_code = sold.attributes.class_code;
  line.package_code = sold.attributes.package_code;
  line.owner_type = sold.attributes.owner_type;
  line.commission_inn = sold.attributes.commission_inn;
  line.commission_pinfl = sold.attributes.commission_pinfl;
  return line;
}

} // namespace

tl::expected<SaleLine, std::string> sale_line(const CartLine& line) {
  if (!line.attributes) return tl::make_unexpected(fmt::format("{}: no row in products.csv", line.name));
  return SaleLine{line.name, line.barcode, line.quantity, line.list_price, line.list_total(), line.total(), line.labels, *line.attributes};
}

SaleLine delivery_line(std::string name, Money fee, const Attributes& delivery_row) {
  SaleLine line;
  line.name = std::move(name);
  if (!delivery_row.barcodes.empty()) line.barcode = delivery_row.barcodes.front();
  line.quantity = Quantity::pieces(1);
  line.list_unit_price = line.list_total = line.paid_total = fee;
  line.attributes = delivery_row;
  return line;
}

CashDue floor_cash_due(Money total) {
  const Money due = total.floor_to_som();
  return {due, total - due};
}

std::optional<std::vector<Money>> spread_over(Money sum, const std::vector<Money>& weights) {
  Money total;
  for (const Money weight : weights) {
    if (weight < Money{}) return std::nullopt;
    total += weight;
  }
  if (sum < Money{} || sum > total) return std::nullopt;
  std::vector<Money> shares(weights.size());
  if (sum.is_zero()) return shares;

  std::vector<Wide> remainders(weights.size());
  std::int64_t left = sum.in_tiyin();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide product = static_cast<Wide>(sum.in_tiyin()) * weights[i].in_tiyin();
    const auto share = static_cast<std::int64_t>(product / total.in_tiyin());
    remainders[i] = product % total.in_tiyin();
    shares[i] = Money::tiyin(share);
    left -= share;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  // `left` is below the number of lines with a remainder, and such a line's share is below its weight.
  for (std::size_t i = 0; left > 0; ++i, --left) shares[order[i]] += Money::tiyin(1);
  return shares;
}

tl::expected<std::vector<Money>, std::string> further_discounts(const std::vector<Money>& costs, Money cashback_used, Money rounding) {
  if (costs.empty()) return tl::make_unexpected(std::string("no lines"));
  auto shares = spread_over(cashback_used, costs);
  if (!shares) return tl::make_unexpected(std::string("cashback exceeds what the lines cost"));
  std::vector<Money> left = costs;
  for (std::size_t i = 0; i < left.size(); ++i) left[i] -= (*shares)[i];
  if (rounding < Money{} || rounding >= Money::som(1)) return tl::make_unexpected(std::string("rounding is not below one so'm"));
  const auto largest = static_cast<std::size_t>(std::ranges::max_element(left) - left.begin());
  if (rounding > left[largest]) return tl::make_unexpected(std::string("rounding exceeds the largest line"));
  (*shares)[largest] += rounding;
  return *shares;
}

tl::expected<FiscalSale, std::string> build_sale(const SaleInput& input) try {
  std::vector<Money> left; // what each line still costs
  for (const auto& line : input.lines) {
    if (line.paid_total > line.list_total || line.paid_total < Money{})
      return tl::make_unexpected(
          fmt::format("{}: costs {} of a list price of {}", line.name, line.paid_total.in_tiyin(), line.list_total.in_tiyin()));
    left.push_back(line.paid_total);
  }
  const auto more_discount = further_discounts(left, input.cashback_used, input.rounding);
  if (!more_discount) return tl::make_unexpected(more_discount.error());

  FiscalSale sale;
  sale.number = input.number;
  sale.type = input.type;
  sale.cashier = input.cashier;
  sale.received_cash = input.received_cash;
  sale.change = input.change;
  sale.received_card = input.received_card;
  sale.uuid = input.uuid;
  sale.wallet = input.wallet;
  for (std::size_t i = 0; i < input.lines.size(); ++i) sale.lines.push_back(fiscal_line(input.lines[i], (*more_discount)[i]));
  if (const auto checked = check_receipt(sale); !checked) return tl::make_unexpected(checked.error());
  return sale;
} catch (const std::overflow_error&) {
  return tl::make_unexpected(std::string("a sum overflows"));
}

} // namespace engine
