// What is freed is wiped. Names, phones, addresses and tokens of the store pass through dozens of short-lived strings: the bodies of requests, buffers
// of TLS and of the data base, events, views. Wiping each where it ends would be forgotten in the next one; here all memory of the heap is, of our
// code and of every library, when it is given back. (glibc's own M_PERTURB leaves out the small pieces that a thread keeps for itself.)
//
// Linked into the delivered program, in front of the C library's: `free` and `realloc` of every library come here. What stays is what nobody
// gives back: the pages that SQLite keeps, what the kernel and the X server hold. Card numbers and codes never lie on the heap at all (SecretBuffer).
// Threading: any. Cost: one pass over what is freed. Not under a sanitizer, which has an allocator of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <malloc.h>

extern "C" {

void __libc_free(void* memory); // NOLINT: glibc's name for the one that it would have called

void free(void* memory) noexcept {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
}

/// The C library's own would leave the old place as it was.
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
