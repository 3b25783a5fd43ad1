#include "findings/redact.h"

#include <algorithm>
#include <cstring>

#include "base/escape.h"

namespace sluice {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr size_t kHeadBytes = 4;  // also the shortest secret that is looked for outside its match
constexpr size_t kMaxShown = 4;
constexpr size_t kSecretPerShown = 5;

uint32_t head_of(std::string_view text) {
  uint32_t head = 0;
  std::memcpy(&head, text.data(), kHeadBytes);
  return head;
}

size_t hash_of(uint32_t head) { return head * 0x9e3779b1u >> 16; }

// The bytes of the first `count` characters.
std::string_view leading(std::string_view text, size_t count) {
  size_t at = 0;
  while (count-- > 0 && at < text.size()) at += std::max<size_t>(1, utf8_length(text, at));
  return text.substr(0, at);
}

size_t count_characters(std::string_view text, size_t enough) {
  size_t count = 0;
  for (size_t at = 0; at < text.size() && count < enough; ++count) {
    at += std::max<size_t>(1, utf8_length(text, at));
  }
  return count;
}

bool is_provider_token(const Rule& rule) {
  return rule.builtin && (rule.judge == JudgeKind::kToken || rule.judge == JudgeKind::kJwt);
}

// Letters of one case, perhaps capitalised: such a password is also a file name.
bool is_word(std::string_view secret) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return std::all_of(secret.begin(), secret.end(), upper) ||
         ((lower(secret[0]) || upper(secret[0])) &&
          std::all_of(secret.begin() + 1, secret.end(), lower));
}

