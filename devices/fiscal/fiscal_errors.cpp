#include "devices/fiscal/fiscal_errors.h"
#include <algorithm>
#include <array>
#include <charconv>

namespace devices::fiscal {
namespace {

using enum ErrorAction;

// clang-format off
constexpr std::array old_table{
    // 7.2 status words of the fiscal module
    ErrorInfo{36864, "SUCCESS", "no error", none},
    ErrorInfo{36870, "RECEIPT_COUNT_ZERO", "there are no receipts", invalid},
    ErrorInfo{36871, "RECEIPT_INDEX_OUT_OF_BOUNDS", "no receipt with this index", invalid},
    ErrorInfo{36872, "RECEIPT_NOT_FOUND", "receipt not found", invalid},
    ErrorInfo{36873, "RECEIPT_DATA_SIZE", "receipt data of a wrong size", invalid},
    ErrorInfo{36877, "RECEIPT_FORMAT_INVALID", "receipt in a wrong format", invalid},
    ErrorInfo{36878, "RECEIPT_TOTAL_PRICE_OVERFLOW", "the receipt's total is too large", invalid},
    ErrorInfo{36879, "RECEIPT_TOTAL_PRICE_MISMATCH", "the receipt's total does not match its lines", invalid},
    ErrorInfo{36886, "RECEIPT_MEMORY_FULL", "the receipt memory is full: receipts must be sent to the tax server", memory_full},
    ErrorInfo{36888, "RECEIPT_TIME_PAST", "the receipt's time is not after the last operation", wait_and_retry},
    ErrorInfo{36889, "RECEIPT_STORE_DAYS_LIMIT_EXCEEDED", "receipts are unsent for too many days: send them first", memory_full},
    ErrorInfo{36890, "LAST_TRANSACTION_TIME_FORMAT_INVALID", "time of the last transaction in a wrong format", wrong_time},
    ErrorInfo{36891, "FIRST_RECEIPT_TRANSACTION_TIME_FORMAT_INVALID", "time of the first receipt in a wrong format", wrong_time},
    ErrorInfo{36892, "ACKNOWLEGE_WRONG_LENGTH", "the tax server's acknowledgement has a wrong length", service},
    ErrorInfo{36893, "ACKNOWLEGE_SIGNATURE_INVALID", "the tax server's acknowledgement has a wrong signature", service},
    ErrorInfo{36894, "ACKNOWLEGE_TERMINAL_ID_MISMATCH", "the tax server's acknowledgement is for another module", service},
    ErrorInfo{36895, "ZREPORT_PARTITION_INVALID", "a Z report is damaged", service},
    ErrorInfo{36896, "OPEN_CLOSE_ZREPORT_WRONG_LENGTH", "opening or closing the shift: wrong length", invalid},
    ErrorInfo{36897, "CLOSE_ZREPORT_TIME_PAST", "the closing time is not after the last operation", wait_and_retry},
    ErrorInfo{36898, "ZREPORT_SPACE_IS_FULL", "the Z report memory is full: the fiscal module must be replaced", memory_full},
    ErrorInfo{36899, "CURRENT_TIME_FORMAT_INVALID", "current time in a wrong format", wrong_time},
    ErrorInfo{36900, "RECEIPT_TRANSACTION_TIME_FORMAT_INVALID", "transaction time in a wrong format", wrong_time},
    ErrorInfo{36902, "ZREPORT_INDEX_OUT_OF_BOUNDS", "no Z report with this number", invalid},
    ErrorInfo{36903, "LOCK_CHALLENGE_INVALID", "wrong unlock challenge", blocked},
    ErrorInfo{36904, "LOCKED_FOREVER", "the fiscal module is locked", blocked},
    ErrorInfo{36905, "CONFIGURE_WRONG_LENGTH", "configuration of a wrong length", service},
    ErrorInfo{36906, "CONFIGURE_SIGNATURE_INVALID", "configuration with a wrong signature", service},
    ErrorInfo{36907, "CURRENT_ZREPORT_IS_EMPTY", "the shift is empty and cannot be closed", shift_empty},
    ErrorInfo{36908, "RECEIPT_TOTAL_PRICE_ZERO", "the receipt's total is zero", invalid},
    ErrorInfo{36909, "ZREPORT_IS_NOT_OPEN", "the shift is not open", open_shift},
    ErrorInfo{36910, "ZREPORT_OPEN_TIME_FORMAT_INVALID", "opening time in a wrong format", wrong_time},
    ErrorInfo{36911, "SALE_REFUND_COUNT_OVERFLOW", "too many receipts in this shift: close it", memory_full},
    ErrorInfo{36912, "ZREPORT_IS_ALREADY_OPEN", "the shift is open already", already_open},
    ErrorInfo{36913, "NOT_ENOUGH_CASH_FOR_REFUND", "the shift holds less cash than is to be refunded", refund_refused},
    ErrorInfo{36914, "NOT_ENOUGH_CARD_FOR_REFUND", "the shift holds less card money than is to be refunded", refund_refused},
    ErrorInfo{36915, "NOT_ENOUGH_VAT_FOR_REFUND", "the shift holds less VAT than is to be refunded", refund_refused},
    ErrorInfo{36916, "OPEN_ZREPORT_TIME_PAST", "the opening time is not after the last operation", wait_and_retry},
    ErrorInfo{36917, "MAINTENANCE_REQUIRED", "the tax server asks for maintenance", service},
    // 7.3 the fiscal module's driver
    ErrorInfo{65274, "REFUND_INFO_NETWORK_ERROR", "the tax server could not be asked about the sale to refund", refund_refused},
    ErrorInfo{65275, "NOT_VALID_REFUND_INFO", "the sale to refund is not valid", refund_refused},
    ErrorInfo{65276, "BAD_REFUND_INFO", "the sale to refund is described wrongly", refund_refused},
    ErrorInfo{65277, "NO_REFUND_INFO", "the sale to refund is not named", refund_refused},
    ErrorInfo{65278, "DRIVE_FAILURE", "the fiscal drive failed", ask_before_retry},
    ErrorInfo{65279, "DRIVE_LOCKED", "the fiscal drive is locked, possibly unpaid", blocked},
    ErrorInfo{65524, "CANNOT_DECODE_ZREPORT", "the fiscal module's Z report cannot be read", ask_before_retry},
    ErrorInfo{65525, "APPLET_VERSION_UNSUPPORTED", "this applet version is not supported", service},
    ErrorInfo{65528, "CANNOT_SAVE_RECEIPT_FILE", "the receipt file could not be saved", ask_before_retry},
    ErrorInfo{65529, "CANNOT_DECODE_ANSWER", "the fiscal module's answer cannot be read", ask_before_retry},
    ErrorInfo{65531, "CANNOT_ENCODE_RECEIPT", "the receipt's sums do not match", invalid},
    ErrorInfo{65532, "ILLEGAL_ARGUMENT", "illegal argument", invalid},
    ErrorInfo{65533, "CANNOT_SELECT_APPLET", "the applet cannot be selected", service},
    ErrorInfo{65534, "CANNOT_CONNECT_CARD", "the fiscal card cannot be reached", ask_before_retry},
    ErrorInfo{65535, "OTHER_ERROR", "another error of the fiscal drive", ask_before_retry},
    // 7.4 the box itself
    ErrorInfo{2, "READ_TIMED_OUT", "the box gave up waiting for the fiscal module", ask_before_retry},
    ErrorInfo{3, "INVALID_TIME", "the time does not suit the module's clock", wrong_time},
    ErrorInfo{7, "PAYMENT_VALIDATION", "the payment confirmation is refused", invalid},
    ErrorInfo{101, "PRINTER_NOT_WORKING", "the module's printer does not work", ask_before_retry},
    ErrorInfo{102, "FISCAL_MODULE_NOT_INITIALIZED", "the fiscal module is not initialised", not_initialised},
    ErrorInfo{103, "INTERNAL_ERROR", "internal error of the box", ask_before_retry},
    ErrorInfo{104, "INVALID_ARGUMENT", "the request is refused", invalid},
    ErrorInfo{105, "BILLING_ERROR", "the box is not paid for, or the transaction is unknown", blocked},
    ErrorInfo{106, "PAYMENT_ERROR", "payment error", service},
    ErrorInfo{108, "XUMO_ERROR", "error of the Humo terminal", service},
    ErrorInfo{109, "UZKARD_ERROR", "error of the Uzcard terminal", service},
    ErrorInfo{122, "FISCAL_MODULE_ERROR", "error of the fiscal module", ask_before_retry},
    ErrorInfo{303, "SAVE_ORDER_ERROR", "the order could not be saved", ask_before_retry},
    ErrorInfo{333, "SUBSCRIPTION_EXPIRED", "the box's subscription has run out", blocked},
    ErrorInfo{401, "INVALID_CLASS_CODE", "no class code (IKPU), or a wrong one", invalid},
    ErrorInfo{402, "INVALID_PACKAGE_CODE", "wrong package code, or a marking code is missing", invalid},
    ErrorInfo{403, "SCAN2PAY_TRANSACTION_NOT_FOUND", "the QR payment is unknown", invalid},
    ErrorInfo{444, "MULTI_USER_REQUIRED", "another computer uses this box; the subscription allows one", blocked},
    ErrorInfo{9326, "ZREPORT_ALREADY_CLOSE", "the shift is closed already", open_shift},
    ErrorInfo{9327, "ZREPORT_ALREADY_OPEN", "the shift is open already", already_open},
};

// Status words of the newer applet, met only in messages as "9023 - ZREPORT_IS_ALREADY_CLOSED; ...".
constexpr std::array new_table{
    ErrorInfo{0x9000, "NO_ERROR", "no error", none},
    ErrorInfo{0x9010, "INVALID_DATETIME", "time in a wrong format", wrong_time},
    ErrorInfo{0x9011, "INVALID_INDEX", "no entry with this index", invalid},
    ErrorInfo{0x9012, "INVALID_BCD", "a number in a wrong format", invalid},
    ErrorInfo{0x9013, "INVALID_TYPE", "wrong receipt type", invalid},
    ErrorInfo{0x9014, "INVALID_OPERATION", "wrong operation", invalid},
    ErrorInfo{0x9015, "INVALID_ACK_SIGNATURE", "the tax server's acknowledgement has a wrong signature", service},
    ErrorInfo{0x9016, "WRONG_TERMINAL_ID", "the tax server's acknowledgement is for another module", service},
    ErrorInfo{0x9017, "INVALID_SYNC_SIGNATURE", "synchronisation with a wrong signature", service},
    ErrorInfo{0x9018, "WRONG_SYNC_CHALLENGE", "synchronisation with a wrong challenge", service},
    ErrorInfo{0x9020, "NOT_FOUND", "not found", invalid},
    ErrorInfo{0x9021, "ZREPORT_IS_NOT_OPENED", "the shift is not open", open_shift},
    ErrorInfo{0x9022, "ZREPORT_IS_NOT_CLOSED", "the shift is open already", already_open},
    ErrorInfo{0x9023, "ZREPORT_IS_ALREADY_CLOSED", "the shift is closed", open_shift},
    ErrorInfo{0x9030, "DATETIME_IS_IN_THE_PAST", "the time is not after the last operation", wait_and_retry},
    ErrorInfo{0x9031, "SEND_ALL_RECEIPTS_FIRST", "receipts must be sent to the tax server first", memory_full},
    ErrorInfo{0x9032, "CANNOT_CLOSE_EMPTY_ZREPORT", "the shift is empty and cannot be closed", shift_empty},
    ErrorInfo{0x9033, "RECIPT_SEQ_MAX_VALUE_REACHED", "receipt numbers are used up: the fiscal module must be replaced", memory_full},
    ErrorInfo{0x9034, "CASH_CARD_ACCUMULATOR_OVERFLOW", "the sum counters are full", memory_full},
    ErrorInfo{0x9035, "NOT_ENOUGH_SUM_FOR_REFUND", "the module holds less money than is to be refunded", refund_refused},
    ErrorInfo{0x9036, "VAT_ACCUMULATOR_OVERFLOW", "the VAT counter is full", memory_full},
    ErrorInfo{0x9037, "NOT_ENOUGH_VAT_FOR_REFUND", "the module holds less VAT than is to be refunded", refund_refused},
    ErrorInfo{0x9040, "TOTAL_COUNT_OVERFLOW_OPEN_NEW_ZREPORT", "too many receipts in this shift: close it", memory_full},
    ErrorInfo{0x9041, "TOTAL_CASH_OVERFLOW_OPEN_NEW_ZREPORT", "too much cash in this shift: close it", memory_full},
    ErrorInfo{0x9042, "TOTAL_CARD_OVERFLOW_OPEN_NEW_ZREPORT", "too much card money in this shift: close it", memory_full},
    ErrorInfo{0x9043, "TOTAL_VAT_OVERFLOW_OPEN_NEW_ZREPORT", "too much VAT in this shift: close it", memory_full},
    ErrorInfo{0x9044, "CASH_ACCUMULATOR_OVERFLOW", "the cash counter is full", memory_full},
    ErrorInfo{0x9045, "CARD_ACCUMULATOR_OVERFLOW", "the card counter is full", memory_full},
    ErrorInfo{0x9090, "LOCKED_SYNC_WITH_SERVER", "locked until it has met the tax server", blocked},
    ErrorInfo{0x9091, "DATETIME_SYNC_WITH_SERVER", "the clock must be set from the tax server", wrong_time},
    ErrorInfo{0x9092, "ALREADY_POS_LOCKED", "the module is locked to another till", blocked},
    ErrorInfo{0x9093, "POS_AUTH_FAIL", "the module does not accept this till", blocked},
    ErrorInfo{0x90F0, "ZREPORTS_MEMORY_FULL", "the Z report memory is full: the fiscal module must be replaced", memory_full},
    ErrorInfo{0x90F1, "RECEIPTS_MEMORY_FULL", "the receipt memory is full: receipts must be sent to the tax server", memory_full},
    ErrorInfo{0x90FF, "NOT_ENOUGH_MEMORY", "the module has no memory left", memory_full},
};

constexpr std::array uzqr_table{
    ErrorInfo{1001, "AUTHORISATION", "authorisation failed", service},
    ErrorInfo{1002, "BLOCKED", "the merchant is blocked", blocked},
    ErrorInfo{2001, "PARAMETERS", "wrong parameters", invalid},
    ErrorInfo{2002, "AMOUNT", "wrong amount", invalid},
    ErrorInfo{2003, "EXTERNAL_ID", "wrong order id", invalid},
    ErrorInfo{2004, "FISCAL_MODULE", "wrong fiscal module", invalid},
    ErrorInfo{3001, "NOT_FOUND", "invoice not found", invalid},
    ErrorInfo{3002, "ALREADY_PAID", "the invoice is paid already", invalid},
    ErrorInfo{4001, "PAYMENT_NOT_FOUND", "payment not found", invalid},
    ErrorInfo{6001, "RATE", "too many requests", service},
    ErrorInfo{9001, "INTERNAL", "internal error", service},
};
// clang-format on

constexpr ErrorInfo no_error{0, "SUCCESS", "no error", none};
constexpr ErrorInfo unknown_error{0, "UNKNOWN", "an error that the module's documents do not name", ask_before_retry};
constexpr ErrorInfo bad_time{104, "INVALID_TIME", "the time does not suit the module's clock", wrong_time};

/// Letters upper, everything else but digits one '_': "Invalid time, time ..." -> "INVALID_TIME_TIME_".
std::string normalised(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') {
      out += static_cast<char>(c - 'a' + 'A');
    } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  return out;
}

template <class Table> const ErrorInfo* by_code(const Table& table, std::int64_t code) {
  const auto found = std::ranges::find(table, code, &ErrorInfo::code);
  return found == table.end() ? nullptr : &*found;
}

/// Longest name of the table inside the text. Short words ("NOT_FOUND") also stand in sentences and do not
/// count.
template <class Table> const ErrorInfo* by_name(const Table& table, std::string_view text) {
  constexpr std::size_t shortest = 12;
  const ErrorInfo* best = nullptr;
  for (const auto& info : table) {
    if (info.name.size() < shortest || text.find(info.name) == std::string_view::npos) continue;
    if (best == nullptr || info.name.size() > best->name.size()) best = &info;
  }
  return best;
}

/// "9023 - ZREPORT_IS_ALREADY_CLOSED; failed ...": by name, or by its four digits when the name is new.
const ErrorInfo* new_generation(std::string_view message, std::string_view text) {
  if (const auto* info = by_name(new_table, text)) return info;
  std::int64_t word = 0;
  const auto [end, error] = std::from_chars(message.data(), message.data() + std::min<std::size_t>(4, message.size()), word, 16);
  if (error != std::errc{} || end != message.data() + 4 || !message.substr(4).starts_with(" - ")) return nullptr;
  return by_code(new_table, word);
}

/// Words in the message that name the error, for codes with several meanings or without a symbolic name.
const ErrorInfo* by_words(std::string_view text) {
  if (text.find("INVALID_TIME") != std::string_view::npos) return &bad_time;
  if (text.find("READ_TIMED_OUT") != std::string_view::npos) return by_code(old_table, 2);
  return nullptr;
}

} // namespace

const ErrorInfo& classify(const ModuleError& error) {
  const std::string text = normalised(error.message + " " + error.data);
  // The older names are looked for first where both tables know a name: they mean the same thing there.
  const auto* old_name = by_name(old_table, text);
  const auto* new_name = new_generation(error.message, text);
  const auto is_general = [](const ErrorInfo* info) { // a wrapper's name, with the real one beside it
    return info->code == 103 || info->code == 104 || info->code == 122;
  };
  if (new_name != nullptr && (old_name == nullptr || is_general(old_name) || new_name->name.size() > old_name->name.size()))
    return *new_name;
  if (old_name != nullptr && !is_general(old_name)) return *old_name;
  if (const auto* words = by_words(text)) return *words;
  if (old_name != nullptr) return *old_name;
  if (error.code == 0) return text.empty() || text == "_" ? no_error : unknown_error;
  if (const auto* info = by_code(old_table, error.code)) return *info;
  return unknown_error;
}

std::span<const ErrorInfo> status_words() { return old_table; }
std::span<const ErrorInfo> new_status_words() { return new_table; }
const ErrorInfo* uzqr_error(std::int64_t code) { return by_code(uzqr_table, code); }

} // namespace devices::fiscal
