#include "pipeline/large_blob.h"

#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "base/line_index.h"
#include "engine/confirm.h"

namespace sluice {
namespace {

static_assert(LargeBlob::kOverlapBytes >= 4 * Detector::kMaxReach);

// `offset`, or the start of the code point that it would split, so that columns count
// each once.
size_t code_point_start(std::string_view text, size_t offset) {
  for (size_t back = 1; back <= std::min<size_t>(3, offset); ++back) {
    if (utf8_length(text, offset - back) > back) return offset - back;
  }
  return offset;
}

}  // namespace

LargeBlob::LargeBlob(const Engine& engine, Scratch& scratch, Confidence floor, const Blob& first,
                     uint64_t core_bytes, uint8_t id_bytes)
    : engine_(engine),
      scratch_(scratch),
      floor_(floor),
      core_bytes_(std::max(core_bytes, kOverlapBytes)),
      window_(first),
      whole_bytes_(first.part ? first.part->whole_bytes : 0) {
  window_.part.reset();
  if (first.id.empty() && id_bytes != 0 && whole_bytes_ != 0) {
    hasher_.emplace(git::ObjectType::kBlob, whole_bytes_, id_bytes);
  }
  text_.reserve(core_bytes_ + 2 * kOverlapBytes);
}

void LargeBlob::add(const Blob& part) {
  seen_bytes_ += part.bytes.size();
  if (hasher_) hasher_->update(part.bytes);
  for (std::string_view rest = part.bytes; !rest.empty() && matches_.size() < kMaxMatches;) {
    const uint64_t wanted = core_begin_ + core_bytes_ + kOverlapBytes - begin_ - text_.size();
    const std::string_view piece = rest.substr(0, wanted);
    text_ += piece;
    rest.remove_prefix(piece.size());
    if (piece.size() == wanted) scan_window(false);
  }
  if (part.part->last && matches_.size() < kMaxMatches) scan_window(true);
  truncated_ = truncated_ || matches_.size() >= kMaxMatches;
}

ObjectId LargeBlob::id() {
  if (!window_.id.empty()) return window_.id;
  return hasher_ && seen_bytes_ == whole_bytes_ ? hasher_->finish() : ObjectId();
}

void LargeBlob::scan_window(bool last) {
  const uint64_t core_end = last ? begin_ + text_.size() : core_begin_ + core_bytes_;
  window_.bytes = text_;
  found_.clear();
  truncated_ |= engine_.scan(window_, scratch_, found_, floor_).truncated;
  LineIndex lines(text_, at_);
  for (Match& match : found_) {
    const uint64_t begin = begin_ + match.secret.begin;
    if (begin < core_begin_ || begin >= core_end) continue;
    match.location = lines.locate(match.secret);
    for (Span* span : {&match.match, &match.secret})
      *span = {span->begin + begin_, span->end + begin_};
    matches_.push_back(std::move(match));
  }
  if (!last) next_window(core_end);
}

void LargeBlob::next_window(uint64_t core_end) {
  const uint64_t core_size = core_end - begin_;
  const size_t next = code_point_start(text_, core_size - std::min(core_size, kOverlapBytes));
  at_ = LineIndex(text_, at_).locate({next, next});
  text_.erase(0, next);
  begin_ += next;
  core_begin_ = core_end;
}

}  // namespace sluice
