#include "engine/config/staff_file.h"

#include "engine/config/config_checks.h"
#include "engine/config/config_reader.h"
#include "engine/config/pin_hash.h"
#include <algorithm>
#include <fmt/format.h>

namespace engine {

using Faults = std::vector<std::string>;

namespace {

/// A quote in the wrong place makes a key, or a part of one, of what was to be a hash; faults go to the log and to consoles. What the fault
/// is about the key stands behind the last colon.
Faults without_hashes(Faults faults) {
  for (auto& fault : faults)
    if (const auto at = fault.find("$argon2"); at != std::string::npos) {
      const auto what = fault.rfind(": ");
      fault = fault.substr(0, at) + "(a PIN hash)" + (what != std::string::npos && what > at ? fault.substr(what) : std::string{});
    }
  return faults;
}

} // namespace

tl::expected<std::vector<StaffMember>, Faults> parse_staff(std::string_view toml) {
  Faults faults;
  const auto root = parse_toml(toml, faults);
  if (!root) return tl::unexpected(without_hashes(std::move(faults)));

  std::vector<StaffMember> staff;
  TableReader in(&*root, "", faults);
  in.require("staff");
  const auto tables = in.tables("staff");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    TableReader one(tables[i], fmt::format("staff[{}]", i), faults);
    for (const auto* key : {"name", "role", "pin_hash"}) one.require(key);
    StaffMember member;
    if (auto name = one.text("name", [](std::string_view text) { return checks::plain_text(text, 64); })) {
      if (std::ranges::find(staff, *name, &StaffMember::name) != staff.end()) one.fault("name", "stands twice");
      member.name = *std::move(name);
    }
    if (const auto role = one.choice("role", {"attendant", "collector", "technician"})) member.role = static_cast<StaffRole>(*role);
    if (auto hash = one.text("pin_hash", [](std::string_view text) {
          return is_pin_hash(text) ? std::string{} : std::string{"must come from kiosk --hash-pin"};
        }))
      member.pin_hash = *std::move(hash);
    one.finish();
    staff.push_back(std::move(member));
  }
  in.finish();
  if (!faults.empty()) return tl::unexpected(without_hashes(std::move(faults)));
  return staff;
}

tl::expected<std::vector<StaffMember>, Faults> load_staff(const std::filesystem::path& path) {
  if (auto fault = checks::secret_file(path); !fault.empty()) return tl::unexpected(Faults{std::move(fault)});
  Faults faults;
  const auto text = read_text_file(path.string(), faults);
  if (!text) return tl::unexpected(std::move(faults));
  return parse_staff(*text);
}

} // namespace engine
