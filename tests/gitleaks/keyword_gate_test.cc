#include "gitleaks/keyword_gate.h"

#include <gtest/gtest.h>

#include <random>

namespace sluice::gitleaks {
namespace {

std::string any_text(std::mt19937& random, size_t most) {
  std::string text;
  for (size_t left = random() % (most + 1); left > 0; --left) text += "abc\xff"[random() % 4];
  return text;
}

TEST(KeywordGate, FindsWhatASearchOfEachWordFinds) {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    KeywordGate gate;
    std::vector<std::string> words;
    std::vector<size_t> numbers;
    for (size_t i = 0; i < 1 + random() % 12; ++i) {
      words.push_back(any_text(random, 5));
      numbers.push_back(gate.add(words.back()));
    }
    gate.build();
    const std::string text = any_text(random, 40);
    std::vector<char> found;
    gate.find(text, found);
    for (size_t i = 0; i < words.size(); ++i) {
      ASSERT_EQ(found[numbers[i]] != 0, text.find(words[i]) != std::string::npos)
          << words[i] << " in " << text;
    }
  }
}

TEST(KeywordGate, TakesEveryByte) {
  KeywordGate gate;
  std::vector<size_t> numbers;
  for (int byte = 0; byte < 256; ++byte) numbers.push_back(gate.add(std::string(1, char(byte))));
  gate.build();
  std::vector<char> found;
  gate.find("\xff", found);
  EXPECT_EQ(found[numbers[255]], 1);
  EXPECT_EQ(found[numbers[254]], 0);
}

}  // namespace
}  // namespace sluice::gitleaks
