// Disks of the kernel's own making: a full one, a read-only one, a limit on the size of files. Each in a process of its own.
#include "journal_folder.h"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace engine::test {
namespace {

constexpr int skipped = 77;

/// The exit code of `work` in a child process; it says on stderr what it does not like.
template <class Work> int in_child(Work work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 99;
    try {
      code = work();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
    }
    std::fflush(nullptr);
    ::_exit(code);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// A small file system of one's own over the folder; as any user where the kernel lets users have namespaces.
bool mount_small(const std::filesystem::path& folder, const char* options) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  std::filesystem::create_directories(folder);
  return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, options) == 0;
}

/// Appends until it is refused; how many rows were taken.
std::int64_t fill(SqliteJournal& journal) {
  const auto one = row("note_stacked", std::string(3'000, 'x'));
  for (int i = 0; i < 10'000; ++i) {
    try {
      journal.append({&one, 1});
    } catch (const JournalError& e) {
      std::fprintf(stderr, "%s\n", e.what());
      return journal.head().seq;
    }
  }
  return -1;
}

TEST(RealDisk, full_and_then_with_room_again) {
  const JournalFolder folder;
  const int code = in_child([&] {
    if (!mount_small(folder.state(), "size=1m")) return skipped;
    std::int64_t taken = 0;
    const auto ballast = folder.file("ballast");
    std::ofstream(ballast, std::ios::binary) << std::string(400'000, 'b');
    {
      SqliteJournal journal(folder.state());
      taken = fill(journal);
      if (taken < 10) return 1;
      if (static_cast<std::int64_t>(all_rows(journal).size()) != taken) return 2; // it can still be read
      const auto two = row("note_stacked", std::string(3'000, 'y'));
      try {
        journal.append({&two, 1});
        return 3;
      } catch (const JournalError&) {}
      std::filesystem::remove(ballast);
      journal.append({&two, 1}); // room again: it goes on, without a restart
      ++taken;
    }
    if (const auto report = verify_journal(folder.state()); !report.sound() || report.head.seq != taken) return 4;
    SqliteJournal again(folder.state());
    return again.head().seq == taken ? 0 : 5;
  });
  if (code == skipped) GTEST_SKIP() << "no file system of its own can be mounted here";
  EXPECT_EQ(code, 0);
}

TEST(RealDisk, full_when_the_journal_is_to_be_made) {
  const JournalFolder folder;
  const int code = in_child([&] {
    if (!mount_small(folder.state(), "size=64k")) return skipped;
    std::ofstream(folder.file("ballast"), std::ios::binary) << std::string(61'000, 'b');
    const auto refusal = folder.refusal();
    std::fprintf(stderr, "%s\n", refusal.c_str());
    if (refusal.empty()) return 1;
    std::filesystem::remove(folder.file("ballast"));
    return folder.refusal().empty() ? 0 : 2; // what was begun does not stand in the way
  });
  if (code == skipped) GTEST_SKIP() << "no file system of its own can be mounted here";
  EXPECT_EQ(code, 0);
}

TEST(RealDisk, read_only) {
  const JournalFolder folder;
  const int code = in_child([&] {
    if (!mount_small(folder.state(), "size=4m")) return skipped;
    folder.write(3);
    const auto before = folder.load("journal.db") + folder.load("journal.head");
    if (::mount(nullptr, folder.state().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return skipped;
    const auto refusal = folder.refusal();
    std::fprintf(stderr, "%s\n", refusal.c_str());
    if (refusal.find("Read-only") == std::string::npos && refusal.find("readonly") == std::string::npos) return 1; // it says why
    if (folder.load("journal.db") + folder.load("journal.head") != before) return 2;
    return verify_journal(folder.state()).head.seq == 3 ? 0 : 3; // looking is possible
  });
  if (code == skipped) GTEST_SKIP() << "no file system of its own can be mounted here";
  EXPECT_EQ(code, 0);
}

TEST(RealDisk, limit_on_the_size_of_files) {
  const JournalFolder folder;
  const int code = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{300'000, 300'000};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return skipped;
    std::int64_t taken = 0;
    {
      SqliteJournal journal(folder.state());
      taken = fill(journal);
    }
    if (taken < 10) return 1;
    const auto report = verify_journal(folder.state());
    if (!report.sound() || report.head.seq != taken) {
      std::fprintf(stderr, "%s, row %lld of %lld\n", report.fault.c_str(), static_cast<long long>(report.head.seq),
                   static_cast<long long>(taken));
      return 2;
    }
    return 0;
  });
  if (code == skipped) GTEST_SKIP();
  EXPECT_EQ(code, 0);
  EXPECT_EQ(folder.refusal(), "") << "without the limit it goes on";
}

} // namespace
} // namespace engine::test
