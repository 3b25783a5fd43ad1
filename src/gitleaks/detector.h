// Detector: the findings of one fragment, by a configuration of gitleaks, as gitleaks 8.30.1 has
// them: its order of filters, its secrets, its lines and columns. Rules of a configuration run
// by these mechanics; where sluice's own stand for gitleaks' default rules, the engine finds and
// the judge decides, and the configuration's allowlists, paths and entropy are laid around that.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "gitleaks/finding.h"
#include "gitleaks/fragment.h"
#include "gitleaks/rules.h"
#include "sluice/engine.h"

namespace sluice::gitleaks {

struct DetectorOptions {
  bool ignore_allow_comments = false;
  uint64_t max_megabytes = 0;  // of a fragment that rules with a regex look at; 0: any
  unsigned max_decode_depth = 5;
  // Paths that are not looked at: of the configuration and of the baseline, as a fragment would
  // have them.
  std::vector<std::string> own_files = {};
  std::stop_token stop = {};
};

// Immutable: any number of threads may scan, each with its Scratch.
class Detector {
 public:
  // `engine` is of builtin_rules(), and may be null where no rule of `rules` stands for any.
  // Borrows all.
  Detector(const Rules& rules, const Engine* engine, DetectorOptions options);
  ~Detector();

  // Appends to `findings`: neither sorted nor with a fingerprint or a link.
  void scan(const Fragment& fragment, Scratch& scratch, std::vector<Finding>& findings) const;

  // Whether a global allowlist has the path of a folder or file that is to be walked.
  bool skips_path(std::string_view path) const;

 private:
  struct Pass;
  struct Raw;
  class Scan;

  const Rules& rules_;
  const Engine* engine_;
  const DetectorOptions options_;
  struct Gate;
  std::unique_ptr<Gate> gate_;
};

}  // namespace sluice::gitleaks
