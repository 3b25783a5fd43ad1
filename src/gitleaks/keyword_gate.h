// KeywordGate: which of many words a text holds, in one pass.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::gitleaks {

// Aho and Corasick's machine (Efficient String Matching, 1975). Immutable once built: any thread
// may ask.
class KeywordGate {
 public:
  // The word's number; the same for an equal word. An empty one is in every text.
  size_t add(std::string_view word);
  // Once, after the last add().
  void build();
  // found[number]: whether `text` holds that word.
  void find(std::string_view text, std::vector<char>& found) const;

 private:
  // A state has a row of next_, one entry a class of bytes.
  uint32_t& next(uint32_t state, uint8_t byte) { return next_[state * classes_ + class_of_[byte]]; }

  std::vector<std::string> words_;
  std::array<uint8_t, 256> class_of_{};  // 0: in no word
  uint32_t classes_ = 1;
  std::vector<uint32_t> next_;
  std::vector<uint32_t> word_;     // of a state: number + 1, 0: none
  std::vector<uint32_t> shorter_;  // the nearest state with a word that ends here, too; 0: none
};

}  // namespace sluice::gitleaks
