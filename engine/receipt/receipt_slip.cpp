#include "engine/base/local_time.h"
#include "engine/receipt/receipt_slips.h"
#include "engine/receipt/slip_writer.h"
#include <fmt/format.h>
#include <map>

namespace engine {
namespace {

/// The value of a key in an address's query; empty when it is not there. The fiscal QR carries t, r, c and s
/// (devices/fiscal/PROTOCOL.md section 9).
std::string query_value(std::string_view url, std::string_view key) {
  auto at = url.find('?');
  while (at != std::string_view::npos) {
    const auto begin = at + 1;
    const auto end = std::min(url.find('&', begin), url.size());
    const auto field = url.substr(begin, end - begin);
    if (field.size() > key.size() && field.starts_with(key) && field[key.size()] == '=') return std::string(field.substr(key.size() + 1));
    at = end == url.size() ? std::string_view::npos : end;
  }
  return {};
}

struct Totals {
  Money list;
  Money discount;
  Money vat;
  std::map<int, Money> vat_by_percent;
};
Totals totals_of(const std::vector<SlipLine>& lines) {
  Totals totals;
  for (const auto& line : lines) {
    totals.list += line.list_total;
    totals.discount += line.discount;
    totals.vat += line.vat;
    if (line.vat_percent) totals.vat_by_percent[*line.vat_percent] += line.vat;
  }
  return totals;
}

/// Date and time as registered: the module's, or those in the address of the store's receipt (`c`). They are the receipt's; the hour in which a
/// paper happens to come out of a printer is not. Empty: not known.
std::string registered_at(const ReceiptData& data) {
  std::string told;
  if (data.standing == FiscalStanding::registered && data.sign) told = data.sign->date_time;
  if (data.standing == FiscalStanding::by_store) told = query_value(data.store_qr_url, "c");
  const auto at = parse_compact_time(told);
  return at ? format_slip_seconds(*at) : std::string{};
}

void fiscal_fields(SlipWriter& out, const std::string& terminal, const std::string& sign, const std::string& cash_box,
                   const std::string& at) {
  if (!terminal.empty()) out.pair(out.tr("Fiscal module No."), terminal);
  if (!sign.empty()) out.pair(out.tr("Fiscal sign"), sign, true);
  if (!at.empty()) out.pair(out.tr("Registered"), at, true);
  if (!cash_box.empty()) out.pair(out.tr("Cash box SN"), cash_box);
}

void fiscal_qr(SlipWriter& out, const std::string& url) {
  if (url.empty()) return;
  out.add(SlipQr{url});
  out.centred(out.tr("Check the receipt, get cashback"), SlipSize::medium, true);
  out.centred("ofd.soliq.uz · soliq.uz");
}

void fiscal_part(SlipWriter& out, const ReceiptData& data) {
  out.rule(true);
  switch (data.standing) {
  case FiscalStanding::registered:
    if (data.sign) {
      fiscal_fields(out, data.sign->terminal_id, data.sign->fiscal_sign, data.sign->cash_box_number, registered_at(data));
      out.pair(out.tr("Fiscal receipt No."), std::to_string(data.sign->receipt_count));
      if (!data.sign->qr_url.empty()) return fiscal_qr(out, data.sign->qr_url);
      // The module sent no address, or an address that may not be shown (engine/fiscal/fiscal_address.h).
      out.centred(out.tr("Registered. Its QR code is missing: please ask the staff."), SlipSize::medium, true);
      return;
    }
    break; // a sign that is not there is a sign that was lost
  case FiscalStanding::lost_answer: break;
  case FiscalStanding::by_store:
    fiscal_fields(out, query_value(data.store_qr_url, "t"), query_value(data.store_qr_url, "s"), {}, registered_at(data));
    if (const auto number = query_value(data.store_qr_url, "r"); !number.empty()) out.pair(out.tr("Fiscal receipt No."), number);
    fiscal_qr(out, data.store_qr_url);
    return;
  case FiscalStanding::follows:
    out.centred(out.tr("The fiscal receipt follows"), SlipSize::medium, true);
    out.centred(out.tr("Keep this slip. The staff will hand you the fiscal receipt on request."));
    return;
  }
  out.centred(out.tr("Registered. Ask the staff for the copy with the fiscal sign."), SlipSize::medium, true);
}

/// The middle and the end, which a sale and a refund share.
void body(SlipWriter& out, const ReceiptData& data) {
  for (const auto& line : data.lines) {
    out.goods(line);
    out.feed();
  }
  const auto totals = totals_of(data.lines);
  out.rule();
  out.pair(out.tr("TOTAL"), slip_money(totals.list - totals.discount), true, SlipSize::large);
  if (!totals.discount.is_zero()) out.sum(out.tr("Discount"), totals.discount);
  for (const auto& [percent, vat] : totals.vat_by_percent) out.sum(fill(out.tr("of which VAT {0} %"), {std::to_string(percent)}), vat);
  if (totals.vat_by_percent.size() != 1) out.sum(out.tr("VAT in all"), totals.vat);
  out.sum(out.tr("Cash"), data.cash, !data.cash.is_zero());
  out.sum(out.tr("Bank card"), data.card, !data.card.is_zero());
  if (data.voucher_number) out.sum(fill(out.tr("Voucher No. {0}"), {*data.voucher_number}), data.voucher);
  fiscal_part(out, data);
}

void numbers(SlipWriter& out, const ReceiptData& data, std::string type) {
  out.rule();
  const auto fiscal = registered_at(data);
  out.pair(fill(out.tr("Receipt No. {0}"), {data.receipt_number}), fiscal);
  // Without one this paper has only the day on which it was printed, and says so; on a copy that stands beside its mark.
  if (fiscal.empty() && !data.copy) out.pair(out.tr("Printed"), format_slip_time(data.head.at));
  out.pair(std::move(type), data.sale_number.empty() ? data.head.kiosk : fmt::format("{} / {}", data.head.kiosk, data.sale_number));
  out.pair(out.tr("Cashier"), data.cashier);
  out.rule(true);
}

} // namespace

Slip receipt_slip(const ReceiptData& data, const Words& words) {
  SlipWriter out("receipt", data.head, words);
  out.shop();
  out.copy_mark(data.copy);
  out.order_number(data.order_number);
  out.centred(out.tr("PAID IN FULL"), SlipSize::medium, true); // rules R15
  numbers(out, data, out.tr("Receipt type: sale"));
  body(out, data);
  out.rule(true);
  out.lists(data.lines, data.courier);
  out.close();
  return out.take();
}

Slip refund_slip(const RefundData& data, const Words& words) {
  SlipWriter out("refund", data.receipt.head, words);
  out.shop();
  out.copy_mark(data.receipt.copy);
  out.centred(out.tr("REFUND"), SlipSize::large, true);
  if (!data.receipt.order_number.empty()) out.centred(fill(out.tr("Order {0}"), {data.receipt.order_number}), SlipSize::medium);
  if (!data.sale_receipt.empty()) out.centred(fill(out.tr("for receipt {0}"), {data.sale_receipt}));
  numbers(out, data.receipt, out.tr("Receipt type: refund"));
  body(out, data.receipt);
  out.rule(true);
  out.feed();
  out.text(out.tr("Customer's signature"));
  out.feed();
  out.rule();
  out.close();
  return out.take();
}

} // namespace engine