// Length of the longest proper prefix of `secret` that ends `text`.
size_t cut_secret(std::string_view text, std::string_view secret) {
  for (size_t length = std::min(text.size(), secret.size() - 1); length > 0; --length) {
    if (text.ends_with(secret.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

// Runs of a text that hide secrets.
class Covers {
 public:
  explicit Covers(std::string_view text) : text_(text) {}

  bool empty() const { return covers_.empty(); }

  void add_every(std::string_view secret, const Rule& rule) {
    if (secret.empty()) return;
    for (size_t at = text_.find(secret); at != text_.npos; at = text_.find(secret, at + 1)) {
      covers_.push_back({at, at + secret.size(), &rule});
    }
  }

  void add_cut(std::string_view secret) {
    const size_t length = secret.empty() ? 0 : cut_secret(text_, secret);
    if (length > 0) covers_.push_back({text_.size() - length, text_.size(), nullptr});
  }

  // Those that start anywhere in the text; with `cut`, also one that goes on
  // past its end.
  void add_known(const Redactor& redactor, bool cut) {
    for (size_t at = 0; at + kHeadBytes <= text_.size(); ++at) {
      const std::string_view rest = text_.substr(at);
      const uint32_t head = head_of(rest);
      if (!redactor.may_begin_[hash_of(head)]) continue;
      const auto lengths = redactor.lengths_by_head_.find(head);
      if (lengths == redactor.lengths_by_head_.end()) continue;
      for (const size_t length : lengths->second) {
        if (length > rest.size()) continue;
        const Redactor::Known* known = redactor.find(rest.substr(0, length));
        if (known != nullptr) covers_.push_back({at, at + length, known->rule});
      }
      if (!cut) continue;
      const auto next = std::lower_bound(
          redactor.known_.begin(), redactor.known_.end(), rest,
          [](const Redactor::Known& a, std::string_view b) { return a.secret < b; });
      if (next != redactor.known_.end() && next->secret.starts_with(rest)) {
        covers_.push_back({at, text_.size(), nullptr});
      }
    }
  }

  // Overlapping runs become one, which shows what its first and widest secret may.
  std::string take_out() {
    std::sort(covers_.begin(), covers_.end(), [](const Cover& a, const Cover& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::string out;
    size_t done = 0;
    for (size_t i = 0; i < covers_.size();) {
      const Cover& first = covers_[i];
      size_t end = first.end;
      for (++i; i < covers_.size() && covers_[i].begin < end; ++i) {
        end = std::max(end, covers_[i].end);
      }
      out += text_.substr(done, first.begin - done);
      const std::string_view secret = text_.substr(first.begin, first.end - first.begin);
      out += first.rule != nullptr ? redact(*first.rule, secret) : std::string(kEllipsis);
      done = end;
    }
    out += text_.substr(done);
    return out;
  }

 private:
  struct Cover {
    size_t begin = 0, end = 0;
    const Rule* rule = nullptr;  // null: only a part of a secret, nothing may be shown
  };
  std::string_view text_;
  std::vector<Cover> covers_;
};

namespace {

// False where the secret is nowhere in the text.
bool cover_own(const Rule& rule, std::string_view text, std::string_view secret, Covers& covers) {
  covers.add_every(secret, rule);
  if (covers.empty() || text.size() >= kMaxMatchText) covers.add_cut(secret);
  return !covers.empty();
}

}  // namespace

std::string redact(const Rule& rule, std::string_view secret) {
  std::string shown;
  if (is_provider_token(rule)) {
    const size_t characters = count_characters(secret, kMaxShown * kSecretPerShown);
    shown = to_valid_utf8(leading(secret, std::min(kMaxShown, characters / kSecretPerShown)));
  }
  return shown.append(kEllipsis);
}

std::string redact_in(const Rule& rule, std::string_view text, std::string_view secret) {
  Covers covers(text);
  if (!cover_own(rule, text, secret, covers)) return std::string(kEllipsis);
  return to_valid_utf8(covers.take_out());
}

Redactor::Redactor(const Report& report, bool show_secrets)
    : rules_(report.rules), as_is_(show_secrets || report.redacted) {
  if (as_is_) return;
  for (const Finding& finding : report.findings) add(finding);
  std::sort(known_.begin(), known_.end(),
            [](const Known& a, const Known& b) { return a.secret < b.secret; });
  known_.erase(std::unique(known_.begin(), known_.end(),
                           [](const Known& a, const Known& b) { return a.secret == b.secret; }),
               known_.end());
  for (const Known& known : known_) {
    const uint32_t head = head_of(known.secret);
    may_begin_.set(hash_of(head));
    std::vector<size_t>& lengths = lengths_by_head_[head];
    if (std::find(lengths.begin(), lengths.end(), known.secret.size()) == lengths.end()) {
      lengths.push_back(known.secret.size());
    }
  }
}

void Redactor::add(const Finding& finding) {
  if (finding.secret.size() < kHeadBytes) return;
  // A rule on the path alone points at a file: its name is no secret.
  const Rule& rule = rules_[finding.rule];
  if (rule.regex.empty() && !rule.path.empty()) return;
  const bool is_name = finding.kind == BlobKind::kPath || finding.kind == BlobKind::kRef;
  if (is_name || !is_word(finding.secret)) {
    known_.push_back({finding.secret, &rule});
  }
}

const Redactor::Known* Redactor::find(std::string_view secret) const {
  const auto at = std::lower_bound(known_.begin(), known_.end(), secret,
                                   [](const Known& a, std::string_view b) { return a.secret < b; });
  return at != known_.end() && at->secret == secret ? &*at : nullptr;
}

std::string Redactor::text(std::string_view raw) const {
  Covers covers(raw);
  covers.add_known(*this, false);
  return covers.take_out();
}

std::string Redactor::secret(const Finding& finding) const {
  if (as_is_) return finding.secret;
  return redact(rules_[finding.rule], finding.secret);
}

std::string Redactor::secret(const SecretGroup& group) const {
  if (as_is_) return group.secret;
  return redact(rules_[group.rule], group.secret);
}

std::string Redactor::match(const Finding& finding) const {
  if (as_is_) return finding.match;
  Covers covers(finding.match);
  if (!cover_own(rules_[finding.rule], finding.match, finding.secret, covers)) {
    return std::string(kEllipsis);
  }
  covers.add_known(*this, finding.match.size() >= kMaxMatchText);
  return covers.take_out();
}

}  // namespace sluice
