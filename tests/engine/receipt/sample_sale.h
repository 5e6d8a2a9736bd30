#pragma once
// One sale with everything that a receipt can hold (the sale of the receipt's picture), and words for it.
// Used by the tests of the slips and of the printer.
#include "engine/base/local_time.h"
#include "engine/ports/words.h"
#include "engine/receipt/check_number.h"
#include "engine/receipt/slip_data.h"
#include <map>
#include <string>

namespace engine::sample {

/// Karakalpak for the words of a receipt, a draft; the other languages are marked with their code, so that a
/// text which did not pass through Words is seen.
class TestWords final : public Words {
public:
  std::string_view text(Language language, std::string_view msgid) const override {
    if (language == Language::en) return msgid;
    static const std::map<std::string_view, std::string_view> kaa{
        {"TIN {0}", "STIR {0}"},
        {"Order number", "Buyırtpa nomeri"},
        {"PAID IN FULL", "TOLÍQ TÓLENDI"},
        {"Receipt No. {0}", "Chek № {0}"},
        {"Receipt type: sale", "Chek túri: Satıw"},
        {"Cashier", "Kassir"},
        {"Discount", "Jeńillik"},
        {"incl. VAT {0} %", "s.i. QQS {0} %"},
        {"MXIK code", "MXIK"},
        {"Barcode", "Shtrix-kod"},
        {"Marking", "Markirovka"},
        {"Commission agent's TIN {0}", "Komitent STIR {0}"},
        {"TOTAL", "JÁMI"},
        {"of which VAT {0} %", "Sonıń ishinde QQS {0} %"},
        {"Cash", "Naq pul"},
        {"Bank card", "Bank kartası"},
        {"Voucher No. {0}", "Talon № {0}"},
        {"Fiscal module No.", "FM nomeri"},
        {"Fiscal sign", "Fiskal belgi"},
        {"Registered", "Dizimge alınǵan waqtı"},
        {"Cash box SN", "Kassa SN"},
        {"Fiscal receipt No.", "Fiskal chek №"},
        {"Check the receipt, get cashback", "Chekti tekseriń, keshbek alıń"},
        {"In your hands: {0}", "Qolıńızda: {0} dana"},
        {"To collect at the order desk: {0}", "Buyırtpa alıw ornı: {0} dana"},
        {"Questions: {0}", "Sorawlar: {0}"},
        {"Thank you! Come again.", "Raxmet! Jáne kelip turıń."},
    };
    const auto key = std::string(language_code(language)) + ":" + std::string(msgid);
    if (language == Language::kaa) {
      const auto found = kaa.find(msgid);
      if (found != kaa.end()) return found->second;
    }
    return marked_.try_emplace(key, key).first->second;
  }

private:
  mutable std::map<std::string, std::string> marked_; ///< one thread, as the tests are
};

inline SlipHead head(Language language = Language::kaa) {
  SlipHead h;
  h.language = language;
  h.company = "GLOBUS NUKUS MCHJ";
  h.address = "Nókis qalası, Ǵárezsizlik kóshesi, 12";
  h.inn = "123456789";
  h.kiosk = "nukus-01";
  h.support_phone = "998612220000";
  h.at = *parse_fiscal_time("2026-11-22 14:02:09");
  return h;
}

inline SlipLine line(std::string name, Quantity quantity, std::string unit, std::int64_t price_som, std::int64_t discount_som,
                     std::int64_t vat_tiyin, std::string mxik, std::string barcode, bool in_hand) {
  SlipLine l;
  l.name = std::move(name);
  l.quantity = quantity;
  l.unit_name = std::move(unit);
  l.unit_price = Money::som(price_som);
  l.list_total = price_of(l.unit_price, quantity);
  l.discount = Money::som(discount_som);
  l.vat = Money::tiyin(vat_tiyin);
  l.vat_percent = 12;
  l.class_code = std::move(mxik);
  l.barcode = std::move(barcode);
  l.in_hand = in_hand;
  return l;
}

inline ReceiptData sale(Language language = Language::kaa) {
  ReceiptData d;
  d.head = head(language);
  d.order_number = "4217";
  d.receipt_number = "1482";
  d.sale_number = "000123";
  d.cashier = "Kiosk 01";
  d.lines = {
      line("Tandır nan, 400 g", Quantity::pieces(2), "dana", 5000, 0, 107143, "01905001001000000", "4780000000014", true),
      line("Sút «Nókis», 3,2 %, 1 l", Quantity::pieces(1), "dana", 14500, 0, 155357, "00401001001000000", "4780000000021", true),
      line("Alma «Simirenko»", Quantity::thousandths(1500), "kg", 26000, 6000, 353571, "00808001001000000", "2100007015003", true),
      line("Ayǵabaǵar mayı tazalanǵan, 1 l", Quantity::pieces(2), "dana", 24000, 0, 514286, "01512001001000000", "4780000000045", false),
      line("Tawlı pal, 500 g", Quantity::pieces(1), "dana", 46500, 0, 498214, "00409001001000000", "4780000000052", false),
  };
  d.lines[1].labels = {std::string("010478000000002121"
                                   "50Zk7") +
                       "\x1D"
                       "93abcd"};
  d.lines[4].commission_inn = "301234567";
  d.cash = Money::som(152000);
  d.voucher_number = make_slip_number(SlipNumberKind::voucher, 42);
  d.voucher = Money::som(48000);
  d.standing = FiscalStanding::registered;
  d.sign = FiscalSign{"UZ210317221234", 1482,   "20261122140209",
                      "083306860386",   "0302", "https://ofd.soliq.uz/check?t=UZ210317221234&r=1482&c=20261122140209&s=083306860386",
                      "FB-00417"};
  return d;
}

} // namespace engine::sample
