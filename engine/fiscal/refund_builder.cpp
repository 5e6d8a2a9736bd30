#include "engine/fiscal/refund_builder.h"
#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace engine {
namespace {

template <class T> using Result = tl::expected<T, std::string>;

auto fail(std::string text) { return tl::make_unexpected(std::move(text)); }

/// The pieces of one line that have come back so far.
struct Returned {
  Quantity amount;
  std::set<std::string> labels;
};

Result<std::vector<Returned>> add_up(const FiscalSale& sale, const std::vector<RefundPart>& parts) {
  std::vector<Returned> sums(sale.lines.size());
  for (const auto& part : parts) {
    if (part.line >= sums.size()) return fail(fmt::format("the sale has no line {}", part.line + 1));
    if (part.amount <= Quantity{}) return fail(fmt::format("line {}: quantity not above zero", part.line + 1));
    auto& sum = sums[part.line];
    sum.amount = sum.amount + part.amount;
    if (sum.amount > sale.lines[part.line].amount) return fail(fmt::format("line {}: more was taken back than sold", part.line + 1));
    for (const auto& label : part.labels) {
      if (!sum.labels.insert(label).second) return fail(fmt::format("line {}: marking code taken back twice", part.line + 1));
    }
  }
  return sums;
}

Money share(Money whole, Quantity part, Quantity all) { return multiply_ratio_half_up(whole, part.in_thousandths(), all.in_thousandths()); }

/// Sums of the first `amount` of a line. The price is the sum of its rounded parts, so that a discount never
/// exceeds it.
struct Shares {
  Money discount, other, paid, vat;
  Shares(const FiscalLine& line, Quantity amount)
      : discount(share(line.discount, amount, line.amount)),
        other(share(line.other, amount, line.amount)),
        paid(share(line.paid(), amount, line.amount)),
        vat(vat_inside(paid + other, line.vat_percent)) {}
};

Result<FiscalLine> part_of(const FiscalLine& line, const Returned& before, const RefundPart& part) {
  if (part.amount <= Quantity{}) return fail("quantity not above zero");
  const Quantity after = before.amount + part.amount;
  if (after > line.amount) return fail(fmt::format("{} asked, {} remains", part.amount.to_text(), (line.amount - before.amount).to_text()));
  if (!line.labels.empty()) {
    if (!part.amount.is_whole() || part.labels.size() * 1000 != static_cast<std::size_t>(part.amount.in_thousandths()))
      return fail("one marking code is needed for each piece");
    for (const auto& label : part.labels) {
      if (std::ranges::find(line.labels, label) == line.labels.end()) return fail("this marking code was not sold on this line");
      if (before.labels.contains(label)) return fail("this marking code was already taken back");
    }
  } else if (!part.labels.empty()) {
    return fail("marking codes for goods sold without them");
  }

  const Shares start(line, before.amount);
  const Shares end(line, after);
  FiscalLine result = line;
  result.amount = part.amount;
  result.labels = part.labels;
  result.discount = end.discount - start.discount;
  result.other = end.other - start.other;
  result.price = end.paid - start.paid + result.discount + result.other;
  result.vat = end.vat - start.vat;
  result.discount_percent = whole_discount_percent(result.price, result.discount);
  return result;
}

Money paid_back(const FiscalSale& sale, const std::vector<Returned>& returned) {
  Money sum;
  for (std::size_t i = 0; i < sale.lines.size(); ++i) sum += Shares(sale.lines[i], returned[i].amount).paid;
  return sum;
}

} // namespace

Result<FiscalRefund> build_refund(const FiscalSale& sale, const RefundInput& input) try {
  const auto before = add_up(sale, input.earlier);
  if (!before) return fail(before.error());
  FiscalRefund refund;
  refund.number = input.number;
  refund.cashier = input.cashier;
  refund.sale_qr_url = input.sale_qr_url;
  refund.uuid = input.uuid;
  std::set<std::size_t> seen;
  for (const auto& part : input.chosen) {
    if (part.line >= sale.lines.size()) return fail(fmt::format("the sale has no line {}", part.line + 1));
    if (!seen.insert(part.line).second) return fail(fmt::format("line {} chosen twice", part.line + 1));
    auto line = part_of(sale.lines[part.line], (*before)[part.line], part);
    if (!line) return fail(fmt::format("line {} ({}): {}", part.line + 1, sale.lines[part.line].name, line.error()));
    refund.lines.push_back(std::move(*line));
  }

  const Money total = totals_of(sale.lines).paid;
  const Money already = paid_back(sale, *before);
  const Money now = totals_of(refund.lines).paid;
  if (total.is_zero()) return fail("nothing was paid");
  const auto cash_of = [&](Money paid) { return multiply_ratio_half_up(sale.received_cash, paid.in_tiyin(), total.in_tiyin()); };
  refund.received_cash = cash_of(already + now) - cash_of(already);
  refund.received_card = now - refund.received_cash;
  if (const auto checked = check_receipt(refund); !checked) return fail(checked.error());
  return refund;
} catch (const std::overflow_error&) {
  return fail("a sum overflows");
}

Result<std::vector<RefundPart>> refundable(const FiscalSale& sale, const std::vector<RefundPart>& earlier) {
  const auto before = add_up(sale, earlier);
  if (!before) return fail(before.error());
  std::vector<RefundPart> rest;
  for (std::size_t i = 0; i < sale.lines.size(); ++i) {
    const auto& line = sale.lines[i];
    RefundPart part{i, line.amount - (*before)[i].amount, {}};
    if (part.amount <= Quantity{}) continue;
    std::ranges::copy_if(line.labels, std::back_inserter(part.labels),
                         [&](const std::string& label) { return !(*before)[i].labels.contains(label); });
    rest.push_back(std::move(part));
  }
  return rest;
}

} // namespace engine
