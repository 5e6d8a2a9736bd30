#include "engine/base/wipe.h"

#include <cstring>

namespace engine {

void wipe(std::string& text) {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

[[gnu::noinline]] void wipe_stack_below() {
  char frame[128 * 1024];
  explicit_bzero(frame, sizeof frame);
}

} // namespace engine
