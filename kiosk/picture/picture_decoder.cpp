#include "kiosk/picture/picture_decoder.h"

#include "kiosk/picture/picture_head.h"
#include <algorithm>
#include <cstring>
#include <memory>
#include <png.h>
#include <string_view>
#include <turbojpeg.h>
#include <webp/decode.h>

namespace kiosk {
namespace {

using Bytes = std::span<const std::uint8_t>;

Picture blank(std::int64_t width, std::int64_t height) {
  return {std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 4)), static_cast<int>(width), static_cast<int>(height)};
}

std::optional<Picture> decode_png(Bytes file, const PictureHead& head, std::string& why) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, file.data(), file.size())) return why = image.message, std::nullopt;
  const std::unique_ptr<png_image, void (*)(png_image*)> owner{&image, png_image_free};
  if (image.width != head.width || image.height != head.height) return why = "its size is not what its header says", std::nullopt;
  image.format = PNG_FORMAT_RGBA;
  auto picture = blank(head.width, head.height);
  if (!png_image_finish_read(&image, nullptr, picture.rgba.data(), 0, nullptr)) return why = image.message, std::nullopt;
  return picture;
}

std::optional<Picture> decode_jpeg(Bytes file, const PictureHead& head, std::string& why) {
  const std::unique_ptr<void, int (*)(tjhandle)> jpeg{tjInitDecompress(), tjDestroy};
  int width = 0, height = 0, sampling = 0, colours = 0;
  const auto size = static_cast<unsigned long>(file.size());
  if (!jpeg || tjDecompressHeader3(jpeg.get(), file.data(), size, &width, &height, &sampling, &colours) != 0)
    return why = tjGetErrorStr2(jpeg.get()), std::nullopt;
  if (width != head.width || height != head.height) return why = "its size is not what its header says", std::nullopt;
  const bool printed = colours == TJCS_CMYK || colours == TJCS_YCCK;
  auto picture = blank(width, height);
  if (tjDecompress2(jpeg.get(), file.data(), size, picture.rgba.data(), width, 0, height, printed ? TJPF_CMYK : TJPF_RGBA, 0) != 0) {
    // Warnings are about faults in spite of which every viewer shows the picture. One is different: half of the picture is missing.
    const std::string said = tjGetErrorStr2(jpeg.get());
    if (tjGetErrorCode(jpeg.get()) != TJERR_WARNING || said.find("remature end") != std::string::npos) return why = said, std::nullopt;
  }
  if (printed) // the programs that write such files write them inverted
    for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
      for (std::size_t c = 0; c < 3; ++c) picture.rgba[i + c] = static_cast<std::uint8_t>(picture.rgba[i + c] * picture.rgba[i + 3] / 255);
      picture.rgba[i + 3] = 255;
    }
  return picture;
}

std::optional<Picture> decode_webp(Bytes file, const PictureHead& head, std::string& why) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK) return why = "a damaged WebP", std::nullopt;
  if (features.has_animation) return why = "a moving WebP", std::nullopt;
  if (features.width != head.width || features.height != head.height) return why = "its size is not what its header says", std::nullopt;
  auto picture = blank(head.width, head.height);
  if (!WebPDecodeRGBAInto(file.data(), file.size(), picture.rgba.data(), picture.rgba.size(), picture.width * 4))
    return why = "a damaged WebP", std::nullopt;
  return picture;
}

/// Averages 2 x 2 until the longer side fits.
Picture shrunk(Picture from) {
  while (std::max(from.width, from.height) > longest_side) {
    auto half = blank(std::max(from.width / 2, 1), std::max(from.height / 2, 1));
    const auto stride = static_cast<std::size_t>(from.width) * 4;
    const std::size_t right = from.width > 1 ? 4 : 0, below = from.height > 1 ? stride : 0;
    for (std::size_t y = 0; y < static_cast<std::size_t>(half.height); ++y)
      for (std::size_t x = 0; x < static_cast<std::size_t>(half.width) * 4; ++x) {
        const auto at = 2 * y * stride + (x / 4) * 8 + x % 4;
        const int sum = from.rgba[at] + from.rgba[at + right] + from.rgba[at + below] + from.rgba[at + right + below];
        half.rgba[y * static_cast<std::size_t>(half.width) * 4 + x] = static_cast<std::uint8_t>(sum / 4);
      }
    from = std::move(half);
  }
  return from;
}

/// Turns and mirrors by EXIF's number: where the file's pixel (x, y) belongs.
Picture upright(Picture from, int orientation) {
  if (orientation == 1) return from;
  const bool lying = orientation >= 5;
  auto to = lying ? blank(from.height, from.width) : blank(from.width, from.height);
  const int w = from.width - 1, h = from.height - 1;
  for (int y = 0; y <= h; ++y)
    for (int x = 0; x <= w; ++x) {
      int tx = x, ty = y;
      switch (orientation) {
      case 2: tx = w - x; break;
      case 3: tx = w - x, ty = h - y; break;
      case 4: ty = h - y; break;
      case 5: tx = y, ty = x; break;
      case 6: tx = h - y, ty = x; break;
      case 7: tx = h - y, ty = w - x; break;
      default: tx = y, ty = w - x; break;
      }
      std::memcpy(&to.rgba[(static_cast<std::size_t>(ty) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(tx)) * 4],
                  &from.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(x)) * 4], 4);
    }
  return to;
}

} // namespace

std::optional<Picture> decode_picture(Bytes file, std::string& why) {
  if (file.size() > largest_picture_file) return why = "larger than 4 MiB", std::nullopt;
  const auto head = read_picture_head(file, why);
  if (!head) return std::nullopt;
  if (head->bits > 8) return why = std::to_string(head->bits) + " bits a sample: only 8 are shown", std::nullopt;
  if (head->width <= 0 || head->height <= 0 || head->width > most_pixels / head->height)
    return why = std::to_string(head->width) + " x " + std::to_string(head->height) + ": at most 4 megapixels are shown", std::nullopt;
  // Packed lines are hardly ever longer than lines. Libpng unpacks what there is, to nowhere; that takes no memory, and seconds.
  if (head->packed > 2 * (head->width * head->height * 4 + head->height) + (1 << 15))
    return why = "more is packed in it than such a size can hold", std::nullopt;
  auto picture = head->format == PictureFormat::png    ? decode_png(file, *head, why)
                 : head->format == PictureFormat::jpeg ? decode_jpeg(file, *head, why)
                                                       : decode_webp(file, *head, why);
  if (!picture) return std::nullopt;
  return upright(shrunk(std::move(*picture)), head->orientation);
}

} // namespace kiosk
