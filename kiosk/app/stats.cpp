#include "kiosk/app/stats.h"
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace kiosk {
namespace {

constexpr std::size_t kept = 512;

void keep(std::vector<double>& ring, std::uint64_t count, double value) {
  if (ring.size() < kept) ring.push_back(value);
  else ring[static_cast<std::size_t>(count % kept)] = value;
}

double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const auto at = std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * part));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

} // namespace

void Stats::built(double ms) { keep(builds_, built_++, ms); }

void Stats::drawn(double ms, std::uint64_t pixels) {
  if (drawn_ == 0) first_ = ms_since_exec();
  keep(frames_, drawn_++, ms);
  pixels_ += pixels;
}

void Stats::touched(double ms, double part_of_window) {
  if (ms > longest_reaction_ms) return;
  last_tap_ = ms, last_part_ = part_of_window;
  if (taps_.size() >= kept) taps_.erase(taps_.begin());
  taps_.push_back(ms);
}

Stats::Report Stats::report() const {
  Report r;
  r.frames_built = built_, r.frames_drawn = drawn_, r.pixels_drawn = pixels_;
  r.frame_p50_ms = percentile(frames_, 0.5), r.frame_p95_ms = percentile(frames_, 0.95), r.frame_p99_ms = percentile(frames_, 0.99);
  r.frame_max_ms = percentile(frames_, 1), r.build_p50_ms = percentile(builds_, 0.5);
  r.first_frame_ms = first_, r.tap_to_frame_ms = last_tap_, r.tap_part = last_part_;
  r.tap_p50_ms = percentile(taps_, 0.5), r.tap_p99_ms = percentile(taps_, 0.99);
  return r;
}

double ms_since_exec() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  const auto after_name = line.rfind(')');
  if (after_name == std::string::npos) return 0;
  std::istringstream fields(line.substr(after_name + 1));
  std::string field;
  for (int i = 0; i < 20 && fields >> field; ++i) continue; // starttime is the 22nd field, the 20th after the name
  const double started = std::strtod(field.c_str(), nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
  timespec now{};
  if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) return 0;
  return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started) * 1000;
}

} // namespace kiosk
