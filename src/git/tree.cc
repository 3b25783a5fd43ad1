#include "git/tree.h"

#include <cstring>

namespace sluice::git {
namespace {

// git writes five or six digits; one more for the zero that some old tools put first.
constexpr size_t kMaxModeDigits = 7;

}  // namespace

bool TreeIterator::next(TreeEntry& entry) {
  uint32_t mode = 0;
  size_t at = 0;
  for (; at < rest_.size() && rest_[at] != ' '; ++at) {
    if (rest_[at] < '0' || rest_[at] > '7' || at == kMaxModeDigits) return false;
    mode = mode << 3 | static_cast<uint32_t>(rest_[at] - '0');
  }
  if (at == 0 || at == rest_.size()) return false;
  const char* const name = rest_.data() + at + 1;
  const size_t left = rest_.size() - at - 1;
  const void* const nul = std::memchr(name, '\0', left);
  if (nul == nullptr) return false;
  const size_t length = static_cast<size_t>(static_cast<const char*>(nul) - name);
  if (left - length - 1 < id_bytes_) return false;
  entry = {mode, {name, length}, {name + length + 1, id_bytes_}};
  rest_.remove_prefix(at + 1 + length + 1 + id_bytes_);
  return true;
}

}  // namespace sluice::git
