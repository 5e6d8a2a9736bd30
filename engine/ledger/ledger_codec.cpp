#include "engine/ledger/ledger_codec.h"

#include "engine/ledger/ledger_fold_id.h" // made while building: the digest of the sources that fold

#include <algorithm>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdlib>
#include <typeinfo>
#include <utility>

namespace engine {
namespace {

template <class T> using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
template <class T> inline constexpr bool is_list = false;
template <class T> inline constexpr bool is_list<std::vector<T>> = true;
template <class T> inline constexpr bool is_set = false;
template <class T> inline constexpr bool is_set<std::set<T>> = true;
template <class T> inline constexpr bool is_map = false;
template <class K, class V> inline constexpr bool is_map<std::map<K, V>> = true;
template <class T> inline constexpr bool is_pair = false;
template <class A, class B> inline constexpr bool is_pair<std::pair<A, B>> = true;

/// Stands for a value of any type, to count the members of an aggregate.
struct Anything {
  template <class T> operator T() const { std::abort(); } // NOLINT: implicit by intent; asked about, never called
};
template <class T, std::size_t... I> constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}
template <class T, std::size_t N = 1> constexpr std::size_t member_count() {
  if constexpr (takes<T>(std::make_index_sequence<N>{})) return member_count<T, N + 1>();
  else return N - 1;
}
/// A member without a description would be lost without a word.
template <class T> inline constexpr bool described_whole = boost::mp11::mp_size<Members<T>>::value == member_count<T>();

class Writer {
public:
  std::string out;

  void put(const std::string& text) {
    count(text.size());
    out += text;
  }
  void put(Money sum) { number(sum.in_tiyin()); }
  void put(Quantity quantity) { number(quantity.in_thousandths()); }
  template <class T> void put(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      out += value ? '\1' : '\0';
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      number(static_cast<std::int64_t>(value));
    } else if constexpr (is_optional<T>) {
      put(value.has_value());
      if (value) put(*value);
    } else if constexpr (is_list<T> || is_set<T> || is_map<T>) {
      count(value.size());
      for (const auto& item : value) put(item);
    } else if constexpr (is_pair<T>) {
      put(value.first);
      put(value.second);
    } else {
      static_assert(Described<T>, "describe this type, or say here how it is written");
      static_assert(described_whole<T>, "BOOST_DESCRIBE_STRUCT must name every member");
      boost::mp11::mp_for_each<Members<T>>([&](auto member) { put(value.*member.pointer); });
    }
  }

private:
  void count(std::size_t n) { varint(n); }
  void number(std::int64_t n) { varint(static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63)); }
  void varint(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
    out += static_cast<char>(n);
  }
};

struct Malformed {};

class Reader {
public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  void take(std::string& text) {
    const auto size = count();
    text.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  void take(Money& sum) { sum = Money::tiyin(number()); }
  void take(Quantity& quantity) { quantity = Quantity::thousandths(number()); }
  template <class T> void take(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      const auto byte = next();
      if (byte > 1) throw Malformed{};
      value = byte == 1;
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      const auto n = number();
      value = static_cast<T>(n);
      if (static_cast<std::int64_t>(value) != n) throw Malformed{};
    } else if constexpr (is_optional<T>) {
      bool there = false;
      take(there);
      if (there) take(value.emplace());
      else value.reset();
    } else if constexpr (is_list<T>) {
      const auto size = count();
      value.clear();
      value.reserve(std::min<std::size_t>(size, 64));
      for (std::size_t i = 0; i < size; ++i) take(value.emplace_back());
    } else if constexpr (is_set<T>) {
      value.clear();
      for (auto left = count(); left > 0; --left) {
        typename T::value_type item{};
        take(item);
        insert_last(value, std::move(item));
      }
    } else if constexpr (is_map<T>) {
      value.clear();
      for (auto left = count(); left > 0; --left) {
        std::pair<typename T::key_type, typename T::mapped_type> item{};
        take(item.first);
        take(item.second);
        insert_last(value, std::move(item));
      }
    } else if constexpr (is_pair<T>) {
      take(value.first);
      take(value.second);
    } else {
      boost::mp11::mp_for_each<Members<T>>([&](auto member) { take(value.*member.pointer); });
    }
  }

private:
  /// The items were written in order, so each is inserted at the end.
  template <class T, class Item> void insert_last(T& value, Item item) {
    const auto before = value.size();
    value.insert(value.end(), std::move(item));
    if (value.size() == before) throw Malformed{};
  }
  std::uint8_t next() {
    if (rest_.empty()) throw Malformed{};
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::uint64_t varint() {
    std::uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = next();
      if (shift > 0 && (byte == 0 || (shift == 63 && byte > 1))) throw Malformed{}; // longer than it is written, or than 64 bits
      n |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return n;
    }
    throw Malformed{};
  }
  std::int64_t number() {
    const auto n = varint();
    return static_cast<std::int64_t>(n >> 1 ^ (~(n & 1) + 1));
  }
  /// Everything that is counted takes a byte at least, so that a count never asks for more memory than there are bytes.
  std::size_t count() {
    const auto n = varint();
    if (n > rest_.size()) throw Malformed{};
    return static_cast<std::size_t>(n);
  }

  std::string_view rest_;
};

/// The layout in words: names and types of everything inside, each struct once.
template <class T> void describe(std::string& text, std::set<std::string>& known) {
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Money> || std::is_same_v<T, Quantity> || std::is_same_v<T, bool> ||
                std::is_enum_v<T> || std::is_integral_v<T>) {
    text += std::is_same_v<T, std::string> ? 's' : std::is_same_v<T, bool> ? 'b' : 'n';
  } else if constexpr (is_optional<T> || is_list<T> || is_set<T>) {
    text += is_optional<T> ? '?' : is_list<T> ? '*' : '+';
    describe<typename T::value_type>(text, known);
  } else if constexpr (is_map<T>) {
    text += '@';
    describe<typename T::key_type>(text, known);
    describe<typename T::mapped_type>(text, known);
  } else if constexpr (is_pair<T>) {
    describe<typename T::first_type>(text, known);
    describe<typename T::second_type>(text, known);
  } else {
    const std::string name = typeid(T).name();
    text += name;
    if (!known.insert(name).second) return;
    text += '{';
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      text += member.name;
      text += ':';
      describe<std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>>(text, known);
      text += ' ';
    });
    text += '}';
  }
}

} // namespace

const std::string& ledger_format() {
  static const std::string format = [] {
    std::string text = KIOSK_LEDGER_FOLD_ID;
    std::set<std::string> known;
    describe<Ledger>(text, known);
    Sha256 hash;
    hash.update(text);
    return to_hex(hash.finish());
  }();
  return format;
}

std::string encode_ledger(const Ledger& ledger) {
  Writer writer;
  writer.put(ledger);
  return std::move(writer.out);
}

std::optional<Ledger> decode_ledger(std::string_view bytes) {
  try {
    Reader reader{bytes};
    Ledger ledger;
    reader.take(ledger);
    if (!reader.at_end()) return std::nullopt;
    return ledger;
  } catch (const Malformed&) {
    return std::nullopt;
  }
}

} // namespace engine
