#include "engine/checkout/slips.h"

#include "engine/base/local_time.h"
#include "engine/checkout/order_slip.h"
#include "engine/fiscal/fiscal_address.h"
#include "engine/fiscal/receipt_builder.h"
#include "engine/payment/cash_rules.h"
#include "engine/receipt/slip_format.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace engine {
namespace {

std::string sale_number(SaleId id) { return fmt::format("{:06}", id); }

bool in_hand(const SaleEntry& entry, std::size_t line) {
  return line < entry.intent.lines.size() && entry.intent.lines[line].kind == LineKind::in_hand;
}

/// The lines of a sale that the module does not register: as the cart had them.
std::vector<SlipLine> cart_lines(const SaleEntry& entry) {
  std::vector<SlipLine> lines;
  for (const auto& line : entry.intent.lines) {
    SlipLine out;
    out.name = line.name;
    out.quantity = line.quantity;
    out.unit_price = line.list_price;
    out.list_total = line.list_total();
    out.discount = line.discount();
    out.barcode = line.barcode;
    out.labels = line.labels;
    out.in_hand = line.kind == LineKind::in_hand;
    if (line.attributes) {
      const auto& a = *line.attributes;
      out.unit_name = a.unit_name;
      out.vat_percent = a.vat_percent;
      if (a.vat_percent) out.vat = multiply_ratio_half_up(line.total(), *a.vat_percent, 100 + *a.vat_percent);
      out.class_code = a.class_code;
      out.commission_inn = a.commission_inn;
      out.commission_pinfl = a.commission_pinfl;
    }
    lines.push_back(std::move(out));
  }
  return lines;
}

SlipLine delivery_slip_line(const SaleEntry& entry, const SlipShop& shop) {
  SlipLine line;
  line.name = shop.delivery_line_name;
  line.service = true;
  line.quantity = Quantity::thousandths(1000);
  line.unit_price = line.list_total = entry.intent.delivery_fee;
  if (entry.intent.delivery_attributes) {
    line.unit_name = entry.intent.delivery_attributes->unit_name;
    line.class_code = entry.intent.delivery_attributes->class_code;
    line.vat_percent = entry.intent.delivery_attributes->vat_percent;
    if (line.vat_percent) line.vat = multiply_ratio_half_up(line.list_total, *line.vat_percent, 100 + *line.vat_percent);
  }
  return line;
}

/// With cashback or a rounded cash sum the paid sum is less than the cart's. The difference is a discount on the lines, as on the fiscal receipt (rules R8,
/// R9), so that TOTAL on the slip is the paid sum.
void take_off(std::vector<SlipLine>& lines, const SaleEntry& e) {
  std::vector<Money> costs;
  Money total;
  for (const auto& line : lines) {
    costs.push_back(line.paid());
    total += line.paid();
  }
  const auto due = e.due.value_or(total);
  const auto discounts = further_discounts(costs, total - due, due - e.to_pay());
  if (!discounts) return; // another sum than the cart's: nothing to explain it with
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto& line = lines[i];
    if ((*discounts)[i].is_zero()) continue;
    line.discount += (*discounts)[i];
    if (line.vat_percent) line.vat = vat_inside(line.paid(), line.vat_percent);
  }
}

