#pragma once
// Ed25519 (RFC 8032): whether a text was signed with one of a few keys, whose public halves stand in a file. The private halves are nowhere near a kiosk.
// Ownership: shared and read-only. Threading: any.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace engine {

class PublicKeys {
public:
  static constexpr std::size_t most = 4; ///< more than one while a key is being changed
  /// PEM, one behind another. The fault is English and holds nothing of the content.
  static tl::expected<PublicKeys, std::string> read(const std::filesystem::path& file);
  /// `signature`: 64 bytes.
  [[nodiscard]] bool signed_by_one(std::string_view text, std::string_view signature) const;

private:
  struct Keys;
  std::shared_ptr<const Keys> keys_;
};

/// The bytes of a signature in base64 (88 characters, the one way to write them); empty: it is none.
std::string signature_from_base64(std::string_view text);

} // namespace engine
