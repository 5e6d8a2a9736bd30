#include "kiosk/picture/picture_head.h"

#include <algorithm>
#include <string_view>

namespace kiosk {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool begins(Bytes bytes, std::string_view with, std::size_t at = 0) {
  return bytes.size() >= at + with.size() && std::equal(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                                        [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// An unsigned number of `size` bytes; the caller has looked that it is there.
std::uint32_t number(Bytes bytes, std::size_t at, std::size_t size, bool big) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | bytes[at + (big ? i : size - 1 - i)];
  return value;
}

/// From a TIFF header on, as EXIF has it in all three formats. Only the first directory has the orientation.
int orientation_in(Bytes tiff) {
  const bool big = begins(tiff, "MM");
  if (tiff.size() < 8 || (!big && !begins(tiff, "II")) || number(tiff, 2, 2, big) != 42) return 1;
  const std::size_t directory = number(tiff, 4, 4, big);
  if (directory > tiff.size() || tiff.size() - directory < 2) return 1;
  const auto entries = std::min<std::size_t>(number(tiff, directory, 2, big), (tiff.size() - directory - 2) / 12);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto at = directory + 2 + 12 * i;
    if (number(tiff, at, 2, big) != 0x0112 || number(tiff, at + 2, 2, big) != 3) continue;
    const auto value = static_cast<int>(number(tiff, at + 8, 2, big));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

std::optional<PictureHead> png_head(Bytes file, std::string& why) {
  if (file.size() < 29 || number(file, 8, 4, true) != 13 || !begins(file, "IHDR", 12)) return why = "a PNG without a header", std::nullopt;
  PictureHead head{.format = PictureFormat::png,
                   .width = number(file, 16, 4, true),
                   .height = number(file, 20, 4, true),
                   .bits = file[24],
                   .packed = 0,
                   .orientation = 1};
  for (std::size_t at = 8; file.size() - at >= 12;) {
    const std::size_t length = number(file, at, 4, true);
    if (length > file.size() - at - 12) break;
    if (begins(file, "IDAT", at + 4)) head.packed += static_cast<std::int64_t>(length);
    if (begins(file, "eXIf", at + 4)) head.orientation = orientation_in(file.subspan(at + 8, length));
    at += 12 + length;
  }
  return head;
}

std::optional<PictureHead> jpeg_head(Bytes file, std::string& why) {
  PictureHead head{.format = PictureFormat::jpeg, .width = 0, .height = 0, .bits = 8, .packed = 0, .orientation = 1};
  for (std::size_t at = 2; at + 4 <= file.size();) {
    if (file[at] != 0xFF) break;
    const auto marker = file[at + 1];
    if (marker == 0xFF) { // a fill byte
      ++at;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) break;
    const std::size_t length = number(file, at + 2, 2, true);
    if (length < 2 || length > file.size() - at - 2) break;
    const auto body = file.subspan(at + 4, length - 2);
    if (marker == 0xE1 && begins(body, std::string_view{"Exif\0\0", 6})) head.orientation = orientation_in(body.subspan(6));
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && body.size() >= 5) {
      head.bits = body[0];
      head.height = number(body, 1, 2, true);
      head.width = number(body, 3, 2, true);
    }
    at += 2 + length;
  }
  if (head.width == 0) return why = "a JPEG without a frame", std::nullopt;
  return head;
}

std::optional<PictureHead> webp_head(Bytes file, std::string& why) {
  PictureHead head{.format = PictureFormat::webp, .width = 0, .height = 0, .bits = 8, .packed = 0, .orientation = 1};
  for (std::size_t at = 12; file.size() - at >= 8;) {
    const std::size_t length = number(file, at + 4, 4, false);
    if (length > file.size() - at - 8) break;
    const auto body = file.subspan(at + 8, length);
    if (begins(file, "VP8X", at) && body.size() >= 10) {
      head.width = number(body, 4, 3, false) + 1;
      head.height = number(body, 7, 3, false) + 1;
    } else if (begins(file, "VP8 ", at) && body.size() >= 10 && head.width == 0) {
      head.width = number(body, 6, 2, false) & 0x3FFFU;
      head.height = number(body, 8, 2, false) & 0x3FFFU;
    } else if (begins(file, "VP8L", at) && body.size() >= 5 && head.width == 0) {
      const auto sizes = number(body, 1, 4, false);
      head.width = (sizes & 0x3FFFU) + 1;
      head.height = (sizes >> 14U & 0x3FFFU) + 1;
    } else if (begins(file, "EXIF", at)) {
      head.orientation = orientation_in(begins(body, std::string_view{"Exif\0\0", 6}) ? body.subspan(6) : body);
    }
    const auto padded = length + length % 2;
    if (padded > file.size() - at - 8) break;
    at += 8 + padded;
  }
  if (head.width == 0) return why = "a WebP without a picture", std::nullopt;
  return head;
}

} // namespace

std::optional<PictureHead> read_picture_head(Bytes file, std::string& why) {
  if (begins(file, "\x89PNG\r\n\x1a\n")) return png_head(file, why);
  if (begins(file, "\xFF\xD8\xFF")) return jpeg_head(file, why);
  if (begins(file, "RIFF") && begins(file, "WEBP", 8)) return webp_head(file, why);
  if (file.empty()) why = "an empty file";
  else if (begins(file, "GIF8")) why = "a GIF: only JPEG, PNG and WebP are shown";
  else why = "neither JPEG nor PNG nor WebP";
  return std::nullopt;
}

} // namespace kiosk
