#pragma once
// SHA-256, for the journal's chain and for salted hashes of personal data; HMAC of it, for what only this kiosk can have written. Threading: a plain value per hasher.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace engine {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& update(std::string_view bytes);
  Digest finish(); ///< ready for the next message afterwards

private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Digest hmac_sha256(std::string_view key, std::string_view message); ///< RFC 2104

std::string to_hex(const Digest& digest); ///< 64 lower-case digits

} // namespace engine
