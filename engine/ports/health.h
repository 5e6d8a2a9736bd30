#pragma once
// How well a machine or server is. Customers see what works, staff see it in words; part of the automation's `state`.
#include "engine/base/time.h"
#include <boost/describe/enum.hpp>
#include <string>

namespace engine {

enum class Health {
  absent,     ///< not configured
  connecting, ///< looked for
  ok,
  warning, ///< works, staff should look (paper near end, memory nearly full)
  failed,  ///< does not work
};
BOOST_DESCRIBE_ENUM(Health, absent, connecting, ok, warning, failed)

} // namespace engine
