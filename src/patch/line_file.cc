#include "patch/line_file.h"

namespace sluice::patch {

void LineFile::reset(std::string_view text, uint64_t begin, uint64_t end, int64_t first) {
  text_ = text;
  begin_ = begin;
  first_ = first;
  above_.clear();
  below_.clear();
  for (uint64_t at = begin; at < end; at = above_.back().end) {
    above_.push_back({at, end_of_line(at), false});
  }
  middle_count_ = static_cast<int64_t>(above_.size());
}

uint64_t LineFile::end_of_line(uint64_t begin) const {
  const size_t newline = text_.find('\n', begin);
  return newline == text_.npos ? text_.size() : newline + 1;
}

bool LineFile::has(int64_t line) {
  while (line >= high()) {
    if (!grow_up()) return false;
  }
  while (line < low()) {
    if (!grow_down()) return false;
  }
  return true;
}

bool LineFile::grow_up() {
  const uint64_t begin = above_.empty() ? begin_ : above_.back().end;
  if (begin >= text_.size()) return false;
  above_.push_back({begin, end_of_line(begin), false});
  return true;
}

bool LineFile::grow_down() {
  const uint64_t end = below_.empty() ? begin_ : below_.back().begin;
  if (end == 0) return false;
  const size_t newline = end < 2 ? text_.npos : text_.rfind('\n', end - 2);
  below_.push_back({newline == text_.npos ? 0 : newline + 1, end, false});
  return true;
}

}  // namespace sluice::patch
