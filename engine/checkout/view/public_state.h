#pragma once
// The engine's public state as JSON, for automation, health checks and the log bundle. Made from the view: nothing secret can be in
// it. Pure.
#include "engine/checkout/view/view.h"
#include <boost/json/object.hpp>

namespace engine {

/// {"session":{...},"devices":{...}}
boost::json::object public_state(const View& view);

} // namespace engine
