#pragma once
// Who may enter staff mode: the TOML file that kiosk.staff_file names, mode 0600 (or 0400).
// Format: [[staff]] name = "...", role = "attendant" | "collector" | "technician", pin_hash = "$argon2id$..." (from
// `kiosk --hash-pin`). Threading: plain values.
#include <boost/describe/enum.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace engine {

enum class StaffRole {
  attendant,  ///< helps customers, approves ages, settles claims and vouchers
  collector,  ///< empties the cash box
  technician, ///< devices and shifts
};
BOOST_DESCRIBE_ENUM(StaffRole, attendant, collector, technician)

struct StaffMember {
  std::string name; ///< unique; stands in the journal beside each action
  StaffRole role = StaffRole::attendant;
  std::string pin_hash; ///< see pin_hash.h
};

/// Faults as in load_config(): "staff[1].role: must be one of ...".
tl::expected<std::vector<StaffMember>, std::vector<std::string>> load_staff(const std::filesystem::path& path);
tl::expected<std::vector<StaffMember>, std::vector<std::string>> parse_staff(std::string_view toml);

} // namespace engine
