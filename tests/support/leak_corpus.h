// A corpus of made-up leaks: the shapes of support/leak_shapes (its README tells the notation),
// each written with secrets and once more with what stands safely in their place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sluice/blob.h"
#include "sluice/result.h"
#include "support/made_up.h"

namespace sluice::test {

struct CorpusFile {
  std::string kind;   // of file: "dotenv"
  std::string shape;  // of the notation in it: "quoted"
  std::string path;   // unique
  std::string text;
  SecretKind secret_kind = SecretKind::kNone;  // kNone: a safe twin
  Span secret;                                 // in text; empty in a safe twin
  std::string value;                           // the secret itself, not encoded
};

// Files in the order of the shapes, `copies` leaks a shape (kinds of secrets in turn) and at least
// as many safe twins. `folder` holds the shapes, and lists of twins where these name any. kIo, or
// kUsage for a shape that cannot be read.
Result<std::vector<CorpusFile>> make_leak_corpus(const std::string& folder, unsigned copies,
                                                 uint32_t seed);

}  // namespace sluice::test