ReceiptData receipt_data(const Ledger& ledger, const SaleEntry& e, const SlipShop& shop, WallTime at, bool copy) {
  ReceiptData d;
  d.head = make_slip_head(shop, e.intent.language, at);
  d.order_number = e.order_number.empty() ? e.order_id : e.order_number;
  d.sale_number = sale_number(e.id());
  d.receipt_number = e.fiscal.number ? fmt::format("{}", e.fiscal.number) : d.sale_number; // store-registered: the sale's own
  d.cashier = shop.cashier;
  d.courier = e.intent.delivery == DeliveryType::courier;
  if (e.fiscal_receipt) {
    for (std::size_t i = 0; i < e.fiscal_receipt->lines.size(); ++i) {
      d.lines.push_back(slip_line(e.fiscal_receipt->lines[i], in_hand(e, i)));
      d.lines.back().service = i >= e.intent.lines.size(); // behind the goods stands the delivery
    }
  } else {
    d.lines = cart_lines(e);
    if (e.intent.delivery_fee > Money{}) d.lines.push_back(delivery_slip_line(e, shop));
    take_off(d.lines, e);
  }
  switch (traits(e.intent.method).tender) {
  case Tender::notes: d.cash = e.to_pay(); break;
  case Tender::card:
  case Tender::none: d.card = e.to_pay(); break;
  }
  if (e.voucher) {
    d.voucher_number = *e.voucher;
    const auto it = ledger.payouts.find(*e.voucher);
    if (it != ledger.payouts.end()) d.voucher = it->second.amount;
  }
  if (e.intent.registrar == Registrar::store) {
    d.store_qr_url = shown_fiscal_address(e.store_qr, shop.fiscal_qr_hosts);
    d.standing = !d.store_qr_url.empty()                    ? FiscalStanding::by_store
                 : e.refused_address || !e.store_qr.empty() ? FiscalStanding::lost_answer // registered; its address is not for people
                                                            : FiscalStanding::follows;
  } else if (e.fiscal.state == RegistrationState::registered) {
    d.standing = e.fiscal.sign ? FiscalStanding::registered : FiscalStanding::lost_answer;
    d.sign = e.fiscal.sign;
    if (d.sign) d.sign->qr_url = shown_fiscal_address(d.sign->qr_url, shop.fiscal_qr_hosts);
  }
  if (copy) d.copy = CopyMark{};
  return d;
}

} // namespace

SlipHead make_slip_head(const SlipShop& shop, Language language, WallTime at) {
  return {.language = language,
          .company = shop.company,
          .address = shop.address,
          .inn = shop.inn,
          .kiosk = shop.kiosk,
          .support_phone = shop.support_phone,
          .at = at};
}

Slip make_sale_slip(const Ledger& ledger, SaleId id, SlipKind kind, const SlipShop& shop, const Words& words, WallTime at,
                    const std::string& receiver_address) {
  const auto& e = ledger.sale(id);
  const auto order_number = e.order_number.empty() ? e.order_id : e.order_number;
  switch (kind) {
  case SlipKind::receipt: return receipt_slip(receipt_data(ledger, e, shop, at, false), words);
  case SlipKind::copy: return receipt_slip(receipt_data(ledger, e, shop, at, true), words);
  case SlipKind::refund: {
    // The newest that the module registered; it is printed when it was.
    const auto refund = std::find_if(e.refunds.rbegin(), e.refunds.rend(),
                                     [](const auto& r) { return r.registration.state == RegistrationState::registered; });
    return refund == e.refunds.rend() ? Slip{} : make_refund_slip(e, refund->intent.number, shop, words, at, false);
  }
  case SlipKind::later: {
    LaterData d;
    d.head = make_slip_head(shop, e.intent.language, at);
    d.order_number = order_number;
    if (e.intent.account == Account::kiosk) d.order_code = order_slip_code(shop.salt, order_number); // of others the kiosk cannot ask
    d.sale_number = sale_number(id);
    d.lines = cart_lines(e);
    d.delivery = e.intent.delivery_fee;
    d.total = e.due.value_or(e.intent.amount);
    d.courier = e.intent.delivery == DeliveryType::courier;
    d.receiver_address = receiver_address;
    return later_slip(d, words);
  }
  case SlipKind::claim: {
    ClaimData d;
    d.head = make_slip_head(shop, e.intent.language, at);
    d.number = e.claim.value_or("");
    d.amount = e.inserted;
    d.order_number = order_number;
    d.reason = words.text(e.intent.language, "The order was not paid in full. This money is yours.");
    return claim_slip(d, words);
  }
  case SlipKind::voucher: {
    VoucherData d;
    d.head = make_slip_head(shop, e.intent.language, at);
    d.number = e.voucher.value_or("");
    const auto it = ledger.payouts.find(d.number);
    if (it != ledger.payouts.end()) d.amount = it->second.amount;
    d.order_number = order_number;
    return voucher_slip(d, words);
  }
  case SlipKind::pending: {
    PendingData d;
    d.head = make_slip_head(shop, e.intent.language, at);
    d.order_number = order_number;
    d.note = traits(e.intent.method).claim_can_follow;
    const auto lost = lost_notes(ledger, id);
    d.kept = lost.unknown.is_zero() && lost.kept > Money{};
    d.amount = d.note ? lost.sum() : e.to_pay();
    d.last_four = e.last_four;
    return pending_slip(d, words);
  }
  }
  return {};
}

