#include "engine/base/public_keys.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <vector>

namespace engine {
namespace {

constexpr std::size_t longest_file = 16 * 1024, signature_bytes = 64, signature_letters = 88;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

} // namespace

struct PublicKeys::Keys {
  std::vector<Key> all;
};

tl::expected<PublicKeys, std::string> PublicKeys::read(const std::filesystem::path& file) {
  const auto fault = [&](const std::string& what) { return tl::unexpected(file.string() + what); };
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return fault(error ? ": " + error.message() : " is not a file");
  std::ifstream in{file, std::ios::binary};
  std::string text(longest_file + 1, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(text.size())) && !in.eof()) return fault(std::string{": "} + std::strerror(errno));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > longest_file) return fault(" is longer than a few keys");
  if (text.find("PRIVATE KEY") != std::string::npos)
    return fault(" holds a private key: only its public half belongs on a kiosk (openssl pkey -pubout)");
  const std::unique_ptr<BIO, FreeBio> bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  auto keys = std::make_shared<Keys>();
  const auto no_question = [](char*, int, int, void*) { return -1; };
  while (bio) {
    Key key{PEM_read_bio_PUBKEY(bio.get(), nullptr, no_question, nullptr)};
    if (!key) break;
    if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return fault(" holds a key of another kind than Ed25519");
    keys->all.push_back(std::move(key));
    if (keys->all.size() > most) return fault(" holds more than four keys");
  }
  std::size_t begins = 0;
  constexpr std::string_view begin = "-----BEGIN PUBLIC KEY-----";
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + begin.size())) ++begins;
  if (begins == 0) return fault(" holds no public key (PEM, openssl pkey -pubout)");
  if (begins != keys->all.size()) return fault(" holds a key that cannot be read");
  PublicKeys found;
  found.keys_ = std::move(keys);
  return found;
}

bool PublicKeys::signed_by_one(std::string_view text, std::string_view signature) const {
  if (!keys_ || signature.size() != signature_bytes) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
  for (const auto& key : keys_->all) {
    const std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) continue;
    if (EVP_DigestVerify(context.get(), bytes, signature.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1)
      return true;
  }
  return false;
}

std::string signature_from_base64(std::string_view text) {
  if (text.size() != signature_letters || !text.ends_with("==")) return {};
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.substr(0, signature_letters - 2).find_first_not_of(letters) != std::string_view::npos) return {};
  if (letters.find(text[signature_letters - 3]) % 16 != 0) return {}; // bits that mean nothing: another way to write the same
  std::array<unsigned char, 66> out{};
  if (EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size())) != 66) return {};
  return {reinterpret_cast<const char*>(out.data()), signature_bytes};
}

} // namespace engine
