// fuzzes: judge
// The whole path of an assignment: any text, a match at any place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "judge/judge.h"
#include "judge/right_hand_side.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sluice;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const char* const kRules[] = {
      "generic-password",      "generic-api-key",      "generic-secret-record",
      "command-line-password", "sql-password",         "http-authorization",
      "curl-auth-user",        "docker-config-auth",   "sql-insert-password",
      "table-password",        "credential-argument",  "credential-line",
      "command-pipe-password", "secret-store-command", "prose-password"};
  const size_t at = size == 0 ? 0 : data[0] % size;
  for (const size_t begin : {size_t{0}, at, text.find("pass"), text.find("key"),
                             text.find("connect("), text.find("INSERT")}) {
    if (begin > size) continue;
    for (const size_t length : {size_t{0}, size_t{1}, size_t{9}}) {
      const size_t end = std::min(size, begin + length);
      if (const auto side = judge::read_right_hand_side(text, {begin, end}, end)) {
        require(side->value.begin < side->value.end && side->value.end <= size);
      }
      for (const char* id : kRules) {
        Rule rule;
        rule.id = id;
        rule.judge = JudgeKind::kAssignment;
        const unsigned count = judge::count_announced(rule, text, {begin, end});
        for (unsigned number = 0; number < count; ++number) {
          Match match;
          match.match = match.secret = {begin, end};
          auto evidence = judge::weigh(rule, text, match.match, match.secret, number);
          if (!evidence) continue;
          require(match.secret.end <= size && match.match.end <= size);
          require(match.match.begin <= match.secret.begin && match.secret.end <= match.match.end);
          match.evidence = *std::move(evidence);
          judge::decide(rule, match, text.substr(0, 64));
        }
      }
    }
  }
  return 0;
}
