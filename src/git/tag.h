// Annotated tag objects: headers as views into the object's bytes.
// Source: git-mktag(1).
#pragma once

#include <optional>
#include <string_view>

#include "git/commit.h"
#include "git/object_store.h"

namespace sluice::git {

struct Tag {
  ObjectId object;                 // what it names, maybe another tag; empty where malformed
  std::optional<ObjectType> type;  // what it says that `object` is
  std::string_view name;
  Signature tagger;  // absent in tags older than git 0.99
};

// git itself follows tags of tags without end; more than some are a trap.
inline constexpr unsigned kMaxTagDepth = 1000;

// Never fails: a header that is malformed counts as absent. `id_bytes` is 20 or 32.
Tag parse_tag(std::string_view bytes, uint8_t id_bytes);

}  // namespace sluice::git
