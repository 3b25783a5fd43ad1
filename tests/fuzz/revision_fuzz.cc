// fuzzes: git
// A range, and a glob over refs: what parses is shown, and reads the same again.
#include <cstdint>
#include <string_view>

#include "git/revision.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice::git;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto terms = parse_range(text)) {
    for (const RangeTerm& term : *terms) {
      if (term.left.base.empty()) __builtin_trap();
      const auto again = parse_revision(shown_revision(term.left));
      const bool plain = term.left.base.find_first_of("\x80\xff") == std::string::npos;
      if (plain && again && again->steps.size() != term.left.steps.size()) __builtin_trap();
    }
  }
  RefSet refs;
  refs.refs.push_back({"refs/heads/main", {}});
  refs.refs.push_back({"refs/heads/" + std::string(text.substr(0, 64)), {}});
  const size_t matched = match_refs(refs, text.substr(0, 64)).size();
  if (text.find_first_of("*?") == std::string_view::npos && matched > 2) __builtin_trap();
  return 0;
}
