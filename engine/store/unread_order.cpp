#include "engine/store/unread_order.h"

#include "engine/base/outside_text.h"
#include "engine/store/exact_number.h"

#include <algorithm>

namespace engine::store {
namespace {

/// Steps through the text: keys with their plain values at depth 1, and at depth 2 under "receiver".
class Scan {
public:
  explicit Scan(std::string_view text) : rest_{text} {}

  /// call(under, key, value): `under` is empty for the order's own members.
  template <class Call> void each(Call&& call) {
    std::string_view key, under;
    bool after_colon = false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') {
        const auto word = quoted();
        if (after_colon && wanted(under)) call(under, key, word);
        key = word;
        after_colon = false;
        continue;
      }
      if (after_colon && is_number(c)) {
        const auto size = std::min(rest_.find_first_of(",}] \t\r\n"), rest_.size());
        if (wanted(under)) call(under, key, rest_.substr(0, size));
        rest_.remove_prefix(size);
        after_colon = false;
        continue;
      }
      rest_.remove_prefix(1);
      if (c == ':') after_colon = true;
      if (c == ',') after_colon = false;
      if (c == '{' || c == '[') {
        if (++depth_ == 2) under = after_colon ? key : std::string_view{};
        after_colon = false;
      }
      if ((c == '}' || c == ']') && --depth_ == 1) under = {};
    }
  }

private:
  static bool is_number(char c) { return (c >= '0' && c <= '9') || c == '-'; }
  [[nodiscard]] bool wanted(std::string_view under) const { return depth_ == 1 || (depth_ == 2 && under == "receiver"); }
  std::string_view quoted() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
    const auto word = rest_.substr(1, std::min(end, rest_.size()) - 1);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return word;
  }

  std::string_view rest_;
  int depth_ = 0;
};

constexpr std::size_t longest_told = 64;

} // namespace

StoreOrder what_is_told(std::string_view order, std::string_view why) {
  StoreOrder told;
  told.unread = why.empty() ? "it was not understood" : tidy(why, 200);
  Scan{order}.each([&](std::string_view under, std::string_view key, std::string_view value) {
    if (under.empty()) {
      if (key == "id") told.id = tidy(value, longest_told);
      if (key == "order_number") told.order_number = tidy(value, longest_told);
      if (key == "created_at") told.created_at = tidy(value, longest_told);
      if (key == "total_amount") told.total_amount = exact_som(value).value_or(Money{});
      return;
    }
    if (key == "phone") told.receiver.phone = tidy(value, longest_told);
  });
  return told;
}

} // namespace engine::store
