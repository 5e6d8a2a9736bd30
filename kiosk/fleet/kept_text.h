#pragma once
// A small text beside the journal that outlives a power cut: written beside, synced, renamed, with a digest of it as its last line. It replaces
// nothing: a text that is gone or damaged is none, and whoever keeps one can do without it.
// Threading: none of its own. Errors: by the results.
#include <filesystem>
#include <optional>
#include <string>

namespace kiosk::fleet {

/// False when it could not be written; the one of before is still there then. Mode 0600.
bool keep_text(const std::filesystem::path& file, const std::string& text);
/// Nothing when there is none, or it is not whole.
std::optional<std::string> kept_text(const std::filesystem::path& file);

} // namespace kiosk::fleet
