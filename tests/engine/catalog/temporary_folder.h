#pragma once
// A folder of its own for each test, removed at its end.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace engine::test {

class TemporaryFolder : public testing::Test {
protected:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kiosk-catalog-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~TemporaryFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  /// An hour ago: a table that was just written is watched for a while.
  std::filesystem::path write_old(const std::string& name, const std::string& bytes) {
    const auto path = write(name, bytes);
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours{1});
    return path;
  }
  std::string read(const std::string& name) {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_;
};

} // namespace engine::test
