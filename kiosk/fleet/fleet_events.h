#pragma once
// The rows of the journal that leave the shop, and their members that do: an allow-list (kiosk/fleet/PROTOCOL.md). Everything else stays. Pure.
#include "engine/journal/journal_tail.h"
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kiosk::fleet {

struct ToldKind {
  std::string_view kind;
  std::string_view members; ///< of the body, separated by blanks
};
std::span<const ToldKind> told_kinds();

/// "<seq>-<16 digits of the hash>"
std::string event_id(std::int64_t seq, const engine::Digest& hash);

/// The message of a row; nothing for a row that is not told. `from`: the row behind the event before; `missing_to`: rows from there up to this
/// one are gone, 0: none are. `journal`: which one (journal_name()); empty: not said.
std::optional<std::string> event_message(const engine::TailRow& row, std::int64_t from, std::int64_t missing_to,
                                         std::string_view journal = {});

/// 16 digits, by which a receiver tells a journal from another that was begun anew.
std::string journal_name(const engine::Digest& first);

} // namespace kiosk::fleet
