#pragma once
// A file for a reader that takes a path, in a folder that goes with the process. In memory where there is /dev/shm: some thousands of
// inputs a second. Threading: one thread.
#include "tests/fuzz/fuzz.h"
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace fuzz {

class TemporaryFile {
public:
  explicit TemporaryFile(const char* name) {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code unknown;
    const auto parent = std::filesystem::is_directory(memory, unknown) ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "kiosk-fuzz-XXXXXX").string();
    require(mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
    folder_ = pattern;
    path_ = folder_ / name;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(std::string_view bytes) const {
    std::ofstream out{path_, std::ios::binary | std::ios::trunc};
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    require(static_cast<bool>(out.flush()), "the temporary file can be written");
  }
  [[nodiscard]] std::string read() const {
    std::ifstream in{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>(in), {}};
  }

private:
  std::filesystem::path folder_, path_;
};

} // namespace fuzz
