// Memory that held a secret, made empty again.
#pragma once

#include <string.h>  // explicit_bzero

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// Zeroes memory; the compiler may not leave it out, although nothing reads it afterwards
/// (explicit_bzero(3)).
inline void wipe(void* memory, std::size_t bytes) noexcept {
  if (bytes != 0) ::explicit_bzero(memory, bytes);
}

/// Empties a text, and leaves nothing of it in its memory.
inline void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // it cannot grow by that, and its old bytes stand before the new ones
  wipe(text.data(), text.size());
  text.clear();
}

/// Gives memory back zeroed, so that a container that grows or ends leaves nothing behind.
template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  explicit WipingAllocator(const WipingAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  bool operator==(const WipingAllocator&) const = default;
};

/// A text that is there once: it can be moved and not copied, and its memory is zeroed when it ends.
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) : bytes_(text.begin(), text.end()) {}
  SecretText(SecretText&&) noexcept = default;
  SecretText& operator=(SecretText&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() = default;

  /// Takes a text over and wipes where it was.
  static SecretText taken_from(std::string& text) {
    SecretText taken{std::string_view(text)};
    wipe(text);
    return taken;
  }

  /// Zeroes, to be written to.
  static SecretText of_size(std::size_t bytes) {
    SecretText text;
    text.bytes_.resize(bytes);
    return text;
  }

  /// Of an empty text too it points somewhere: C libraries want that.
  std::string_view view() const {
    return bytes_.empty() ? std::string_view("") : std::string_view(bytes_.data(), bytes_.size());
  }
  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  char* data() { return bytes_.data(); }
  void push_back(char byte) { bytes_.push_back(byte); }

  /// Keeps the first so many bytes.
  void truncate(std::size_t size) {
    wipe(bytes_.data() + size, bytes_.size() - size);
    bytes_.resize(size);
  }

 private:
  std::vector<char, WipingAllocator<char>> bytes_;
};

}  // namespace slipway
