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
    double first_frame_ms = 0;  ///< from the process's exec; 0 before it
    double tap_to_frame_ms = 0; ///< the last touch, see touched()
    double tap_p50_ms = 0, tap_p99_ms = 0;
    double tap_part = 0; ///< how much of the window that frame drew anew, 0 to 1: 1 for a new screen
    std::uint64_t pixels_drawn = 0;
  };
  void built(double ms);
  void drawn(double ms, std::uint64_t pixels);
  /// A finger (or the mouse's button) came down or went up. `ms`: from the arrival of its event, as SDL stamped it (whole
  /// milliseconds), to the return of the present of the first frame that was built after it and differs from the one before:
  /// the pressed state for a press, what the tap did for a release. When both waited together (a tap of the automation) they
  /// are one touch, from the press. A touch that changes nothing within `longest_reaction_ms`, or before the next press, is
  /// none.
  void touched(double ms, double part_of_window);
  static constexpr double longest_reaction_ms = 1000;
  [[nodiscard]] Report report() const;

private:
  std::uint64_t built_ = 0, drawn_ = 0, pixels_ = 0;
  std::vector<double> frames_, builds_, taps_; ///< rings
  double first_ = 0, last_tap_ = 0, last_part_ = 0;
};

/// Milliseconds since this process was started by exec, from the kernel's own record (10 ms steps). 0 when unknown.
double ms_since_exec();

} // namespace kiosk
