// EditPath: the shortest way, or nearly, from one sequence of numbers to another.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sluice::patch {

// Myers' linear space refinement (An O(ND) Difference Algorithm and its Variations, 1986,
// section 4b), cut off where it would cost too much as GNU diff's diffseq.h does, with
// git's limits, so that the answer is git's. One thread; keeps its memory.
class EditPath {
 public:
  // Sets gone[i] where before[i] has no counterpart, and come[j] likewise; the others are
  // left as they are.
  void find(std::span<const uint32_t> before, std::span<const uint32_t> after,
            std::vector<char>& gone, std::vector<char>& come);

 private:
  struct Box {
    int64_t begin1 = 0, end1 = 0, begin2 = 0, end2 = 0;
  };
  struct Split {
    int64_t at1 = 0, at2 = 0;
    bool minimal_low = false, minimal_high = false;  // what to ask of the two halves
  };
  struct Front {
    int64_t low = 0, high = 0;  // diagonals in hand
  };

  void compare(Box box, bool minimal);
  Split split(const Box& box, bool minimal);
  bool forward(const Box& box, Front& front, const Front& back, bool odd, Split& split);
  bool backward(const Box& box, const Front& front, Front& back, bool odd, Split& split);
  bool interesting_forward(const Box& box, const Front& front, int64_t cost, Split& split) const;
  bool interesting_backward(const Box& box, const Front& back, int64_t cost, Split& split) const;
  Split furthest(const Box& box, const Front& front, const Front& back) const;

  std::span<const uint32_t> one_, two_;
  std::vector<char>* gone_ = nullptr;
  std::vector<char>* come_ = nullptr;
  // How far each diagonal i1 - i2 was followed: i1. Both shifted to be indexed by it.
  std::vector<int64_t> reached_;
  int64_t* forward_ = nullptr;
  int64_t* backward_ = nullptr;
  int64_t max_cost_ = 0;
  bool saw_snake_ = false;
};

// About the square root: a power of two, from 1 on.
int64_t rough_root(int64_t number);

}  // namespace sluice::patch
