#include "patch/commit_filter.h"

#include <regex.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/escape.h"

namespace sluice::patch {
namespace {

class Pattern {
 public:
  Pattern() = default;
  ~Pattern() {
    if (compiled_) ::regfree(&regex_);
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  Result<void> compile(const std::string& text, const CommitPatterns& options) {
    fold_case_ = options.fold_case;
    if (options.fixed) {
      fixed_ = fold_case_ ? lowered(text) : text;
      return {};
    }
    const int flags = REG_NEWLINE | REG_NOSUB | (options.extended ? REG_EXTENDED : 0) |
                      (options.fold_case ? REG_ICASE : 0);
    const int code = ::regcomp(&regex_, text.c_str(), flags);
    if (code != 0) {
      std::array<char, 256> what{};
      ::regerror(code, &regex_, what.data(), what.size());
      return Error{ErrorKind::kUsage,
                   "pattern '" + escape_for_terminal(text) + "': " + what.data()};
    }
    compiled_ = true;
    return {};
  }

  bool matches(const std::string& line) const {
    if (compiled_) return ::regexec(&regex_, line.c_str(), 0, nullptr, 0) == 0;
    return (fold_case_ ? lowered(line) : line).find(fixed_) != std::string::npos;
  }

 private:
  bool compiled_ = false, fold_case_ = false;
  std::string fixed_;
  regex_t regex_{};
};

using Patterns = std::vector<std::unique_ptr<Pattern>>;

Result<Patterns> compile_all(const std::vector<std::string>& texts, const CommitPatterns& options) {
  Patterns patterns;
  for (const std::string& text : texts) {
    patterns.push_back(std::make_unique<Pattern>());
    if (Result<void> compiled = patterns.back()->compile(text, options); !compiled) {
      return std::move(compiled).error();
    }
  }
  return patterns;
}

bool any_matches(const Patterns& patterns, const std::string& line) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const auto& pattern) { return pattern->matches(line); });
}

std::string shown(const Person& person) { return person.name + " <" + person.email + ">"; }

}  // namespace

struct CommitFilter::Impl {
  CommitPatterns options;
  Patterns author, committer, message;

  bool message_matches(const std::vector<std::string>& lines) const {
    const auto stands = [&](const auto& pattern) {
      return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return pattern->matches(line.substr(std::min<size_t>(4, line.size())));
      });
    };
    return options.all_messages ? std::all_of(message.begin(), message.end(), stands)
                                : std::any_of(message.begin(), message.end(), stands);
  }
};

CommitFilter::CommitFilter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CommitFilter::~CommitFilter() = default;
CommitFilter::CommitFilter(CommitFilter&&) noexcept = default;
CommitFilter& CommitFilter::operator=(CommitFilter&&) noexcept = default;

Result<CommitFilter> CommitFilter::compile(CommitPatterns patterns) {
  auto impl = std::make_unique<Impl>();
  const auto add = [&](const std::vector<std::string>& texts, Patterns& to) -> Result<void> {
    Result<Patterns> compiled = compile_all(texts, patterns);
    if (!compiled) return std::move(compiled).error();
    to = *std::move(compiled);
    return {};
  };
  if (Result<void> added = add(patterns.author, impl->author); !added) return added.error();
  if (Result<void> added = add(patterns.committer, impl->committer); !added) return added.error();
  if (Result<void> added = add(patterns.message, impl->message); !added) return added.error();
  impl->options = std::move(patterns);
  return CommitFilter(std::move(impl));
}

bool CommitFilter::matches(const CommitText& text) const {
  if (!impl_->author.empty() && !any_matches(impl_->author, shown(text.author))) return false;
  if (!impl_->committer.empty() && !any_matches(impl_->committer, shown(text.committer))) {
    return false;
  }
  return impl_->message.empty() ||
         impl_->message_matches(text.lines) != impl_->options.invert_messages;
}

}  // namespace sluice::patch
