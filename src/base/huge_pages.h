// HugeAllocator: memory for large tables that are read at random.
//
// A table of megabytes lies in thousands of pages, more than a processor keeps the
// addresses of: each look-up then waits for that of its page before it waits for the
// slot. In pages of 2 MB it does not.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace sluice {

// Allocates blocks of at least one huge page for the kernel to back with those, where it
// has them, and smaller ones as usual. std::bad_alloc.
template <class T>
struct HugeAllocator {
  using value_type = T;

  HugeAllocator() = default;
  template <class U>
  HugeAllocator(const HugeAllocator<U>&) {}

  T* allocate(size_t count) {
    constexpr size_t kHugePage = size_t{2} << 20;
    if (count > SIZE_MAX / 2 / sizeof(T)) throw std::bad_alloc();
    const size_t bytes = count * sizeof(T);
    void* block = nullptr;
    if (bytes < kHugePage) {
      block = std::malloc(bytes);
    } else {
      block = std::aligned_alloc(kHugePage, (bytes + kHugePage - 1) / kHugePage * kHugePage);
      // Where it is refused the pages are small ones.
      if (block != nullptr) ::madvise(block, bytes, MADV_HUGEPAGE);
    }
    if (block == nullptr) throw std::bad_alloc();
    return static_cast<T*>(block);
  }
  void deallocate(T* block, size_t) { std::free(block); }

  friend bool operator==(const HugeAllocator&, const HugeAllocator&) { return true; }
};

}  // namespace sluice
