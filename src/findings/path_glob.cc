// A set-of-states simulation: states[i] holds when steps_[0, i) have matched the
// path so far. No input makes it backtrack.
#include "findings/path_glob.h"

namespace sluice {

Result<PathGlob> PathGlob::compile(std::string_view pattern) {
  const auto refuse = [](std::string why) { return Error{ErrorKind::kUsage, std::move(why)}; };
  if (pattern.size() > kMaxBytes) {
    return refuse("the pattern is longer than " + std::to_string(kMaxBytes) + " bytes");
  }
  if (pattern.starts_with('!')) return refuse("'!' is not supported; write \\! for the character");
  PathGlob glob;
  if (pattern.size() > 1 && pattern.ends_with('/') && !pattern.ends_with("\\/")) {
    glob.folder_only_ = true;
    pattern.remove_suffix(1);
  }
  const bool anchored = pattern.find('/') != pattern.npos;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.empty()) return refuse("the pattern is empty");
  const auto add = [&](Kind kind, char literal = 0) { glob.steps_.push_back({kind, literal}); };
  const auto add_folders = [&] {
    add(Kind::kFolders);
    add(Kind::kInFolder);
  };
  if (!anchored) add_folders();
  for (size_t at = 0; at < pattern.size(); ++at) {
    const bool name_starts = at == 0 || pattern[at - 1] == '/';
    const std::string_view rest = pattern.substr(at);
    if (name_starts && rest.starts_with("**/")) {
      add_folders();
      at += 2;
    } else if (name_starts && rest == "**") {
      add(Kind::kEverything);
      ++at;
    } else if (rest[0] == '*') {
      add(Kind::kManyInName);
    } else if (rest[0] == '?') {
      add(Kind::kAnyInName);
    } else if (rest[0] == '\\') {
      if (rest.size() == 1) return refuse("the pattern ends in a lone backslash");
      add(Kind::kLiteral, pattern[++at]);
    } else {
      add(Kind::kLiteral, rest[0]);
    }
  }
  return glob;
}

// kFolders may match nothing (skipping its kInFolder), kManyInName likewise.
void PathGlob::add_free_steps(std::vector<bool>& states) const {
  for (size_t i = 0; i < steps_.size(); ++i) {
    if (!states[i]) continue;
    if (steps_[i].kind == Kind::kFolders) states[i + 2] = true;
    if (steps_[i].kind == Kind::kManyInName) states[i + 1] = true;
  }
}

bool PathGlob::matches(std::string_view path) const {
  const size_t accept = steps_.size();
  std::vector<bool> states(accept + 1), next(accept + 1);
  states[0] = true;
  add_free_steps(states);
  for (const char c : path) {
    if (states[accept] && c == '/') return true;  // a folder above it
    next.assign(accept + 1, false);
    for (size_t i = 0; i < accept; ++i) {
      if (!states[i]) continue;
      switch (steps_[i].kind) {
        case Kind::kLiteral: next[i + 1] = next[i + 1] || c == steps_[i].literal; break;
        case Kind::kAnyInName: next[i + 1] = next[i + 1] || c != '/'; break;
        case Kind::kManyInName: next[i] = next[i] || c != '/'; break;
        case Kind::kFolders: next[i + 1] = next[i + 1] || c != '/'; break;
        case Kind::kInFolder: next[c == '/' ? i - 1 : i] = true; break;
        case Kind::kEverything: next[i] = next[i + 1] = true; break;
      }
    }
    add_free_steps(next);
    states.swap(next);
  }
  return states[accept] && !folder_only_;
}

}  // namespace sluice
