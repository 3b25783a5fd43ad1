#include "patch/line_diff.h"

#include <algorithm>
#include <cstring>

#include "patch/compaction.h"
#include "patch/edit_path.h"
#include "patch/line_file.h"

namespace sluice::patch {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr int64_t kMaxEqual = 1024;  // a line that stands this often is common in any text
constexpr int64_t kScanReach = 100;  // lines on each side that say what a common one is worth

// A block at a time where they are equal, as most of a file is.
constexpr size_t kStep = 256;

size_t common_prefix(std::string_view one, std::string_view two) {
  const size_t least = std::min(one.size(), two.size());
  size_t at = 0;
  while (at + kStep <= least && std::memcmp(one.data() + at, two.data() + at, kStep) == 0) {
    at += kStep;
  }
  while (at < least && one[at] == two[at]) ++at;
  return at;
}

size_t common_suffix(std::string_view one, std::string_view two, size_t most) {
  const char* const end1 = one.data() + one.size();
  const char* const end2 = two.data() + two.size();
  size_t at = 0;
  while (at + kStep <= most && std::memcmp(end1 - at - kStep, end2 - at - kStep, kStep) == 0) {
    at += kStep;
  }
  while (at < most && *(end1 - at - 1) == *(end2 - at - 1)) ++at;
  return at;
}

// The bytes at the end that git leaves out before anything else: whole blocks, less the
// line that the first of them cuts.
size_t common_blocks(std::string_view one, std::string_view two) {
  constexpr size_t kBlock = 1024;
  const size_t least = std::min(one.size(), two.size());
  size_t common = 0;
  while (common + kBlock <= least &&
         std::memcmp(one.data() + one.size() - common - kBlock,
                     two.data() + two.size() - common - kBlock, kBlock) == 0) {
    common += kBlock;
  }
  const size_t newline = one.substr(one.size() - common).find('\n');
  return newline == one.npos ? 0 : common - newline - 1;
}

int64_t count_lines(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

// Lines by number: equal ones have the same.
class LineTable {
 public:
  struct Entry {
    std::string_view line;
    uint32_t counts[2] = {0, 0};  // in the first text, in the second
    uint32_t next = kNone;
  };

  void reset(size_t lines) {
    entries_.clear();
    size_t buckets = 16;
    while (buckets < 2 * lines) buckets *= 2;
    buckets_.assign(buckets, kNone);
  }
  uint32_t add(std::string_view line) {
    uint32_t& bucket = buckets_[hash(line) & (buckets_.size() - 1)];
    const uint32_t found = find_from(bucket, line);
    if (found != kNone) return found;
    entries_.push_back({line, {0, 0}, bucket});
    return bucket = static_cast<uint32_t>(entries_.size() - 1);
  }
  uint32_t find(std::string_view line) const {
    return find_from(buckets_[hash(line) & (buckets_.size() - 1)], line);
  }
  Entry& operator[](uint32_t number) { return entries_[number]; }
  const Entry& operator[](uint32_t number) const { return entries_[number]; }

 private:
  // Of the length and both ends: most lines that differ at all differ there.
  static size_t hash(std::string_view line) {
    uint64_t head = 0, tail = 0;
    const size_t bytes = std::min<size_t>(line.size(), 8);
    std::memcpy(&head, line.data(), bytes);
    std::memcpy(&tail, line.data() + line.size() - bytes, bytes);
    uint64_t middle = 0;
    if (line.size() > 16) std::memcpy(&middle, line.data() + line.size() / 2 - 4, 8);
    uint64_t value = (head ^ line.size() * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    value = (value ^ value >> 32 ^ tail) * 0xc4ceb9fe1a85ec53u;
    value = (value ^ value >> 29 ^ middle) * 0x9fb21c651e98df25u;
    return static_cast<size_t>(value ^ value >> 32);
  }
  uint32_t find_from(uint32_t at, std::string_view line) const {
    while (at != kNone && entries_[at].line != line) at = entries_[at].next;
    return at;
  }

  std::vector<uint32_t> buckets_;
  std::vector<Entry> entries_;
};

enum Weight : char { kNowhere, kSomewhere, kEverywhere };

// Whether a line that the other text has very often is to be left out: it stands amid
// lines that the other text has nowhere, which a match of it would only tear apart.
bool amid_nowhere(const std::vector<char>& weights, int64_t at) {
  int64_t nowhere = 0, everywhere = 0;
  for (const int64_t step : {-1, 1}) {
    int64_t here = 0;
    ++everywhere;
    for (int64_t distance = 1; distance <= kScanReach; ++distance) {
      const int64_t line = at + step * distance;
      if (line < 0 || line >= static_cast<int64_t>(weights.size())) break;
      const char weight = weights[static_cast<size_t>(line)];
      if (weight == kSomewhere) break;
      ++(weight == kNowhere ? here : everywhere);
    }
    if (here == 0) return false;
    nowhere += here;
  }
  return everywhere * 4 < everywhere + nowhere;
}

}  // namespace

struct LineDiffer::Impl {
  // One of the two texts between the common ends.
  struct Side {
    LineFile file;
    std::vector<uint32_t> numbers;  // of the middle's lines, in the table
    std::vector<char> weights;
    std::vector<uint32_t> kept;   // numbers of the lines that are compared …
    std::vector<int64_t> places;  // … and where they stand in the middle
    std::vector<char> changed;    // of `kept`
  };

  Side sides[2];
  LineTable table;
  EditPath path;

  bool split(std::string_view before, std::string_view after);
  void compare(std::string_view before);
  bool number_lines();
  void count_common(std::string_view text);
  void weigh(Side& side, int other, int64_t lines);
  void mark_all(Side& side);
  void gather(std::vector<Hunk>& hunks, std::string_view after);

  uint64_t prefix = 0;  // bytes that are common at the start, whole lines
  uint64_t suffix = 0;  // and at the end
};

// Finds the common ends; false: there is nothing between them.
bool LineDiffer::Impl::split(std::string_view before, std::string_view after) {
  const size_t equal = common_prefix(before, after);
  if (equal == before.size() && equal == after.size()) return false;
  const size_t newline = equal == 0 ? before.npos : before.rfind('\n', equal - 1);
  prefix = newline == before.npos ? 0 : newline + 1;

  const size_t least = std::min(before.size(), after.size()) - prefix;
  size_t same = common_suffix(before, after, least);
  const auto starts_line = [&](std::string_view text, size_t at) {
    return at == prefix || text[at - 1] == '\n';
  };
  if (!starts_line(before, before.size() - same) || !starts_line(after, after.size() - same)) {
    const size_t next = before.find('\n', before.size() - same);
    same = next == before.npos ? 0 : before.size() - next - 1;
  }
  suffix = same;
  const int64_t first = count_lines(before.substr(0, prefix));
  sides[0].file.reset(before, prefix, before.size() - suffix, first);
  sides[1].file.reset(after, prefix, after.size() - suffix, first);
  return true;
}

// False: no line of one middle is in the other.
bool LineDiffer::Impl::number_lines() {
  size_t lines = 0;
  for (const Side& side : sides) {
    lines += static_cast<size_t>(side.file.middle_end() - side.file.middle_begin());
  }
  table.reset(lines);
  bool any_common = false;
  for (int i = 0; i < 2; ++i) {
    Side& side = sides[i];
    side.numbers.clear();
    for (int64_t at = side.file.middle_begin(); at < side.file.middle_end(); ++at) {
      side.numbers.push_back(table.add(side.file.line(at)));
      LineTable::Entry& entry = table[side.numbers.back()];
      ++entry.counts[i];
      any_common |= entry.counts[1 - i] > 0;
    }
  }
  return any_common;
}

// Counts the numbered lines in a part that both texts have.
void LineDiffer::Impl::count_common(std::string_view text) {
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    const std::string_view line = text.substr(0, newline == text.npos ? text.size() : newline + 1);
    text.remove_prefix(line.size());
    const uint32_t number = table.find(line);
    if (number == kNone) continue;
    ++table[number].counts[0];
    ++table[number].counts[1];
  }
}

// Leaves out of the comparison what has no counterpart anyway, and marks it.
void LineDiffer::Impl::weigh(Side& side, int other, int64_t lines) {
  const int64_t often = std::min(rough_root(lines), kMaxEqual);
  side.weights.clear();
  for (const uint32_t number : side.numbers) {
    const uint32_t count = table[number].counts[other];
    side.weights.push_back(count == 0 ? kNowhere : count >= often ? kEverywhere : kSomewhere);
  }
  side.kept.clear();
  side.places.clear();
  for (size_t i = 0; i < side.numbers.size(); ++i) {
    const char weight = side.weights[i];
    if (weight == kSomewhere ||
        (weight == kEverywhere && !amid_nowhere(side.weights, static_cast<int64_t>(i)))) {
      side.kept.push_back(side.numbers[i]);
      side.places.push_back(static_cast<int64_t>(i));
    } else {
      side.file.mark(side.file.middle_begin() + static_cast<int64_t>(i), true);
    }
  }
}

void LineDiffer::Impl::mark_all(Side& side) {
  for (int64_t at = side.file.middle_begin(); at < side.file.middle_end(); ++at) {
    side.file.mark(at, true);
  }
}

void LineDiffer::Impl::compare(std::string_view before) {
  if (!number_lines()) {
    for (Side& side : sides) mark_all(side);
    return;
  }
  const std::string_view head = before.substr(0, prefix);
  const std::string_view tail = before.substr(before.size() - suffix);
  count_common(head);
  count_common(tail);
  const int64_t ends =
      sides[0].file.middle_begin() + count_lines(tail) + (!tail.empty() && tail.back() != '\n');
  for (int i = 0; i < 2; ++i) {
    weigh(sides[i], 1 - i, ends + static_cast<int64_t>(sides[i].numbers.size()));
    sides[i].changed.assign(sides[i].kept.size(), 0);
  }
  path.find(sides[0].kept, sides[1].kept, sides[0].changed, sides[1].changed);
  for (Side& side : sides) {
    for (size_t i = 0; i < side.kept.size(); ++i) {
      if (side.changed[i]) side.file.mark(side.file.middle_begin() + side.places[i], true);
    }
  }
}

void LineDiffer::Impl::gather(std::vector<Hunk>& hunks, std::string_view after) {
  LineFile& one = sides[0].file;
  LineFile& two = sides[1].file;
  int64_t i1 = std::min(one.low(), two.low()), i2 = i1;
  const int64_t end1 = one.high(), end2 = two.high();
  for (; i1 < end1 || i2 < end2; ++i1, ++i2) {
    if (!one.changed(i1) && !two.changed(i2)) continue;
    Hunk hunk;
    hunk.old_line = static_cast<uint64_t>(i1);
    hunk.new_line = static_cast<uint64_t>(i2);
    while (one.changed(i1)) ++i1;
    while (two.changed(i2)) ++i2;
    hunk.old_count = static_cast<uint64_t>(i1) - hunk.old_line;
    hunk.new_count = static_cast<uint64_t>(i2) - hunk.new_line;
    if (hunk.new_count > 0) {
      const uint64_t begin = two.start(static_cast<int64_t>(hunk.new_line));
      hunk.added = after.substr(begin, two.start(i2) - begin);
    }
    hunks.push_back(hunk);
  }
}

LineDiffer::LineDiffer() : impl_(std::make_unique<Impl>()) {}
LineDiffer::~LineDiffer() = default;
LineDiffer::LineDiffer(LineDiffer&&) noexcept = default;
LineDiffer& LineDiffer::operator=(LineDiffer&&) noexcept = default;

void LineDiffer::diff(std::string_view before, std::string_view after, std::vector<Hunk>& hunks) {
  hunks.clear();
  const size_t blocks = common_blocks(before, after);
  before.remove_suffix(blocks);
  after.remove_suffix(blocks);
  if (!impl_->split(before, after)) return;
  auto& sides = impl_->sides;
  const auto is_empty = [](const Impl::Side& side) {
    return side.file.middle_begin() == side.file.middle_end();
  };
  if (is_empty(sides[0]) || is_empty(sides[1])) {
    for (Impl::Side& side : sides) impl_->mark_all(side);
  } else {
    impl_->compare(before);
  }
  compact_changes(sides[0].file, sides[1].file);
  compact_changes(sides[1].file, sides[0].file);
  impl_->gather(hunks, after);
}

}  // namespace sluice::patch
