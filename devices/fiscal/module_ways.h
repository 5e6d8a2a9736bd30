#pragma once
// How /order/last/ tells a receipt otherwise than it was sent, without anything being wrong with it: a closed list. Over a serial
// line the echo is all that protects a receipt against a byte changed on its way, so what stands on the list is an exact relation,
// which noise does not hit, and whatever else differs is not as sent (devices/fiscal/PROTOCOL.md section 6). Threading: one thread at a time.
#include "devices/fiscal/fiscal_json.h"
#include <array>
#include <string>

namespace devices::fiscal {

/// What was sent of a receipt and is told again.
struct SentReceipt {
  bool refund = false;
  bool wallet = false; ///< paid by a wallet (extra_info): its sum is the card's
  std::int64_t number = 0;
  engine::Money cash, card, change; ///< cash is net of change
};

enum class Way : unsigned {
  cash_with_change = 1, ///< `received_cash` with the change in it
  change_left_out = 2,  ///< `change` 0 or missing
  wallet_elsewhere = 4, ///< a wallet's sum in `received_ecash` or nowhere, and not in `received_card`
  kind_left_out = 8,    ///< a refund whose `isRefund` is false or missing: no byte makes one path the other
  own_number = 16,      ///< the module's own receipt number in `number`
};

class ModuleWays {
public:
  enum class Fit {
    as_sent,
    its_way,   ///< otherwise, as this module does it
    new_way,   ///< otherwise in a way that it may have: to be heard again
    different, ///< in no way that it has: not as sent
  };
  [[nodiscard]] Fit fits(const SentReceipt& sent, const LastOrder& told) const;

  /// Of a receipt that is certain: what it shows is the module's way, and what it could have shown and does not is not. Each kind of
  /// receipt (sale, sale paid by a wallet, refund) for itself. Returns the names of what is new, for the log.
  std::string learn(const SentReceipt& sent, const LastOrder& told);

private:
  struct Known {
    unsigned has = 0, has_not = 0; ///< of Way
  };
  static std::size_t kind(const SentReceipt& sent) { return sent.refund ? 2 : sent.wallet ? 1 : 0; }
  std::array<Known, 3> known_{};
};

} // namespace devices::fiscal
