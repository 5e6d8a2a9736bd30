#pragma once
// The shop's choices about paying, as the rules need them (README.md, "Configuration"). Plain values.
#include <boost/describe/enum.hpp>

namespace engine {

/// Who registers a card payment with the tax committee: `fiscal.online_payments` (rules R20).
enum class OnlinePayments { store, module };
BOOST_DESCRIBE_ENUM(OnlinePayments, store, module)

/// What happens with a note above what is left: `cash.overpay` (rules R16).
enum class Overpay { voucher, exact };
BOOST_DESCRIBE_ENUM(Overpay, voucher, exact)

} // namespace engine
