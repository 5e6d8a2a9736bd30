#include "engine/store/store_errors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace engine::store {
namespace {

struct PaymeCode {
  int code;
  RefusalClass why;
  bool unpaid; ///< as an answer to receipts_pay: certainly nothing was taken
};

constexpr std::array payme_codes{
    PaymeCode{-32300, RefusalClass::invalid, true},      // not POST
    PaymeCode{-32400, RefusalClass::service, false},     // internal
    PaymeCode{-32500, RefusalClass::invalid, true},      // token has a bad format
    PaymeCode{-32504, RefusalClass::service, true},      // no access
    PaymeCode{-32600, RefusalClass::invalid, true},      // bad call
    PaymeCode{-32601, RefusalClass::invalid, true},      // no such method
    PaymeCode{-32602, RefusalClass::invalid, true},      // bad parameters
    PaymeCode{-32700, RefusalClass::invalid, true},      // bad JSON
    PaymeCode{-31001, RefusalClass::service, false},     // sources conflict: service, access or sum
    PaymeCode{-31002, RefusalClass::service, false},     // processing centre not available
    PaymeCode{-31100, RefusalClass::service, false},     // processing centre failed
    PaymeCode{-31101, RefusalClass::dead_code, true},    // code has lapsed; elsewhere: card not serviced
    PaymeCode{-31102, RefusalClass::dead_code, true},    // attempts used up
    PaymeCode{-31103, RefusalClass::wrong_code, true},   // wrong code
    PaymeCode{-31110, RefusalClass::service, true},      // SMS could not be sent
    PaymeCode{-31151, RefusalClass::card_refused, true}, // card already attached
    PaymeCode{-31200, RefusalClass::wrong_code, true},   // code invalid
    PaymeCode{-31201, RefusalClass::dead_code, true},    // code expired
    PaymeCode{-31300, RefusalClass::card_refused, true}, // bad number, corporate card
    PaymeCode{-31301, RefusalClass::card_refused, true}, // expired, blocked, SMS service off
    PaymeCode{-31302, RefusalClass::service, true},      // balance cannot be read
    PaymeCode{-31303, RefusalClass::money, true},        // not enough money
    PaymeCode{-31400, RefusalClass::card_refused, true}, // card not found
    PaymeCode{-31401, RefusalClass::not_found, true},    // receipt not found
    PaymeCode{-31402, RefusalClass::invalid, false},     // already paid
    PaymeCode{-31403, RefusalClass::invalid, true},      // receipt expired
    PaymeCode{-31601, RefusalClass::service, true},      // merchant not found, blocked, in maintenance
    PaymeCode{-31602, RefusalClass::not_found, false},   // receipt not found or already paid
    PaymeCode{-31610, RefusalClass::invalid, true},      // bad field
    PaymeCode{-31611, RefusalClass::invalid, true},      // below the least sum
    PaymeCode{-31612, RefusalClass::invalid, true},      // above the largest sum
    PaymeCode{-31613, RefusalClass::invalid, true},      // currency
    PaymeCode{-31622, RefusalClass::service, false},     // merchant's service down
    PaymeCode{-31623, RefusalClass::service, false},     // merchant's service misbehaves
    PaymeCode{-31630, RefusalClass::card_refused, true}, // no funds, blocked, corporate, PIN attempts
    PaymeCode{-31700, RefusalClass::card_refused, true}, // blacklisted, too many attempts
    PaymeCode{-31800, RefusalClass::service, false},     // status changed meanwhile
    PaymeCode{-31900, RefusalClass::card_refused, true}, // card type not supported
    PaymeCode{-31901, RefusalClass::card_refused, true}, // transaction type not supported
};

std::optional<PaymeCode> find_code(std::string_view text) {
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const auto found = std::find_if(payme_codes.begin(), payme_codes.end(), [&](const auto& p) { return p.code == code; });
  return found == payme_codes.end() ? std::nullopt : std::optional{*found};
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != std::string_view::npos; });
}

bool about_money(std::string_view text) {
  return mentions(text, {"средств", "Недостаточно", "недостаточно", "nsufficient", "mablag", "Mablag", "yetarli"});
}

bool about_a_wrong_code(std::string_view text) {
  return mentions(text, {"еверный код", "rong code", "nvalid code", "oto'g'ri kod", "oto‘g‘ri kod", "oto‘gʻri kod"});
}

} // namespace

RefusalClass classify(StoreCall call, int http_status, std::string_view code, std::string_view text) {
  if (const auto known = find_code(code)) {
    if (known->code == -31101 && call != StoreCall::verify_card) return RefusalClass::card_refused;
    if (known->code == -31630 && about_money(text)) return RefusalClass::money;
    return known->why;
  }
  if (call == StoreCall::verify_card && about_a_wrong_code(text)) return RefusalClass::wrong_code;
  if (call == StoreCall::pay_receipt && about_money(text)) return RefusalClass::money;
  // A refused log-in means a wrong phone or password, with any code of the server.
  if (call == StoreCall::log_in && (http_status == 200 || (http_status >= 400 && http_status <= 404))) return RefusalClass::unauthorized;
  switch (http_status) {
  case 401: return RefusalClass::unauthorized;
  case 404: return RefusalClass::not_found;
  case 400:
  case 405:
  case 409:
  case 413:
  case 415:
  case 422: return RefusalClass::invalid;
  default: return RefusalClass::service;
  }
}

bool definitely_unpaid(int http_status, std::string_view code) {
  if (const auto known = find_code(code)) return known->unpaid;
  return http_status < 500;
}

} // namespace engine::store
