#include "tests/simulation/disk.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace simulation {
namespace {

constexpr std::size_t sector = 512;

struct Write {
  std::size_t offset = 0;
  std::string was, is;      ///< the bytes of [offset, offset + is.size()), as far as they existed
  std::size_t size_was = 0; ///< of the file
  bool truncation = false;  ///< to `offset`; `was` holds what was cut off
};

struct Stored {
  std::string data;
  std::vector<Write> unsynced;
};

struct Shared { ///< the index of a write-ahead log: memory, gone with the process
  std::vector<std::unique_ptr<char[]>> regions;
};

struct OpenFile {
  sqlite3_file base;
  std::shared_ptr<Stored>* stored;
  std::shared_ptr<Shared>* shared;
};

std::filesystem::path memory_folder() {
  const std::filesystem::path shm = "/dev/shm";
  std::error_code ignored;
  return std::filesystem::is_directory(shm, ignored) && ::access(shm.c_str(), W_OK) == 0 ? shm : std::filesystem::temp_directory_path();
}

/// The folder of this program, removed when it ends. The folder is locked as long as the program lives. So another program recognises the folder of a
/// killed program by its missing lock, also when one of them has process numbers of its own (a container).
class OwnFolder {
public:
  OwnFolder() {
    remove_orphans();
    for (int tries = 0; !locked(); ++tries) { // who cleans up may be faster, once
      if (tries == 10) throw std::runtime_error(fmt::format("{}: cannot be locked: {}", path_.string(), std::strerror(errno)));
      auto name = (memory_folder() / fmt::format("{}XXXXXX", prefix)).string();
      if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error(fmt::format("{}: {}", name, std::strerror(errno)));
      path_ = name;
      lock_ = Lock{name};
    }
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  static constexpr std::string_view prefix = "kiosk-sim-";

  struct Lock {
    int folder = -1;
    bool held = false;
    Lock() = default;
    explicit Lock(const std::filesystem::path& path)
        : folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}, held{folder >= 0 && ::flock(folder, LOCK_EX | LOCK_NB) == 0} {}
    Lock& operator=(Lock&& other) noexcept {
      std::swap(folder, other.folder);
      std::swap(held, other.held);
      return *this;
    }
    ~Lock() {
      if (folder >= 0) ::close(folder);
    }
  };

  [[nodiscard]] bool locked() const {
    std::error_code ignored;
    return lock_.held && std::filesystem::is_directory(path_, ignored);
  }
  static void remove_orphans() {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(memory_folder(), ignored)) {
      if (!entry.path().filename().string().starts_with(prefix)) continue;
      const Lock lock{entry.path()}; // until it is gone: its owner may just be about to lock it
      if (lock.held) std::filesystem::remove_all(entry.path(), ignored);
    }
  }

  std::filesystem::path path_;
  Lock lock_;
};

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

struct SimDisk::Impl {
  Dice dice;
  std::filesystem::path folder;
  std::map<std::string, std::shared_ptr<Stored>> files;
  std::map<std::string, std::weak_ptr<Shared>> shared;
  std::int64_t fail_in = 0, cut_in = 0;
  Fault fault = Fault::none;
  std::function<void()> on_cut;
  bool stopped = false;
  std::string head_written; ///< as the system wrote it out last
  std::int64_t written = 0;

  explicit Impl(Dice d) : dice{d} {
    static const OwnFolder own;
    static int number = 0;
    folder = own.path() / std::to_string(++number);
    std::filesystem::create_directories(folder);
  }
  ~Impl() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// SQLITE_OK, or why this write or sync does not happen.
  int may_write(bool sync) {
    if (stopped) return SQLITE_IOERR_WRITE;
    if (cut_in > 0 && --cut_in == 0) {
      stopped = true;
      if (on_cut) on_cut();
      return SQLITE_IOERR_WRITE;
    }
    if (fail_in == 0) return SQLITE_OK;
    if (fail_in > 1) {
      --fail_in;
      return SQLITE_OK;
    }
    if (fault == Fault::full) return sync ? SQLITE_OK : SQLITE_FULL;
    return sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
  }

  /// What the platter holds after the power went: the synced state, and of the writes since then some, in
  /// whole or in part.
  void tear(Stored& file) {
    auto writes = std::exchange(file.unsynced, {});
    for (auto it = writes.rbegin(); it != writes.rend(); ++it) {
      file.data.resize(std::max(file.data.size(), it->size_was));
      std::copy(it->was.begin(), it->was.end(), file.data.begin() + static_cast<std::ptrdiff_t>(it->offset));
      file.data.resize(it->size_was);
    }
    const int luck = static_cast<int>(dice.below(4)); // 0: nothing of it, 1: all of it, else some
    for (const auto& write : writes) {
      if (luck == 0 || (luck > 1 && dice.chance(500))) continue;
      if (write.truncation) {
        file.data.resize(std::min(file.data.size(), write.offset));
        continue;
      }
      for (std::size_t at = 0; at < write.is.size();) {
        const auto n = std::min(write.is.size() - at, sector - (write.offset + at) % sector);
        if (luck == 1 || !dice.chance(150)) {
          const auto begin = write.offset + at;
          if (file.data.size() < begin + n) file.data.resize(begin + n);
          std::copy_n(write.is.begin() + static_cast<std::ptrdiff_t>(at), n, file.data.begin() + static_cast<std::ptrdiff_t>(begin));
        }
        at += n;
      }
    }
  }

