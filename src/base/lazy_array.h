// LazyArray: a fixed number of values, each made when it is first asked for.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace sluice {

// Any thread may ask, and gets the same value: of two that are made at once, one is dropped.
template <class Value>
class LazyArray {
 public:
  explicit LazyArray(size_t size = 0)
      : size_(size), slots_(std::make_unique<std::atomic<const Value*>[]>(size)) {}
  LazyArray(const LazyArray&) = delete;
  LazyArray& operator=(const LazyArray&) = delete;
  ~LazyArray() {
    for (size_t i = 0; i < size_; ++i) delete slots_[i].load(std::memory_order_relaxed);
  }

  size_t size() const { return size_; }

  // `make(index)` gives a std::unique_ptr<const Value>. The value lives as long as the array.
  template <class Make>
  const Value& get(size_t index, const Make& make) const {
    std::atomic<const Value*>& slot = slots_[index];
    if (const Value* known = slot.load(std::memory_order_acquire)) return *known;
    std::unique_ptr<const Value> fresh = make(index);
    const Value* first = nullptr;
    if (!slot.compare_exchange_strong(first, fresh.get(), std::memory_order_acq_rel)) {
      return *first;
    }
    return *fresh.release();
  }

 private:
  size_t size_;
  std::unique_ptr<std::atomic<const Value*>[]> slots_;
};

}  // namespace sluice
