#pragma once
// What the configuration decides about a sale, as plain data for step(). A duration is the product's own, unless README.md,
// "Configuration" has a key for it.
#include "engine/ledger/records.h"

namespace engine {

struct DeliveryDistrict {
  std::string name;
  GeoPoint point;
};

struct Policy {
  std::string kiosk_id;
  std::string version;
  Language default_language = Language::kaa;
  std::vector<Method> methods = {Method::card, Method::cash, Method::later};
  bool order_mark = true;                        ///< rules R10
  bool shop_configured = false;                  ///< company, inn and address are set (rules R19)
  Registrar online_registrar = Registrar::store; ///< rules R20
  std::string cashier = "Kiosk";
  std::vector<std::string> fiscal_qr_hosts = {
      "ofd.soliq.uz"}; ///< no other address is shown as the fiscal QR (engine/fiscal/fiscal_address.h)
  std::vector<std::int64_t> denominations = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
  Overpay overpay = Overpay::voucher; ///< rules R16
  std::optional<GeoPoint> location;   ///< of the shop
  std::vector<DeliveryDistrict> districts;
  std::string hash_salt;                       ///< of this kiosk, from its state directory (rules R30)
  std::string delivery_line_name = "Delivery"; ///< on the fiscal receipt
  bool staff_offered = false;

  Millis abandon{300'000};               ///< cash.abandon_seconds (rules R17)
  Millis overpay_question{20'000};       ///< rules R16
  Millis hold_every{5'000};              ///< rules R16
  Millis order_search_limit{600'000};    ///< rules R10
  Millis order_search_on_screen{60'000}; ///< after this time the customer is told and may leave
  Millis payment_search_on_screen{120'000};
  Millis payment_search_limit{86'400'000}; ///< after this time the payment is left to staff
  Millis due_search_limit{60'000};         ///< rules R8
  Millis store_receipt_limit{60'000};      ///< rules R20
  Millis settle_limit{30'000};             ///< waiting for the validator to stand still
  Millis validator_limit{
      600'000}; ///< time after a start in which the validator may report its notes; then they are unknown and claims are issued
  Millis done_closes{30'000};
  Millis failed_closes{120'000};
  Millis clock_slack{300'000};    ///< a larger correction of the wall clock is a jump (rules R25)
  std::size_t most_look_ups = 5;  ///< of orders' status at this kiosk ..
  Millis look_ups_within{60'000}; ///< .. in this time
  Millis look_up_wait{900'000};   ///< for an order whose phone was missed three times; twice as long each further time, up to a day
  Millis first_retry{2'000};
  Millis longest_retry{60'000};
  Millis background_every{5'000};
  Millis watch_every{600'000};    ///< rules R15: has the store seen the cash?
  Millis watch_limit{86'400'000}; ///< also: how long the store's fiscal receipt is asked for (rules R20)
  Millis queue_alarm{
      43'200'000};            ///< a registration that waits longer alarms the staff: half of the shortest limit a module is said to have
  Millis module_wait{20'000}; ///< a customer waits this long while the module serves an earlier sale; then the receipt "follows"
  std::int64_t checkpoint_rows = 10'000; ///< rows that are folded at a start at most (engine/ports/journal.h)
  int module_asks = 10;                  ///< how often a lost registration is asked about before it is left to staff
};

} // namespace engine
