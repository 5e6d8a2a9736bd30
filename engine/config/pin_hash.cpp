#include "engine/config/pin_hash.h"

#include <algorithm>
#include <argon2.h>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>

namespace engine {
namespace {

constexpr std::uint32_t rounds = 2;
constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

/// Takes "m=19456" off the front when the name fits.
std::optional<std::uint32_t> parameter(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool is_base64(std::string_view text, std::size_t least) {
  return text.size() >= least && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

} // namespace

bool is_pin(std::string_view pin) {
  return pin.size() >= 4 && pin.size() <= 12 && std::ranges::all_of(pin, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_new_pin(std::string_view pin) { return is_pin(pin) && pin.size() >= 6; }

std::string hash_pin(const SecretBuffer& pin, const RandomSource& random) {
  if (!is_pin(pin.reveal())) throw std::invalid_argument("a PIN has 4 to 12 digits");
  std::array<std::uint8_t, salt_bytes> salt{};
  random(salt);
  std::string encoded(argon2_encodedlen(rounds, memory_kib, lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
  const auto result = argon2id_hash_encoded(rounds, memory_kib, lanes, pin.reveal().data(), pin.size(), salt.data(), salt.size(),
                                            hash_bytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) throw std::runtime_error(fmt::format("argon2: {}", argon2_error_message(result)));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_pin(const SecretBuffer& pin, std::string_view hash) {
  if (!is_pin(pin.reveal()) || !is_pin_hash(hash)) return false;
  return argon2id_verify(std::string{hash}.c_str(), pin.reveal().data(), pin.size()) == ARGON2_OK;
}

bool is_pin_hash(std::string_view hash) {
  constexpr std::string_view start = "$argon2id$v=19$";
  if (hash.size() > 512 || !hash.starts_with(start)) return false;
  hash.remove_prefix(start.size());
  const auto memory = parameter(hash, "m=");
  const auto time = parameter(hash, ",t=");
  const auto parallel = parameter(hash, ",p=");
  if (!memory || !time || !parallel || !hash.starts_with('$')) return false;
  if (*memory < 8 * *parallel || *memory > 256 * 1024 || *time < 1 || *time > 16 || *parallel < 1 || *parallel > 4) return false;
  hash.remove_prefix(1);
  const auto split = hash.find('$');
  return split != std::string_view::npos && is_base64(hash.substr(0, split), 11) && is_base64(hash.substr(split + 1), 22);
}

} // namespace engine
