// A repository on a server, and clones of it as CI services make them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {

using Variables = std::map<std::string, std::string>;

struct CiFixture : ::testing::Test {
  void SetUp() override;

  // Commits `bytes` as `path` to the current branch of the server; the commit's id.
  std::string add(const std::string& path, const std::string& bytes);
  void branch(const std::string& name, const std::string& from = "main");
  // Server side, as GitHub makes it: refs/pull/N/head and refs/pull/N/merge.
  std::string pull_request(int number, const std::string& branch);
  std::string id(const std::string& revision) { return server.rev_parse(revision); }

  // A clone with a detached HEAD at `id`, remote refs only.
  std::string clone(const std::string& arguments, const std::string& fetch, const std::string& id);
  // `git init`, one fetch, a detached HEAD: as runners do it.
  std::string fetched(const std::string& fetch, const std::string& id);

  // `sluice ci ARGUMENTS` in `path` with no variables but these.
  Outcome ci(const std::string& path, const Variables& variables,
             const std::string& arguments = "");
  // The same as JSON.
  nlohmann::json json(const std::string& path, const Variables& variables, int expected_code,
                      const std::string& arguments = "");
  // "path:line" of the findings that count, in order.
  static std::string places(const nlohmann::json& report);

  // $GITHUB_EVENT_PATH and what goes with it.
  Variables github(const std::string& name, const std::string& ref, const nlohmann::json& event);
  Variables github_pull_request(int number, const std::string& branch);

  GitFixture server;
  TempDir dir;
  int made = 0;
};

// Another made-up password than made_up_password(): `word` makes it one of its own.
std::string password_line(const std::string& word);

}  // namespace sluice::test
