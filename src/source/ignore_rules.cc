// A pattern is compiled to a literal where it has no wildcard, to a suffix where
// it is "*" and a literal (the two forms that make up most files), else to a
// literal prefix and a Glob. A Glob is matched with one level of backtracking
// for "*" and one for "**": a later star makes the choices of an earlier one
// irrelevant, so a match costs at most a few times |pattern| * |path| where
// git's recursive matcher can take exponential time.
#include "source/ignore_rules.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {
namespace {

constexpr size_t kNone = std::string_view::npos;
using ByteSet = std::bitset<256>;

uint8_t to_byte(char c) { return static_cast<uint8_t>(c); }
bool is_glob_special(char c) { return c == '*' || c == '?' || c == '[' || c == '\\'; }

size_t literal_length(std::string_view pattern) {
  return static_cast<size_t>(std::find_if(pattern.begin(), pattern.end(), is_glob_special) -
                             pattern.begin());
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// git's own character classes: ASCII only, and \v and \f are no space.
bool in_posix_class(std::string_view name, int c, bool& known) {
  const bool upper_case = c >= 'A' && c <= 'Z', lower_case = c >= 'a' && c <= 'z';
  const bool digit = c >= '0' && c <= '9', alpha = upper_case || lower_case;
  const bool print = c >= 0x20 && c <= 0x7e;
  if (name == "alnum") return alpha || digit;
  if (name == "alpha") return alpha;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < 0x20 || c == 0x7f;
  if (name == "digit") return digit;
  if (name == "graph") return print && c != ' ';
  if (name == "lower") return lower_case;
  if (name == "print") return print;
  if (name == "punct") return print && c != ' ' && !alpha && !digit;
  if (name == "space") return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  if (name == "upper") return upper_case;
  if (name == "xdigit") return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  known = false;
  return false;
}

// A wildcard pattern, matched against a path below its folder or a bare name.
class Glob {
 public:
  // nullopt: malformed, so that it matches nothing.
  static std::optional<Glob> compile(std::string_view pattern) {
    Glob glob;
    for (size_t at = 0; at < pattern.size();) {
      const char c = pattern[at];
      if (c == '*') {
        at = glob.add_stars(pattern, at);
      } else if (c == '?') {
        glob.tokens_.push_back({Op::kAnyByte, 0, 0});
        ++at;
      } else if (c == '[') {
        const size_t end = glob.add_class(pattern, at + 1);
        if (end == kNone) return std::nullopt;
        at = end;
      } else {
        if (c == '\\' && ++at == pattern.size()) return std::nullopt;
        glob.tokens_.push_back({Op::kByte, to_byte(pattern[at++]), 0});
      }
    }
    return glob;
  }

  bool matches(std::string_view text) const {
    size_t p = 0, t = 0;
    size_t star_p = kNone, star_t = 0;  // resume points of the last "*"
    size_t deep_p = kNone, deep_t = 0;  // and of the last "**"
    bool deep_folders = false;
    for (;;) {
      if (p == tokens_.size()) {
        if (t == text.size()) return true;
      } else {
        const Token& token = tokens_[p];
        if (token.op == Op::kStar) {
          star_p = ++p;
          star_t = t;
          continue;
        }
        if (token.op == Op::kAnything || token.op == Op::kFolders) {
          deep_folders = token.op == Op::kFolders;
          deep_p = ++p;
          deep_t = t;
          star_p = kNone;
          if (!deep_folders && p == tokens_.size()) return true;
          continue;
        }
        if (t < text.size() && takes(token, to_byte(text[t]))) {
          ++p;
          ++t;
          continue;
        }
      }
      if (star_p != kNone && star_t < text.size() && text[star_t] != '/') {
        t = ++star_t;
        p = star_p;
        continue;
      }
      if (deep_p == kNone) return false;
      if (deep_folders) {
        const size_t slash = text.find('/', deep_t);
        if (slash == kNone) return false;
        deep_t = slash + 1;
      } else if (deep_t++ == text.size()) {
        return false;
      }
      t = deep_t;
      p = deep_p;
      star_p = kNone;
    }
  }

 private:
  enum class Op : uint8_t {
    kByte,
    kAnyByte,   // "?": but '/'
    kSet,       // "[…]"
    kStar,      // any bytes but '/'
    kFolders,   // "**/": nothing, or anything that ends in '/'
    kAnything,  // "**" at the end, or before an escaped slash
  };
  struct Token {
    Op op;
    uint8_t byte;  // kByte
    uint32_t set;  // kSet: index into sets_
  };

  bool takes(const Token& token, uint8_t byte) const {
    if (token.op == Op::kByte) return byte == token.byte;
    if (token.op == Op::kAnyByte) return byte != '/';
    return sets_[token.set][byte];
  }

  // Two or more stars between slashes cross folders; elsewhere they are one.
  size_t add_stars(std::string_view pattern, size_t at) {
    const size_t begin = at;
    at = std::min(pattern.find_first_not_of('*', at), pattern.size());
    const std::string_view rest = pattern.substr(at);
    const bool between_slashes = (begin == 0 || pattern[begin - 1] == '/') &&
                                 (rest.empty() || rest[0] == '/' || starts_with(rest, "\\/"));
    if (at - begin == 1 || !between_slashes) {
      tokens_.push_back({Op::kStar, 0, 0});
      return at;
    }
    const bool folders = starts_with(rest, "/");
    tokens_.push_back({folders ? Op::kFolders : Op::kAnything, 0, 0});
    return folders ? at + 1 : at;
  }

  // `at` is past the '['. Returns what is past the ']'; kNone: malformed. Goes
  // step by step as wildmatch.c does, so that odd forms mean the same.
  size_t add_class(std::string_view pattern, size_t at) {
    const auto peek = [&](size_t i) { return i < pattern.size() ? to_byte(pattern[i]) : 0; };
    const bool negated = peek(at) == '!' || peek(at) == '^';
    if (negated) ++at;
    ByteSet set;
    uint8_t before = 0;  // a range may start here; 0: it may not
    do {
      uint8_t c = static_cast<uint8_t>(peek(at));
      if (c == 0) return kNone;
      if (c == '\\') {
        c = static_cast<uint8_t>(peek(++at));
        if (c == 0) return kNone;
        set.set(c);
      } else if (c == '-' && before != 0 && peek(at + 1) != 0 && peek(at + 1) != ']') {
        c = static_cast<uint8_t>(peek(++at));
        if (c == '\\') c = static_cast<uint8_t>(peek(++at));
        if (c == 0) return kNone;
        for (unsigned i = before; i <= c; ++i) set.set(i);
        c = 0;
      } else if (c == '[' && peek(at + 1) == ':') {
        const size_t name = at + 2, end = pattern.find(']', name);
        if (end == kNone) return kNone;
        if (end == name || pattern[end - 1] != ':') {
          set.set('[');
        } else {
          bool known = true;
          for (int i = 0; i < 256; ++i) {
            if (in_posix_class(pattern.substr(name, end - 1 - name), i, known)) {
              set.set(static_cast<size_t>(i));
            }
          }
          if (!known) return kNone;
          at = end;
          c = 0;
        }
      } else {
        set.set(c);
      }
      before = c;
    } while (peek(++at) != ']');
    if (negated) set.flip();
    set.reset('/');
    tokens_.push_back({Op::kSet, 0, static_cast<uint32_t>(sets_.size())});
    sets_.push_back(set);
    return at + 1;
  }

  std::vector<Token> tokens_;
  std::vector<ByteSet> sets_;
};

struct Pattern {
  bool negated = false;
  bool folder_only = false;
  bool name_only = false;  // no slash in it: tested on the last component
  bool any_start = false;  // "*literal"
  std::string literal;     // what follows the star, or what comes before `glob`
  std::optional<Glob> glob;

  // `name` is the last component of `path`, which is from the pattern's folder.
  bool matches(std::string_view path, std::string_view name, bool is_folder) const {
    if (folder_only && !is_folder) return false;
    const std::string_view text = name_only ? name : path;
    if (any_start) {
      return text.size() >= literal.size() && text.substr(text.size() - literal.size()) == literal;
    }
    if (!glob) return text == literal;
    return starts_with(text, literal) && glob->matches(text.substr(literal.size()));
  }
};

// `line` is one line without its newline. nullopt: a comment, blank, or a pattern
// that can match nothing.
std::optional<Pattern> parse_line(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  line = line.substr(0, line.find('\0'));
  if (line.empty() || line[0] == '#') return std::nullopt;
  // Trailing spaces go, but for one that a backslash keeps.
  size_t kept = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool escaped = line[i] == '\\';
    if (escaped) ++i;
    if (escaped || line[i] != ' ') kept = i + 1;
  }
  line = line.substr(0, kept);

  Pattern pattern;
  if (starts_with(line, "!")) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (!line.empty() && line.back() == '/') {
    pattern.folder_only = true;
    line.remove_suffix(1);
  }
  pattern.name_only = line.find('/') == kNone;
  if (starts_with(line, "/")) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;

  const size_t literal = literal_length(line);
  if (literal == line.size()) {
    pattern.literal = line;
  } else if (pattern.name_only && line[0] == '*' &&
             literal_length(line.substr(1)) == line.size() - 1) {
    pattern.any_start = true;
    pattern.literal = line.substr(1);
  } else {
    pattern.literal = line.substr(0, literal);
    pattern.glob = Glob::compile(line.substr(literal));
    if (!pattern.glob) return std::nullopt;
  }
  return pattern;
}

}  // namespace

