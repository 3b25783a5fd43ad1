#include "engine/text_tag.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

namespace sluice {
namespace {

using Wide = unsigned __int128;

constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;

struct Key {
  std::array<uint64_t, kMaxTaggedBytes / 8> words;  // of NH
  std::array<uint64_t, 6> factors;                  // below kPrime, of the linear hash
};

const Key& process_key() {
  static const Key key = [] {
    std::random_device device;
    const auto draw = [&] { return uint64_t{device()} << 32 | device(); };
    Key drawn{};
    for (uint64_t& word : drawn.words) word = draw();
    for (uint64_t& factor : drawn.factors) factor = draw() % kPrime;
    return drawn;
  }();
  return key;
}

uint64_t word_at(const char* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The text's words in pairs. The last pair of a text of 16 bytes or more is its last 16 bytes, some
// of which the pair before may hold as well; that of a shorter one is filled up with zeros.
Wide nh(std::string_view text, const uint64_t* key) {
  const auto pair = [](const char* at, const uint64_t* with) {
    return Wide{word_at(at) + with[0]} * (word_at(at + 8) + with[1]);
  };
  if (text.size() < 16) {
    std::array<char, 16> filled{};
    std::copy(text.begin(), text.end(), filled.begin());
    return pair(filled.data(), key);
  }
  const char* const last = text.data() + text.size() - 16;
  Wide sum = 0;
  for (const char* at = text.data(); at < last; at += 16, key += 2) sum += pair(at, key);
  return sum + pair(last, key);
}

}  // namespace

TextTag text_tag(std::string_view text, uint64_t context) {
  const Key& key = process_key();
  const Wide sum = nh(text, key.words.data());
  const std::array<uint64_t, 5> parts = {static_cast<uint64_t>(sum) & kPrime,
                                         static_cast<uint64_t>(sum >> 61) & kPrime,
                                         static_cast<uint64_t>(sum >> 122), text.size(), context};
  // Below 6 * 2^122.
  Wide total = key.factors[5];
  for (size_t i = 0; i < parts.size(); ++i) total += Wide{parts[i]} * key.factors[i];
  uint64_t rest = (static_cast<uint64_t>(total) & kPrime) + static_cast<uint64_t>(total >> 61);
  rest = (rest & kPrime) + (rest >> 61);
  if (rest >= kPrime) rest -= kPrime;
  return rest + 1;
}

}  // namespace sluice
