#include "git/index.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/escape.h"
#include "base/file_reader.h"
#include "git/big_endian.h"
#include "git/checksum.h"

namespace sluice::git {
namespace {

constexpr uint64_t kMaxIndexBytes = uint64_t{1} << 30;
constexpr size_t kModeOffset = 24;

constexpr unsigned kFlagSkipWorktree = 0x4000;  // in the second flag word
constexpr unsigned kFlagIntentToAdd = 0x2000;

// Bytes of all paths together, a byte of the file. An entry takes at least 62
// bytes, so this allows a kilobyte a path; version 4 could otherwise expand a
// file to its square.
constexpr uint64_t kMaxExpansion = 16;

Error corrupt_index(std::string what) { return {ErrorKind::kCorrupt, "index: " + std::move(what)}; }

unsigned read_u16(std::string_view bytes, size_t at) {
  return static_cast<unsigned>(static_cast<uint8_t>(bytes[at])) << 8 |
         static_cast<uint8_t>(bytes[at + 1]);
}

class IndexParser {
 public:
  // `body` is the file without its checksum.
  IndexParser(std::string_view body, uint8_t id_bytes) : body_(body), id_bytes_(id_bytes) {}

  Result<std::vector<IndexEntry>> parse() {
    if (body_.size() < kIndexHeaderBytes || body_.substr(0, 4) != "DIRC") {
      return corrupt_index("no DIRC header");
    }
    version_ = read_be32(body_, 4);
    if (version_ < 2 || version_ > 4) {
      return Error{ErrorKind::kUnsupported,
                   "index version " + std::to_string(version_) + " is not read by this version"};
    }
    const uint32_t count = read_be32(body_, 8);
    if (count > body_.size() / (kIndexStatBytes + id_bytes_))
      return corrupt_index("more entries than bytes");
    entries_.reserve(count);
    at_ = kIndexHeaderBytes;
    for (uint32_t i = 0; i < count; ++i) {
      if (Result<void> read = entry(); !read) return read.error();
    }
    if (Result<void> read = extensions(); !read) return read.error();
    // Only now: in a split index, which its extension names, paths may be empty.
    if (!sound_) return corrupt_index("a path is empty or not ascending");
    return std::move(entries_);
  }

 private:
  size_t left() const { return body_.size() - at_; }

  Result<void> entry() {
    const size_t begin = at_;
    if (left() < kIndexStatBytes + id_bytes_ + 2) return corrupt_index("truncated entry");
    IndexEntry entry;
    entry.mode = read_be32(body_, at_ + kModeOffset);
    entry.id = ObjectId::from_raw(body_.substr(at_ + kIndexStatBytes, id_bytes_));
    const unsigned flags = read_u16(body_, at_ + kIndexStatBytes + id_bytes_);
    at_ += kIndexStatBytes + id_bytes_ + 2;
    entry.stage = static_cast<uint8_t>(flags >> 12 & 3);
    if (flags & kIndexFlagExtended) {
      if (version_ < 3) return corrupt_index("extended flags in version 2");
      if (left() < 2) return corrupt_index("truncated entry");
      const unsigned more = read_u16(body_, at_);
      at_ += 2;
      entry.skip_worktree = (more & kFlagSkipWorktree) != 0;
      entry.intent_to_add = (more & kFlagIntentToAdd) != 0;
    }
    if (Result<void> read = version_ == 4 ? compressed_path(entry) : plain_path(entry, begin);
        !read) {
      return read;
    }
    path_bytes_ += entry.path.size();
    if (path_bytes_ > body_.size() * kMaxExpansion) {
      return Error{ErrorKind::kLimit, "index: its paths expand beyond the limit"};
    }
    const IndexEntry* last = entries_.empty() ? nullptr : &entries_.back();
    const bool ascending =
        last == nullptr || std::tie(last->path, last->stage) < std::tie(entry.path, entry.stage);
    sound_ = sound_ && ascending && !entry.path.empty();
    entries_.push_back(std::move(entry));
    return {};
  }

