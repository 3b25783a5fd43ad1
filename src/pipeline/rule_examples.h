// The examples that rules carry, run through the engine that scans.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sluice/engine.h"

namespace sluice {

struct ExampleResults {
  struct Failure {
    std::string rule_id;
    std::string what;  // "example 2 is not found"
  };
  size_t passed = 0;
  std::vector<Failure> failures;  // in the rules' order
};

// An example must be reported under its rule's id with at least medium
// confidence, and no other provider's rule may report anything in it; a
// counter-example must not be reported under that id. Of one secret only the
// more specific rule's finding is left (Engine::scan), so a rule that another
// one shadows fails. A built-in rule must have an example, a counter-example,
// what to revoke and where its facts come from.
ExampleResults test_examples(const Engine& engine);

}  // namespace sluice
