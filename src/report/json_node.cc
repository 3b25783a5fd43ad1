#include "report/json_node.h"

#include <limits>

#include "report/words.h"

namespace sluice {

JsonNode JsonNode::operator[](const char* key) const {
  const nlohmann::json* value = nullptr;
  if (!absent()) {
    if (json_->is_object()) {
      const auto at = json_->find(key);
      if (at != json_->end()) value = &*at;
    } else {
      fail("must be an object");
    }
  }
  return {value, this, key, 0, *problem_};
}

std::string JsonNode::text() const {
  if (absent()) return {};
  if (!json_->is_string()) {
    fail("must be a string");
    return {};
  }
  return json_->get<std::string>();
}

bool JsonNode::boolean() const {
  if (absent()) return false;
  if (!json_->is_boolean()) {
    fail("must be true or false");
    return false;
  }
  return json_->get<bool>();
}

uint64_t JsonNode::number() const {
  if (absent()) return 0;
  if (!json_->is_number_unsigned()) {
    fail("must be a whole number, 0 or more");
    return 0;
  }
  return json_->get<uint64_t>();
}

double JsonNode::real() const {
  if (absent()) return std::numeric_limits<double>::quiet_NaN();
  if (!json_->is_number()) {
    fail("must be a number");
    return 0;
  }
  return json_->get<double>();
}

std::optional<int64_t> JsonNode::time() const {
  if (absent()) return std::nullopt;
  const std::optional<int64_t> seconds = seconds_of(text());
  if (!seconds) fail("must be a time, such as 2024-01-03T00:00:00Z");
  return seconds;
}

std::vector<std::string> JsonNode::texts() const {
  std::vector<std::string> all;
  for_each([&](const JsonNode& each) { all.push_back(each.text()); });
  return all;
}

void JsonNode::fail(std::string_view what) const {
  if (problem_->text.empty()) problem_->text = place().append(": ").append(what);
}

bool JsonNode::is_list() const {
  if (absent()) return false;
  if (!json_->is_array()) fail("must be a list");
  return json_->is_array();
}

std::string JsonNode::place() const {
  if (parent_ == nullptr) return "the document";
  std::string before = parent_->parent_ == nullptr ? "" : parent_->place();
  if (key_ == nullptr) return before + "[" + std::to_string(index_) + "]";
  return before + (before.empty() ? "" : ".") + key_;
}

}  // namespace sluice
