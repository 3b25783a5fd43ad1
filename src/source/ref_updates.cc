#include "source/ref_updates.h"

#include <optional>
#include <utility>

#include "base/escape.h"

namespace sluice {
namespace {

// The part after the last blank of `line`, which is cut off there; all of it where there is none.
std::string_view take_last(std::string_view& line) {
  const size_t blank = line.rfind(' ');
  const std::string_view last = blank == line.npos ? line : line.substr(blank + 1);
  line = blank == line.npos ? std::string_view() : line.substr(0, blank);
  return last;
}

// nullopt: no id of that size. Zeros are the empty id.
std::optional<ObjectId> parse_id(std::string_view hex, uint8_t id_bytes) {
  if (hex.size() != size_t{2} * id_bytes) return std::nullopt;
  const std::optional<ObjectId> id = ObjectId::from_hex(hex);
  return id && id->is_null() ? ObjectId() : id;
}

using ParseLine = std::optional<RefUpdate> (*)(std::string_view line, uint8_t id_bytes);

std::optional<RefUpdate> update_of(std::string_view name, std::string_view before,
                                   std::string_view after, uint8_t id_bytes) {
  const std::optional<ObjectId> from = parse_id(before, id_bytes), to = parse_id(after, id_bytes);
  if (name.empty() || !from || !to) return std::nullopt;
  return RefUpdate{std::string(name), *from, *to};
}

// A ref's name holds no blank (git-check-ref-format(1)).
std::optional<RefUpdate> parse_received_line(std::string_view line, uint8_t id_bytes) {
  const std::string_view name = take_last(line), after = take_last(line);
  return update_of(name, line, after, id_bytes);
}

std::optional<RefUpdate> parse_pushed_line(std::string_view line, uint8_t id_bytes) {
  const std::string_view before = take_last(line), name = take_last(line), after = take_last(line);
  if (line.empty()) return std::nullopt;  // the local name
  return update_of(name, before, after, id_bytes);
}

Result<std::vector<RefUpdate>> parse(std::string_view bytes, uint8_t id_bytes, ParseLine parse_line,
                                     std::string_view form) {
  std::vector<RefUpdate> updates;
  for (size_t number = 1; !bytes.empty(); ++number) {
    const size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
    std::optional<RefUpdate> update = parse_line(line, id_bytes);
    if (!update) {
      return Error{ErrorKind::kUsage, "line " + std::to_string(number) +
                                          " of standard input is not '" + std::string(form) +
                                          "' but '" + escape_for_terminal(line.substr(0, 200)) +
                                          "'; git runs this hook and writes such lines to it"};
    }
    updates.push_back(*std::move(update));
  }
  return updates;
}

}  // namespace

Result<std::vector<RefUpdate>> parse_received(std::string_view bytes, uint8_t id_bytes) {
  return parse(bytes, id_bytes, parse_received_line, "OLD-ID NEW-ID REF");
}

Result<std::vector<RefUpdate>> parse_pushed(std::string_view bytes, uint8_t id_bytes) {
  return parse(bytes, id_bytes, parse_pushed_line, "LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID");
}

Result<RefUpdate> make_update(std::string_view name, std::string_view before,
                              std::string_view after, uint8_t id_bytes) {
  std::optional<RefUpdate> update = update_of(name, before, after, id_bytes);
  if (update) return *std::move(update);
  return Error{ErrorKind::kUsage,
               "the arguments of the hook `update` are not REF OLD-ID NEW-ID; git runs it so"};
}

}  // namespace sluice
