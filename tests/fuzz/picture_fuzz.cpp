// Pictures of anybody: a decoded one is no larger than the screen needs and has all its pixels; the head is read the same before decoding.
#include "kiosk/picture/picture_decoder.h"
#include "kiosk/picture/picture_head.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> file{data, size};
  std::string why, why_not;
  const auto head = kiosk::read_picture_head(file, why);
  fuzz::require(head || !why.empty(), "what is not read has a reason");
  if (head) fuzz::require(head->orientation >= 1 && head->orientation <= 8, "an orientation is one of eight");
  if (head && head->width * head->height > 1 << 20) return 0; // time; the limits have their own test
  const auto picture = kiosk::decode_picture(file, why_not);
  fuzz::require(picture || !why_not.empty(), "what is not decoded has a reason");
  if (!picture) return 0;
  fuzz::require(head.has_value(), "nothing is decoded without a head");
  fuzz::require(picture->width > 0 && picture->width <= kiosk::longest_side && picture->height > 0 &&
                    picture->height <= kiosk::longest_side,
                "it is bounded");
  fuzz::require(picture->rgba.size() ==
                    std::size_t{4} * static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height),
                "it is whole");
  return 0;
}
