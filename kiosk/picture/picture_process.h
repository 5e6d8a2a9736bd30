#pragma once
// The kiosk's side of kiosk-picture: starts one process for a file, gives it that file alone, waits a bounded time, and takes nothing but bounded pixels
// from it. An attacker who takes over that process by a picture has a process without descriptors, without memory of ours, and without calls to make.
//
// Threading: any thread but the UI's and the I/O thread: it waits.
#include "kiosk/picture/picture.h"
#include <atomic>
#include <chrono>
#include <filesystem>
#include <tl/expected.hpp>

namespace kiosk {

struct PictureFault {
  std::string why;
  bool of_the_file = true; ///< false: the picture was not judged (the program is missing, the kiosk stops)
};

/// `program`: kiosk-picture. `stop`: gives up when it becomes true.
tl::expected<Picture, PictureFault> decode_apart(const std::filesystem::path& file, const std::filesystem::path& program,
                                                 const std::atomic<bool>& stop,
                                                 std::chrono::milliseconds at_most = std::chrono::seconds{2});

/// The program beside the running one; else where it was built (never in a package); else where the package has it.
std::filesystem::path picture_program();

} // namespace kiosk
