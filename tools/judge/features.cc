// sluice-features RULES.toml...: what the judge measures, for tools/judge/fit. Runs the generic
// rules of those files. Reads paths of files on standard input, one a line, and writes a line of
// tab-separated columns for each candidate that passed the judge's drops:
//   path, offset and length of the value in bytes, rule, head, strength, family of the
//   file, dropped in such a file (0 or 1), key, value (\t, \n, \r and \\ escaped), then
//   one column a feature.
// The first line names the columns. Files above 4 MiB or with a NUL byte are passed over.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "judge/file_family.h"
#include "judge/judge.h"
#include "judge/login.h"
#include "judge/notation.h"
#include "judge/url.h"
#include "rules/rule_file.h"
#include "sluice/engine.h"

namespace sluice {
namespace {

constexpr size_t kMaxFile = size_t{4} << 20;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_generic(const Rule& rule) {
  return rule.judge == JudgeKind::kAssignment || rule.judge == JudgeKind::kUrl;
}

struct Place {
  Span value;
  judge::Candidate candidate;
};

// As judge::weigh sees it: no more around the match than its reach.
std::optional<Place> measure(const Rule& rule, std::string_view bytes, Span match) {
  const judge::Reach reach = judge::reach_of(rule.judge);
  const uint64_t from = match.begin - std::min(match.begin, reach.before);
  const std::string_view text =
      bytes.substr(from, match.end - from + std::min(bytes.size() - match.end, reach.behind));
  const Span local = {match.begin - from, match.end - from};
  Place place;
  std::optional<judge::Candidate> candidate;
  if (rule.judge == JudgeKind::kUrl && !judge::is_login_rule(rule)) {
    const auto site = judge::find_userinfo(text, local);
    if (!site) return std::nullopt;
    candidate = judge::measure_userinfo(
        site->user, text.substr(site->password.begin, site->password.size()), site->host);
    place.value = site->password;
  } else if (rule.judge == JudgeKind::kAssignment) {
    const auto site = judge::find_site(rule, text, local);
    if (!site) return std::nullopt;
    candidate = judge::measure_site(*site, text);
    place.value = site->side.value;
  }
  if (!candidate) return std::nullopt;
  place.value = {place.value.begin + from, place.value.end + from};
  place.candidate = *std::move(candidate);
  return place;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\\')
      out += "\\\\";
    else
      out += c;
  }
  return out;
}

void print(const std::string& path, const Rule& rule, std::string_view bytes, const Place& place) {
  const judge::Candidate& candidate = place.candidate;
  const judge::FileFacts facts = judge::file_facts(path);
  const Evidence& evidence = candidate.evidence;
  const bool unlike =
      facts.lock || facts.minified || facts.localisation ||
      (facts.family == judge::FileFamily::kCode && !evidence.quoted && !evidence.in_record);
  std::cout << path << '\t' << place.value.begin << '\t' << place.value.size() << '\t' << rule.id
            << '\t' << static_cast<int>(candidate.head) << '\t' << strength_name(evidence.strength)
            << '\t' << judge::family_name(facts.family) << '\t' << unlike << '\t'
            << escaped(evidence.key) << '\t'
            << escaped(bytes.substr(place.value.begin, place.value.size()));
  const judge::Features path_features = judge::measure_path(facts, evidence.quoted);
  for (const judge::Term& term : judge::terms())
    std::cout << '\t' << candidate.features.*term.value + path_features.*term.value;
  std::cout << '\n';
}

void dump(const Engine& engine, Scratch& scratch, const std::string& path) {
  const std::string bytes = read_file(path);
  if (bytes.empty() || bytes.size() > kMaxFile || bytes.find('\0') != bytes.npos) return;
  std::set<std::pair<uint64_t, uint64_t>> seen;
  for (const Engine::Confirmed& found : engine.confirm(bytes, scratch)) {
    const Rule& rule = engine.rules().rules()[found.rule];
    const auto place = measure(rule, bytes, found.match);
    if (!place || !seen.insert({place->value.begin, place->value.end}).second) continue;
    print(path, rule, bytes, *place);
  }
}

Result<Engine> engine_of(const std::vector<std::string>& paths) {
  std::vector<Rule> rules;
  for (const std::string& path : paths) {
    Result<RuleFile> file = parse_rule_file(read_file(path), path, Dialect::kBuiltin, {});
    if (!file) return std::move(file).error();
    std::copy_if(file->rules.begin(), file->rules.end(), std::back_inserter(rules), is_generic);
  }
  return Engine::create(RuleSet(std::move(rules), {}), {});
}

int run(const std::vector<std::string>& paths) {
  Result<Engine> engine = engine_of(paths);
  if (!engine) {
    std::cerr << engine.error().message << '\n';
    return 2;
  }
  std::cout << "path\toffset\tlength\trule\thead\tstrength\tfamily\tunlike\tkey\tvalue";
  for (const judge::Term& term : judge::terms()) std::cout << '\t' << term.name;
  std::cout << '\n';
  Scratch scratch;
  for (std::string path; std::getline(std::cin, path);) dump(*engine, scratch, path);
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return sluice::run({argv + 1, argv + argc});
}