  void tear_head() {
    const auto file = folder / "journal.head";
    auto now = read_file(file);
    if (now.size() != head_written.size() || now.empty()) return;
    for (std::size_t at = 0; at < now.size(); at += sector) {
      const auto n = std::min(sector, now.size() - at);
      if (dice.chance(500))
        std::copy_n(head_written.begin() + static_cast<std::ptrdiff_t>(at), n, now.begin() + static_cast<std::ptrdiff_t>(at));
    }
    std::ofstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.write(now.data(), static_cast<std::streamsize>(now.size()));
  }
};

SimDisk::Impl* SimDisk::current = nullptr;

/// SQLite's door into the disk: free functions that it calls through two tables.
struct SimVfs {
  static SimDisk::Impl& disk() { return *SimDisk::current; }
  static OpenFile& mine(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
  static Stored& stored(sqlite3_file* file) { return **mine(file).stored; }

  static int close(sqlite3_file* file) {
    delete mine(file).stored;
    delete mine(file).shared;
    return SQLITE_OK;
  }
  static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
    const auto& data = stored(file).data;
    const auto begin = static_cast<std::size_t>(offset), n = static_cast<std::size_t>(amount);
    const auto have = begin < data.size() ? std::min(n, data.size() - begin) : 0;
    if (have > 0) std::memcpy(into, data.data() + begin, have);
    if (have == n) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + have, 0, n - have);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    auto& f = stored(file);
    const bool was_stopped = disk().stopped;
    const auto refused = disk().may_write(false);
    if (refused != SQLITE_OK && (was_stopped || !disk().stopped)) return refused;
    // A write that was under way at the power cut may have reached the disk in part: it is kept as not synced.
    const auto begin = static_cast<std::size_t>(offset), n = static_cast<std::size_t>(amount);
    Write write{begin, {}, std::string{static_cast<const char*>(from), n}, f.data.size(), false};
    if (begin < f.data.size()) write.was = f.data.substr(begin, n);
    if (f.data.size() < begin + n) f.data.resize(begin + n);
    std::memcpy(f.data.data() + begin, from, n);
    f.unsynced.push_back(std::move(write));
    disk().written += amount;
    return refused;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto& f = stored(file);
    if (const auto refused = disk().may_write(false); refused != SQLITE_OK) return refused;
    const auto n = static_cast<std::size_t>(size);
    if (n >= f.data.size()) return SQLITE_OK;
    f.unsynced.push_back({n, f.data.substr(n), {}, f.data.size(), true});
    f.data.resize(n);
    return SQLITE_OK;
  }
  static int sync(sqlite3_file* file, int) {
    if (const auto refused = disk().may_write(true); refused != SQLITE_OK) return refused;
    stored(file).unsynced.clear();
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* out) {
    *out = static_cast<sqlite3_int64>(stored(file).data.size());
    return SQLITE_OK;
  }
  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int reserved(sqlite3_file*, int* out) {
    *out = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
  static int traits(sqlite3_file*) { return 0; }
  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    auto& regions = (*mine(file).shared)->regions;
    const auto index = static_cast<std::size_t>(region);
    *out = nullptr;
    if (regions.size() <= index && !extend) return SQLITE_OK;
    while (regions.size() <= index) {
      regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
      std::memset(regions.back().get(), 0, static_cast<std::size_t>(size));
    }
    *out = regions[index].get();
    return SQLITE_OK;
  }
  static int shm_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
  static void shm_barrier(sqlite3_file*) {}
  static int shm_unmap(sqlite3_file*, int) { return SQLITE_OK; }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    static const sqlite3_io_methods methods{2,        close,       read,      write,   truncate,    sync,   size,
                                            lock,     lock,        reserved,  control, sector_size, traits, shm_map,
                                            shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
    auto& f = mine(file);
    const std::string key = name ? name : "";
    std::shared_ptr<Stored> held;
    if (key.empty()) held = std::make_shared<Stored>();
    else if (auto& entry = disk().files[key]; entry) held = entry;
    else held = entry = std::make_shared<Stored>();
    auto memory = disk().shared[key].lock();
    if (!memory) disk().shared[key] = memory = std::make_shared<Shared>();
    f.stored = new std::shared_ptr<Stored>{std::move(held)};
    f.shared = new std::shared_ptr<Shared>{std::move(memory)};
    f.base.pMethods = &methods;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs*, const char* name, int) {
    if (disk().stopped) return SQLITE_IOERR_DELETE;
    disk().files.erase(name);
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs*, const char* name, int, int* out) {
    const auto found = disk().files.find(name);
    *out = found != disk().files.end() && !found->second->data.empty();
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs*, int size, char* out) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(disk().dice.next());
    return size;
  }
  static int sleep(sqlite3_vfs*, int micros) { return micros; }
  static int time(sqlite3_vfs*, double* out) {
    *out = 2461000.5;
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }

  static sqlite3_vfs& table() {
    static sqlite3_vfs vfs = [] {
      sqlite3_vfs v{};
      v.iVersion = 1;
      v.szOsFile = static_cast<int>(sizeof(OpenFile));
      v.mxPathname = 1024;
      v.zName = "simulated";
      v.xOpen = open;
      v.xDelete = remove;
      v.xAccess = access;
      v.xFullPathname = full_path;
      v.xRandomness = randomness;
      v.xSleep = sleep;
      v.xCurrentTime = time;
      v.xGetLastError = last_error;
      return v;
    }();
    return vfs;
  }
};

