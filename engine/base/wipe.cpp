#include "engine/base/wipe.h"

#include <cstring>

namespace engine {

[[gnu::noinline]] void wipe_stack_below() {
  char frame[128 * 1024];
  explicit_bzero(frame, sizeof frame);
}

} // namespace engine
