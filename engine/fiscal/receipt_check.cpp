#include "engine/fiscal/receipt_check.h"
#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace engine {
namespace {

using Check = tl::expected<void, std::string>;

// OFD codec limits (devices/fiscal/PROTOCOL.md section 5.1).
constexpr auto max_sum = Money::tiyin(9'999'999'999'999'999);
constexpr std::size_t max_lines = 32767;
constexpr std::size_t max_class_code = 18;
constexpr std::size_t max_package_code = 20;

Check fail(std::string text) { return tl::make_unexpected(std::move(text)); }

bool digits_only(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Check check_line(const FiscalLine& line, Money vat_tolerance) {
  if (line.name.empty()) return fail("no name");
  if (line.amount <= Quantity{}) return fail("quantity not above zero");
  if (line.unit_name.empty()) return fail("no unit name");
  for (const auto& [sum, what] : {std::pair{line.price, "price"},
                                  {line.product_price, "product_price"},
                                  {line.vat, "vat"},
                                  {line.discount, "discount"},
                                  {line.other, "other"}}) {
    if (sum < Money{}) return fail(fmt::format("{} below zero", what));
    if (sum > max_sum) return fail(fmt::format("{} above the module's limit", what));
  }
  if (line.discount + line.other > line.price)
    return fail(fmt::format("discount {} and other {} exceed the price {}", line.discount.in_tiyin(), line.other.in_tiyin(),
                            line.price.in_tiyin()));
  const int percent = whole_discount_percent(line.price, line.discount);
  if (line.discount_percent != percent) return fail(fmt::format("discount_percent is {}, must be {}", line.discount_percent, percent));
  if (line.vat_percent && (*line.vat_percent < 0 || *line.vat_percent > 99)) return fail("vat_percent out of 0 to 99");
  const Money vat = vat_inside(line.price - line.discount, line.vat_percent);
  const Money off = line.vat > vat ? line.vat - vat : vat - line.vat;
  if (off > vat_tolerance) return fail(fmt::format("vat is {}, must be {}", line.vat.in_tiyin(), vat.in_tiyin()));
  if (line.class_code.empty() || line.class_code.size() > max_class_code || !digits_only(line.class_code))
    return fail("class_code is not a number of up to 18 digits");
  if (line.package_code.empty() || line.package_code.size() > max_package_code || !digits_only(line.package_code))
    return fail("package_code is not a number of up to 20 digits");
  if (line.owner_type < 0 || line.owner_type > 2) return fail("owner_type out of 0 to 2");
  if (!line.commission_inn.empty() && (line.commission_inn.size() != 9 || !digits_only(line.commission_inn)))
    return fail("commission_inn is not 9 digits");
  if (!line.commission_pinfl.empty() && (line.commission_pinfl.size() != 14 || !digits_only(line.commission_pinfl)))
    return fail("commission_pinfl is not 14 digits");
  if (!line.labels.empty() && line.amount != Quantity::pieces(static_cast<std::int64_t>(line.labels.size())))
    return fail(fmt::format("{} marking codes for a quantity of {}", line.labels.size(), line.amount.to_text()));
  return {};
}

Check check_lines(const std::vector<FiscalLine>& lines, Money vat_tolerance) {
  if (lines.empty()) return fail("no lines");
  if (lines.size() > max_lines) return fail("too many lines");
  std::set<std::string_view> labels;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const auto checked = check_line(lines[i], vat_tolerance); !checked)
      return fail(fmt::format("line {} ({}): {}", i + 1, lines[i].name, checked.error()));
    for (const auto& label : lines[i].labels) {
      if (label.empty()) return fail(fmt::format("line {}: empty marking code", i + 1));
      if (!labels.insert(label).second) return fail(fmt::format("line {}: marking code twice on one receipt", i + 1));
    }
  }
  return {};
}

Check check_money(const std::vector<FiscalLine>& lines, Money cash, Money change, Money card) {
  if (cash < Money{} || change < Money{} || card < Money{}) return fail("received or change below zero");
  if (change > Money{} && cash.is_zero()) return fail("change without cash");
  const Money paid = totals_of(lines).paid;
  if (paid.is_zero()) return fail("the total is zero");
  if (paid != cash + card) return fail(fmt::format("lines come to {} but received are {}", paid.in_tiyin(), (cash + card).in_tiyin()));
  return {};
}

template <class Receipt> Check check_both(const Receipt& receipt, Money vat_tolerance) {
  if (receipt.number <= 0) return fail("number not above zero");
  if (receipt.cashier.empty()) return fail("no cashier");
  try {
    if (auto checked = check_lines(receipt.lines, vat_tolerance); !checked) return checked;
    return check_money(receipt.lines, receipt.received_cash, receipt.change, receipt.received_card);
  } catch (const std::overflow_error&) {
    return fail("a sum overflows");
  }
}

} // namespace

Money vat_inside(Money paid, std::optional<int> vat_percent) {
  if (!vat_percent || *vat_percent == 0) return {};
  return multiply_ratio_half_up(paid, *vat_percent, 100 + *vat_percent);
}

int whole_discount_percent(Money price, Money discount) {
  if (discount.is_zero() || price.is_zero()) return 0;
  const auto percent = multiply_ratio_half_up(discount, 100, price.in_tiyin()).in_tiyin();
  return static_cast<int>(std::clamp<std::int64_t>(percent, 1, 100));
}

ReceiptTotals totals_of(const std::vector<FiscalLine>& lines) {
  ReceiptTotals totals;
  for (const auto& line : lines) {
    totals.list += line.price;
    totals.discount += line.discount;
    totals.other += line.other;
    totals.paid += line.paid();
    totals.vat += line.vat;
  }
  return totals;
}

Check check_receipt(const FiscalSale& sale) {
  if (auto checked = check_both(sale, Money{}); !checked) return checked;
  if (sale.wallet && (sale.wallet->payment_id.empty() || sale.received_card.is_zero()))
    return fail("wallet payment without its id or without received_card");
  return {};
}

Check check_receipt(const FiscalRefund& refund) {
  if (auto checked = check_both(refund, Money::tiyin(1)); !checked) return checked;
  if (refund.sale_qr_url.empty()) return fail("no address of the sale's receipt");
  return {};
}

} // namespace engine
