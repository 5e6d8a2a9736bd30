#include "engine/base/local_time.h"
#include "engine/receipt/receipt_slips.h"
#include "engine/receipt/slip_writer.h"
#include <fmt/format.h>

namespace engine {
namespace {

void when_and_where(SlipWriter& out, const SlipHead& head, const std::string& sale_number = {}) {
  out.pair(sale_number.empty() ? head.kiosk : fmt::format("{} / {}", head.kiosk, sale_number), format_slip_time(head.at));
}

/// A number that is worth money: large, as a bar code, and with the sum.
void money_number(SlipWriter& out, const std::string& number, Money amount) {
  out.centred(number, SlipSize::large, true);
  out.add(SlipBarcode{number});
  out.rule();
  out.pair(out.tr("Sum"), slip_money(amount), true, SlipSize::large);
}

Slip shift_report(const ShiftReportData& data, const Words& words, bool closed) {
  SlipWriter out(closed ? "z_report" : "x_report", data.head, words);
  const auto& report = data.report;
  out.shop();
  out.copy_mark(data.copy);
  out.centred(closed ? out.tr("Z REPORT") : out.tr("X REPORT"), SlipSize::large, true);
  out.centred(closed ? out.tr("The shift is closed") : out.tr("The shift stays open"));
  out.rule();
  when_and_where(out, data.head);
  out.pair(out.tr("Fiscal module No."), report.terminal_id);
  out.pair(out.tr("Shift No."), std::to_string(report.number));
  out.pair(out.tr("Opened"), report.open_time);
  if (closed) out.pair(out.tr("Closed"), report.close_time);
  if (!report.first_receipt_seq.empty() || !report.last_receipt_seq.empty())
    out.pair(out.tr("Receipts"), fmt::format("{} – {}", report.first_receipt_seq, report.last_receipt_seq));
  out.rule(true);
  out.pair(out.tr("Sales"), std::to_string(report.total_sale_count), true);
  out.sum(out.tr("Cash"), report.total_sale_cash);
  out.sum(out.tr("Bank card"), report.total_sale_card);
  out.sum(out.tr("VAT in all"), report.total_sale_vat);
  out.rule(true);
  out.pair(out.tr("Refunds"), std::to_string(report.total_refund_count), true);
  out.sum(out.tr("Cash"), report.total_refund_cash);
  out.sum(out.tr("Bank card"), report.total_refund_card);
  out.sum(out.tr("VAT in all"), report.total_refund_vat);
  out.rule();
  out.pair(out.tr("Cash in the shift"), slip_money(report.total_sale_cash - report.total_refund_cash), true, SlipSize::medium);
  out.pair(out.tr("Cards in the shift"), slip_money(report.total_sale_card - report.total_refund_card), true, SlipSize::medium);
  if (!data.journal_head.empty()) {
    out.rule(true);
    out.text(out.tr("Journal head"));
    out.text(data.journal_head);
  }
  out.add(SlipOrnament{});
  return out.take();
}

} // namespace

Slip later_slip(const LaterData& data, const Words& words) {
  SlipWriter out("later", data.head, words);
  out.shop();
  out.copy_mark(data.copy);
  out.order_number(data.order_number);
  out.centred(out.tr("NOT PAID: pay when you get the goods"), SlipSize::medium, true);
  out.rule();
  when_and_where(out, data.head, data.sale_number);
  out.rule(true);
  for (const auto& line : data.lines) {
    SlipPair price{fmt::format("{}, {} {}", line.name, slip_quantity(line.quantity), line.unit_name), slip_money(line.paid())};
    price.right_bold = true;
    out.add(std::move(price));
  }
  if (!data.delivery.is_zero()) out.sum(out.tr("Delivery"), data.delivery);
  out.rule();
  out.pair(out.tr("TO PAY"), slip_money(data.total), true, SlipSize::large);
  out.rule(true);
  if (data.courier) {
    out.text(out.tr("A courier brings the goods to:"), SlipAlign::left, SlipSize::medium, true);
    out.text(data.receiver_address);
  } else {
    out.lists(data.lines, data.courier);
    out.text(out.tr("Show this slip at the order desk. Goods are handed over after payment."));
  }
  if (!data.order_code.empty()) {
    out.add(SlipQr{data.order_code}); // as bars it would be too fine for the paper's width
    out.centred(out.tr("Is it ready? Show this code to the kiosk."));
  }
  out.text(out.tr("This is not a fiscal receipt."));
  out.close();
  return out.take();
}

Slip claim_slip(const ClaimData& data, const Words& words) {
  SlipWriter out("claim", data.head, words);
  out.shop();
  out.copy_mark(data.copy);
  out.centred(out.tr("CLAIM"), SlipSize::large, true);
  out.centred(out.tr("Your money is kept for you"));
  out.rule();
  money_number(out, data.number, data.amount);
  if (!data.order_number.empty()) out.pair(out.tr("Order number"), data.order_number);
  when_and_where(out, data.head);
  out.rule(true);
  if (!data.reason.empty()) out.text(data.reason);
  out.text(out.tr("Show this slip to the staff: they pay the sum out once, against this number."), SlipAlign::left, SlipSize::small, true);
  out.close();
  return out.take();
}

Slip voucher_slip(const VoucherData& data, const Words& words) {
  SlipWriter out("voucher", data.head, words);
  out.shop();
  out.copy_mark(data.copy);
  out.centred(out.tr("VOUCHER"), SlipSize::large, true);
  out.centred(out.tr("What you paid above the sum"));
  out.rule();
  money_number(out, data.number, data.amount);
  if (!data.order_number.empty()) out.pair(out.tr("Order number"), data.order_number);
  when_and_where(out, data.head);
  out.rule(true);
  out.text(out.tr("The staff pays it out once, against this number."), SlipAlign::left, SlipSize::small, true);
  out.close();
  return out.take();
}

Slip pending_slip(const PendingData& data, const Words& words) {
  SlipWriter out("pending", data.head, words);
  out.shop();
  out.order_number(data.order_number);
  out.centred(!data.note  ? out.tr("We do not know yet whether it was paid")
              : data.kept ? out.tr("Your money is in the machine and written down")
                          : out.tr("We do not know where your note is"),
              SlipSize::medium, true);
  out.rule();
  when_and_where(out, data.head);
  out.pair(out.tr("Sum"), slip_money(data.amount), true, SlipSize::large);
  if (!data.last_four.empty()) out.pair(out.tr("Bank card"), "**** " + data.last_four);
  out.rule(true);
  if (data.note) {
    if (!data.kept) out.text(out.tr("The machine stopped and did not say whether it kept the note."));
    out.text(out.tr("Our staff open the machine and give the note back if it is there."), SlipAlign::left, SlipSize::small, true);
  } else {
    out.text(out.tr("The bank did not answer. The money is on your card, or already in the payment of this order."));
    out.text(out.tr("It is not taken a second time."), SlipAlign::left, SlipSize::small, true);
    out.text(out.tr("Do not pay for this order again"), SlipAlign::left, SlipSize::small, true);
    out.text(out.tr("Our staff tell you how it ended."));
  }
  out.text(out.tr("This is not a fiscal receipt."));
  out.close();
  return out.take();
}

Slip z_report_slip(const ShiftReportData& data, const Words& words) { return shift_report(data, words, true); }
Slip x_report_slip(const ShiftReportData& data, const Words& words) { return shift_report(data, words, false); }

Slip test_page_slip(const TestPageData& data, const Words& words) {
  SlipWriter out("test", data.head, words);
  out.shop();
  out.centred(out.tr("TEST PAGE"), SlipSize::large, true);
  when_and_where(out, data.head);
  out.pair(out.tr("Printer profile"), data.profile);
  out.rule(true);
  for (const auto& line : data.devices) out.text(line);
  if (!data.devices.empty()) out.rule(true);
  // Each line needs another way of printing; a wrong code page number shows at once.
  out.pair("Latin", "The quick brown fox 0123456789");
  out.pair("Русский", "Съешь ещё этих мягких булок №");
  out.pair("Oʻzbekcha", "Oʻzbekiston, gʻoza, taʼm");
  out.pair("Ўзбекча", "ўқувчи, ғалла, ҳар");
  out.pair("Qaraqalpaqsha", "ÁáǴǵÍíıŃńÓóÚú");
  out.pair("Қарақалпақша", "ӘәҒғҚқҢңӨөҮүҲҳЎў");
  out.rule(true);
  out.text("123456789012345678901234567890123456789012345678");
  out.text(out.tr("Right edge"), SlipAlign::right);
  out.centred(out.tr("Medium"), SlipSize::medium);
  out.centred(out.tr("Large"), SlipSize::large, true);
  out.centred("4217", SlipSize::huge, true);
  out.pair(out.tr("Sum"), slip_money(Money::som(1'234'567)), true, SlipSize::large);
  out.add(SlipBarcode{"TEST-00042"});
  out.add(SlipQr{"https://ofd.soliq.uz/check?t=UZ000000000000&r=1&c=20260101000000&s=000000000000"});
  out.centred(out.tr("Not a receipt"));
  out.add(SlipOrnament{});
  return out.take();
}

} // namespace engine
