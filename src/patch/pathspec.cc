#include "patch/pathspec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/escape.h"

namespace sluice::patch {
namespace {

char folded(char c, bool fold) {
  return fold && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_of_class(std::string_view name, char c) {
  using Test = int (*)(int);
  struct Class {
    std::string_view name;
    Test test;
  };
  static constexpr std::array<Class, 12> kClasses = {{{"alnum", std::isalnum},
                                                      {"alpha", std::isalpha},
                                                      {"blank", std::isblank},
                                                      {"cntrl", std::iscntrl},
                                                      {"digit", std::isdigit},
                                                      {"graph", std::isgraph},
                                                      {"lower", std::islower},
                                                      {"print", std::isprint},
                                                      {"punct", std::ispunct},
                                                      {"space", std::isspace},
                                                      {"upper", std::isupper},
                                                      {"xdigit", std::isxdigit}}};
  for (const Class& each : kClasses) {
    if (each.name == name) return each.test(static_cast<unsigned char>(c)) != 0;
  }
  return false;
}

// One [set] at the start of `pattern`, which it is taken off. False: it is not closed.
bool take_set(std::string_view& pattern, char c, bool fold, bool& matched) {
  std::string_view rest = pattern.substr(1);
  const bool negated = !rest.empty() && (rest[0] == '!' || rest[0] == '^');
  if (negated) rest.remove_prefix(1);
  matched = false;
  for (bool first = true; !rest.empty() && (first || rest[0] != ']'); first = false) {
    if (rest.starts_with("[:")) {
      const size_t end = rest.find(":]");
      if (end != rest.npos) {
        matched |= is_of_class(rest.substr(2, end - 2), c);
        rest.remove_prefix(end + 2);
        continue;
      }
    }
    const auto take = [&] {
      if (rest[0] == '\\' && rest.size() > 1) rest.remove_prefix(1);
      const char taken = folded(rest[0], fold);
      rest.remove_prefix(1);
      return taken;
    };
    const char low = take();
    char high = low;
    if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
      rest.remove_prefix(1);
      high = take();
    }
    const auto value = static_cast<unsigned char>(folded(c, fold));
    matched |=
        static_cast<unsigned char>(low) <= value && value <= static_cast<unsigned char>(high);
  }
  if (rest.empty()) return false;
  pattern = rest.substr(1);
  matched ^= negated;
  return true;
}

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view text, bool path, bool fold)
      : pattern_(pattern),
        text_(text),
        path_(path),
        fold_(fold),
        failed_((pattern.size() + 1) * (text.size() + 1)) {}

  bool match(size_t p, size_t t) {
    if (failed_[p * (text_.size() + 1) + t]) return false;
    if (attempt(p, t)) return true;
    failed_[p * (text_.size() + 1) + t] = true;
    return false;
  }

 private:
  bool attempt(size_t p, size_t t) {
    for (; p < pattern_.size(); ++p, ++t) {
      const char c = pattern_[p];
      if (c == '*') return match_star(p, t);
      if (t == text_.size()) return false;
      if (c == '[') {
        std::string_view rest = pattern_.substr(p);
        bool matched = false;
        if (take_set(rest, text_[t], fold_, matched)) {
          if (!matched || (path_ && text_[t] == '/')) return false;
          p = pattern_.size() - rest.size() - 1;
          continue;
        }
        return false;
      }
      if (c == '?') {
        if (path_ && text_[t] == '/') return false;
        continue;
      }
      if (c == '\\' && p + 1 < pattern_.size()) ++p;
      if (folded(pattern_[p], fold_) != folded(text_[t], fold_)) return false;
    }
    return t == text_.size();
  }

  bool match_star(size_t p, size_t t) {
    if (failed_[p * (text_.size() + 1) + t]) return false;
    size_t end = p;
    while (end < pattern_.size() && pattern_[end] == '*') ++end;
    const bool folders = path_ && end - p == 2 && (p == 0 || pattern_[p - 1] == '/') &&
                         (end == pattern_.size() || pattern_[end] == '/');
    if (folders && end < pattern_.size() && match(end + 1, t)) return true;  // no folder, too
    for (;; ++t) {
      if (match(end, t)) return true;
      // What fails from here on fails for a star that is met further on, too.
      if (!folders) failed_[p * (text_.size() + 1) + t] = true;
      if (t == text_.size() || (path_ && !folders && text_[t] == '/')) return false;
    }
  }

  std::string_view pattern_, text_;
  const bool path_, fold_;
  std::vector<bool> failed_;
};

