#include "kiosk/widgets/zones.h"

namespace kiosk {

Zones make_zones(bool landscape, bool large_text) {
  Zones z;
  z.landscape = landscape;
  if (landscape) {
    z.screen = {0, 0, 1920, 1080};
    z.top_bar = {0, 0, 1920, 112};
    z.steps = {48, 112, 1824, 64};
    const float top = large_text ? 212 : 200;
    z.rail = {48, top, 184, 1048 - top};
    z.content = {256, top, 1616, 1048 - top};
    z.main = {256, top, 1112, 1048 - top};
    z.pad = {1392, top, 480, 696};
    z.action = {1392, 920, 480, 128};
    z.utility = {48, 776, 184, 272};
    z.keyboard = {256, 472, 1112, 576};
    z.sheet = {468, 64, 984, 952};
    return z;
  }
  z.screen = {0, 0, 1080, 1920};
  if (large_text) {
    z.top_bar = {0, 0, 1080, 124};
    z.steps = {48, 130, 984, 72};
    z.content = {48, 224, 984, 1368};
    z.action = {48, 1616, 984, 160};
  } else {
    z.top_bar = {0, 0, 1080, 112};
    z.steps = {48, 112, 984, 64};
    z.content = {48, 200, 984, 1424};
    z.action = {48, 1648, 984, 128};
  }
  z.main = z.pad = z.content;
  z.utility = {48, 1800, 984, 96};
  z.keyboard = {36, 1036, 1008, 576};
  z.sheet = {48, 488, 984, 1384};
  return z;
}

} // namespace kiosk
