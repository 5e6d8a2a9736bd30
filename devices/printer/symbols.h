#pragma once
// QR and Code 128 as pictures, so that every printer prints the same symbol in the same size. Threading: pure
// functions.
#include "devices/printer/bitmap.h"
#include <optional>
#include <string_view>

namespace devices::printer {

/// QR model 2, error correction M. The symbol without its quiet zone is at least `least_dots` wide, if it
/// fits `width_dots` with a quiet zone of four modules on each side (included in the picture). Nothing when
/// the data are empty, above 300 bytes, or do not fit.
std::optional<Bitmap> qr_picture(std::string_view data, int least_dots, int width_dots);

/// Code 128, sets B and C, with a quiet zone of ten modules on each side. Nothing unless the data are 1 to 24
/// printable ASCII characters and fit.
std::optional<Bitmap> code128_picture(std::string_view data, int height, int width_dots);

} // namespace devices::printer
