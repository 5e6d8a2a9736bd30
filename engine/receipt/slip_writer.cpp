#include "engine/receipt/slip_writer.h"
#include "engine/base/local_time.h"
#include <fmt/format.h>

namespace engine {
namespace {

constexpr char gs1_separator = '\x1D';

// On paper the part of a marking code that names the piece: up to the first separator, as the crypto tail is
// not for people.
std::string readable_label(const std::string& label) {
  const auto begin = label.find_first_not_of(gs1_separator);
  if (begin == std::string::npos) return {};
  return label.substr(begin, label.find(gs1_separator, begin) - begin);
}

std::string listed(const std::vector<SlipLine>& lines, bool in_hand) {
  std::string all;
  for (const auto& line : lines) {
    if (line.service || line.in_hand != in_hand) continue;
    if (!all.empty()) all += "\n";
    all += line.quantity.is_whole() ? fmt::format("{} × {}", line.name, slip_quantity(line.quantity))
                                    : fmt::format("{}, {} {}", line.name, slip_quantity(line.quantity), line.unit_name);
  }
  return all;
}

// A weighed line counts as one, as in the cart.
std::int64_t pieces(const std::vector<SlipLine>& lines, bool in_hand) {
  std::int64_t n = 0;
  for (const auto& line : lines)
    if (!line.service && line.in_hand == in_hand) n += line.quantity.is_whole() ? line.quantity.in_thousandths() / 1000 : 1;
  return n;
}

} // namespace

SlipLine slip_line(const FiscalLine& line, bool in_hand) {
  SlipLine out;
  out.name = line.name;
  out.quantity = line.amount;
  out.unit_name = line.unit_name;
  out.unit_price = line.product_price;
  out.list_total = line.price;
  out.discount = line.discount + line.other;
  out.vat = line.vat;
  out.vat_percent = line.vat_percent;
  out.class_code = line.class_code;
  out.barcode = line.barcode;
  out.labels = line.labels;
  out.commission_inn = line.commission_inn;
  out.commission_pinfl = line.commission_pinfl;
  out.in_hand = in_hand;
  return out;
}

void SlipWriter::shop() {
  add(SlipOrnament{});
  if (!head_.company.empty()) centred(head_.company, SlipSize::large, true);
  if (!head_.address.empty()) centred(head_.address);
  if (!head_.inn.empty()) centred(fill(tr("TIN {0}"), {head_.inn}));
  rule();
}

void SlipWriter::copy_mark(const std::optional<CopyMark>& copy) {
  if (!copy) return;
  centred(fill(tr("COPY {0}"), {std::to_string(copy->number)}), SlipSize::large, true);
  centred(fill(tr("Printed again {0}"), {format_slip_time(head_.at)}));
  rule();
}

void SlipWriter::order_number(const std::string& number) {
  if (number.empty()) return;
  centred(tr("Order number"), SlipSize::medium);
  centred(number, SlipSize::huge, true);
}

void SlipWriter::goods(const SlipLine& line) {
  text(line.name, SlipAlign::left, SlipSize::small, true);
  SlipPair price{fmt::format("{} {} × {}", slip_quantity(line.quantity), line.unit_name, slip_money(line.unit_price)),
                 slip_money(line.list_total)};
  price.right_bold = true;
  add(std::move(price));
  if (!line.discount.is_zero()) sum(tr("Discount"), -line.discount);
  if (line.vat_percent) sum(fill(tr("incl. VAT {0} %"), {std::to_string(*line.vat_percent)}), line.vat);
  else text(tr("Without VAT"));
  if (!line.class_code.empty()) pair(tr("MXIK code"), line.class_code);
  if (!line.barcode.empty()) pair(tr("Barcode"), line.barcode);
  for (const auto& label : line.labels) pair(tr("Marking"), readable_label(label));
  if (!line.commission_inn.empty()) text(fill(tr("Commission agent's TIN {0}"), {line.commission_inn}));
  if (!line.commission_pinfl.empty()) text(fill(tr("Commission agent's PINFL {0}"), {line.commission_pinfl}));
}

void SlipWriter::lists(const std::vector<SlipLine>& lines, bool courier) {
  for (const bool in_hand : {true, false}) {
    const auto names = listed(lines, in_hand);
    if (names.empty()) continue;
    const auto count = std::to_string(pieces(lines, in_hand));
    text(in_hand   ? fill(tr("In your hands: {0}"), {count})
         : courier ? fill(tr("A courier brings it: {0}"), {count})
                   : fill(tr("To collect at the order desk: {0}"), {count}),
         SlipAlign::left, SlipSize::medium, true);
    text(names);
    feed();
  }
}

void SlipWriter::close() {
  if (!head_.support_phone.empty()) text(fill(tr("Questions: {0}"), {slip_phone(head_.support_phone)}));
  feed();
  centred(tr("Thank you! Come again."), SlipSize::medium, true);
  feed();
  add(SlipOrnament{});
}

} // namespace engine
