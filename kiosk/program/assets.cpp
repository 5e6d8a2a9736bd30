#include "kiosk/program/assets.h"

namespace kiosk {

std::filesystem::path assets_folder() {
#ifdef KIOSK_SOURCE_DIR
  static const std::filesystem::path folder = [] {
    const std::filesystem::path here{KIOSK_SOURCE_DIR "/assets"};
    std::error_code error;
    return std::filesystem::is_directory(here, error) ? here : std::filesystem::path{"/usr/share/kiosk"};
  }();
  return folder;
#else
  return "/usr/share/kiosk";
#endif
}

} // namespace kiosk
