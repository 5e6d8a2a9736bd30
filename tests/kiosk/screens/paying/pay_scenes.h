#pragma once
// Made-up situations of the screens from the card to the end of the sale, and of staff mode: to look at them without an engine.
#include "engine/checkout/view/view.h"
#include "kiosk/widgets/navigation.h"
#include <string>
#include <vector>

namespace kiosk::made_up {

struct PayScene {
  std::string name;
  engine::View view;
  Navigation nav;
  std::string type;              ///< typed first
  std::vector<std::string> taps; ///< nodes that are tapped then, in order
};
std::vector<PayScene> pay_scenes(engine::Instant now, std::int64_t wall_ms);

} // namespace kiosk::made_up
