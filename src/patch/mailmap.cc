#include "patch/mailmap.h"

#include <algorithm>

#include "base/ascii.h"

namespace sluice::patch {
namespace {

struct Named {
  std::string_view name, email;
};

// "Name <email>" off the front of `line`.
std::optional<Named> take_named(std::string_view& line, bool may_be_empty) {
  const size_t open = line.find('<');
  if (open == line.npos) return std::nullopt;
  const size_t close = line.find('>', open + 1);
  if (close == line.npos || (!may_be_empty && close == open + 1)) return std::nullopt;
  const Named named{trim(line.substr(0, open), kWhitespace),
                    line.substr(open + 1, close - open - 1)};
  line.remove_prefix(close + 1);
  return named;
}

}  // namespace

void Mailmap::add(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    add_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Mailmap::add_line(std::string_view line) {
  if (line.starts_with('#')) return;
  const std::optional<Named> first = take_named(line, false);
  if (!first) return;
  const std::optional<Named> second = take_named(line, true);
  Target target;
  if (!first->name.empty()) target.name = first->name;
  if (second) target.email = first->email;
  Entry& entry = by_email_[lowered(second ? second->email : first->email)];
  if (second && !second->name.empty()) {
    entry.by_name[lowered(second->name)] = std::move(target);
    return;
  }
  if (target.name) entry.simple.name = std::move(target.name);
  if (target.email) entry.simple.email = std::move(target.email);
}

Person Mailmap::mapped(std::string_view name, std::string_view email) const {
  Person person{std::string(name), std::string(email)};
  const auto entry = by_email_.find(lowered(email));
  if (entry == by_email_.end()) return person;
  const auto named = entry->second.by_name.find(lowered(name));
  const Target& target =
      named != entry->second.by_name.end() ? named->second : entry->second.simple;
  if (target.name) person.name = *target.name;
  if (target.email) person.email = *target.email;
  return person;
}

}  // namespace sluice::patch
