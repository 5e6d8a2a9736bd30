#pragma once
// The ways in which /order/last/ may tell a good receipt otherwise than it was sent: a closed list. Over a serial line only this echo
// protects a receipt against a byte that changed on its way. So each way on the list is an exact relation, which noise does not produce.
// Any other difference means that the receipt is not as it was sent (devices/fiscal/PROTOCOL.md section 6). Threading: one thread at a time.
#include "devices/fiscal/fiscal_json.h"
#include <array>
#include <string>

namespace devices::fiscal {

/// The members of a sent receipt that /order/last/ tells again.
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
  kind_left_out = 8,    ///< a refund whose `isRefund` is false or missing. No damaged byte turns one path into the other
  own_number = 16,      ///< the module's own receipt number in `number`
};

class ModuleWays {
public:
  enum class Fit {
    as_sent,
    its_way,   ///< told otherwise, in a way that this module has
    new_way,   ///< told otherwise, in a way of the list that is not known of this module: has to be heard again
    different, ///< differs in no way of the list: the module has a different receipt than was sent
  };
  [[nodiscard]] Fit fits(const SentReceipt& sent, const LastOrder& told) const;

  /// Learns from a receipt that is certain. A way that it shows is the module's; a way that it could have shown and does not is not the
  /// module's. Each kind of receipt (sale, sale paid by a wallet, refund) is learnt by itself. Returns the names of new ways, for the log.
  std::string learn(const SentReceipt& sent, const LastOrder& told);

private:
  struct Known {
    unsigned has = 0, has_not = 0; ///< sets of Way
  };
  static std::size_t kind(const SentReceipt& sent) { return sent.refund ? 2 : sent.wallet ? 1 : 0; }
  std::array<Known, 3> known_{};
};

} // namespace devices::fiscal
