#include "tests/simulation/goods.h"

#include "engine/catalog/gtin.h"
#include <algorithm>
#include <fmt/format.h>

namespace simulation {
namespace {

std::string with_check(std::string digits) {
  digits += engine::gtin_check_digit(digits);
  return digits;
}
std::string ean(int product) { return with_check(fmt::format("478{:09}", product)); }

struct Entry {
  int id;
  const char* name;
  const char* price;
  const char* discount;
  const char* amount;
};
// Prices that round badly, a stock that runs out, names with letters that no code page has.
constexpr Entry entries[] = {
    {1, "Nan", "5000", "null", "100000"},           {2, "Shay 100 g", "18500", "16650", "100000"},
    {3, "Qaǵaz A4", "42000", "null", "100000"},     {4, "Alma", "20000.50", "18000.50", "100000"},
    {5, "Go'sht", "98765", "null", "100000"},       {6, "Suv 0.5", "3333.33", "null", "100000"},
    {7, "Televizor", "3799000", "3499000", "40"},   {8, "Kitap", "60000", "null", "3"},
    {9, "Un 1 kg", "7777.77", "7000.07", "100000"}, {10, "Sigaret", "24000", "null", "100000"},
    {11, "Sharap", "89000", "null", "100000"},      {12, "Kodsiz", "15000", "null", "100000"},
    {13, "Qant", "12999", "0", "100000"},           {14, "Shirinlik", "1000", "null", "100000"},
    {15, "Piva", "27000", "null", "100000"},
};

std::string write_catalogue() {
  std::string products;
  for (const auto& e : entries)
    products += fmt::format(R"({}{{"id":{},"code":"A-{}","name":"{}","description":"","discounts":{},"price":{},"discount_price":{},)"
                            R"("is_new":false,"amount":{},"category":{},"images":[]}})",
                            products.empty() ? "" : ",", e.id, e.id, e.name, e.id == 13 ? R"({"is_active":false})" : "null", e.price,
                            e.discount, e.amount, 1 + e.id % 2);
  std::string users = fmt::format(R"({{"phone":"{}","password":"{}","first_name":"Kiosk","last_name":"01","cashback_balance":0}})",
                                  kiosk_phone, kiosk_password);
  int n = 0;
  for (const auto* phone : customer_phones)
    users += fmt::format(R"(,{{"phone":"{}","password":"{}","first_name":"Aygul","last_name":"N","cashback_balance":{}}})", phone,
                         customer_password, n++ == 1 ? "90000000" : "6520.5");
  return fmt::format(R"({{"categories":[{{"id":1,"name":"Un"}},{{"id":2,"name":"Kitap"}}],"products":[{}],)"
                     R"("delivery":{{"min_amount":50000,"free_distance":0.5,"price_per_km":3000}},"users":[{}]}})",
                     products, users);
}

std::string write_attributes() {
  std::string csv = "product,code,barcodes,class_code,package_code,unit,unit_name,vat_percent,owner_type,"
                    "marked,weighed,min_age,commission_inn,"
                    "commission_pinfl\n";
  const auto row = [&](int id, const std::string& codes, const char* rest) { csv += fmt::format("{},,{},{}\n", id, codes, rest); };
  for (const auto& e : entries) switch (e.id) {
    case 4: row(4, "00104 " + ean(4), "00808001001000000,1431970,5,kg,12,0,0,1,0,,"); break;
    case 5: row(5, "00105 " + ean(5), "00201001001000000,1431971,5,kg,0,1,0,1,0,,"); break;
    case 6: row(6, ean(6), "02201001001000000,1431972,1,dona,,0,0,0,0,,"); break;
    case 10: row(10, "04780000000106", "02402001001000000,1431973,1,dona,12,0,1,0,0,,"); break;
    case 11: row(11, ean(11), "02204001001000000,1431974,1,dona,15,0,0,0,18,123456789,"); break;
    case 15: // a barcode that a spreadsheet spoilt: the row does not tell that the goods are marked and for adults, so they are not sold
      row(15, "4.78E+12", "02402001001000000,1431973,1,dona,12,0,1,0,18,,");
      break;
    case 12: break; // without class code: not sold for money that the module registers
    default: row(e.id, ean(e.id), "01905001001000000,1431970,1,dona,12,0,0,0,0,,"); break;
    }
  csv += "delivery,,,04921001001000000,1501970,1,xizmat,12,2,0,0,0,,\n";
  return csv;
}

} // namespace

const std::string& shop_catalogue() {
  static const std::string text = write_catalogue();
  return text;
}
const std::string& shop_attributes() {
  static const std::string text = write_attributes();
  return text;
}

std::string code_of(Goods kind, Dice& dice, std::int64_t serial) {
  switch (kind) {
  case Goods::plain: {
    static constexpr int plain[] = {1, 2, 3, 6, 7, 8, 9, 11, 13, 14};
    return ean(plain[dice.below(std::size(plain))]);
  }
  case Goods::by_weight: return with_check(fmt::format("21{:05}{:05}", dice.chance(500) ? 104 : 105, dice.between(20, 4999)));
  case Goods::by_price: return with_check(fmt::format("26{:05}{:05}", dice.chance(500) ? 104 : 105, dice.between(1000, 99'999)));
  case Goods::marked: { // beer: a serial of 7 and (93) with 4, as the operator prints it
    std::string count(5, 'a');
    for (auto left = serial; auto& letter : count) letter = static_cast<char>('a' + left % 20), left /= 20;
    return fmt::format("0104780000000106215A{}\x1d"
                       "93{}Vz",
                       count, count.substr(0, 2));
  }
  }
  return {};
}

std::string as_scanned(std::string code, Dice& dice) {
  constexpr char separator = '\x1d';
  switch (dice.below(4)) {
  case 0: return "]d2" + code;
  case 1: std::erase(code, separator); break; // no keyboard types it
  case 2: std::ranges::replace(code, separator, dice.chance(500) ? '~' : '|'); break;
  default: break;
  }
  return code;
}

} // namespace simulation
