// Enough JSON to look into a token: validates a text and splits its outermost
// object. No tree, no recursion, no number parsing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sluice::judge {

struct JsonMember {
  std::string_view key;    // between the quotes, escapes as written
  std::string_view value;  // as written: a string keeps its quotes
};

class JsonObject {
 public:
  // The whole of `text` must be one JSON object (RFC 8259) nested at most 32
  // deep, blanks around it allowed. `text` must outlive the result.
  static std::optional<JsonObject> parse(std::string_view text);

  const std::vector<JsonMember>& members() const { return members_; }
  bool has(std::string_view key) const { return value(key).has_value(); }
  // The first member of that key, as written.
  std::optional<std::string_view> value(std::string_view key) const;
  // The text between the quotes of a string member, escapes as written; "" where
  // the member is missing or no string.
  std::string_view text(std::string_view key) const;
  // The whole part of a number member; nullopt where it is none or exceeds 18 digits.
  std::optional<int64_t> integer(std::string_view key) const;

 private:
  std::vector<JsonMember> members_;
};

// Whether the whole of `text` is one JSON value nested at most 32 deep.
bool is_json(std::string_view text);
// A JSON number's whole part; nullopt where it is none or exceeds 18 digits.
std::optional<int64_t> json_integer(std::string_view value);

}  // namespace sluice::judge
