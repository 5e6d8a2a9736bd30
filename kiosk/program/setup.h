#pragma once
// `kiosk --setup`: asks a person at a terminal for what the configuration must have, tries each answer, writes the file. English, as everything for whoever looks
// after the machine. Threading: the main thread; returns the exit code.
#include <filesystem>

namespace kiosk {

/// `file`: the configuration; what stands in one that is there is offered as the answer. `ports`: the folder whose links are the serial machines.
/// 0: written, and the kiosk can start with it. 2: the input ended or was refused, and the configuration is as it was before.
int setup(const std::filesystem::path& file, const std::filesystem::path& ports);

} // namespace kiosk
