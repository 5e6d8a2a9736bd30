#pragma once
// Records of every kind with random contents, few numbers among them so that they meet: for properties that must hold whatever
// a journal says.
#include "engine/ledger/records.h"

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <random>

namespace engine::test {

class RandomRecord {
public:
  explicit RandomRecord(unsigned seed) : random_{seed} {}

  Record next() {
    const auto kind = below(std::variant_size_v<Record>);
    Record record;
    boost::mp11::mp_with_index<std::variant_size_v<Record>>(
        kind, [&](auto index) { record.emplace<index>(make<std::variant_alternative_t<index, Record>>()); });
    return record;
  }
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_); }

private:
  template <class T> T make() {
    T value{};
    fill(value);
    return value;
  }
  void fill(std::string& text) {
    static const std::string words[]{"", "a", "Nókis", "C-000123-4", "voucher:7", "fiscal:1", "\n\"\\", "order:2"};
    text = words[below(std::size(words))];
  }
  void fill(Money& sum) { sum = Money::tiyin(static_cast<std::int64_t>(below(5)) * 100'000); }
  void fill(Quantity& quantity) { quantity = Quantity::thousandths(static_cast<std::int64_t>(below(5000))); }
  template <class T> void fill(std::optional<T>& value) {
    if (below(2)) value = make<T>();
  }
  template <class T> void fill(std::vector<T>& list) {
    for (auto left = below(3); left > 0; --left) list.push_back(make<T>());
  }
  template <class A, class B> void fill(std::pair<A, B>& both) {
    fill(both.first);
    fill(both.second);
  }
  template <class T> void fill(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = below(2) == 1;
    } else if constexpr (std::is_enum_v<T>) {
      using All = boost::describe::describe_enumerators<T>;
      const auto chosen = below(boost::mp11::mp_size<All>::value);
      std::size_t i = 0;
      boost::mp11::mp_for_each<All>([&](auto e) {
        if (i++ == chosen) value = e.value;
      });
    } else if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(1 + below(6));
    } else {
      boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_any_access>>(
          [&](auto member) { fill(value.*member.pointer); });
    }
  }
  std::mt19937 random_;
};

} // namespace engine::test
