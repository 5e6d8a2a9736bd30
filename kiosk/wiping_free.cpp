// Memory of the heap is wiped when it is freed. Names, phones, addresses and tokens of the store pass through dozens of short-lived strings: bodies of
// requests, buffers of TLS and of the data base, events, views. Wiping each string by hand would be forgotten in the next one. Here all memory that our
// code or a library gives back is wiped. (glibc's own M_PERTURB leaves out the small pieces that a thread keeps for itself.)
//
// This file is linked into the delivered program in front of the C library, so `free` and `realloc` of every library come here. Memory that is never given
// back stays unwiped: the pages that SQLite keeps, the memory of the kernel and the X server. Card numbers and codes never lie on the heap (SecretBuffer).
// Threading: any. Cost: one pass over the freed memory. Not under a sanitizer, which has an allocator of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <malloc.h>

extern "C" {

void __libc_free(void* memory); // NOLINT: glibc's name for its own free

void free(void* memory) noexcept {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
}

/// The C library's realloc would leave the old place unwiped.
void* realloc(void* memory, std::size_t size) noexcept {
  if (memory == nullptr) return std::malloc(size);
  const auto room = malloc_usable_size(memory);
  if (size <= room && size >= room / 2 && size > 0) return memory;
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  void* moved = std::malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, memory, std::min(room, size));
  free(memory);
  return moved;
}

} // extern "C"
#endif
