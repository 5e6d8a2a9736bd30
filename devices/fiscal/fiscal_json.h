#pragma once
// The module's JSON (devices/fiscal/PROTOCOL.md sections 3 to 5): requests in the wording of each edition, answers as
// forgivingly as they ask: unwrapped from `result`, error null or with code 0, scalars as number or string, signs as text, unknown
// keys ignored. Threading: pure functions.
#include "devices/fiscal/fiscal_errors.h"
#include "devices/fiscal/json_tree.h"
#include "engine/ports/fiscal.h"

namespace devices::fiscal {

/// Which edition of its API the module speaks (rules R26).
enum class Edition { y2023, y2026 };

/// Body of /order/create/. `time`: "2026-11-22 14:02:09". Errors: a package code that 2023's number cannot
/// carry, text that is not UTF-8.
tl::expected<std::string, std::string> write_sale(const engine::FiscalSale& sale, std::string_view time, Edition edition);
/// Body of /order/refuse/.
tl::expected<std::string, std::string> write_refund(const engine::FiscalRefund& refund, std::string_view time, Edition edition);
/// Body of POST /zreport/close/: a Z report on paper, or an X report with close_shift false.
std::string write_close(bool close_shift, std::string_view cashier);

struct Answer {
  bool success = false;
  ModuleError error; ///< meaningful when not successful
  JsonNode data;
};
/// The envelope of every answer; an error when the bytes are no envelope at all.
tl::expected<Answer, std::string> read_answer(std::string_view body);

struct ReadInfo {
  engine::FiscalInfo info;
  std::string last_operation_time; ///< as sent; may be empty
};
/// `data` of the answers. nullopt: an indispensable field is missing.
std::optional<ReadInfo> read_info(const JsonNode& data);
std::optional<engine::FiscalSign> read_sign(const JsonNode& data);
std::optional<engine::ZReport> read_zreport(const JsonNode& data);
/// Opening a shift answers its time.
bool is_open_answer(const JsonNode& data);

/// /order/last/: the receipt that was registered last.
struct LastOrder {
  std::int64_t number = 0;
  std::string time; ///< "yyyy-MM-dd HH:mm:ss", as sent by the till
  engine::Money received_cash, received_card, received_ecash, change;
  std::string uuid;
  bool is_refund = false;
  std::string qr_code; ///< of a refund: the sale's address
  engine::FiscalSign sign;
};
std::optional<LastOrder> read_last(const JsonNode& data);

} // namespace devices::fiscal
