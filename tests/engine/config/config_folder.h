#pragma once
// A folder of its own for each test, with the files that a configuration names.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace engine::test {

class ConfigFolder : public testing::Test {
protected:
  ConfigFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kiosk-config-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~ConfigFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path write(const std::string& name, const std::string& text, unsigned mode = 0600) {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
    return path;
  }

  std::filesystem::path folder_;
};

} // namespace engine::test
