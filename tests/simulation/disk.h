#pragma once
// A disk in memory under the real SQLite: a file layer (VFS) that keeps synced bytes apart from bytes that were only written. At a power cut the bytes that
// were not synced may be there, be gone, or be there in part, sector by sector. It can be full and it can fail. While a SimDisk lives it is SQLite's
// default; one at a time.
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

  /// From the n-th write or sync on (1 = the next) every one fails with `fault`; n = 0 ends it.
  void fail_from(std::int64_t n, Fault fault);
  /// The power goes at the n-th write or sync from now: this one and all later ones fail. `on_cut` is called then.
  void cut_at_write(std::int64_t n, std::function<void()> on_cut);
  /// Nothing reaches the disk any more, also when files are closed.
  void stop();
  /// After stop(): the disk gets the state that a power cut leaves.
  void lose_power();
  /// After stop(): the process was killed; everything that it had written is there.
  void keep_everything();
  /// The system wrote journal.head out by itself; only later changes of it may be lost.
  void note_head_written();

  // --- damage to the files, while no process runs ---
  struct Snapshot { ///< all files, to put back later
    std::map<std::string, std::string> files;
    std::string head;
  };
  [[nodiscard]] Snapshot snapshot() const;
  void put_back(const Snapshot& snapshot);
  /// Cuts the write-ahead log somewhere inside although it was synced. False: there is no log.
  bool lose_tail();
  /// Changes one digit of a sum in a row of the database. False: there is no such row.
  bool change_a_row();
  /// Moves files here that were moved to their final name on the real disk (archive_file.cpp renames them by a system call and syncs the folder).
  void follow_renames();
  /// Removes drafts of an archive that was not finished, before the next archive begins.
  void forget_drafts();
  /// The number of rows that a reader of the database finds.
  [[nodiscard]] std::int64_t count_rows();

  [[nodiscard]] std::int64_t bytes_written() const;

private:
  struct Impl;
  static Impl* current;
  friend struct SimVfs;
  std::unique_ptr<Impl> impl_;
};

} // namespace simulation
