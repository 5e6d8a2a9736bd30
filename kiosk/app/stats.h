#pragma once
// How fast the window is. UI thread; times in milliseconds as doubles because they are measurements, not money.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kiosk {

class Stats {
public:
  struct Report {
    std::uint64_t frames_built = 0, frames_drawn = 0;
    double frame_p50_ms = 0, frame_p95_ms = 0, frame_p99_ms = 0, frame_max_ms = 0; ///< of the last 512 drawn
    double build_p50_ms = 0;
    double first_frame_ms = 0;    ///< from the process's exec; 0 before it
    double tap_to_frame_ms = 0;   ///< the last tap's event to the frame that shows it
    double tap_p50_ms = 0, tap_p99_ms = 0;
    std::uint64_t pixels_drawn = 0;
  };
  void built(double ms);
  void drawn(double ms, std::uint64_t pixels);
  void tapped(double tap_to_frame_ms);
  [[nodiscard]] Report report() const;

private:
  std::uint64_t built_ = 0, drawn_ = 0, pixels_ = 0;
  std::vector<double> frames_, builds_, taps_; ///< rings
  double first_ = 0, last_tap_ = 0;
};

/// Milliseconds since this process was started by exec, from the kernel's own record (10 ms steps). 0 when unknown.
double ms_since_exec();

} // namespace kiosk
