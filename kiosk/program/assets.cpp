#include "kiosk/program/assets.h"

namespace kiosk {

std::filesystem::path assets_folder() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path here{KIOSK_SOURCE_DIR "/assets"};
    std::error_code error;
    return std::filesystem::is_directory(here, error) ? here : std::filesystem::path{"/usr/share/kiosk"};
  }();
  return folder;
}

} // namespace kiosk
