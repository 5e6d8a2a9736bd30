#pragma once
// The readable part of an order in get_orders that could not be read as a whole: a sum that is none, a text that is no JSON, a text that
// was cut. The order that is looked for may be such an order, and must not pass for "not there" (rules R10).
//
// Pure. Understands brackets and strings only and never fails: a member that is not found stays empty. The members are not checked.
#include "engine/ports/store.h"

namespace engine::store {

/// id, order_number, total_amount and created_at of the order itself, and the phone of its receiver, as far as they stand there: 64 bytes
/// of each (a longer one ends in an ellipsis), tidied (outside_text.h), escapes as they came. `why` goes into StoreOrder::unread.
StoreOrder what_is_told(std::string_view order, std::string_view why);

} // namespace engine::store