SimDisk::SimDisk(Dice dice) : impl_{std::make_unique<Impl>(dice)} {
  if (current) throw std::logic_error("one simulated disk at a time");
  current = impl_.get();
  // Before its first use: nobody asks how much memory it has, and counting takes a lock for each piece.
  [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_initialize();
  sqlite3_vfs_register(&SimVfs::table(), 1);
  sqlite3_randomness(0, nullptr); // drawn from this disk's seed again
}

SimDisk::~SimDisk() {
  sqlite3_vfs_unregister(&SimVfs::table());
  current = nullptr;
}

const std::filesystem::path& SimDisk::folder() const { return impl_->folder; }
std::int64_t SimDisk::bytes_written() const { return impl_->written; }

void SimDisk::fail_from(std::int64_t n, Fault fault) {
  impl_->fail_in = n;
  impl_->fault = fault;
}

void SimDisk::cut_at_write(std::int64_t n, std::function<void()> on_cut) {
  impl_->cut_in = n;
  impl_->on_cut = std::move(on_cut);
}

void SimDisk::stop() { impl_->stopped = true; }

void SimDisk::lose_power() {
  for (auto& [name, file] : impl_->files) impl_->tear(*file);
  impl_->tear_head();
  keep_everything();
}

void SimDisk::keep_everything() {
  impl_->stopped = false;
  impl_->fail_in = impl_->cut_in = 0;
  impl_->on_cut = nullptr;
  for (auto& [name, file] : impl_->files) file->unsynced.clear();
  note_head_written();
}

SimDisk::Snapshot SimDisk::snapshot() const {
  Snapshot all;
  for (const auto& [name, file] : impl_->files) all.files[name] = file->data;
  all.head = read_file(impl_->folder / "journal.head");
  return all;
}

void SimDisk::put_back(const Snapshot& snapshot) {
  impl_->files.clear();
  for (const auto& [name, data] : snapshot.files) impl_->files[name] = std::make_shared<Stored>(Stored{data, {}});
  std::ofstream out(impl_->folder / "journal.head", std::ios::binary | std::ios::trunc);
  out.write(snapshot.head.data(), static_cast<std::streamsize>(snapshot.head.size()));
}

bool SimDisk::lose_tail() {
  const auto log = impl_->files.find((impl_->folder / "journal.db-wal").string());
  if (log == impl_->files.end() || log->second->data.empty()) return false;
  auto& data = log->second->data;
  data.resize(static_cast<std::size_t>(impl_->dice.below(static_cast<std::int64_t>(data.size()))));
  return true;
}

bool SimDisk::change_a_row() {
  const auto database = impl_->files.find((impl_->folder / "journal.db").string());
  if (database == impl_->files.end()) return false;
  static constexpr std::string_view sum = "\"amount\":";
  auto& data = database->second->data;
  std::vector<std::size_t> figures;
  for (auto at = data.find(sum); at != std::string::npos; at = data.find(sum, at + 1))
    if (const auto figure = at + sum.size(); figure < data.size() && data[figure] >= '1' && data[figure] <= '8') figures.push_back(figure);
  if (figures.empty()) return false;
  ++data[impl_->dice.pick(figures)];
  return true;
}

void SimDisk::follow_renames() {
  constexpr std::string_view draft = ".new";
  for (auto it = impl_->files.begin(); it != impl_->files.end();) {
    const auto here = it++;
    if (!here->first.ends_with(draft)) continue;
    const auto name = here->first.substr(0, here->first.size() - draft.size());
    if (std::filesystem::exists(here->first) || !std::filesystem::exists(name)) continue;
    impl_->files[name] = std::move(here->second);
    impl_->files.erase(here);
  }
}

void SimDisk::forget_drafts() {
  follow_renames();
  std::erase_if(impl_->files, [](const auto& file) { return file.first.ends_with(".new"); });
}

std::int64_t SimDisk::count_rows() {
  sqlite3* db = nullptr;
  std::int64_t rows = 0;
  const auto file = (impl_->folder / "journal.db").string();
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK)
    (void)sqlite3_exec(
        db, "SELECT max(seq) FROM events",
        [](void* into, int, char** values, char**) {
          *static_cast<std::int64_t*>(into) = values[0] ? std::strtoll(values[0], nullptr, 10) : 0;
          return 0;
        },
        &rows, nullptr);
  (void)sqlite3_close(db);
  return rows;
}

void SimDisk::note_head_written() { impl_->head_written = read_file(impl_->folder / "journal.head"); }

} // namespace simulation