  // The bytes up to the next NUL; `at_` then stands on that NUL.
  Result<std::string_view> name() {
    const size_t end = body_.find('\0', at_);
    if (end == std::string_view::npos) return corrupt_index("path without an end");
    const std::string_view text = body_.substr(at_, end - at_);
    at_ = end;
    return text;
  }

  // Versions 2 and 3: 1 to 8 NULs make the entry a multiple of 8 bytes long.
  Result<void> plain_path(IndexEntry& entry, size_t begin) {
    const Result<std::string_view> text = name();
    if (!text) return text.error();
    entry.path = *text;
    const size_t padded = ((at_ - begin) / 8 + 1) * 8;
    if (padded > body_.size() - begin) return corrupt_index("truncated entry");
    at_ = begin + padded;
    return {};
  }

  // Version 4: how many bytes to drop from the path before, then what follows.
  Result<void> compressed_path(IndexEntry& entry) {
    if (left() == 0) return corrupt_index("truncated entry");
    auto byte = static_cast<uint8_t>(body_[at_++]);
    uint64_t drop = byte & 0x7f;
    while (byte & 0x80) {
      if (left() == 0 || drop > body_.size() * kMaxExpansion)
        return corrupt_index("bad path prefix");
      byte = static_cast<uint8_t>(body_[at_++]);
      drop = ((drop + 1) << 7) | (byte & 0x7f);
    }
    const std::string_view last = entries_.empty() ? "" : std::string_view(entries_.back().path);
    if (drop > last.size()) return corrupt_index("bad path prefix");
    const Result<std::string_view> text = name();
    if (!text) return text.error();
    ++at_;
    entry.path.reserve(last.size() - drop + text->size());
    entry.path.append(last, 0, last.size() - drop).append(*text);
    return {};
  }

  // A signature that starts with a capital may be skipped by who does not know it.
  Result<void> extensions() {
    while (left() > 0) {
      if (left() < 8) return corrupt_index("truncated extension");
      const std::string_view signature = body_.substr(at_, 4);
      const uint32_t size = read_be32(body_, at_ + 4);
      at_ += 8;
      if (size > left()) return corrupt_index("truncated extension");
      if (signature[0] < 'A' || signature[0] > 'Z') {
        std::string name = escape_for_terminal(signature);
        if (signature == "link") name += " (split index)";
        if (signature == "sdir") name += " (sparse index)";
        return Error{ErrorKind::kUnsupported,
                     "index extension " + name + " is not read by this version"};
      }
      at_ += size;
    }
    return {};
  }

  std::string_view body_;
  size_t at_ = 0;
  uint8_t id_bytes_;
  uint32_t version_ = 0;
  uint64_t path_bytes_ = 0;
  bool sound_ = true;  // paths are ascending and none is empty
  std::vector<IndexEntry> entries_;
};

}  // namespace

Result<std::vector<IndexEntry>> parse_index(std::string_view bytes, uint8_t id_bytes) {
  if (bytes.size() < kIndexHeaderBytes + id_bytes) return corrupt_index("too short");
  const std::string_view body = bytes.substr(0, bytes.size() - id_bytes);
  // The format first: what a newer git wrote should be named, not called damaged.
  Result<std::vector<IndexEntry>> entries = IndexParser(body, id_bytes).parse();
  const bool skips_checksum = bytes.substr(body.size()).find_first_not_of('\0') == bytes.npos;
  if (entries && !skips_checksum && !trailing_checksum_holds(bytes, id_bytes)) {
    return corrupt_index("its checksum does not match");
  }
  return entries;
}

Result<std::vector<IndexEntry>> read_index(const std::string& index_path, uint8_t id_bytes) {
  const Result<std::string> bytes = read_file(index_path, kMaxIndexBytes);
  if (!bytes) return bytes.error();
  Result<std::vector<IndexEntry>> entries = parse_index(*bytes, id_bytes);
  if (!entries) {
    return Error{entries.error().kind,
                 escape_for_terminal(index_path) + ": " + entries.error().message};
  }
  return entries;
}

}  // namespace sluice::git
