#include "patch/edit_path.h"

#include <algorithm>
#include <limits>

namespace sluice::patch {
namespace {

constexpr int64_t kSnake = 20;       // equal lines in a row that are worth a look
constexpr int64_t kMinCost = 256;    // before any cut-off
constexpr int64_t kInteresting = 4;  // times the cost: a diagonal that came far
constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 2;

}  // namespace

int64_t rough_root(int64_t number) {
  int64_t root = 1;
  for (; number > 0; number >>= 2) root <<= 1;
  return root;
}

void EditPath::find(std::span<const uint32_t> before, std::span<const uint32_t> after,
                    std::vector<char>& gone, std::vector<char>& come) {
  one_ = before;
  two_ = after;
  gone_ = &gone;
  come_ = &come;
  const auto diagonals = static_cast<int64_t>(before.size() + after.size() + 3);
  reached_.resize(static_cast<size_t>(2 * diagonals + 2));
  forward_ = reached_.data() + after.size() + 1;
  backward_ = forward_ + diagonals;
  max_cost_ = std::max(rough_root(diagonals), kMinCost);
  compare({0, static_cast<int64_t>(before.size()), 0, static_cast<int64_t>(after.size())}, false);
}

void EditPath::compare(Box box, bool minimal) {
  // Recursion goes into the first half only, which at most halves the cost each time.
  for (;;) {
    while (box.begin1 < box.end1 && box.begin2 < box.end2 &&
           one_[static_cast<size_t>(box.begin1)] == two_[static_cast<size_t>(box.begin2)]) {
      ++box.begin1;
      ++box.begin2;
    }
    while (box.begin1 < box.end1 && box.begin2 < box.end2 &&
           one_[static_cast<size_t>(box.end1 - 1)] == two_[static_cast<size_t>(box.end2 - 1)]) {
      --box.end1;
      --box.end2;
    }
    if (box.begin1 == box.end1 || box.begin2 == box.end2) break;
    const Split at = split(box, minimal);
    compare({box.begin1, at.at1, box.begin2, at.at2}, at.minimal_low);
    box.begin1 = at.at1;
    box.begin2 = at.at2;
    minimal = at.minimal_high;
  }
  for (int64_t i = box.begin1; i < box.end1; ++i) (*gone_)[static_cast<size_t>(i)] = 1;
  for (int64_t i = box.begin2; i < box.end2; ++i) (*come_)[static_cast<size_t>(i)] = 1;
}

EditPath::Split EditPath::split(const Box& box, bool minimal) {
  const int64_t low = box.begin1 - box.end2, high = box.end1 - box.begin2;
  Front front{box.begin1 - box.begin2, box.begin1 - box.begin2};
  Front back{box.end1 - box.end2, box.end1 - box.end2};
  const bool odd = ((front.low - back.low) & 1) != 0;
  forward_[front.low] = box.begin1;
  backward_[back.low] = box.end1;
  // One diagonal more on each side, or one less where the box ends: only every other
  // one is looked at. A sentinel stands beyond.
  const auto widen = [&](Front& side, int64_t* reached, int64_t sentinel) {
    if (side.low > low) {
      reached[--side.low - 1] = sentinel;
    } else {
      ++side.low;
    }
    if (side.high < high) {
      reached[++side.high + 1] = sentinel;
    } else {
      --side.high;
    }
  };
  Split split;
  for (int64_t cost = 1;; ++cost) {
    saw_snake_ = false;
    widen(front, forward_, -1);
    if (forward(box, front, back, odd, split)) return split;
    widen(back, backward_, kFar);
    if (backward(box, front, back, odd, split)) return split;
    if (minimal) continue;
    if (saw_snake_ && cost > kMinCost) {
      if (interesting_forward(box, front, cost, split)) return split;
      if (interesting_backward(box, back, cost, split)) return split;
    }
    if (cost >= max_cost_) return furthest(box, front, back);
  }
}

bool EditPath::forward(const Box& box, Front& front, const Front& back, bool odd, Split& split) {
  for (int64_t d = front.high; d >= front.low; d -= 2) {
    int64_t i1 = forward_[d - 1] >= forward_[d + 1] ? forward_[d - 1] + 1 : forward_[d + 1];
    const int64_t from = i1;
    int64_t i2 = i1 - d;
    while (i1 < box.end1 && i2 < box.end2 &&
           one_[static_cast<size_t>(i1)] == two_[static_cast<size_t>(i2)]) {
      ++i1;
      ++i2;
    }
    if (i1 - from > kSnake) saw_snake_ = true;
    forward_[d] = i1;
    if (odd && back.low <= d && d <= back.high && backward_[d] <= i1) {
      split = {i1, i2, true, true};
      return true;
    }
  }
  return false;
}

bool EditPath::backward(const Box& box, const Front& front, Front& back, bool odd, Split& split) {
  for (int64_t d = back.high; d >= back.low; d -= 2) {
    int64_t i1 = backward_[d - 1] < backward_[d + 1] ? backward_[d - 1] : backward_[d + 1] - 1;
    const int64_t from = i1;
    int64_t i2 = i1 - d;
    while (i1 > box.begin1 && i2 > box.begin2 &&
           one_[static_cast<size_t>(i1 - 1)] == two_[static_cast<size_t>(i2 - 1)]) {
      --i1;
      --i2;
    }
    if (from - i1 > kSnake) saw_snake_ = true;
    backward_[d] = i1;
    if (!odd && front.low <= d && d <= front.high && i1 <= forward_[d]) {
      split = {i1, i2, true, true};
      return true;
    }
  }
  return false;
}

// A diagonal that came far for its cost, less its distance from the middle, and ends in a
// snake: the path is taken to lead there.
bool EditPath::interesting_forward(const Box& box, const Front& front, int64_t cost,
                                   Split& split) const {
  const int64_t middle = box.begin1 - box.begin2;
  int64_t best = 0;
  for (int64_t d = front.high; d >= front.low; d -= 2) {
    const int64_t i1 = forward_[d], i2 = i1 - d;
    const int64_t value =
        (i1 - box.begin1) + (i2 - box.begin2) - (d > middle ? d - middle : middle - d);
    if (value <= kInteresting * cost || value <= best || box.begin1 + kSnake > i1 ||
        i1 >= box.end1 || box.begin2 + kSnake > i2 || i2 >= box.end2) {
      continue;
    }
    int64_t equal = 0;
    while (equal < kSnake &&
           one_[static_cast<size_t>(i1 - equal - 1)] == two_[static_cast<size_t>(i2 - equal - 1)]) {
      ++equal;
    }
    if (equal < kSnake) continue;
    best = value;
    split = {i1, i2, true, false};
  }
  return best > 0;
}

bool EditPath::interesting_backward(const Box& box, const Front& back, int64_t cost,
                                    Split& split) const {
  const int64_t middle = box.end1 - box.end2;
  int64_t best = 0;
  for (int64_t d = back.high; d >= back.low; d -= 2) {
    const int64_t i1 = backward_[d], i2 = i1 - d;
    const int64_t value =
        (box.end1 - i1) + (box.end2 - i2) - (d > middle ? d - middle : middle - d);
    if (value <= kInteresting * cost || value <= best || box.begin1 >= i1 ||
        i1 > box.end1 - kSnake || box.begin2 >= i2 || i2 > box.end2 - kSnake) {
      continue;
    }
    int64_t equal = 0;
    while (equal < kSnake &&
           one_[static_cast<size_t>(i1 + equal)] == two_[static_cast<size_t>(i2 + equal)]) {
      ++equal;
    }
    if (equal < kSnake) continue;
    best = value;
    split = {i1, i2, false, true};
  }
  return best > 0;
}

// Enough is enough: the point that came farthest, from either side.
EditPath::Split EditPath::furthest(const Box& box, const Front& front, const Front& back) const {
  int64_t forward_best = -1, forward1 = -1;
  for (int64_t d = front.high; d >= front.low; d -= 2) {
    int64_t i1 = std::min(forward_[d], box.end1), i2 = i1 - d;
    if (box.end2 < i2) {
      i1 = box.end2 + d;
      i2 = box.end2;
    }
    if (forward_best < i1 + i2) {
      forward_best = i1 + i2;
      forward1 = i1;
    }
  }
  int64_t backward_best = kFar, backward1 = kFar;
  for (int64_t d = back.high; d >= back.low; d -= 2) {
    int64_t i1 = std::max(box.begin1, backward_[d]), i2 = i1 - d;
    if (i2 < box.begin2) {
      i1 = box.begin2 + d;
      i2 = box.begin2;
    }
    if (i1 + i2 < backward_best) {
      backward_best = i1 + i2;
      backward1 = i1;
    }
  }
  if (box.end1 + box.end2 - backward_best < forward_best - (box.begin1 + box.begin2)) {
    return {forward1, forward_best - forward1, true, false};
  }
  return {backward1, backward_best - backward1, false, true};
}

}  // namespace sluice::patch
