#pragma once
// `kiosk --setup`: asks a person at a terminal for the mandatory parts of the configuration, tries each answer, writes the file. English, as all words for the
// people who look after the machine. Threading: the main thread; returns the exit code.
#include <filesystem>

namespace kiosk {

/// `file`: the configuration; the values of an existing file are offered as answers. `ports`: the folder whose links are the serial machines.
/// 0: written, and the kiosk can start with it. 2: the input ended or was refused, and the configuration is as it was before.
int setup(const std::filesystem::path& file, const std::filesystem::path& ports);

} // namespace kiosk
