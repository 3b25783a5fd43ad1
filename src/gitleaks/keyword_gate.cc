#include "gitleaks/keyword_gate.h"

#include <algorithm>

namespace sluice::gitleaks {

size_t KeywordGate::add(std::string_view word) {
  const auto known = std::find(words_.begin(), words_.end(), word);
  const auto number = static_cast<size_t>(known - words_.begin());
  if (number == words_.size()) words_.emplace_back(word);
  return number;
}

void KeywordGate::build() {
  for (const std::string& word : words_) {
    for (const char c : word) {
      uint8_t& its = class_of_[static_cast<uint8_t>(c)];
      if (its == 0) its = static_cast<uint8_t>(classes_ < 256 ? classes_++ : 255);
    }
  }
  next_.assign(classes_, 0);
  word_.assign(1, 0);
  for (size_t i = 0; i < words_.size(); ++i) {
    uint32_t state = 0;
    for (const char c : words_[i]) {
      if (next(state, static_cast<uint8_t>(c)) == 0) {
        next(state, static_cast<uint8_t>(c)) = static_cast<uint32_t>(word_.size());
        next_.resize(next_.size() + classes_, 0);
        word_.push_back(0);
      }
      state = next(state, static_cast<uint8_t>(c));
    }
    word_[state] = static_cast<uint32_t>(i + 1);
  }
  std::vector<uint32_t> fail(word_.size(), 0), queue;
  shorter_.assign(word_.size(), 0);
  for (uint32_t c = 0; c < classes_; ++c) {
    if (next_[c] != 0) queue.push_back(next_[c]);
  }
  for (size_t at = 0; at < queue.size(); ++at) {
    const uint32_t state = queue[at];
    const uint32_t back = fail[state];
    shorter_[state] = back != 0 && word_[back] != 0 ? back : shorter_[back];
    for (uint32_t c = 0; c < classes_; ++c) {
      uint32_t& to = next_[state * classes_ + c];
      if (to == 0) {
        to = next_[back * classes_ + c];
      } else {
        fail[to] = next_[back * classes_ + c];
        queue.push_back(to);
      }
    }
  }
}

void KeywordGate::find(std::string_view text, std::vector<char>& found) const {
  found.assign(words_.size(), 0);
  if (word_[0] != 0) found[word_[0] - 1] = 1;  // the empty word
  uint32_t state = 0;
  for (const char c : text) {
    state = next_[state * classes_ + class_of_[static_cast<uint8_t>(c)]];
    if (word_[state] != 0) found[word_[state] - 1] = 1;
    for (uint32_t s = shorter_[state]; s != 0; s = shorter_[s]) found[word_[s] - 1] = 1;
  }
}

}  // namespace sluice::gitleaks
