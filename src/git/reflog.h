// Reflogs: the values a ref had, one line a change.
// Source: lines as git writes them: "OLD NEW NAME <EMAIL> SECONDS ZONE\tTEXT".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "git/lines.h"
#include "sluice/oid.h"

namespace sluice::git {

// Appends both ids of every line to `ids`, in the file's order; left out are
// null ids and one that equals the id before it (each line starts with what the
// line before ended in). A line that does not start with two ids is counted and
// skipped.
BadLines parse_reflog(std::string_view bytes, uint8_t id_bytes, std::vector<ObjectId>& ids);

}  // namespace sluice::git