Slip make_refund_slip(const SaleEntry& sale, std::int64_t number, const SlipShop& shop, const Words& words, WallTime at, bool copy) {
  const auto refund = std::ranges::find_if(
      sale.refunds, [number](const auto& r) { return r.intent.number == number && r.registration.state == RegistrationState::registered; });
  if (refund == sale.refunds.end()) return {};
  RefundData d;
  d.receipt.head = make_slip_head(shop, sale.intent.language, at);
  d.receipt.order_number = sale.order_number.empty() ? sale.order_id : sale.order_number;
  d.receipt.sale_number = sale_number(sale.id());
  d.receipt.receipt_number = fmt::format("{}", number);
  d.receipt.cashier = shop.cashier;
  for (const auto& line : refund->intent.refund.lines) d.receipt.lines.push_back(slip_line(line, true));
  d.receipt.cash = refund->intent.refund.received_cash;
  d.receipt.card = refund->intent.refund.received_card;
  d.receipt.standing = refund->registration.sign ? FiscalStanding::registered : FiscalStanding::lost_answer;
  d.receipt.sign = refund->registration.sign;
  if (d.receipt.sign) d.receipt.sign->qr_url = shown_fiscal_address(d.receipt.sign->qr_url, shop.fiscal_qr_hosts);
  if (sale.fiscal.sign) d.sale_receipt = fmt::format("{}", sale.fiscal.sign->receipt_count);
  if (copy) d.receipt.copy = CopyMark{};
  return refund_slip(d, words);
}

Slip make_encashment_slip(const ActEntry& entry, const SlipShop& shop, const Words& words, Language language, WallTime printed,
                          const std::string& journal_head, bool copy) {
  const auto& act = entry.row;
  Slip slip{.kind = "encashment", .items = {}};
  auto& out = slip.items;
  out.push_back(SlipOrnament{});
  out.push_back(SlipText{shop.company, SlipAlign::centre, SlipSize::medium, true});
  out.push_back(SlipText{shop.address, SlipAlign::centre});
  out.push_back(SlipRule{});
  if (copy) {
    out.push_back(SlipText{fill(std::string{words.text(language, "COPY {0}")}, {std::to_string(CopyMark{}.number)}), SlipAlign::centre,
                           SlipSize::large, true});
    out.push_back(SlipText{fill(std::string{words.text(language, "Printed again {0}")}, {format_slip_time(printed)}), SlipAlign::centre});
    out.push_back(SlipRule{});
  }
  out.push_back(SlipText{std::string{words.text(language, "Cash collection act")}, SlipAlign::centre, SlipSize::large, true});
  out.push_back(SlipPair{std::string{words.text(language, "Number")}, fmt::format("{}", act.number), true});
  out.push_back(SlipPair{std::string{words.text(language, "Kiosk")}, shop.kiosk});
  out.push_back(SlipPair{std::string{words.text(language, "Date")}, format_slip_time(WallTime{entry.at_ms})});
  out.push_back(SlipPair{std::string{words.text(language, "Collected by")}, act.by});
  out.push_back(SlipPair{std::string{words.text(language, "Seal number")}, act.seal, true});
  out.push_back(SlipRule{true});
  std::int64_t notes = 0;
  for (const auto& [denomination, count] : act.notes) {
    notes += count;
    const auto sum = Money::som(denomination) * count;
    out.push_back(SlipPair{fmt::format("{} x {}", denomination, count), slip_money(sum)});
  }
  out.push_back(SlipRule{});
  out.push_back(SlipPair{std::string{words.text(language, "Banknotes")}, fmt::format("{}", notes)});
  out.push_back(SlipPair{std::string{words.text(language, "Total")}, slip_money(act.amount), true, SlipSize::medium});
  out.push_back(SlipPair{std::string{words.text(language, "Of it: for no sale")}, slip_money(entry.orphan)});
  out.push_back(SlipPair{std::string{words.text(language, "Unknown, not counted")}, slip_money(entry.unknown)});
  out.push_back(SlipRule{true});
  out.push_back(SlipText{std::string{words.text(language, "Journal head")}});
  out.push_back(SlipText{journal_head}); // on a line of its own: figures and letters that every printer has
  out.push_back(SlipFeed{2});
  out.push_back(SlipText{std::string{words.text(language, "Signatures")} + ": ______________  ______________"});
  return slip;
}

} // namespace engine
