#include "patch/file_patch.h"

#include <algorithm>

namespace sluice::patch {
namespace {

const std::string kNothing;

}  // namespace

Result<Bytes> FilePatcher::content(const ObjectId& id, uint32_t mode) {
  if (is_gitlink(mode)) {
    return Bytes(std::make_shared<const std::string>("Subproject commit " + id.hex() + "\n"));
  }
  return objects_.read(id, git::ObjectType::kBlob);
}

Result<std::span<const AddedLines>> FilePatcher::make(const FilePair& pair) {
  added_.clear();
  const bool is_new = pair.added() || pair.retyped();
  if (pair.deleted() || (!is_new && pair.old_id == pair.new_id)) {
    return std::span<const AddedLines>();
  }
  Bytes before;
  if (!is_new) {
    Result<Bytes> read = content(pair.old_id, pair.old_mode);
    if (!read) return std::move(read).error();
    before = *std::move(read);
  }
  Result<Bytes> after = content(pair.new_id, pair.new_mode);
  if (!after) return std::move(after).error();
  return make(before, *after);
}

std::span<const AddedLines> FilePatcher::make(const Bytes& before, const Bytes& after) {
  added_.clear();
  before_ = before;
  after_ = after;
  const std::string_view old_text = before ? *before : kNothing;
  const std::string_view new_text = after ? *after : kNothing;
  const auto is_binary = [&](std::string_view text) {
    return !options_.as_text && ObjectCache::is_binary(text);
  };
  if (is_binary(old_text) || is_binary(new_text)) return {};
  differ_.diff(old_text, new_text, hunks_);
  join(new_text);
  return added_;
}

// Hunks that are nearer to each other than their context are shown as one.
void FilePatcher::join(std::string_view after) {
  joined_.clear();
  joined_.reserve(hunks_.size());
  const uint64_t reach = uint64_t{2} * options_.context + options_.between_hunks;
  for (size_t first = 0; first < hunks_.size();) {
    size_t last = first;
    while (last + 1 < hunks_.size() &&
           hunks_[last + 1].old_line - (hunks_[last].old_line + hunks_[last].old_count) <= reach &&
           reach > 0) {
      ++last;
    }
    AddedLines lines{hunks_[first].position(), hunks_[first].added};
    if (options_.context > 0) {
      // With context there is a line before the hunk, or it starts at the first one.
      lines.position =
          hunks_[first].new_line - std::min<uint64_t>(hunks_[first].new_line, options_.context) + 1;
      if (after.empty()) lines.position = 0;
    }
    if (last > first) {
      std::string& text = joined_.emplace_back();
      for (size_t i = first; i <= last; ++i) text += hunks_[i].added;
      lines.text = text;
    }
    added_.push_back(lines);
    first = last + 1;
  }
}

}  // namespace sluice::patch
