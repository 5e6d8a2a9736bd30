#include "engine/store/orders_stream.h"

#include <algorithm>

namespace engine::store {
namespace {
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
} // namespace

OrdersStream::OrdersStream(Limits limits) : limits_(limits) { stack_.reserve(limits.depth); }

void OrdersStream::reset() { *this = OrdersStream(limits_); }

void OrdersStream::feed(std::string_view bytes, const OnOrder& on_order) {
  while (!bytes.empty() && !broken_) {
    if (inside_order()) {
      const auto part = bytes.substr(0, part_of_order(bytes));
      keep_of_order(part);
      bytes.remove_prefix(part.size());
      if (between_orders()) finish_order(on_order);
      continue;
    }
    if (in_string_ && !escaped_) {
      const auto text = bytes.substr(0, bytes.find_first_of("\"\\"));
      keep(text);
      if (word_.size() + text.size() <= longest_key) word_.append(text);
      else no_key();
      bytes.remove_prefix(text.size());
      if (bytes.empty()) return;
    }
    take(bytes.front());
    bytes.remove_prefix(1);
  }
}

// --- Inside an order: nearly all bytes of a message are here, and they only have to be kept until its last bracket.

std::size_t OrdersStream::part_of_order(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      if (c == '"') in_string_ = false;
      else if (c == '\\') escaped_ = true;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (!open_bracket(c)) return at;
    } else if (c == '}' || c == ']') {
      if (!close_bracket(c)) return at;
      if (between_orders()) return at + 1;
    }
  }
  return bytes.size();
}

void OrdersStream::keep_of_order(std::string_view text) {
  if (order_too_long_) return;
  order_too_long_ = order_.size() + text.size() > limits_.order;
  order_.append(text.substr(0, limits_.order - order_.size()));
}

void OrdersStream::finish_order(const OnOrder& on_order) {
  ++orders_;
  if (order_too_long_) ++cut_;
  on_order(order_, !order_too_long_);
  order_too_long_ = false;
  std::string{}.swap(order_); // given back, so that the name and phone in it are wiped
}

bool OrdersStream::open_bracket(char c) {
  broken_ = stack_.size() == limits_.depth;
  if (!broken_) stack_.push_back(c == '{' ? '}' : ']');
  return !broken_;
}

bool OrdersStream::close_bracket(char c) {
  broken_ = stack_.empty() || stack_.back() != c;
  if (!broken_) stack_.pop_back();
  return !broken_;
}

// --- Outside

void OrdersStream::keep(std::string_view text) {
  if (envelope_.size() + text.size() > limits_.envelope) broken_ = true;
  envelope_.append(text.substr(0, limits_.envelope - envelope_.size()));
}

void OrdersStream::take(char c) {
  if (in_string_) {
    keep({&c, 1});
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
      no_key();
    } else if (c == '"') {
      in_string_ = false;
    }
    return;
  }
  if (ended_) {
    broken_ = !is_space(c);
    return;
  }
  if (c == '{' || c == '[') return open(c);
  if (c == '}' || c == ']') return close(c);
  if (stack_.empty() || between_orders()) {
    broken_ = !is_space(c) && !(c == ',' && between_orders());
    return;
  }
  if (c == '"') {
    in_string_ = true;
    word_.clear();
  } else if (c == ':' && stack_.size() <= 2) {
    key_[stack_.size() - 1] = word_;
  }
  keep({&c, 1});
}

bool OrdersStream::starts_list() const {
  if (list_depth_ != 0) return false;
  if (stack_.empty()) return true;
  if (stack_.size() == 1 && stack_[0] == '}') return key_[0] == "data" || key_[0] == "orders";
  return stack_.size() == 2 && stack_[0] == '}' && stack_[1] == '}' && key_[0] == "data" && key_[1] == "orders";
}

void OrdersStream::open(char c) {
  if (between_orders()) { // an order begins
    if (c == '[') broken_ = true;
    else if (open_bracket(c)) keep_of_order("{");
    return;
  }
  const bool list = c == '[' && starts_list();
  if (!open_bracket(c)) return;
  keep({&c, 1});
  if (list) list_depth_ = stack_.size();
  else if (stack_.size() <= 2) key_[stack_.size() - 1].clear();
}

void OrdersStream::close(char c) {
  if (!close_bracket(c)) return;
  if (stack_.size() < list_depth_) list_depth_ = 0; // the list itself has ended: its bracket belongs to the envelope
  keep({&c, 1});
  ended_ = stack_.empty();
}

} // namespace engine::store
