#pragma once
// Memory for card numbers, SMS codes and passwords (tests/INVARIANTS.md, "Persons, cards and secrets"): locked against swapping, excluded from core
// dumps, wiped before it is freed, never copied, never printed.
//
// Ownership: move-only. Threading: one owner at a time; hand it to another thread by moving it.
// Stated limit: copies inside SDL and OpenSSL are out of reach; the process is not dumpable (see kiosk/main.cpp).
#include <cstddef>
#include <memory>
#include <string_view>

namespace engine {

class SecretBuffer {
public:
  SecretBuffer() = default;
  /// Room for `capacity` bytes; appending beyond it throws std::length_error (it never reallocates, so no copy stays
  /// behind). capacity up to 64 KiB.
  explicit SecretBuffer(std::size_t capacity);
  SecretBuffer(SecretBuffer&& other) noexcept;
  SecretBuffer& operator=(SecretBuffer&& other) noexcept;
  SecretBuffer(const SecretBuffer&) = delete;
  SecretBuffer& operator=(const SecretBuffer&) = delete;
  ~SecretBuffer();

  void append(std::string_view text);
  void push_back(char c) { append({&c, 1}); }
  void pop_back(); ///< wipes and drops the last byte; nothing when empty
  void clear();    ///< wipes, keeps the room
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// Valid until the next change. Do not copy it into ordinary strings.
  [[nodiscard]] std::string_view reveal() const { return {data_, size_}; }

private:
  void release() noexcept;
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t mapped_ = 0;
};

/// The digits that the customer types on the card screen. Digits only, no spaces.
struct CardSecret {
  SecretBuffer number; ///< 16 digits
  SecretBuffer expiry; ///< 4 digits, MMYY
};

} // namespace engine
