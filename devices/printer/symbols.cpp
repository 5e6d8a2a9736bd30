#include "devices/printer/symbols.h"
#include <algorithm>
#include <array>
#include <memory>
#include <qrencode.h>
#include <string>

namespace devices::printer {
namespace {
constexpr std::size_t most_qr_bytes = 300;
constexpr int quiet_modules = 4;

// Widths of bars and spaces, ISO/IEC 15417 table 1: value 0 to 102, start A, B, C; the stop pattern has seven
// elements.
constexpr std::array<std::string_view, 106> patterns{
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312", "231212",
    "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131",
    "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121",
    "313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242", "121142", "121241", "114212",
    "124112", "124211", "411212", "421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",
    "114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412", "211214", "211232"};
constexpr std::string_view stop = "2331112";
constexpr int start_b = 104;
constexpr int start_c = 105;
constexpr int switch_to_b = 100;
constexpr int switch_to_c = 99;

bool digit(char c) { return c >= '0' && c <= '9'; }

std::vector<int> code128_values(std::string_view data) {
  std::vector<int> values;
  bool in_c = false;
  std::size_t i = 0;
  while (i < data.size()) {
    std::size_t run = 0;
    while (i + run < data.size() && digit(data[i + run])) ++run;
    // Set C pays from four digits on; it takes them in pairs.
    const bool use_c = in_c ? run >= 2 : run >= 4;
    if (values.empty()) {
      values.push_back(use_c ? start_c : start_b);
    } else if (use_c != in_c) {
      values.push_back(use_c ? switch_to_c : switch_to_b);
    }
    in_c = use_c;
    if (use_c) {
      values.push_back((data[i] - '0') * 10 + (data[i + 1] - '0'));
      i += 2;
    } else {
      values.push_back(data[i] - 32);
      ++i;
    }
  }
  int sum = values.front();
  for (std::size_t k = 1; k < values.size(); ++k) sum += static_cast<int>(k) * values[k];
  values.push_back(sum % 103);
  return values;
}
} // namespace

std::optional<Bitmap> qr_picture(std::string_view data, int least_dots, int width_dots) {
  if (data.empty() || data.size() > most_qr_bytes) return std::nullopt;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(data.size()), reinterpret_cast<const unsigned char*>(data.data()), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) return std::nullopt;
  const int modules = code->width;
  const int with_quiet = modules + 2 * quiet_modules;
  const int module = std::min((least_dots + modules - 1) / modules, width_dots / with_quiet);
  if (module < 2) return std::nullopt; // finer than what phones read from thermal paper
  Bitmap picture(with_quiet * module, with_quiet * module);
  for (int y = 0; y < modules; ++y) {
    const int top = (y + quiet_modules) * module;
    for (int x = 0; x < modules; ++x)
      if (code->data[y * modules + x] & 1) picture.fill((x + quiet_modules) * module, top, module, 1);
    for (int below = 1; below < module; ++below) std::ranges::copy(picture.row(top), picture.row(top + below).begin());
  }
  return picture;
}

std::optional<Bitmap> code128_picture(std::string_view data, int height, int width_dots) {
  if (data.empty() || data.size() > 24 || std::any_of(data.begin(), data.end(), [](char c) { return c < 32 || c > 126; }))
    return std::nullopt;
  std::string widths;
  for (const int value : code128_values(data)) widths += patterns[static_cast<std::size_t>(value)];
  widths += stop;
  int modules = 20;
  for (const char w : widths) modules += w - '0';
  const int module = std::min(3, width_dots / modules);
  if (module < 1) return std::nullopt;
  Bitmap picture(modules * module, height);
  int x = 10 * module;
  bool black = true;
  for (const char w : widths) {
    const int wide = (w - '0') * module;
    if (black) picture.fill(x, 0, wide, height);
    x += wide;
    black = !black;
  }
  return picture;
}

} // namespace devices::printer
