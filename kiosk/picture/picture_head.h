#pragma once
// The head of a picture file, read before anything is decoded: format, size, depth, which side is up. The bytes may be anybody's: every
// access is bounded, nothing is allocated. Sources: PNG (ISO/IEC 15948) 11.2.2, JPEG (ITU-T T.81) B.2.2, EXIF 2.32 (CIPA DC-008) 4.6.4 A,
// the WebP container specification.
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace kiosk {

enum class PictureFormat { png, jpeg, webp };

struct PictureHead {
  PictureFormat format = PictureFormat::png;
  std::int64_t width = 0, height = 0;
  int bits = 8;            ///< of a sample
  std::int64_t packed = 0; ///< PNG: bytes of packed lines
  int orientation = 1;     ///< 1 to 8, as EXIF counts: 1 is upright
};

/// nullopt and `why`: not a picture of a known kind, or a picture that does not tell its size.
std::optional<PictureHead> read_picture_head(std::span<const std::uint8_t> file, std::string& why);

} // namespace kiosk
