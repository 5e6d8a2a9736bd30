#include "engine/base/random.h"

#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/random.h>

namespace engine {

RandomSource system_random() {
  return [](std::span<std::uint8_t> out) {
    std::size_t filled = 0;
    while (filled < out.size()) {
      const auto got = getrandom(out.data() + filled, out.size() - filled, 0);
      if (got <= 0) throw std::runtime_error("the system gives no random bytes");
      filled += static_cast<std::size_t>(got);
    }
  };
}

std::string make_uuid(const RandomSource& random) {
  std::array<std::uint8_t, 16> b{};
  random(b);
  b[6] = static_cast<std::uint8_t>((b[6] & 0x0F) | 0x40);
  b[8] = static_cast<std::uint8_t>((b[8] & 0x3F) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", b[i]);
  }
  return text;
}

} // namespace engine
