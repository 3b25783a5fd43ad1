// Where a reader of notations finds its value, given what a rule's pattern would match.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "judge/notation.h"

namespace sluice::judge {

// The value that the rule's reader finds in `text`, whose part `matched` is the match; "" for none.
inline std::string value_in(const std::string& rule_id, const std::string& text,
                            const std::string& matched) {
  Rule rule;
  rule.id = rule_id;
  rule.judge = JudgeKind::kAssignment;
  const size_t begin = text.find(matched);
  EXPECT_NE(begin, text.npos) << text << " without " << matched;
  if (begin == text.npos) return "";
  const auto site = find_site(rule, text, {begin, begin + matched.size()});
  if (!site) return "";
  EXPECT_LE(site->side.value.end, text.size());
  return std::string(slice(text, site->side.value));
}

// Every cut of `text`, with every byte damaged in turn, is read without leaving it.
inline void expect_safe_when_damaged(const std::string& rule_id, const std::string& text,
                                     const std::string& matched) {
  Rule rule;
  rule.id = rule_id;
  rule.judge = JudgeKind::kAssignment;
  const size_t begin = text.find(matched);
  ASSERT_NE(begin, text.npos);
  const auto check = [&](const std::string& bytes) {
    const Span match{begin, std::min(bytes.size(), begin + matched.size())};
    if (match.begin > match.end) return;
    const auto site = find_site(rule, bytes, match);
    if (!site) return;
    EXPECT_LE(site->side.value.begin, site->side.value.end) << bytes;
    EXPECT_LE(site->side.value.end, bytes.size()) << bytes;
  };
  for (size_t size = begin; size <= text.size(); ++size) check(text.substr(0, size));
  for (size_t at = 0; at < text.size(); ++at) {
    for (const char byte : {'\0', '\n', '"', '(', '\\', '{', ':'}) {
      std::string damaged = text;
      damaged[at] = byte;
      check(damaged);
    }
  }
}

}  // namespace sluice::judge
