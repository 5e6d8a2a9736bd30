#include "kiosk/widgets/zones.h"

namespace kiosk {

Zones make_zones(bool landscape, bool large_text, float width) {
  Zones z;
  z.landscape = landscape;
  if (landscape) {
    z.screen = {0, 0, 1920, 1080};
    z.top_bar = {0, 0, 1920, 112};
    z.steps = {48, 112, 1824, 64};
    const float top = large_text ? 212 : 200;
    const float rail = large_text ? 216 : 184, left = 48 + rail + 24; // large words need a wider rail
    z.rail = {48, top, rail, 1048 - top};
    z.content = {left, top, 1872 - left, 1048 - top};
    z.main = {left, top, 1368 - left, 1048 - top};
    z.pad = {1392, top, 480, 696};
    z.action = {1392, 920, 480, 128};
    z.utility = {48, 776, rail, 272};
    z.keyboard = {left, 472, 1368 - left, 576};
    z.sheet = {468, 64, 984, 952};
    return z;
  }
  const float inner = width - 96;
  z.screen = {0, 0, width, 1920};
  if (large_text) {
    z.top_bar = {0, 0, width, 124};
    z.steps = {48, 130, inner, 72};
    z.content = {48, 224, inner, 1368};
    z.action = {48, 1616, inner, 160};
  } else {
    z.top_bar = {0, 0, width, 112};
    z.steps = {48, 112, inner, 64};
    z.content = {48, 200, inner, 1424};
    z.action = {48, 1648, inner, 128};
  }
  z.main = z.pad = z.content;
  z.utility = {48, 1800, inner, 96};
  z.keyboard = {36, large_text ? 1016.0F : 1036.0F, width - 72, 576};
  z.sheet = {48, 488, inner, 1384};
  return z;
}

} // namespace kiosk
