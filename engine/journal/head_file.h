#pragma once
// journal.head: the newest seq and hash beside the journal, so that a journal whose tail was lost is noticed (SQLite drops
// a damaged tail of its write-ahead log without a word, and the shorter chain still verifies).
//
// Format: 1024 bytes, two slots of 512, one disk sector each. A slot is one line of text, padded with spaces, LF at its end:
//   kiosk-journal-head 1 SEQ HASH CHECK
// HASH and CHECK in lower-case hexadecimal, CHECK = SHA-256 of the line up to the space before it. The valid slot with the
// higher SEQ counts. Writing goes to the other one, so that a torn write leaves the last head but one; there is no sync of
// its own: the head may lag behind the journal after a power cut, and is never ahead of it.
//
// Threading: I/O thread only.
#include "engine/ports/journal.h"
#include <filesystem>

namespace engine {

class HeadFile {
public:
  HeadFile() = default;
  HeadFile(const HeadFile&) = delete;
  HeadFile& operator=(const HeadFile&) = delete;
  ~HeadFile();

  /// The newest head in the file, without keeping it open. Nothing when there is no such file. Throws JournalError when it
  /// cannot be read or neither slot is valid.
  static std::optional<JournalPort::Head> read(const std::filesystem::path& file);

  /// Creates the file with seq 0 in both slots and syncs it and its folder. Throws JournalError.
  static void create(const std::filesystem::path& file);

  /// Opens an existing file for writing. Throws JournalError.
  void open(const std::filesystem::path& file);
  /// Writes the older slot. Throws JournalError.
  void write(const JournalPort::Head& head);

private:
  int fd_ = -1;
  int next_slot_ = 0;
};

/// One slot as it stands in the file; for tests, and for nothing else.
std::string format_head_slot(const JournalPort::Head& head);

} // namespace engine
