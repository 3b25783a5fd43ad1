// WebLink: where a forge's web pages show a repository, a line or a commit. From what git's own
// configuration says; nothing is asked of a network.
#pragma once

#include <string>
#include <string_view>

#include "sluice/finding.h"
#include "sluice/report.h"

namespace sluice {

// The web address of what a remote's URL names: https, without userinfo, ".git" and a slash at
// the end; ssh and scp-like forms become https, a port of theirs is dropped. Empty for a path or
// file URL, which would tell of this machine, and for what is no plain URL.
std::string web_address(std::string_view remote_url);

// The page of a finding in its commit, by the host's kind, which its name tells (github, gitlab,
// bitbucket, gitea, codeberg, forgejo, azure); empty: not known, or no page shows it. `repository`
// as web_address gives it.
std::string web_link(std::string_view repository, const Finding& finding);

// Fills `link` of every finding, from target.repository.
void add_links(Report& report);

}  // namespace sluice