// `prefix` + `path` without "." and ".."; nullopt: it leaves the repository.
std::optional<std::string> normalized(std::string_view prefix, std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::string_view text : {prefix, path}) {
    while (!text.empty()) {
      const size_t slash = std::min(text.find('/'), text.size());
      const std::string_view part = text.substr(0, slash);
      text.remove_prefix(std::min(slash + 1, text.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  }
  std::string whole;
  for (const std::string_view part : parts) {
    if (!whole.empty()) whole += '/';
    whole += part;
  }
  if (!whole.empty() && path.ends_with('/')) whole += '/';
  return whole;
}

Error bad_pathspec(std::string_view text, std::string_view what) {
  return {ErrorKind::kUsage, "pathspec '" + escape_for_terminal(text) + "': " + std::string(what)};
}

}  // namespace

bool wild_match(std::string_view pattern, std::string_view text, bool path, bool fold_case) {
  return Matcher(pattern, text, path, fold_case).match(0, 0);
}

Result<Pathspec::Item> Pathspec::parse_item(std::string_view text, std::string_view prefix) {
  Item item;
  bool top = false, literal = false;
  std::string_view rest = text;
  if (rest.starts_with(":(")) {
    const size_t end = rest.find(')');
    if (end == rest.npos) return bad_pathspec(text, "its magic is not closed with ')'");
    std::string_view words = rest.substr(2, end - 2);
    rest.remove_prefix(end + 1);
    while (!words.empty()) {
      const size_t comma = std::min(words.find(','), words.size());
      const std::string_view word = words.substr(0, comma);
      words.remove_prefix(std::min(comma + 1, words.size()));
      if (word == "top") {
        top = true;
      } else if (word == "exclude") {
        item.exclude = true;
      } else if (word == "icase") {
        item.fold_case = true;
      } else if (word == "literal") {
        literal = true;
      } else if (word == "glob") {
        item.path_glob = true;
      } else if (!word.empty()) {
        return bad_pathspec(text,
                            "top, exclude, icase, literal and glob are the magic that is read");
      }
    }
  } else if (rest.starts_with(':')) {
    rest.remove_prefix(1);
    for (; !rest.empty() && (rest[0] == '/' || rest[0] == '!' || rest[0] == '^');
         rest.remove_prefix(1)) {
      (rest[0] == '/' ? top : item.exclude) = true;
    }
    if (rest.starts_with(':')) rest.remove_prefix(1);
  }
  std::optional<std::string> path = normalized(top ? std::string_view() : prefix, rest);
  if (!path) return bad_pathspec(text, "is outside the repository");
  item.pattern = *std::move(path);
  item.literal = literal ? item.pattern.size()
                         : std::min(item.pattern.find_first_of("*?[\\"), item.pattern.size());
  return item;
}

Result<Pathspec> Pathspec::parse(const std::vector<std::string>& elements,
                                 std::string_view prefix) {
  Pathspec spec;
  for (const std::string& element : elements) {
    Result<Item> item = parse_item(element, prefix);
    if (!item) return std::move(item).error();
    spec.items_.push_back(*std::move(item));
  }
  const bool only_excludes =
      !spec.items_.empty() && std::all_of(spec.items_.begin(), spec.items_.end(),
                                          [](const Item& item) { return item.exclude; });
  if (only_excludes) spec.items_.insert(spec.items_.begin(), Item{});
  return spec;
}

bool Pathspec::Item::matches(std::string_view path) const {
  const auto equal = [&](std::string_view one, std::string_view two) {
    return one.size() == two.size() &&
           std::equal(one.begin(), one.end(), two.begin(),
                      [&](char a, char b) { return folded(a, fold_case) == folded(b, fold_case); });
  };
  const std::string_view whole = pattern;
  if (whole.empty()) return true;
  if (path.size() >= whole.size() && equal(path.substr(0, whole.size()), whole)) {
    if (path.size() == whole.size() || whole.back() == '/' || path[whole.size()] == '/')
      return true;
  }
  return literal < whole.size() && wild_match(whole, path, path_glob, fold_case);
}

bool Pathspec::matches(std::string_view path) const {
  if (items_.empty()) return true;
  const bool included = std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
    return !item.exclude && item.matches(path);
  });
  if (!included) return false;
  return std::none_of(items_.begin(), items_.end(),
                      [&](const Item& item) { return item.exclude && item.matches(path); });
}

bool Pathspec::may_match_below(std::string_view folder) const {
  return items_.empty() || std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
           if (item.exclude) return false;
           if (item.fold_case) return true;
           const std::string_view fixed = std::string_view(item.pattern).substr(0, item.literal);
           const size_t common = std::min(fixed.size(), folder.size());
           return fixed.substr(0, common) == folder.substr(0, common);
         });
}

}  // namespace sluice::patch
