#pragma once
// PINs of the staff: argon2id (RFC 9106) in its usual text form "$argon2id$v=19$m=...,t=...,p=...$salt$hash".
// A PIN is short, so the hash only slows down a thief of the file; its mode 0600 is the first guard.
// Threading: pure, but takes tens of milliseconds and 19 MiB: call it on the worker thread.
#include "engine/base/random.h"
#include "engine/base/secret.h"
#include <string>
#include <string_view>

namespace engine {

/// 4 to 12 digits: what may be tried.
bool is_pin(std::string_view pin);
/// A new PIN has 6 to 12 digits. Shorter PINs of earlier versions go on opening the door, because a hash does not tell the length.
bool is_new_pin(std::string_view pin);

/// Throws std::invalid_argument when it is no PIN, std::runtime_error when memory is short.
std::string hash_pin(const SecretBuffer& pin, const RandomSource& random);

/// False for a wrong PIN and for a hash that is_pin_hash() refuses.
bool verify_pin(const SecretBuffer& pin, std::string_view hash);

/// Well formed, argon2id, and not so dear that checking it would stop the kiosk (256 MiB, 16 rounds, 4 lanes at most).
bool is_pin_hash(std::string_view hash);

} // namespace engine
