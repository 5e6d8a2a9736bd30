#pragma once
// Product pictures: files decoded in processes of their own (kiosk/picture) for which a thread waits, uploaded on the UI thread, bounded in bytes (least recently drawn goes
// first). get() never waits: until a picture is there it answers an empty texture.
//
// Threading: all members UI thread, save that the resolver runs on the worker. Ownership: owns thread and textures.
#include "kiosk/design/canvas.h"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kiosk {

class Images {
public:
  struct Hooks {
    /// From a product's address to a file, or nothing when it is not on disk (yet). Runs on the worker thread.
    std::function<std::optional<std::string>(const std::string& address)> file_of;
    std::function<std::uintptr_t(const std::uint8_t* rgba, int width, int height)> upload;
    std::function<void(std::uintptr_t)> drop;
    /// Called on the worker when a picture is ready: wakes the UI thread.
    std::function<void()> wake;
    /// There is a file and no picture. `of_the_file`: it is the file's fault, and will be the next time. Worker thread.
    std::function<void(const std::string& address, const std::string& why, bool of_the_file)> failed;
    std::string program; ///< kiosk-picture; empty: the one of this build
  };
  explicit Images(Hooks hooks, std::size_t most_bytes = 48U << 20U);
  ~Images();
  Images(const Images&) = delete;
  Images& operator=(const Images&) = delete;

  /// The picture at an address; asks for it when it is not there. Empty addresses and bad files stay empty.
  Texture get(std::string_view address);
  /// Uploads what was decoded since, a few a frame; true when something new is there. Call before drawing.
  bool take_ready();
  /// Asks again for pictures that were not on disk (after a new catalogue).
  void retry_missing();
  [[nodiscard]] std::size_t bytes() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
