#include "pipeline/rule_corpus.h"

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace sluice {
namespace {

constexpr size_t kCorpusBytes = size_t{8} << 20;

}  // namespace

std::string rule_corpus() {
  constexpr const char* kWords[] = {
      "return", "const",  "value",  "buffer", "static", "index",  "length", "config", "if",
      "for",    "struct", "client", "server", "string", "token",  "size",   "data",   "key",
      "path",   "name",   "error",  "print",  "result", "object", "type",   "public", "import"};
  constexpr const char* kJoints[] = {" ",  " = ", "(", ");\n", "_",   ".",    ": ", ", ", "\n    ",
                                     "\"", "->",  "/", "-",    " { ", " }\n", "[",  "] "};
  constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint64_t state = 0x9e3779b97f4a7c15;
  const auto random = [&](size_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<size_t>(state >> 11) % below;
  };
  std::string text;
  text.reserve(kCorpusBytes + 128);
  while (text.size() < kCorpusBytes) {
    const size_t kind = random(100);
    if (kind < 88) {
      text += kWords[random(std::size(kWords))];
    } else if (kind < 94) {
      text += std::to_string(random(1'000'000));
    } else if (kind < 97) {
      const size_t length = 8 + random(57);
      for (size_t i = 0; i < length; ++i) text += "0123456789abcdef"[random(16)];
    } else {
      const size_t length = 8 + random(57);
      for (size_t i = 0; i < length; ++i) text += kBase64[random(64)];
    }
    text += kJoints[random(std::size(kJoints))];
  }
  return text;
}

}  // namespace sluice
