#pragma once
// A small text beside the journal that outlives a power cut: written beside, synced, renamed, with its digest as the last line. A text that is
// gone or damaged counts as no text, and its owner can do without it.
// Threading: none of its own. Errors: by the results.
#include <filesystem>
#include <optional>
#include <string>

namespace kiosk::fleet {

/// False when the text could not be written; then the one before it is still there. Mode 0600.
bool keep_text(const std::filesystem::path& file, const std::string& text);
/// Nothing when there is no text, or it is damaged.
std::optional<std::string> kept_text(const std::filesystem::path& file);

} // namespace kiosk::fleet
