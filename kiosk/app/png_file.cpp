#include "kiosk/app/png_file.h"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace kiosk {

bool write_png(const std::string& path, int width, int height, const std::uint8_t* first, int stride) {
  return stbi_write_png(path.c_str(), width, height, 4, first, stride) != 0;
}

} // namespace kiosk