struct IgnoreRules::List {
  std::shared_ptr<const List> above;
  size_t base_size = 0;
  // From here to the root's list, itself included.
  size_t files = 1, text_bytes = 0, pattern_count = 0;
  std::vector<Pattern> patterns;
};

IgnoreRules IgnoreRules::with(std::string_view text, std::string_view base,
                              bool* over_limit) const {
  auto list = std::make_shared<List>();
  list->above = top_;
  list->base_size = base.size();
  if (top_) {
    list->files = top_->files + 1;
    list->text_bytes = top_->text_bytes;
    list->pattern_count = top_->pattern_count;
  }
  const size_t room = list->files > kMaxFiles ? 0 : kMaxTextBytes - list->text_bytes;
  bool over = text.size() > room;
  // Half a pattern could ignore more than the whole: none is left.
  if (over) text = text.substr(0, text.rfind('\n', room) + 1).substr(0, room);
  list->text_bytes += text.size();
  if (starts_with(text, "\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::optional<Pattern> pattern = parse_line(text.substr(0, end));
    text.remove_prefix(end == kNone ? text.size() : end + 1);
    if (!pattern) continue;
    if (list->pattern_count == kMaxPatterns) {
      over = true;
      break;
    }
    ++list->pattern_count;
    list->patterns.push_back(std::move(*pattern));
  }
  if (over && over_limit != nullptr) *over_limit = true;
  if (list->patterns.empty()) return *this;
  IgnoreRules rules;
  rules.top_ = std::move(list);
  return rules;
}

IgnoreRules::Verdict IgnoreRules::match(std::string_view path, bool is_folder) const {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == kNone ? path : path.substr(slash + 1);
  for (const List* list = top_.get(); list != nullptr; list = list->above.get()) {
    const std::string_view below = path.substr(std::min(list->base_size, path.size()));
    const auto hit = std::find_if(
        list->patterns.rbegin(), list->patterns.rend(),
        [&](const Pattern& pattern) { return pattern.matches(below, name, is_folder); });
    if (hit != list->patterns.rend()) return hit->negated ? Verdict::kIncluded : Verdict::kIgnored;
  }
  return Verdict::kNone;
}

}  // namespace sluice
