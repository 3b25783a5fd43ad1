// KnownSecrets: secrets that a person has at hand, made rules that the scan runs, so that every
// place is found in whatever the scan opens, with the same provenance as any finding.
#pragma once

#include <string>
#include <vector>

#include "findings/known_values.h"
#include "findings/written_forms.h"
#include "sluice/report.h"
#include "sluice/ruleset.h"

namespace sluice {

// Immutable: any number of threads.
class KnownSecrets {
 public:
  // Equal values are one secret with all their names.
  explicit KnownSecrets(const std::vector<KnownValue>& values);

  // One for each form of each secret (findings/written_forms.h). They hold the values: they are
  // never written anywhere.
  RuleSet rules() const;

  // Of a report of a scan by rules(), before anything is identified: each finding becomes one of
  // the secret itself, whatever form it had, under a rule named for it. Nothing suppresses one. The
  // digest of the rules is taken out: it would be an unkeyed hash of the values.
  void name(Report& report) const;

  size_t size() const { return secrets_.size(); }
  const std::string& name_of(size_t secret) const { return secrets_[secret].name; }

 private:
  struct Secret {
    std::string name, value;
  };
  struct Form {
    size_t secret = 0;
    WrittenForm written;
  };
  Rule rule_of(size_t secret) const;

  std::vector<Secret> secrets_;
  std::vector<Form> forms_;  // one a rule of rules(), in its order
};

}  // namespace sluice
