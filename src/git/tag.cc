#include "git/tag.h"

#include <algorithm>

namespace sluice::git {
namespace {

std::optional<ObjectType> parse_type(std::string_view name) {
  if (name == "commit") return ObjectType::kCommit;
  if (name == "tree") return ObjectType::kTree;
  if (name == "blob") return ObjectType::kBlob;
  if (name == "tag") return ObjectType::kTag;
  return std::nullopt;
}

// Sets the header that `line` holds; a repeated header keeps its first value.
void read_header(std::string_view line, uint8_t id_bytes, Tag& tag) {
  const size_t space = line.find(' ');
  if (space == line.npos) return;
  const std::string_view key = line.substr(0, space), value = line.substr(space + 1);
  if (key == "object" && tag.object.empty()) {
    if (value.size() == size_t{2} * id_bytes) {
      tag.object = ObjectId::from_hex(value).value_or(ObjectId{});
    }
  } else if (key == "type" && !tag.type) {
    tag.type = parse_type(value);
  } else if (key == "tag" && tag.name.empty()) {
    tag.name = value;
  } else if (key == "tagger" && tag.tagger.name.empty() && tag.tagger.email.empty()) {
    tag.tagger = parse_signature(value);
  }
}

}  // namespace

Tag parse_tag(std::string_view bytes, uint8_t id_bytes) {
  Tag tag;
  while (!bytes.empty() && bytes.front() != '\n') {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    read_header(bytes.substr(0, end), id_bytes, tag);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return tag;
}

}  // namespace sluice::git
