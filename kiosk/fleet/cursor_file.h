#pragma once
// `fleet.cursor` in the state directory: how far the broker has the journal's events. kept_text.h says which faults it survives.
// Threading: none of its own. Errors: a cursor that cannot be read, or is of another journal, counts as none.
#include "engine/journal/journal_tail.h"
#include "kiosk/fleet/fleet_session.h"
#include <filesystem>

namespace kiosk::fleet {

/// Throws JournalError when the journal cannot be read to compare.
FleetSession::Cursor read_cursor(const std::filesystem::path& state_dir, engine::JournalTail& tail);
bool write_cursor(const std::filesystem::path& state_dir, const FleetSession::Cursor& cursor);

} // namespace kiosk::fleet
