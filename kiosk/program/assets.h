#pragma once
// Where the files that come with the program are: beside the sources when built there, else /usr/share/kiosk. Any thread.
#include <filesystem>

namespace kiosk {
std::filesystem::path assets_folder();
}
