#pragma once
// What must hold when a run is over, against the truth of the simulators (tests/simulation/SIMULATION.md).
#include "tests/simulation/world.h"

namespace simulation {

/// One line for each thing that the kiosk itself still has to bring to an end; what only a human can decide
/// is not among them.
std::vector<std::string> still_open(const World& world);

/// Calls world.violated() for each fault.
void check_the_end(World& world);

} // namespace simulation
