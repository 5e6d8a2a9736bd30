#pragma once
// A disk that fails on command: SQLite's own file layer with a counter in front of it. Threading: one thread.

namespace engine::test {

/// While it lives, SQLite opens its files through it.
class FailingDisk {
public:
  enum class Fault { full, io_error, torn_write, unreadable };
  FailingDisk();
  ~FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  /// The n-th write or sync from now on fails (1 = the next), and every one after it. `full` hits writes only.
  /// torn_write: half of the bytes reach the file first. unreadable: the n-th read, and every one after it, and nothing else.
  static void fail_from(int n, Fault fault);
  static void mend();
  /// Whether a fault was met since fail_from().
  static bool failed();
};

} // namespace engine::test
