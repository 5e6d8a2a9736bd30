#include "engine/base/secret.h"

#include <cstring>
#include <new>
#include <openssl/crypto.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace engine {

SecretBuffer::SecretBuffer(std::size_t capacity) : capacity_(capacity) {
  if (capacity > 64 * 1024) throw std::length_error("a secret is at most 64 KiB");
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  mapped_ = (capacity + page) / page * page;
  void* memory = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  data_ = static_cast<char*>(memory);
  // Locking may be refused (RLIMIT_MEMLOCK): the secret still stays out of core dumps and is wiped.
  static_cast<void>(mlock(memory, mapped_));
  static_cast<void>(madvise(memory, mapped_, MADV_DONTDUMP));
}

SecretBuffer::SecretBuffer(SecretBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

SecretBuffer& SecretBuffer::operator=(SecretBuffer&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    mapped_ = std::exchange(other.mapped_, 0);
  }
  return *this;
}

SecretBuffer::~SecretBuffer() { release(); }

void SecretBuffer::release() noexcept {
  if (!data_) return;
  OPENSSL_cleanse(data_, mapped_);
  munmap(data_, mapped_);
  data_ = nullptr;
}

void SecretBuffer::append(std::string_view text) {
  if (text.size() > capacity_ - size_) throw std::length_error("a secret is longer than its buffer");
  std::memcpy(data_ + size_, text.data(), text.size());
  size_ += text.size();
}

void SecretBuffer::pop_back() {
  if (size_ == 0) return;
  --size_;
  OPENSSL_cleanse(data_ + size_, 1);
}

void SecretBuffer::clear() {
  if (data_) OPENSSL_cleanse(data_, capacity_);
  size_ = 0;
}

} // namespace engine
