#include <algorithm>

#include "findings/web_link.h"
#include "git/config.h"
#include "git/head.h"
#include "gitleaks/git_scan.h"
#include "gitleaks/go_text.h"
#include "source/git_environment.h"

namespace sluice::gitleaks {
namespace {

// The remote of the current branch, else the only one, else origin.
std::string remote_url(const git::Repository& repository) {
  const Result<git::Config> config = git::read_config(repository);
  if (!config) return {};
  const git::RefSet refs = git::read_tips(repository, [](const Unread&) {});
  std::string name = "origin";
  std::vector<std::string> names;
  for (const git::ConfigEntry& entry : config->entries()) {
    if (entry.section != "remote" || entry.subsection.empty()) continue;
    if (std::find(names.begin(), names.end(), entry.subsection) == names.end()) {
      names.push_back(entry.subsection);
    }
  }
  if (names.size() == 1) name = names.front();
  constexpr std::string_view kHeads = "refs/heads/";
  if (refs.head_name.starts_with(kHeads)) {
    const git::ConfigEntry* own =
        config->find("branch", refs.head_name.substr(kHeads.size()), "remote");
    if (own != nullptr && own->value) name = *own->value;
  }
  const git::ConfigEntry* url = config->find("remote", name, "url");
  return url != nullptr && url->value ? *url->value : std::string();
}

Platform platform_of(std::string_view url) {
  constexpr std::string_view kScheme = "://";
  std::string_view host = url.substr(url.find(kScheme) + kScheme.size());
  host = host.substr(0, host.find_first_of("/:"));
  const auto is_any = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), host) != names.end();
  };
  if (is_any({"github.com"})) return Platform::kGithub;
  if (is_any({"gitlab.com"})) return Platform::kGitlab;
  if (is_any({"dev.azure.com", "visualstudio.com"})) return Platform::kAzureDevops;
  if (is_any({"gitea.com", "code.forgejo.org", "codeberg.org"})) return Platform::kGitea;
  if (is_any({"bitbucket.org"})) return Platform::kBitbucket;
  return Platform::kUnknown;
}

// Blanks and percent signs alone, as gitleaks has it.
std::string linked_path(std::string_view path) {
  std::string out;
  for (const char c : path) out += c == ' ' ? "%20" : c == '%' ? "%25" : std::string(1, c);
  return out;
}

bool is_rendered(std::string_view path) {
  const std::string name = go_lower(path);
  return name.ends_with(".md") || name.ends_with(".ipynb");
}

// "#L1-L3", by what stands before the first and the last line.
std::string lines(const Finding& finding, std::string_view first, std::string_view last) {
  std::string out;
  if (finding.start_line != 0) out += std::string(first) + std::to_string(finding.start_line);
  if (finding.end_line != finding.start_line) {
    out += std::string(last) + std::to_string(finding.end_line);
  }
  return out;
}

}  // namespace

std::optional<Platform> platform_named(std::string_view name) {
  const std::string word = go_lower(name);
  if (word.empty() || word == "unknown") return Platform::kUnknown;
  if (word == "none") return Platform::kNone;
  if (word == "github") return Platform::kGithub;
  if (word == "gitlab") return Platform::kGitlab;
  if (word == "azuredevops") return Platform::kAzureDevops;
  if (word == "gitea") return Platform::kGitea;
  if (word == "bitbucket") return Platform::kBitbucket;
  return std::nullopt;
}

Remote remote_of(const std::string& source, Platform platform) {
  if (platform == Platform::kNone) return {};
  GitEnvironment environment = GitEnvironment::of_process();
  environment.folder = source;
  const Result<git::Repository> repository = find_repository(environment);
  if (!repository) return {};
  Remote remote{platform, web_address(remote_url(*repository))};
  if (remote.url.empty()) return {};
  if (platform == Platform::kUnknown) remote.platform = platform_of(remote.url);
  return remote;
}

std::string link_to(const Remote& remote, const Finding& finding) {
  if (finding.commit.empty()) return {};
  const std::string path = linked_path(finding.file);
  const auto page = [&](std::string_view between) {
    return remote.url + std::string(between) + finding.commit + "/" + path;
  };
  switch (remote.platform) {
    case Platform::kUnknown:
    case Platform::kNone: return {};
    case Platform::kGithub:
      return page("/blob/") + (is_rendered(path) ? "?plain=1" : "") + lines(finding, "#L", "-L");
    case Platform::kGitlab: return page("/blob/") + lines(finding, "#L", "-");
    case Platform::kGitea:
      return page("/src/commit/") + (is_rendered(path) ? "?display=source" : "") +
             lines(finding, "#L", "-L");
    case Platform::kBitbucket: return page("/src/") + lines(finding, "#lines-", ":");
    case Platform::kAzureDevops:
      return remote.url + "/commit/" + finding.commit + "?path=/" + path +
             lines(finding, "&line=", "&lineEnd=") +
             "&lineStartColumn=1&lineEndColumn=10000000&type=2&lineStyle=plain&_a=files";
  }
  return {};
}

}  // namespace sluice::gitleaks
