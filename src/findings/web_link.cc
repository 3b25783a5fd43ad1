#include "findings/web_link.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"

namespace sluice {
namespace {

enum class Forge { kUnknown, kGithub, kGitlab, kBitbucket, kGitea, kAzure };

// One path or host as a URL may have it unescaped. A configuration may hold anything.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || std::string_view("-._~/%+@:!").find(c) != std::string_view::npos;
  });
}

bool is_host(std::string_view host) {
  return !host.empty() && is_alnum(host.front()) && is_alnum(host.back()) &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '.'; });
}

Forge forge_of(std::string_view repository) {
  std::string_view host = repository.substr(std::string_view("https://").size());
  host = host.substr(0, host.find('/'));
  host = host.substr(0, host.find(':'));
  const auto named = [&](std::string_view name) { return host.find(name) != host.npos; };
  if (named("github")) return Forge::kGithub;
  if (named("gitlab")) return Forge::kGitlab;
  if (named("bitbucket")) return Forge::kBitbucket;
  if (named("gitea") || named("codeberg") || named("forgejo")) return Forge::kGitea;
  if (host == "dev.azure.com" || host.ends_with(".visualstudio.com")) return Forge::kAzure;
  return Forge::kUnknown;
}

std::string encoded(std::string_view path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<uint8_t>(c);
    if (is_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

// A browser would climb out of the repository's address.
bool climbs(std::string_view path) {
  while (true) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (name == "." || name == ".." || name.empty()) return true;
    if (name.size() == path.size()) return false;
    path.remove_prefix(name.size() + 1);
  }
}

std::string commit_page(const std::string& repository, Forge forge, const std::string& id) {
  switch (forge) {
    case Forge::kGithub:
    case Forge::kGitea:
    case Forge::kAzure: return repository + "/commit/" + id;
    case Forge::kGitlab: return repository + "/-/commit/" + id;
    case Forge::kBitbucket: return repository + "/commits/" + id;
    case Forge::kUnknown: break;
  }
  return "";
}

std::string file_page(const std::string& repository, Forge forge, const std::string& id,
                      const Finding& finding) {
  const std::string path = encoded(finding.path);
  // A line of an archive's member is none of the archive's.
  const bool has_line =
      finding.location.line > 0 && finding.kind == BlobKind::kFile && finding.inner_path.empty();
  const std::string first = std::to_string(finding.location.line);
  const std::string last =
      std::to_string(std::max(finding.location.line, finding.location.end_line));
  const auto at = [&](const std::string& page, const char* mark, const char* to) {
    if (!has_line) return page;
    return page + mark + first + (first == last ? "" : to + last);
  };
  switch (forge) {
    case Forge::kGithub: return at(repository + "/blob/" + id + "/" + path, "#L", "-L");
    case Forge::kGitea: return at(repository + "/src/commit/" + id + "/" + path, "#L", "-L");
    case Forge::kGitlab: return at(repository + "/-/blob/" + id + "/" + path, "#L", "-");
    case Forge::kBitbucket: return at(repository + "/src/" + id + "/" + path, "#lines-", ":");
    case Forge::kAzure: {
      const std::string page = repository + "?path=/" + path + "&version=GC" + id;
      return has_line ? page + "&line=" + first + "&lineEnd=" + last +
                            "&lineStartColumn=1&lineEndColumn=1"
                      : page;
    }
    case Forge::kUnknown: break;
  }
  return "";
}

}  // namespace

std::string web_address(std::string_view url) {
  constexpr std::string_view kSchemes[] = {"https://", "http://", "ssh://", "git+ssh://", "git://"};
  bool drop_port = false;
  const auto scheme = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                   [&](std::string_view each) { return url.starts_with(each); });
  std::string_view host, path;
  if (scheme != std::end(kSchemes)) {
    url.remove_prefix(scheme->size());
    const size_t slash = url.find('/');
    if (slash == url.npos) return "";
    host = url.substr(0, slash);
    path = url.substr(slash + 1);
    drop_port = scheme->starts_with("ssh") || scheme->starts_with("git");
  } else {
    // host:path, as scp has it; a slash before the colon makes it a path of this machine.
    const size_t colon = url.find(':');
    const bool other_scheme = url.find("://") != url.npos;
    if (colon == url.npos || url.find('/') < colon || other_scheme) return "";
    host = url.substr(0, colon);
    path = url.substr(colon + 1);
    if (host.size() < 2) return "";  // a drive
  }
  if (const size_t at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  std::string_view port;
  if (const size_t colon = host.find(':'); colon != host.npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  const bool is_number =
      port.substr(std::min<size_t>(1, port.size())).find_first_not_of("0123456789") == port.npos;
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  if (!is_host(host) || !is_number || path.empty() || !is_plain(path) || climbs(path)) return "";
  return "https://" + std::string(host) + (drop_port ? "" : std::string(port)) + "/" +
         std::string(path);
}

std::string web_link(std::string_view repository, const Finding& finding) {
  if (!repository.starts_with("https://")) return "";
  const std::string base(repository);
  const Forge forge = forge_of(repository);
  if (finding.kind == BlobKind::kCommit) {
    return finding.blob.empty() ? "" : commit_page(base, forge, finding.blob.hex());
  }
  const bool in_file = finding.kind == BlobKind::kFile || finding.kind == BlobKind::kPath;
  if (!in_file || !finding.commit || finding.path.empty() || climbs(finding.path)) return "";
  return file_page(base, forge, finding.commit->id.hex(), finding);
}

void add_links(Report& report) {
  if (report.target.repository.empty()) return;
  for (Finding& finding : report.findings) {
    finding.link = web_link(report.target.repository, finding);
  }
}

}  // namespace sluice
