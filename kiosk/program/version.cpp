#include "kiosk/program/version.h"

namespace kiosk {

std::string_view program_version() {
#ifdef KIOSK_PACKAGE_VERSION
  return KIOSK_PACKAGE_VERSION;
#else
  return KIOSK_VERSION;
#endif
}

} // namespace kiosk
