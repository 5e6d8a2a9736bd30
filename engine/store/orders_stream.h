#pragma once
// Cuts a message of the orders socket into single orders while it arrives, so that an account's 100,000 orders never stand
// in memory together (rules R11). Understands both envelopes of get_orders (engine/store/PROTOCOL.md section 6.3): a bare array, and an object
// with the array in data.orders, data or orders. The bytes outside that array are kept as the envelope, in which the array
// is empty. A message without such an array is its own envelope.
//
// Pure: bytes in, order texts out. Only brackets and strings are checked here; the reader of an order validates it.
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::store {

class OrdersStream {
public:
  struct Limits {
    std::size_t order = 1024 * 1024;   ///< a longer order is cut: goods come with their texts in four languages, some kilobytes each
    std::size_t envelope = 256 * 1024; ///< a longer envelope breaks the message
    std::size_t depth = 32;
  };
  /// `whole`: false for an order beyond the limit, of which only the beginning is given.
  using OnOrder = std::function<void(std::string_view order, bool whole)>;

  explicit OrdersStream(Limits limits);
  OrdersStream() : OrdersStream(Limits{}) {}

  /// Any number of bytes of the current message. `on_order` is called for each order that ends in them.
  void feed(std::string_view bytes, const OnOrder& on_order);
  /// The message is over: true when it was whole. Read envelope() before reset().
  [[nodiscard]] bool complete() const { return !broken_ && ended_; }
  [[nodiscard]] const std::string& envelope() const { return envelope_; }
  [[nodiscard]] std::size_t orders() const { return orders_; }
  [[nodiscard]] std::size_t cut() const { return cut_; } ///< orders that were too long
  /// Bytes held now; never above the two limits together.
  [[nodiscard]] std::size_t held() const { return envelope_.size() + order_.size(); }
  /// Ready for the next message.
  void reset();

private:
  static constexpr std::size_t longest_key = 32;
  /// How many of the bytes still belong to the order: all, or up to its last bracket, or up to where it breaks.
  std::size_t part_of_order(std::string_view bytes);
  void keep_of_order(std::string_view text);
  void finish_order(const OnOrder& on_order);
  /// False: the byte broke the message.
  bool open_bracket(char c);
  bool close_bracket(char c);
  void take(char c); ///< one byte outside orders
  void open(char c);
  void close(char c);
  void keep(std::string_view text); ///< as part of the envelope
  /// The string is longer than any key that is looked for, or has an escape, which no such key has. So it is no key, wherever the message is cut.
  void no_key() { word_.assign(longest_key, '\0'); }
  [[nodiscard]] bool starts_list() const;
  [[nodiscard]] bool between_orders() const { return list_depth_ != 0 && stack_.size() == list_depth_; }
  [[nodiscard]] bool inside_order() const { return list_depth_ != 0 && stack_.size() > list_depth_; }

  Limits limits_;
  std::vector<char> stack_;    ///< closing brackets that are awaited
  std::size_t list_depth_ = 0; ///< depth inside the list of orders; 0 = not in it
  bool in_string_ = false;
  bool escaped_ = false;
  bool broken_ = false;
  bool ended_ = false;
  bool order_too_long_ = false;
  std::string word_;   ///< the last short string outside orders: a key, when a colon follows
  std::string key_[2]; ///< the keys at depth 1 and 2 under which we stand
  std::string envelope_;
  std::string order_;
  std::size_t orders_ = 0;
  std::size_t cut_ = 0;
};

} // namespace engine::store
