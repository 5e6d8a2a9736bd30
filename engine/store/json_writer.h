#pragma once
// Writes one JSON text into a std::string or an engine::SecretBuffer. Numbers are given as text and written verbatim, so
// that money and quantities never pass through a double and never get an exponent (rules R5). No I/O, no allocation of its
// own: with a SecretBuffer nothing is copied elsewhere. Calling it in an order that is not JSON is a programming error.
#include <cstdint>
#include <string_view>

namespace engine::store {

template <class Sink> class JsonWriter {
public:
  explicit JsonWriter(Sink& sink) : sink_(sink) {}

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }
  JsonWriter& key(std::string_view name) {
    string(name);
    put(":");
    comma_ = false;
    return *this;
  }
  JsonWriter& string(std::string_view text) {
    begin_string();
    string_part(text);
    return end_string();
  }
  /// A string in pieces, for texts that must not be joined in ordinary memory.
  JsonWriter& begin_string() {
    separate();
    put("\"");
    return *this;
  }
  JsonWriter& string_part(std::string_view text) {
    for (const char& c : text) escape(c);
    return *this;
  }
  JsonWriter& end_string() {
    put("\"");
    comma_ = true;
    return *this;
  }
  /// `digits` must be a JSON number already.
  JsonWriter& number(std::string_view digits) {
    separate();
    put(digits);
    comma_ = true;
    return *this;
  }
  JsonWriter& boolean(bool value) { return number(value ? "true" : "false"); }
  JsonWriter& null() { return number("null"); }

private:
  void put(std::string_view text) { sink_.append(text); }
  void separate() {
    if (comma_) put(",");
    comma_ = false;
  }
  JsonWriter& open(char bracket) {
    separate();
    put({&bracket, 1});
    return *this;
  }
  JsonWriter& close(char bracket) {
    put({&bracket, 1});
    comma_ = true;
    return *this;
  }
  void escape(const char& c) {
    static constexpr char hex[] = "0123456789abcdef";
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"') return put("\\\"");
    if (c == '\\') return put("\\\\");
    if (byte >= 0x20) return put({&c, 1});
    const char text[] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
    put({text, sizeof text});
  }

  Sink& sink_;
  bool comma_ = false;
};

} // namespace engine::store
