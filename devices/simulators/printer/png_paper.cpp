#include "devices/simulators/printer/png_paper.h"
#include <algorithm>
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <memory>
#include <stb/stb_image_write.h>
#include <zbar.h>

namespace devices::sim {
namespace {

struct Grey {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> dots;
};

Grey grey_of(const printer::Bitmap& paper, int margin) {
  Grey grey{paper.width() + 2 * margin, paper.height() + 2 * margin, {}};
  grey.dots.assign(static_cast<std::size_t>(grey.width) * static_cast<std::size_t>(grey.height), 0xFF);
  for (int y = 0; y < paper.height(); ++y) {
    if (paper.row_blank(y)) continue;
    for (int x = 0; x < paper.width(); ++x)
      if (paper.get(x, y))
        grey.dots[static_cast<std::size_t>(y + margin) * static_cast<std::size_t>(grey.width) + static_cast<std::size_t>(x + margin)] = 0;
  }
  return grey;
}

} // namespace

bool write_png(const std::filesystem::path& file, const printer::Bitmap& paper, int margin) {
  const auto grey = grey_of(paper, margin);
  return stbi_write_png(file.c_str(), grey.width, grey.height, 1, grey.dots.data(), grey.width) != 0;
}

std::vector<ReadCode> read_codes(const printer::Bitmap& paper) {
  const auto grey = grey_of(paper, 24);
  const std::unique_ptr<zbar::zbar_image_scanner_t, decltype(&zbar::zbar_image_scanner_destroy)> scanner(zbar::zbar_image_scanner_create(),
                                                                                                         &zbar::zbar_image_scanner_destroy);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_CODE128, zbar::ZBAR_CFG_ENABLE, 1);
  const std::unique_ptr<zbar::zbar_image_t, decltype(&zbar::zbar_image_destroy)> image(zbar::zbar_image_create(),
                                                                                       &zbar::zbar_image_destroy);
  constexpr unsigned long y800 = 'Y' | ('8' << 8) | ('0' << 16) | ('0' << 24);
  zbar::zbar_image_set_format(image.get(), y800);
  zbar::zbar_image_set_size(image.get(), static_cast<unsigned>(grey.width), static_cast<unsigned>(grey.height));
  zbar::zbar_image_set_data(image.get(), grey.dots.data(), grey.dots.size(), nullptr);
  zbar::zbar_scan_image(scanner.get(), image.get());
  std::vector<std::pair<int, ReadCode>> found;
  for (const auto* symbol = zbar::zbar_image_first_symbol(image.get()); symbol; symbol = zbar::zbar_symbol_next(symbol))
    found.emplace_back(zbar::zbar_symbol_get_loc_y(symbol, 0),
                       ReadCode{zbar::zbar_get_symbol_name(zbar::zbar_symbol_get_type(symbol)),
                                std::string(zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol))});
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ReadCode> codes;
  for (auto& [y, code] : found) codes.push_back(std::move(code));
  return codes;
}

} // namespace devices::sim
