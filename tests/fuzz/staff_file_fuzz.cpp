// The staff file: a fault has words and tells no hash, and every accepted entry has a name, a role and a PIN that can be checked in bounded time.
#include "engine/config/config.h"
#include "engine/config/pin_hash.h"
#include "tests/fuzz/fuzz.h"
#include <set>

using namespace engine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  static_cast<void>(is_pin_hash(text));
  const auto staff = parse_staff(text);
  if (!staff) {
    fuzz::require(!staff.error().empty() && staff.error().size() <= 10'000, "what is refused has its faults");
    for (const auto& fault : staff.error()) {
      fuzz::require(!fault.empty() && fault.find('\n') == std::string::npos, "a fault is one line");
      fuzz::require(fault.find("$argon2id$") == std::string::npos, "no fault tells a hash");
    }
    return 0;
  }
  for (const auto& member : *staff) {
    fuzz::require(!member.name.empty(), "who may enter has a name");
    fuzz::require(is_pin_hash(member.pin_hash), "and a PIN that can be checked in bounded time");
  }
  return 0;
}
