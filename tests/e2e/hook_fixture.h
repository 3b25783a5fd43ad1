// What tests of hooks share: real git at work, with its exit code and what it prints.
#pragma once

#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {

// `git ARGUMENTS` in `folder`, one author, no configuration of the machine.
Outcome run_git(const std::string& folder, const std::string& arguments,
                const std::string& variables = "");

// An executable script.
void write_script(const std::string& path, const std::string& text);

// A bare repository, and a clone of it with one commit, pushed.
struct PushFixture {
  PushFixture();

  // Installs the program as a hook of the server.
  void serve(const std::string& hook, const std::string& arguments = "");
  // Commits `bytes` as `path` to the branch at hand.
  void add(const std::string& path, const std::string& bytes);
  Outcome push(const std::string& arguments);
  // Whether the server has that ref.
  bool has(const std::string& ref);

  TempDir server;
  GitFixture repo;
};

}  // namespace sluice::test
