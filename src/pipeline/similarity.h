// How much of one file's content another one keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// The bytes of the lines of `before` that `after` has as well, each line of
// `after` answering for one: at most before.size().
uint64_t kept_bytes(std::string_view before, std::string_view after);

// Of those that may have been renamed to a new file.
inline constexpr size_t kMaxRenameSources = 10'000;

inline std::string_view name_in_folder(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// At least half of `before` is kept: what counts as a rename.
bool keeps_half(std::string_view before, std::string_view after);

}  // namespace sluice
