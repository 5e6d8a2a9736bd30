#pragma once
// The screens from attract to the choice of a payment method, and the sheets over them.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

struct ShoppingOptions {
  std::vector<engine::Language> languages{engine::all_languages.begin(), engine::all_languages.end()}; ///< as configured
  std::string support_phone;                                                                           ///< 998 and nine digits, or empty
  bool not_set_up = false; ///< of `kiosk --notice`: there is no configuration yet
  bool voice = false;      ///< spoken guidance is offered: AppConfig::speak is set
};
Screens make_shopping_screens(const ShoppingOptions& options = {});

} // namespace kiosk
