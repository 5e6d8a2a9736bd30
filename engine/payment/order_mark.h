#pragma once
// How an order is known again when the store's answer got lost (rules R10). Pure.
//
// The mark stands in brackets at the end of the receiver's address: "[nukus-01-000123]", for cash
// "[nukus-01-000123 cash at kiosk, see receipt]": kiosk id, hyphen, the kiosk's running number with at least six digits.
// A customer cannot type one: check_address() refuses brackets.
#include "engine/ports/store.h"

namespace engine {

struct OrderMark {
  std::string kiosk;       ///< [kiosk] id
  std::int64_t number = 0; ///< the kiosk's own running number, above 0
  bool cash = false;       ///< paid in cash at the kiosk: staff who see the order know where the money is
  friend bool operator==(const OrderMark&, const OrderMark&) = default;
};

/// With its brackets.
std::string format_mark(const OrderMark& mark);
/// The customer's words, one space, the mark; the mark alone when there are no words (pickup).
std::string address_with_mark(std::string_view address, const OrderMark& mark);
/// The mark at the end of an address; nothing unless it is exactly as format_mark() writes it.
std::optional<OrderMark> parse_mark(std::string_view address);
/// An address as a person reads it: without the mark.
std::string_view address_without_mark(std::string_view address);

/// Does the text of an order that cannot be read hold this kiosk's mark with this number, wherever it stands?
bool mentions_mark(std::string_view text, std::string_view kiosk, std::int64_t number);

/// The content by which an order without a mark is known again.
struct SentOrder {
  std::vector<OrderItem> items;
  Money total;       ///< OrderRequest::amount
  std::string phone; ///< the receiver's
  WallTime sent_at;
  std::vector<std::string> known_ids; ///< orders that the journal already has: they are not new
};

/// The store's clock and the kiosk's may differ by this much (rules R25), and an answer takes its time.
inline constexpr std::int64_t order_time_slack_ms = 5 * 60 * 1000;
inline constexpr std::int64_t order_search_window_ms = 10 * 60 * 1000;

/// Same goods (in any order, lines of one product and price added up), same total, same phone.
bool same_content(const StoreOrder& order, const SentOrder& sent);
/// The order was not known before, and was created from 5 minutes before it was sent to 15 minutes after. An order
/// without a readable time is not new.
bool is_new(const StoreOrder& order, const SentOrder& sent);
/// An order that cannot be read, and of which this is told (StoreOrder::unread), may be it: nothing of what is told speaks against it,
/// and its phone or its sum speaks for it.
bool may_be_it(const StoreOrder& told, std::string_view text, const SentOrder& sent);

} // namespace engine
