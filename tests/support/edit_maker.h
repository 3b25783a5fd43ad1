// Random edits, as the deltas of a pack would make them: copies from a base and
// inserts between them.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/blob.h"

namespace sluice {

struct EditedText {
  std::string text;
  std::vector<CopiedRange> copied;
};

// Of `base`, with up to six changes; `insert()` gives the text of one insert. Most
// edits keep the order of what they copy and often both ends; some shuffle it.
template <class Insert>
EditedText random_edit(std::mt19937& random, std::string_view base, Insert&& insert) {
  EditedText edited;
  const bool shuffled = random() % 5 == 0;
  size_t from = random() % 3 == 0 && !base.empty() ? random() % base.size() : 0;
  const size_t changes = random() % 6;
  for (size_t change = 0; change <= changes; ++change) {
    if (shuffled && !base.empty()) from = random() % base.size();
    const size_t left = base.size() - from;
    const size_t size = change == changes && random() % 3 != 0 ? left
                        : left == 0                            ? 0
                                                               : random() % (left + 1);
    if (size > 0) {
      const CopiedRange copy{edited.text.size(), from, size};
      CopiedRange* const last = edited.copied.empty() ? nullptr : &edited.copied.back();
      if (last != nullptr && last->target + last->size == copy.target &&
          last->source + last->size == copy.source) {
        last->size += size;
      } else {
        edited.copied.push_back(copy);
      }
      edited.text += base.substr(from, size);
      from += size;
    }
    if (change == changes) break;
    if (random() % 3 != 0) edited.text += insert();
    from += std::min<size_t>(base.size() - from, random() % 3 == 0 ? random() % 40 : 0);
  }
  return edited;
}

}  // namespace sluice
