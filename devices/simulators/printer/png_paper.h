#pragma once
// Paper as a PNG file, and the codes on it read back. Threading: pure functions.
#include "devices/printer/bitmap.h"
#include <filesystem>
#include <string>
#include <vector>

namespace devices::sim {

/// 8-bit grey, with a white margin of `margin` dots. False when the file cannot be written.
bool write_png(const std::filesystem::path& file, const printer::Bitmap& paper, int margin);

struct ReadCode {
  std::string kind; ///< "QR-Code", "CODE-128"
  std::string data;
};
/// All QR and Code 128 symbols on the paper, from top to bottom, as a phone would read them.
std::vector<ReadCode> read_codes(const printer::Bitmap& paper);

} // namespace devices::sim
