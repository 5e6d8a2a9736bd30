#pragma once
// How a display hangs, as the configuration says it: the same words as X has for it. Plain values.
#include <boost/describe/enum.hpp>

namespace engine {

/// `left`: the picture is turned a quarter against the clock, so that it stands upright on a display that was turned a quarter with it.
enum class Turn { none, left, right, inverted };
BOOST_DESCRIBE_ENUM(Turn, none, left, right, inverted)

} // namespace engine
