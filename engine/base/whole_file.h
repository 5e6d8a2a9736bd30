#pragma once
// Replaces a file as a whole: after a power cut at any moment it is the old file or the new one. The new file is written beside it, synced, renamed, and
// the folder is synced. Not for the journal's own files, whose rules are stricter (engine/journal). Threading: any; one writer a file.
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string_view>

namespace engine {

/// `parts` one behind another, mode 0600. `adjust`: gets the descriptor before anything is written (owner, mode); false: given up. False: errno says why; `file`
/// is as it was, unless the folder alone could not be synced, and nothing is left beside it: on a full disk that would keep the journal from its room.
[[nodiscard]] bool put_whole(const std::filesystem::path& file, std::initializer_list<std::string_view> parts,
                             const std::function<bool(int)>& adjust = {});

} // namespace engine
