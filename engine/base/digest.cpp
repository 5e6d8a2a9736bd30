#include "engine/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace engine {

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
  void start() {
    // Looked up once: asking OpenSSL for it by name costs more than hashing a row of the journal.
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (!algorithm || EVP_DigestInit_ex(evp, algorithm, nullptr) != 1) throw std::runtime_error("SHA-256 is not available");
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::string_view bytes) {
  EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
  return *this;
}

Digest Sha256::finish() {
  Digest digest{};
  EVP_DigestFinal_ex(context_->evp, digest.data(), nullptr);
  context_->start();
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest digest{};
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()), message.size(),
            digest.data(), nullptr))
    throw std::runtime_error("HMAC-SHA-256 is not available");
  return digest;
}

std::string to_hex(const Digest& digest) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const auto byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

} // namespace engine
