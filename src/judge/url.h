// Passwords inside URLs (scheme://user:password@host) and connection strings
// (Server=…;User Id=…;Password=…).
#pragma once

#include <optional>
#include <string_view>

#include "judge/candidate.h"
#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// Spans into the text that was parsed; not percent-decoded.
struct UrlCredentials {
  Span scheme, user, password, host;
};

// `separator_at` is the offset of "://" or ":\/\/" in `text`. nullopt unless a scheme stands
// before it and a user, a password and a host behind. At most 1 KiB is read.
std::optional<UrlCredentials> parse_url(std::string_view text, size_t separator_at);

// The host is this machine.
bool is_local_host(std::string_view host);
// A host reserved for documentation, or the word that stands for one.
bool is_example_host(std::string_view host);

// A password in its URL or connection string; `user` and `host` are "" where there
// is none.
struct UserinfoSite {
  Span match, password;
  std::string_view user, host;
};
// A match with "://" in it (or ":\/\/", as JSON may write it) is a URL, any other a
// connection string whose `password=` ends the match.
std::optional<UserinfoSite> find_userinfo(std::string_view text, Span match);
// nullopt: certainly no literal secret.
std::optional<Candidate> measure_userinfo(std::string_view user, std::string_view password,
                                          std::string_view host);

// What is to be said of a password beside this user and host; nullopt: nothing.
std::optional<Evidence> weigh_userinfo(std::string_view user, std::string_view password,
                                       std::string_view host);

// JudgeKind::kUrl: a match of a rule of login.h is read there, any other is what
// find_userinfo found, judged.
std::optional<Evidence> weigh_url(const Rule& rule, std::string_view text, Span& match,
                                  Span& secret);

}  // namespace sluice::judge
