#pragma once
// The shop's choices about paying, as the rules need them (interfaces.md section 3). Plain values.
#include <boost/describe/enum.hpp>

namespace engine {

/// Who registers a card payment with the tax committee: `fiscal.online_payments` (rules R20).
enum class OnlineRegistrar { store, module };
BOOST_DESCRIBE_ENUM(OnlineRegistrar, store, module)

/// What happens with a note above what is left: `cash.overpay` (rules R16).
enum class OverpayPolicy { voucher, exact };
BOOST_DESCRIBE_ENUM(OverpayPolicy, voucher, exact)

} // namespace engine
