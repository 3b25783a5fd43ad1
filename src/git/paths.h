// Paths on disk, as repositories name one another by them.
#pragma once

#include <string>
#include <string_view>

namespace sluice::git {

// Symlinks and dots resolved; empty where the path does not exist.
std::string real_path(const std::string& path);
// A symlink to one, too.
bool is_folder(const std::string& path);
// Whether `path` is `folder` or below it; both absolute and normal. Nothing is within "".
bool is_within(std::string_view path, std::string_view folder);

}  // namespace sluice::git
