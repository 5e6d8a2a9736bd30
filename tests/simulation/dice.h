#pragma once
// Chance with a seed: the only source of it in the simulation, the same numbers on every machine
// (xoshiro256**, seeded by splitmix64; the standard's distributions differ between libraries, so there are
// none). Plain value, one thread.
#include "engine/base/time.h"
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace simulation {

class Dice {
public:
  explicit Dice(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15ULL;
      auto z = seed;
      z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
      z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
      word = z ^ (z >> 31U);
    }
  }
  std::uint64_t next() {
    const auto rotl = [](std::uint64_t x, unsigned k) { return (x << k) | (x >> (64U - k)); };
    const auto result = rotl(state_[1] * 5, 7) * 9;
    const auto t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return result;
  }
  /// 0 .. n-1; n above 0.
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>((next() >> 1U) % static_cast<std::uint64_t>(n)); }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  bool chance(int per_thousand) { return below(1000) < per_thousand; }
  engine::Millis wait(std::int64_t low_ms, std::int64_t high_ms) { return engine::Millis{between(low_ms, high_ms)}; }
  template <class T> const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
  }
  /// A stream of its own: what one part draws does not move what another gets.
  Dice fork() { return Dice{next()}; }

private:
  std::array<std::uint64_t, 4> state_{};
};

} // namespace simulation
