// A value of a JSON document that may hold anything: read by type, and the first thing that is
// wrong is told by its place. Only for the readers in this folder.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// The first mistake of a document, "findings[3].line: must be a number"; empty: none so far.
struct JsonProblem {
  std::string text;
};

// Views a value and its parents, which outlive it. Reading a value of another type gives an empty
// one and tells the problem; so does an absent one, but without a problem.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& root, JsonProblem& problem) : json_(&root), problem_(&problem) {}

  // The value under `key` of an object.
  JsonNode operator[](const char* key) const;
  bool absent() const { return json_ == nullptr || json_->is_null(); }

  std::string text() const;
  bool boolean() const;
  uint64_t number() const;
  // Null: not a number, as reports write what is not finite.
  double real() const;
  std::optional<int64_t> time() const;  // RFC 3339, UTC
  std::vector<std::string> texts() const;

  // One of the names that `name_of` gives the first `count` values of an enumeration; absent gives
  // `otherwise`.
  template <class Enum>
  Enum word(std::string_view (*name_of)(Enum), int count, Enum otherwise) const {
    if (absent()) return otherwise;
    const std::string name = text();
    for (int i = 0; i < count; ++i) {
      if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
    }
    fail("is no word that reports use there");
    return otherwise;
  }

  // Calls `visit` with each element of a list, until there is a problem.
  template <class Visit>
  void for_each(const Visit& visit) const {
    if (!is_list()) return;
    for (size_t i = 0; i < json_->size() && problem_->text.empty(); ++i) {
      visit(JsonNode((*json_)[i], this, nullptr, i, *problem_));
    }
  }

  // Tells a problem of this value: "must be a number".
  void fail(std::string_view what) const;

 private:
  JsonNode(const nlohmann::json* json, const JsonNode* parent, const char* key, size_t index,
           JsonProblem& problem)
      : json_(json), parent_(parent), key_(key), index_(index), problem_(&problem) {}
  JsonNode(const nlohmann::json& json, const JsonNode* parent, const char* key, size_t index,
           JsonProblem& problem)
      : JsonNode(&json, parent, key, index, problem) {}

  // A list, or absent; anything else is a problem.
  bool is_list() const;
  std::string place() const;

  const nlohmann::json* json_;  // null: absent
  const JsonNode* parent_ = nullptr;
  const char* key_ = nullptr;  // null: an element, at `index_`
  size_t index_ = 0;
  JsonProblem* problem_;
};

}  // namespace sluice
