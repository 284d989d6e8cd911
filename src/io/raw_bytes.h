// Bytes that are written before they are read.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace dropset {

// Leaves elements that are made without a value as they are, where std::allocator fills them with zeros: that is one more pass over
// memory, and where less is written than there is room for, memory that nobody needs.
template <class T>
struct RawAllocator : std::allocator<T> {
  RawAllocator() = default;
  template <class U>
  RawAllocator(const RawAllocator<U>&) noexcept {}
  template <class U>
  struct rebind {
    using other = RawAllocator<U>;
  };
  template <class U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Values>
  void construct(U* at, Values&&... values) {
    ::new (static_cast<void*>(at)) U(std::forward<Values>(values)...);
  }
};

using RawBytes = std::vector<std::byte, RawAllocator<std::byte>>;

}  // namespace dropset
