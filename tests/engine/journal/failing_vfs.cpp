#include "failing_vfs.h"

#include <cstring>
#include <sqlite3.h>

namespace engine::test {
namespace {

struct File {
  sqlite3_file base;
  sqlite3_file* real; ///< stands behind this struct in the memory that SQLite gave
};

sqlite3_vfs* system_vfs = nullptr;
sqlite3_vfs failing_vfs{};
int countdown = 0; ///< 0: nothing fails
bool met = false;
FailingDisk::Fault fault = FailingDisk::Fault::full;

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

bool fails_now() {
  if (countdown == 0) return false;
  if (countdown > 1) {
    --countdown;
    return false;
  }
  met = true;
  return true;
}

bool hits_all() { return fault == FailingDisk::Fault::io_error || fault == FailingDisk::Fault::torn_write; }

int fail_read(sqlite3_file* file, void* bytes, int amount, sqlite3_int64 offset) {
  if (fault == FailingDisk::Fault::unreadable && fails_now()) return SQLITE_IOERR_READ;
  return real(file)->pMethods->xRead(real(file), bytes, amount, offset);
}

int fail_write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (fault == FailingDisk::Fault::unreadable || !fails_now()) return real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
  if (fault == FailingDisk::Fault::full) return SQLITE_FULL;
  if (fault == FailingDisk::Fault::torn_write) real(file)->pMethods->xWrite(real(file), bytes, amount / 2, offset);
  return SQLITE_IOERR_WRITE;
}

int fail_sync(sqlite3_file* file, int flags) {
  if (hits_all() && fails_now()) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}

int fail_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (hits_all() && fails_now()) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}

// The rest is passed on as it is.
int pass_close(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int pass_size(sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); }
int pass_lock(sqlite3_file* f, int l) { return real(f)->pMethods->xLock(real(f), l); }
int pass_unlock(sqlite3_file* f, int l) { return real(f)->pMethods->xUnlock(real(f), l); }
int pass_reserved(sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
int pass_control(sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); }
int pass_sector(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int pass_traits(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int pass_shm_map(sqlite3_file* f, int p, int n, int e, void volatile** out) { return real(f)->pMethods->xShmMap(real(f), p, n, e, out); }
int pass_shm_lock(sqlite3_file* f, int o, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), o, n, flags); }
void pass_shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int pass_shm_unmap(sqlite3_file* f, int d) { return real(f)->pMethods->xShmUnmap(real(f), d); }

const sqlite3_io_methods methods{2,           pass_close,   fail_read,     fail_write,       fail_truncate,  fail_sync,
                                 pass_size,   pass_lock,    pass_unlock,   pass_reserved,    pass_control,   pass_sector,
                                 pass_traits, pass_shm_map, pass_shm_lock, pass_shm_barrier, pass_shm_unmap, nullptr,
                                 nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* mine = reinterpret_cast<File*>(file);
  mine->base.pMethods = nullptr;
  mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
  const int result = system_vfs->xOpen(system_vfs, name, mine->real, flags, out_flags);
  if (mine->real->pMethods) mine->base.pMethods = &methods;
  return result;
}

} // namespace

FailingDisk::FailingDisk() {
  system_vfs = sqlite3_vfs_find(nullptr);
  failing_vfs = *system_vfs;
  failing_vfs.pNext = nullptr;
  failing_vfs.zName = "failing";
  failing_vfs.szOsFile = static_cast<int>(sizeof(File)) + system_vfs->szOsFile;
  failing_vfs.xOpen = open_file;
  sqlite3_vfs_register(&failing_vfs, 1);
  mend();
}

FailingDisk::~FailingDisk() {
  mend();
  sqlite3_vfs_unregister(&failing_vfs);
  sqlite3_vfs_register(system_vfs, 1);
}

void FailingDisk::fail_from(int n, Fault what) {
  countdown = n;
  fault = what;
  met = false;
}

void FailingDisk::mend() { countdown = 0; }
bool FailingDisk::failed() { return met; }

} // namespace engine::test
