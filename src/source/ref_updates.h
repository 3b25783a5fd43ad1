// RefUpdates: which refs a push changes, as git tells its hooks on standard input.
// Source: githooks(5), pre-push and pre-receive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice {

// Either id is empty where git writes zeros.
struct RefUpdate {
  std::string name;  // full, on the side that receives; raw
  ObjectId before;   // what that side has there; empty: a new ref
  ObjectId after;    // what it is to have; empty: the ref is to go
};

// Lines "OLD NEW NAME", of pre-receive. kUsage, with the number of the line: one of another form,
// or an id that is not of `id_bytes`.
Result<std::vector<RefUpdate>> parse_received(std::string_view bytes, uint8_t id_bytes);
// Lines "LOCAL NEW NAME OLD", of pre-push. LOCAL, which may hold blanks ("HEAD@{1 day ago}"), says
// nothing more than NEW. Errors likewise.
Result<std::vector<RefUpdate>> parse_pushed(std::string_view bytes, uint8_t id_bytes);

// One update, as the hook `update` has it in its arguments. kUsage: an id is none.
Result<RefUpdate> make_update(std::string_view name, std::string_view before,
                              std::string_view after, uint8_t id_bytes);

}  // namespace sluice
