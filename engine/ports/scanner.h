#pragma once
// Barcode scanner as the engine sees it. Threading: I/O thread only.
#include "engine/ports/health.h"
#include <functional>
#include <string>

namespace engine {

struct ScannerStatus {
  Health health = Health::absent;
  std::int64_t reads = 0;
  std::string detail;
  friend bool operator==(const ScannerStatus&, const ScannerStatus&) = default;
};

class ScannerPort {
public:
  virtual ~ScannerPort() = default;
  [[nodiscard]] virtual const ScannerStatus& status() const = 0;
  virtual void on_status(std::function<void(const ScannerStatus&)> watcher) = 0;
  /// One call a read, without the terminating CR/LF, 0x1D kept. At most 256 bytes.
  virtual void on_code(std::function<void(const std::string&)> handler) = 0;
};

} // namespace engine
