#include "engine/store/orders_stream.h"

namespace engine::store {
namespace {
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
} // namespace

OrdersStream::OrdersStream(Limits limits) : limits_(limits) { stack_.reserve(limits.depth); }

void OrdersStream::reset() { *this = OrdersStream(limits_); }

void OrdersStream::keep(std::string_view text) {
  if (inside_order()) {
    if (order_too_long_) return;
    if (order_.size() + text.size() > limits_.order) {
      order_too_long_ = true;
      order_.append(text.substr(0, limits_.order - order_.size()));
      return;
    }
    order_.append(text);
    return;
  }
  if (envelope_.size() + text.size() > limits_.envelope) {
    broken_ = true;
    return;
  }
  envelope_.append(text);
}

void OrdersStream::feed(std::string_view bytes, const OnOrder& on_order) {
  while (!bytes.empty() && !broken_) {
    if (in_string_ && !escaped_) {
      // Most bytes of an order are text: take all of it that holds no quote and no backslash at once.
      const auto stop = std::min(bytes.find_first_of("\"\\"), bytes.size());
      keep(bytes.substr(0, stop));
      if (!inside_order() && word_.size() + stop <= longest_key) word_.append(bytes.substr(0, stop));
      else if (!inside_order()) no_key();
      bytes.remove_prefix(stop);
      if (bytes.empty()) return;
    }
    take(bytes.front(), on_order);
    bytes.remove_prefix(1);
  }
}

void OrdersStream::take(char c, const OnOrder& on_order) {
  if (in_string_) {
    keep({&c, 1});
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
      if (!inside_order()) no_key();
    } else if (c == '"') {
      in_string_ = false;
    }
    return;
  }
  if (ended_) {
    broken_ = !is_space(c);
    return;
  }
  switch (c) {
  case '"':
    if (stack_.empty() || between_orders()) {
      broken_ = true;
      return;
    }
    in_string_ = true;
    word_.clear();
    return keep({&c, 1});
  case '{':
  case '[': return open(c);
  case '}':
  case ']': return close(c, on_order);
  case ':':
    if (!inside_order() && !stack_.empty() && stack_.size() <= 2) key_[stack_.size() - 1] = word_;
    return keep({&c, 1});
  default:
    if (between_orders()) {
      broken_ = !is_space(c) && c != ',';
      return;
    }
    if (stack_.empty()) {
      broken_ = !is_space(c);
      return;
    }
    return keep({&c, 1});
  }
}

bool OrdersStream::starts_list() const {
  if (list_depth_ != 0) return false;
  if (stack_.empty()) return true;
  if (stack_.size() == 1 && stack_[0] == '}') return key_[0] == "data" || key_[0] == "orders";
  return stack_.size() == 2 && stack_[0] == '}' && stack_[1] == '}' && key_[0] == "data" && key_[1] == "orders";
}

void OrdersStream::open(char c) {
  if (stack_.size() == limits_.depth || (between_orders() && c == '[')) {
    broken_ = true;
    return;
  }
  const bool list = c == '[' && starts_list();
  if (list) keep("[");
  stack_.push_back(c == '{' ? '}' : ']');
  if (list) {
    list_depth_ = stack_.size();
    return;
  }
  if (stack_.size() <= 2) key_[stack_.size() - 1].clear();
  keep({&c, 1});
}

void OrdersStream::close(char c, const OnOrder& on_order) {
  if (stack_.empty() || stack_.back() != c) {
    broken_ = true;
    return;
  }
  if (between_orders()) list_depth_ = 0; // the list itself ends: its bracket belongs to the envelope
  keep({&c, 1});
  stack_.pop_back();
  ended_ = stack_.empty();
  if (!between_orders()) return;
  ++orders_;
  if (order_too_long_) ++cut_;
  on_order(order_, !order_too_long_);
  order_too_long_ = false;
  order_.clear();
}

} // namespace engine::store
