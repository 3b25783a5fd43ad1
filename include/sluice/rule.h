// Rule: one credential's description, as written in a TOML file. The format is
// told in rules/README.md; it is a superset of gitleaks'.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

enum class Severity : uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
enum class Confidence : uint8_t { kLow, kMedium, kHigh };

std::string_view severity_name(Severity severity);
std::string_view confidence_name(Confidence confidence);

// How the matched text is judged once its pattern has matched.
enum class JudgeKind : uint8_t {
  kToken,       // an anchored provider token: checksum, placeholder, randomness
  kAssignment,  // key = value: the key and the right-hand side are read around the match
  kUrl,         // the password of a URL's userinfo or of a connection string
  kPrivateKey,  // PEM, OpenSSH, PuTTY, PGP
  kJwt,
  kNone,  // a user's rule: pattern, flat entropy and allowlists only
};
std::string_view judge_name(JudgeKind judge);  // as rule files write it

// An allowlist of a rule, or a global one.
struct Allowlist {
  enum class Target : uint8_t { kSecret, kMatch, kLine };

  std::string description;
  bool all_of = false;                 // condition = "AND"
  std::vector<std::string> commits;    // full ids, lower case
  std::vector<std::string> paths;      // RE2 patterns, searched
  std::vector<std::string> regexes;    // RE2 patterns, searched in `target`
  std::vector<std::string> stopwords;  // lower case, substrings of the secret
  Target target = Target::kSecret;
  std::string source;  // file:line it was read from; empty: built in
};

struct Rule {
  std::string id;
  std::string description;
  std::string regex;     // RE2 syntax; empty for a rule on the path, or beside an id, alone
  std::string path;      // RE2 syntax, searched in the path; empty: any path
  int secret_group = 0;  // 0: the first group that took part, else the whole match
  double entropy = 0;    // flat Shannon bits a byte that the secret must exceed; 0: no test
  std::vector<std::string> keywords;  // lower case
  std::vector<std::string> tags;
  std::vector<Allowlist> allowlists;

  // What follows is sluice's own.
  std::vector<std::string> aliases;  // what gitleaks calls rules for the same credential
  std::string title;                 // short name for people; the description where empty
  Severity severity = Severity::kHigh;
  Confidence confidence = Confidence::kMedium;
  JudgeKind judge = JudgeKind::kNone;
  bool random = true;  // a secret that is not random for its alphabet and length is dropped
  // Bounded patterns for stage one; each match of `regex` starts with a match
  // of one of them. Empty: `regex` itself.
  std::vector<std::string> prefilters;
  // Of a secret that belongs to an id, RE2 that means bytes: the id (its first group, if
  // there is one), to be searched near the secret; the whole secret, for one that this
  // rule's regex does not know; and, where one is needed, the name of its key.
  std::string pair_id, pair_value, pair_key;
  std::string checksum;                       // name of a check in judge/checksum, or empty
  std::vector<std::string> examples;          // joined from their parts
  std::vector<std::string> counter_examples;  // likewise
  std::string remediation;                    // what to revoke and where
  std::string remediation_url;
  std::vector<std::string> references;
  bool builtin = false;  // bytes in both engines; else RE2 in UTF-8 decides
  std::string source;    // file:line it was read from
};

}  // namespace sluice
