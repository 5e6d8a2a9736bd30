#pragma once
// A disk in memory under the real SQLite: a file layer (VFS) that keeps what was synced apart from what was
// only written. When the power goes, what was not synced since may be there, be gone, or be there in part,
// sector by sector. It can be full and it can fail. While a SimDisk lives it is SQLite's default; one at a
// time.
//
// The journal's small files beside the database (journal.head, lock) are real files in a folder of their own
// under the system's memory or temporary folder; lose_power() treats the head the same way: each of its two
// sectors may be an older one. Threading: one thread.
#include "tests/simulation/dice.h"
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace simulation {

class SimDisk {
public:
  enum class Fault { none, full, io_error };

  explicit SimDisk(Dice dice);
  ~SimDisk();
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const;

  /// From the n-th write or sync on everything fails so (1 = the next); n = 0 ends it.
  void fail_from(std::int64_t n, Fault fault);
  /// The power goes at the n-th write or sync from now: it and all later ones fail. `on_cut` is called then.
  void cut_at_write(std::int64_t n, std::function<void()> on_cut);
  /// Nothing reaches the disk any more, closing files included.
  void stop();
  /// After stop(): what the power cut left.
  void lose_power();
  /// After stop(): the process was killed; what it had written is all there.
  void keep_everything();
  /// The system wrote the head out by itself; what is newer than this may be lost.
  void note_head_written();

  // --- what a disk may do to what it holds, while no process runs ---
  struct Snapshot { ///< all of it, to put back later
    std::map<std::string, std::string> files;
    std::string head;
  };
  [[nodiscard]] Snapshot snapshot() const;
  void put_back(const Snapshot& snapshot);
  /// The write-ahead log ends somewhere inside although it was synced. False: there is none.
  bool lose_tail();
  /// A figure of a sum in a row of the database is another one. False: there is none.
  bool change_a_row();
  /// Files that were moved to their final name are so here too (archive_file.cpp moves them by the system's own call, and syncs the folder).
  void follow_renames();
  /// Drafts of an archive that was not finished, before the next one.
  void forget_drafts();
  /// How many rows whoever opens the database finds.
  [[nodiscard]] std::int64_t count_rows();

  [[nodiscard]] std::int64_t bytes_written() const;

private:
  struct Impl;
  static Impl* current;
  friend struct SimVfs;
  std::unique_ptr<Impl> impl_;
};

} // namespace simulation
