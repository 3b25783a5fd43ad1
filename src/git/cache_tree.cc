// One node, the nodes of its subfolders right behind it:
//   name '\0' entry_count ' ' subtree_count '\n' [raw id, where entry_count >= 0]
#include "git/cache_tree.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "git/big_endian.h"
#include "git/index.h"

namespace sluice::git {
namespace {

// git keeps the counts in an int; what does not fit would mean another number there.
constexpr size_t kMaxDigits = 9;

Error corrupt_cache_tree() { return {ErrorKind::kCorrupt, "index: its cache tree is damaged"}; }

// Takes a decimal number and the byte `after` it off `rest`. Only as git prints it.
std::optional<int32_t> take_count(std::string_view& rest, char after) {
  const size_t end = rest.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (digits == "-1") return -1;
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  if (digits[0] == '0' && digits.size() > 1) return std::nullopt;
  int32_t value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || stop != digits.data() + digits.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

// The offset behind the entry at `at`; nullopt: it has no end.
std::optional<size_t> skip_entry(std::string_view index, size_t at, uint8_t id_bytes,
                                 uint32_t version) {
  const size_t flags_at = at + kIndexStatBytes + id_bytes;
  if (index.size() < 4 || flags_at > index.size() - 4) return std::nullopt;
  const bool extended = (read_be32(index, flags_at) >> 16 & kIndexFlagExtended) != 0;
  size_t path = flags_at + (extended ? 4 : 2);
  if (version == 4) {
    while (path < index.size() && (index[path] & 0x80) != 0) ++path;
    ++path;
  }
  const size_t nul = index.find('\0', path);
  if (nul == std::string_view::npos) return std::nullopt;
  return version == 4 ? nul + 1 : at + ((nul - at) / 8 + 1) * 8;
}

}  // namespace

std::string_view find_index_extension(std::string_view index, uint8_t id_bytes,
                                      std::string_view signature) {
  if (index.size() < kIndexHeaderBytes + id_bytes || !index.starts_with("DIRC")) return {};
  index.remove_suffix(id_bytes);
  const uint32_t version = read_be32(index, 4);
  size_t at = kIndexHeaderBytes;
  for (uint32_t left = read_be32(index, 8); left > 0; --left) {
    const std::optional<size_t> next = skip_entry(index, at, id_bytes, version);
    if (!next) return {};
    at = *next;
  }
  std::string_view found;
  while (at < index.size() && index.size() - at >= 8) {
    const uint32_t size = read_be32(index, at + 4);
    if (size > index.size() - at - 8) return {};
    if (index.substr(at, 4) == signature) found = index.substr(at + 8, size);
    at += 8 + size;
  }
  return found;
}

Result<CacheTree> CacheTree::parse(std::string_view data, uint8_t id_bytes) {
  CacheTree tree;
  struct Open {
    uint32_t node;
    int32_t subtrees_left;
  };
  std::vector<Open> open;
  while (!data.empty() || !open.empty()) {
    if (!open.empty() && open.back().subtrees_left == 0) {
      tree.nodes_[open.back().node].end = static_cast<uint32_t>(tree.nodes_.size());
      open.pop_back();
      if (open.empty() && !data.empty()) return corrupt_cache_tree();
      continue;
    }
    Node node;
    const size_t nul = data.find('\0');
    if (nul == std::string_view::npos) return corrupt_cache_tree();
    node.name = data.substr(0, nul);
    data.remove_prefix(nul + 1);
    if (node.name.empty() != open.empty())
      return corrupt_cache_tree();  // only the root has no name
    const std::optional<int32_t> entries = take_count(data, ' ');
    const std::optional<int32_t> subtrees = take_count(data, '\n');
    if (!entries || !subtrees || *subtrees < 0) return corrupt_cache_tree();
    if (*entries >= 0) {
      if (data.size() < id_bytes) return corrupt_cache_tree();
      node.id = data.substr(0, id_bytes);
      data.remove_prefix(id_bytes);
    }
    if (!open.empty()) --open.back().subtrees_left;
    open.push_back({static_cast<uint32_t>(tree.nodes_.size()), *subtrees});
    tree.nodes_.push_back(node);
  }
  return tree;
}

}  // namespace sluice::git
