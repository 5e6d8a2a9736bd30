#pragma once
// Messages of the orders socket (engine/store/PROTOCOL.md section 6). Pure; reads with simdjson.
#include "engine/ports/store.h"
#include "engine/store/store_answers.h"
#include <memory>

namespace engine::store {

/// The members of every message; lists of orders are cut out before (orders_stream.h).
struct SocketMessage {
  bool is_list = false; ///< a bare array: the form of the store's document for the answer to get_orders
  std::string type;     ///< empty when there is none
  Envelope envelope;
  std::string order_id;     ///< data.id, else order_id, else data.order_id; never order_number (engine/store/PROTOCOL.md section 6.2)
  std::string order_number; ///< data.order_number, else order_number
  std::string no_identity;  ///< not empty: the id or the number is none (too long, with control characters), and why; both are empty then
  bool has_orders = false;  ///< data.orders, data or orders is an array
};
Read<SocketMessage> read_socket_message(std::string_view text);

/// Reads one order of get_orders after another; keeps its parser. An order without a readable id, amount or total_amount
/// is refused: a sum that was not understood must not look like zero. An order whose number is none is refused too, and so is an order whose address or
/// phone is too long: its mark may stand behind any cut.
class OrderReader {
public:
  OrderReader();
  ~OrderReader();
  OrderReader(OrderReader&&) noexcept;
  OrderReader& operator=(OrderReader&&) noexcept;
  Read<StoreOrder> read(std::string_view order);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace engine::store
