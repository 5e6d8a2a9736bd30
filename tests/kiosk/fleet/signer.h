#pragma once
// The owner of a fleet, for tests: a key pair of its own, and what it signs.
#include "engine/base/public_keys.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>
#include <string>

namespace kiosk::fleet::test {

class Signer {
public:
  Signer() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {}
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  [[nodiscard]] std::string public_pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key_);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio, &text);
    std::string pem{text, static_cast<std::size_t>(size)};
    BIO_free(bio);
    return pem;
  }
  /// The message: a line with the signature, and the text.
  [[nodiscard]] std::string sign(const std::string& text) const {
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const bool good = EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_) == 1 &&
                      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!good) throw std::runtime_error("cannot be signed");
    std::string base64(89, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), reinterpret_cast<const unsigned char*>(signature.data()), 64);
    base64.resize(88);
    return base64 + "\n" + text;
  }
  [[nodiscard]] std::string ask(const std::string& topic, std::int64_t number, boost::json::object more = {}) const {
    more["topic"] = topic;
    more["number"] = number;
    return sign(boost::json::serialize(more));
  }
  [[nodiscard]] std::string config(const std::string& kiosk, std::int64_t version, const std::string& text) const {
    return ask("kiosk/" + kiosk + "/config", version, {{"text", text}});
  }

private:
  EVP_PKEY* key_;
};

inline engine::PublicKeys keys_of(const std::filesystem::path& file, const std::string& pem) {
  std::ofstream{file} << pem;
  return std::move(engine::PublicKeys::read(file)).value();
}

} // namespace kiosk::fleet::test
