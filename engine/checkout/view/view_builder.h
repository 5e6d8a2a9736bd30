#pragma once
// From the state to what the screens draw. Pure.
#include "engine/checkout/step.h"
#include "engine/checkout/view/view.h"

namespace engine {

View make_view(const State& state, const Context& context, const Policy& policy);

} // namespace engine
