// Notations: where key and value of a credential stand around what a rule's
// pattern found. Each reader answers "here is a key and its value" or nothing;
// whether the value is a secret is judged afterwards, alike for all.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "judge/key_name.h"
#include "judge/right_hand_side.h"
#include "sluice/blob.h"
#include "sluice/rule.h"

namespace sluice::judge {

struct Site {
  Span key;  // empty where no name stands there
  KeyName name;
  RightHandSide side;
  bool record = false;       // the notation itself is a credential's
  bool key_absent = false;   // no key to judge
  bool random_only = false;  // a person types no such value here
  bool strong_only = false;  // prose: a value must look like nothing else
};

// How far from a match, in bytes, a reader looks: less than judge::reach_of says,
// so that a history's windows show it all.
inline constexpr size_t kMaxSite = 560;

// A value that stands alone as `side`: no key name, the place says credential.
Site keyless_site(Span at, const RightHandSide& side);
// The match ends with the first byte of the value (or its opening quote).
std::optional<Site> word_site(std::string_view text, Span match, Span key);
// A literal of the text, without its quotes.
RightHandSide quoted_side(size_t begin, size_t end);

// Whether the rule has no reader of its own: what it finds is read as `key = value`.
bool is_keyed(const Rule& rule);
// Whether record_site reads it.
bool is_record(const Rule& rule);
// Whether table_site reads it: a match announces as many sites as the table has cells.
bool is_table(const Rule& rule);

// The reader that the rule's id names (notation.cc has the table); an unknown id is
// read as `key = value`. `number`: of the cell in a table. Spans lie within `text`. No allocation.
std::optional<Site> find_site(const Rule& rule, std::string_view text, Span match,
                              unsigned number = 0);

}  // namespace sluice::judge
