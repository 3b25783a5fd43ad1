// LineFile: the lines of a text around the part that changed, found as they are asked for.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::patch {

// Lines are numbered from 0 for the text's first one. The lines of a middle part are
// split at once, those before and behind it one by one. Each has a mark: changed or not.
// One thread.
class LineFile {
 public:
  // Line `first` starts at text[begin]; the middle ends where text[end) starts a line.
  void reset(std::string_view text, uint64_t begin, uint64_t end, int64_t first);

  int64_t middle_begin() const { return first_; }
  int64_t middle_end() const { return first_ + middle_count_; }
  // Whether there is a line of that number.
  bool has(int64_t line);
  // With its '\n', where has(line).
  std::string_view line(int64_t line) {
    return has(line) ? text_.substr(at(line).begin, at(line).end - at(line).begin)
                     : std::string_view();
  }
  // Where the line starts; for the one behind the last, the text's end.
  uint64_t start(int64_t line) { return has(line) ? at(line).begin : text_.size(); }

  // False for what is no line.
  bool changed(int64_t line) const { return line >= low() && line < high() && at(line).changed; }
  // Where has(line).
  void mark(int64_t line, bool changed) { at(line).changed = changed; }

  // Bounds of the lines that were looked at: none outside is marked.
  int64_t low() const { return first_ - static_cast<int64_t>(below_.size()); }
  int64_t high() const { return first_ + static_cast<int64_t>(above_.size()); }

 private:
  struct Piece {
    uint64_t begin = 0, end = 0;
    bool changed = false;
  };
  const Piece& at(int64_t line) const {
    return line >= first_ ? above_[static_cast<size_t>(line - first_)]
                          : below_[static_cast<size_t>(first_ - 1 - line)];
  }
  Piece& at(int64_t line) { return const_cast<Piece&>(std::as_const(*this).at(line)); }
  uint64_t end_of_line(uint64_t begin) const;
  bool grow_down();
  bool grow_up();

  std::string_view text_;
  uint64_t begin_ = 0;  // where line first_ starts
  int64_t first_ = 0, middle_count_ = 0;
  std::vector<Piece> above_;  // lines [first_, …), ascending: the middle and behind
  std::vector<Piece> below_;  // lines (…, first_), descending
};

}  // namespace sluice::patch
