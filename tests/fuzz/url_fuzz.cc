// fuzzes: judge
// URLs and connection strings: any text, a match at each separator.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "judge/judge.h"
#include "judge/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Rule rule;
  rule.judge = JudgeKind::kUrl;
  const auto weigh_at = [&](size_t begin, size_t end) {
    Span match{begin, std::min(end, size)}, secret = match;
    if (!judge::weigh(rule, text, match, secret)) return;
    if (secret.begin >= secret.end || secret.end > size || match.end > size) std::abort();
  };
  for (size_t at = text.find("://"); at != text.npos; at = text.find("://", at + 1)) {
    if (const auto url = judge::parse_url(text, at)) {
      if (url->password.end > size || url->host.end > size) std::abort();
    }
    weigh_at(at, at + 40);
  }
  for (size_t at = text.find(';'); at != text.npos; at = text.find(';', at + 1)) {
    weigh_at(at, at + 11);
  }
  return 0;
}
