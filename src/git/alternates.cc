#include "git/alternates.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "base/file_reader.h"
#include "git/object_store.h"
#include "git/paths.h"
#include "git/reason.h"

namespace sluice::git {
namespace {

constexpr unsigned kMaxDepth = 5;
constexpr size_t kMaxFolders = 64;
constexpr uint64_t kMaxAlternatesBytes = uint64_t{1} << 20;

// "a\"b\303\266" in C's notation, from its opening quote on; `rest` is what follows
// its closing one. nullopt: it has none.
std::optional<std::string> unquote(std::string_view text, std::string_view& rest) {
  std::string out;
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') {
      rest = text.substr(at + 1);
      return out;
    }
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    if (++at == text.size()) break;
    constexpr std::string_view kLetters = "abfnrtv\"\\", kMeant = "\a\b\f\n\r\t\v\"\\";
    if (const size_t letter = kLetters.find(text[at]); letter != kLetters.npos) {
      out += kMeant[letter];
      continue;
    }
    unsigned value = 0;
    size_t digits = 0;
    while (digits < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7') {
      value = value * 8 + static_cast<unsigned>(text[at] - '0');
      ++at, ++digits;
    }
    if (digits != 3) return std::nullopt;
    --at;
    out += static_cast<char>(value & 0xff);
  }
  return std::nullopt;
}

// The paths of a list; an empty one stands for what is no path.
std::vector<std::string> split(std::string_view rest, char separator) {
  std::vector<std::string> paths;
  while (!rest.empty()) {
    std::optional<std::string> path;
    if (rest[0] == '"') {
      path = unquote(rest, rest);
      if (!path) paths.emplace_back();
    }
    const size_t end = std::min(rest.find(separator), rest.size());
    if (!path && end > 0 && rest[0] != '"' && !(separator == '\n' && rest[0] == '#')) {
      path = std::string(rest.substr(0, end));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (path) paths.push_back(*std::move(path));
  }
  return paths;
}

std::string joined(const std::string& base, const std::string& path) {
  std::string normal = (std::filesystem::path(base) / path).lexically_normal().string();
  while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

class Finder {
 public:
  Finder(const AlternatePolicy& policy, const OnUnread& on_unread)
      : policy_(policy), on_unread_(on_unread) {}

  std::vector<std::string> run(const std::string& objects_dir) {
    std::string own = real_path(objects_dir);
    if (own.empty()) own = objects_dir;
    known_.insert(own);
    for (const std::string& path : policy_.given) add(path, "the environment", 0);
    read_list(own, 1);
    for (size_t i = 0; i < found_.size(); ++i) read_list(found_[i].path, found_[i].depth + 1);
    std::vector<std::string> paths;
    for (const Found& found : found_) paths.push_back(found.path);
    return paths;
  }

 private:
  struct Found {
    std::string path;
    unsigned depth = 0;
  };

  void read_list(const std::string& folder, unsigned depth) {
    const std::string list = folder + "/info/alternates";
    const Result<std::string> text = read_file(list, kMaxAlternatesBytes);
    if (!text) {
      if (text.error().kind != ErrorKind::kNotFound) {
        on_unread_({reason_of(text.error()), "the list of alternate object folders", list});
      }
      return;
    }
    for (const std::string& path : split(*text, '\n')) {
      if (path.empty() || path.size() >= PATH_MAX || path.find('\0') != path.npos) {
        on_unread_({Reason::kCorrupt, "a line that is no path", list});
        continue;
      }
      // Nothing outside is looked at before that is allowed.
      const std::string target = joined(folder, path);
      const bool allowed = policy_.follow_all || is_within(target, policy_.inside);
      if (!allowed || !add(target, list, depth)) {
        on_unread_({Reason::kAlternateOutside,
                    "objects are borrowed from outside the target; give --follow-alternates to "
                    "read them",
                    target});
      }
    }
  }

  // False: it leads outside what may be followed.
  bool add(const std::string& path, const std::string& named_by, unsigned depth) {
    const std::string real = real_path(path);
    if (real.empty() || !is_folder(real)) {
      on_unread_(
          {Reason::kMissing, "an alternate object folder that " + named_by + " names", path});
      return true;
    }
    if (depth > 0 && !policy_.follow_all && !is_within(real, policy_.inside)) return false;
    if (known_.contains(real)) return true;
    if (depth > kMaxDepth || found_.size() >= kMaxFolders) {
      on_unread_({Reason::kLimit, "alternates nested too deep, or too many of them", path});
      return true;
    }
    known_.insert(real);
    found_.push_back({real, depth});
    return true;
  }

  const AlternatePolicy& policy_;
  const OnUnread& on_unread_;
  std::set<std::string> known_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<std::string> find_alternates(const std::string& objects_dir,
                                         const AlternatePolicy& policy, const OnUnread& on_unread) {
  return Finder(policy, on_unread).run(objects_dir);
}

std::vector<std::string> split_alternates(std::string_view variable, const std::string& folder) {
  std::vector<std::string> paths;
  for (const std::string& path : split(variable, ':')) {
    if (!path.empty()) paths.push_back(joined(folder, path));
  }
  return paths;
}

}  // namespace sluice::git
