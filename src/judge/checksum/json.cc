#include "judge/checksum/json.h"

#include <string>

#include "base/ascii.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxIntegerDigits = 18;

// A pushdown automaton over the text: `open_` is the stack of '{' and '['.
class Scanner {
 public:
  Scanner(std::string_view text, std::vector<JsonMember>* members)
      : text_(text), members_(members) {}

  bool run() {
    if (!value()) return false;
    while (!open_.empty()) {
      if (!after_value()) return false;
    }
    skip_blanks();
    return at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  // A scalar, or the opening of a container and, unless it is empty, its first
  // value; so it loops down to a scalar or an empty container.
  bool value() {
    for (;;) {
      skip_blanks();
      const size_t begin = at_;
      if (peek() != '{' && peek() != '[') return scalar() && (note(begin), true);
      if (open_.size() == kMaxDepth) return false;
      const char kind = text_[at_++];
      open_.push_back(kind);
      begins_.push_back(begin);
      skip_blanks();
      if (peek() == (kind == '{' ? '}' : ']')) return close();
      if (kind == '{' && !key()) return false;
    }
  }

  bool after_value() {
    skip_blanks();
    if (take(',')) {
      skip_blanks();
      return (open_.back() == '[' || key()) && value();
    }
    return peek() == (open_.back() == '{' ? '}' : ']') && close();
  }

  bool close() {
    ++at_;
    const size_t begin = begins_.back();
    open_.pop_back();
    begins_.pop_back();
    note(begin);
    return true;
  }

  // A value that began at `begin` ends here; keeps those of the outermost object.
  void note(size_t begin) {
    if (members_ == nullptr || open_ != "{") return;
    members_->push_back({key_, text_.substr(begin, at_ - begin)});
  }

  bool key() {
    const size_t begin = at_;
    if (!string()) return false;
    if (open_.size() == 1) key_ = text_.substr(begin + 1, at_ - begin - 2);
    skip_blanks();
    return take(':');
  }

  bool scalar() {
    const char c = peek();
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    return word("true") || word("false") || word("null");
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    if (!take('u')) {
      return peek() != '\0' &&
             std::string_view("\"\\/bfnrt").find(text_[at_++]) != std::string_view::npos;
    }
    const std::string_view digits = text_.substr(at_, 4);
    at_ += digits.size();
    return digits.size() == 4 && all_of_class(digits, is_hex);
  }

  bool digits() {
    const size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ > begin;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (peek() != 'e' && peek() != 'E') return true;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    return digits();
  }

  std::string_view text_;
  std::vector<JsonMember>* members_;
  size_t at_ = 0;
  std::string open_;
  std::vector<size_t> begins_;  // where each open container began
  std::string_view key_;        // the outermost object's current key
};

}  // namespace

std::optional<JsonObject> JsonObject::parse(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return std::nullopt;
  JsonObject object;
  if (!Scanner(text, &object.members_).run()) return std::nullopt;
  return object;
}

std::optional<std::string_view> JsonObject::value(std::string_view key) const {
  for (const JsonMember& member : members_) {
    if (member.key == key) return member.value;
  }
  return std::nullopt;
}

std::string_view JsonObject::text(std::string_view key) const {
  const std::string_view raw = value(key).value_or("");
  return raw.size() >= 2 && raw.front() == '"' ? raw.substr(1, raw.size() - 2) : "";
}

std::optional<int64_t> JsonObject::integer(std::string_view key) const {
  return json_integer(value(key).value_or(""));
}

bool is_json(std::string_view text) { return Scanner(text, nullptr).run(); }

std::optional<int64_t> json_integer(std::string_view value) {
  const bool negative = value.starts_with('-');
  if (negative) value.remove_prefix(1);
  const size_t whole = std::min(value.find_first_not_of("0123456789"), value.size());
  if (whole == 0 || whole > kMaxIntegerDigits) return std::nullopt;
  int64_t result = 0;
  for (const char c : value.substr(0, whole)) result = result * 10 + (c - '0');
  return negative ? -result : result;
}

}  // namespace sluice::judge
