// The words that reports use for the enumerations of finding.h and rule.h.
#include "sluice/finding.h"

namespace sluice {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "high";
}

std::string_view confidence_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow: return "low";
    case Confidence::kMedium: return "medium";
    case Confidence::kHigh: return "high";
  }
  return "medium";
}

std::string_view judge_name(JudgeKind judge) {
  switch (judge) {
    case JudgeKind::kToken: return "token";
    case JudgeKind::kAssignment: return "assignment";
    case JudgeKind::kUrl: return "url";
    case JudgeKind::kPrivateKey: return "private-key";
    case JudgeKind::kJwt: return "jwt";
    case JudgeKind::kNone: return "none";
  }
  return "none";
}

std::string_view validity_name(Validity validity) {
  switch (validity) {
    case Validity::kUnknown: return "unknown";
    case Validity::kChecksumValid: return "checksum_valid";
    case Validity::kStructureValid: return "structure_valid";
    case Validity::kChecksumInvalid: return "checksum_invalid";
    case Validity::kEncrypted: return "encrypted";
    case Validity::kExpired: return "expired";
  }
  return "unknown";
}

std::string_view strength_name(Strength strength) {
  switch (strength) {
    case Strength::kRandom: return "random";
    case Strength::kHuman: return "human";
    case Strength::kWeak: return "weak";
  }
  return "random";
}

std::string_view reach_name(Reach reach) {
  switch (reach) {
    case Reach::kNone: return "";
    case Reach::kHead: return "head";
    case Reach::kRef: return "ref";
    case Reach::kIndex: return "index";
    case Reach::kStash: return "stash";
    case Reach::kReflog: return "reflog";
    case Reach::kWorktree: return "worktree";
    case Reach::kAlternate: return "alternate";
    case Reach::kUnreachable: return "unreachable";
  }
  return "";
}

std::string_view kind_name(BlobKind kind) {
  switch (kind) {
    case BlobKind::kFile: return "file";
    case BlobKind::kCommit: return "commit";
    case BlobKind::kTag: return "tag";
    case BlobKind::kPath: return "path";
    case BlobKind::kRef: return "ref";
    case BlobKind::kConfig: return "config";
    case BlobKind::kLfs: return "lfs";
    case BlobKind::kStdin: return "stdin";
  }
  return "file";
}

std::string full_path(const Finding& finding) {
  return finding.inner_path.empty() ? finding.path : finding.path + "!" + finding.inner_path;
}

}  // namespace sluice
