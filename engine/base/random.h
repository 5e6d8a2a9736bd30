#pragma once
// Random bytes from the operating system, for salts and uuids. Callers take a `RandomSource` so that the simulation can
// hand in a seeded one.
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace engine {

using RandomSource = std::function<void(std::span<std::uint8_t>)>;
RandomSource system_random();                      ///< throws std::runtime_error when the system gives none
std::string make_uuid(const RandomSource& random); ///< version 4, lower case

} // namespace engine
