#pragma once
// Where the power may go inside one step of the engine: before and after each append and each effect. The
// ports that the runner sees (guards.h) call point(); when the armed point is reached PowerCut leaves through
// the engine, and every later point of the dead process throws too. World ends the process as soon as the
// event is over. Threading: one thread.
#include <cstdint>

namespace simulation {

struct PowerCut {}; ///< deliberately no std::exception: nothing on the way may take it for an error of its own

class Cuts {
public:
  /// The power goes at the n-th point from now, n above 0.
  void arm(std::int64_t n) { left_ = n; }
  void disarm() { left_ = 0; }
  [[nodiscard]] bool armed() const { return left_ > 0; }
  void point(const char* where) {
    if (fired_) throw PowerCut{};
    if (left_ == 0 || --left_ > 0) return;
    fired_ = true;
    where_ = where;
    throw PowerCut{};
  }
  /// The disk lost its power in the middle of a write.
  void fire(const char* where) {
    fired_ = true;
    where_ = where;
  }
  [[nodiscard]] bool fired() const { return fired_; }
  [[nodiscard]] const char* where() const { return where_; }
  void reset() {
    fired_ = false;
    left_ = 0;
  }

private:
  std::int64_t left_ = 0;
  bool fired_ = false;
  const char* where_ = "";
};

} // namespace simulation
