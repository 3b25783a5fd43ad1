#include "engine/extent.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"

namespace sluice {
namespace {

constexpr unsigned kMaxDepth = 64;

uint32_t times(uint32_t count, uint32_t repeats) {
  const uint64_t product = uint64_t{count} * repeats;
  return count == kManyNewlines || product >= kManyNewlines ? (repeats == 0 ? 0 : kManyNewlines)
                                                            : static_cast<uint32_t>(product);
}

uint32_t plus(uint32_t a, uint32_t b) {
  return uint64_t{a} + b >= kManyNewlines ? kManyNewlines : a + b;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// What one escape or one element of a class matches.
struct Atom {
  bool may_be_newline = false;
  bool surely_newline = false;  // a newline is among what it matches
  bool zero_width = false;
  std::optional<unsigned> character;  // it matches this one alone
};

Atom atom_of(unsigned character) {
  return {character == '\n', character == '\n', false, character};
}

// Descends through one pattern. Once `lost_` nothing it says counts.
class NewlineCounter {
 public:
  explicit NewlineCounter(std::string_view pattern) : text_(pattern) {
    // Where the flag s holds is not followed: a dot then counts everywhere.
    for (size_t i = 0; i + 2 < text_.size(); ++i) {
      if (text_.substr(i, 2) != "(?") continue;
      const std::string_view flags =
          text_.substr(i + 2, text_.find_first_of("):<=!", i + 2) - i - 2);
      dot_is_newline_ |= flags.find('s') != flags.npos;
      lost_ |= flags.find('x') != flags.npos;
    }
  }

  uint32_t count() {
    const uint32_t most = alternation(0);
    return lost_ || at_ != text_.size() ? kManyNewlines : most;
  }

 private:
  bool more() const { return at_ < text_.size(); }
  bool next_is(char c) const { return more() && text_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  uint32_t lose() {
    lost_ = true;
    at_ = text_.size();
    return 0;
  }

  Atom lost() {
    lose();
    return {};
  }

  uint32_t alternation(unsigned depth) {
    if (depth > kMaxDepth) return lose();
    uint32_t most = 0;
    do {
      uint32_t sum = 0;
      while (more() && !next_is('|') && !next_is(')')) {
        const uint32_t piece = one_piece(depth);
        sum = plus(sum, times(piece, repeats()));
      }
      most = std::max(most, sum);
    } while (take('|'));
    return most;
  }

  uint32_t one_piece(unsigned depth) {
    const char c = text_[at_++];
    switch (c) {
      case '(': return group(depth);
      case '[': return char_class() ? 1 : 0;
      case '\\': return escape(false).may_be_newline ? 1 : 0;
      case '.': return dot_is_newline_ ? 1 : 0;
      case '\n': return 1;
      default: return 0;
    }
  }

  uint32_t group(unsigned depth) {
    if (take('?')) {
      take('P');
      if (take('<')) {
        if (next_is('=') || next_is('!')) return lose();
        at_ = std::min(text_.find('>', at_), text_.size());
        if (!take('>')) return lose();
      } else {
        while (more() && (text_[at_] == '-' || (text_[at_] >= 'A' && text_[at_] <= 'z'))) ++at_;
        if (take(')')) return 0;
        if (!take(':')) return lose();
      }
    }
    const uint32_t most = alternation(depth + 1);
    return take(')') ? most : lose();
  }

  // How often the piece before may occur; 1 without a quantifier.
  uint32_t repeats() {
    uint32_t most = 1;
    if (take('*') || take('+')) {
      most = kManyNewlines;
    } else if (take('?')) {
      most = 1;
    } else if (next_is('{') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
      ++at_;
      most = number();
      if (take(',')) most = more() && is_digit(text_[at_]) ? number() : kManyNewlines;
      if (!take('}')) return lose();
    } else {
      return 1;
    }
    if (!take('?')) take('+');
    // A quantifier of a quantified piece is no pattern that both engines accept.
    if (next_is('*') || next_is('+') || next_is('?')) lose();
    return most;
  }

  uint32_t number() {
    uint64_t value = 0;
    while (more() && is_digit(text_[at_])) {
      value = std::min<uint64_t>(value * 10 + static_cast<uint64_t>(text_[at_++] - '0'), 1u << 30);
    }
    return static_cast<uint32_t>(value);
  }

  // After the backslash.
  Atom escape(bool in_class) {
    if (!more()) return lost();
    const char c = text_[at_++];
    switch (c) {
      case 'n': return atom_of('\n');
      case 'r': return atom_of('\r');
      case 't': return atom_of('\t');
      case 'f': return atom_of('\f');
      case 'a': return atom_of('\a');
      case 's':
      case 'D':
      case 'W': return {true, true, false, {}};
      case 'S':
      case 'd':
      case 'w': return {};
      case 'x': return hex_escape();
      case 'b': return in_class ? atom_of('\b') : Atom{false, false, true, {}};
      case 'B':
      case 'A':
      case 'z':
      case 'Z': return {false, false, true, {}};
      case 'v':  // a vertical tab to one engine, a class to the other
      case 'h': return {true, false, false, {}};
      default: break;
    }
    const bool letter_or_digit = is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (letter_or_digit) return lost();
    return atom_of(static_cast<unsigned char>(c));
  }

  Atom hex_escape() {
    const bool braces = take('{');
    unsigned value = 0, digits = 0;
    while (more() && hex_value(text_[at_]) >= 0 && digits < (braces ? 8u : 2u)) {
      value = value * 16 + static_cast<unsigned>(hex_value(text_[at_++]));
      ++digits;
    }
    if (digits == 0 || (braces && !take('}'))) return lost();
    return atom_of(value);
  }

  // After the bracket: whether it may match a newline.
  bool char_class() {
    const bool negated = take('^');
    bool may = false, surely = false, first = true;
    while (more() && (first || !next_is(']'))) {
      first = false;
      Atom atom = class_element();
      if (atom.character && next_is('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        const Atom last = class_element();
        if (!last.character) return lose() != 0;
        const bool within = *atom.character <= '\n' && '\n' <= *last.character;
        atom = {within, within, false, {}};
      }
      may |= atom.may_be_newline;
      surely |= atom.surely_newline;
    }
    if (!take(']')) return lose() != 0;
    return negated ? !surely : may;
  }

  Atom class_element() {
    const char c = text_[at_++];
    if (c == '\\') return escape(true);
    if (c == '[' && next_is(':')) {
      const size_t close = text_.find(":]", at_);
      if (close == text_.npos) return lost();
      at_ = close + 2;
      return {true, false, false, {}};
    }
    return atom_of(static_cast<unsigned char>(c));
  }

  std::string_view text_;
  size_t at_ = 0;
  bool dot_is_newline_ = false, lost_ = false;
};

}  // namespace

uint32_t max_newlines(std::string_view pattern) { return NewlineCounter(pattern).count(); }

}  // namespace sluice
