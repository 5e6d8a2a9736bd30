#pragma once
// journal.checkpoint: the fold of the rows up to one row, beside the journal. It only saves time. A checkpoint that is damaged, of another format or of
// another journal is not used, and the whole journal is folded.
//
// Format: one line of text, then the bytes of the state:
//   kiosk-journal-checkpoint 1 SEQ HASH FORMAT SIZE CHECK
// HASH: of row SEQ in the chain. FORMAT: a word of the engine's. SIZE: of the state. CHECK: SHA-256 of the line up to the space before
// it, LF, and the state. Written beside and renamed, without a sync: a torn one fails its check.
//
// Threading: none of its own.
#include "engine/ports/journal.h"
#include <filesystem>

namespace engine {

struct CheckpointFile {
  JournalPort::Head head;
  std::string format;
  std::string state;
};

/// Nothing when there is no checkpoint or it is damaged.
std::optional<CheckpointFile> read_checkpoint(const std::filesystem::path& file);
/// False when it could not be written.
bool write_checkpoint(const std::filesystem::path& file, const JournalPort::Head& head, std::string_view format, std::string_view state);
void remove_checkpoint(const std::filesystem::path& file);

} // namespace engine
