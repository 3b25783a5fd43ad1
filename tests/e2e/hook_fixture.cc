#include "e2e/hook_fixture.h"

#include <filesystem>
#include <fstream>

namespace sluice::test {

Outcome run_git(const std::string& folder, const std::string& arguments,
                const std::string& variables) {
  return shell("cd '" + folder +
               "' && env GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A "
               "GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@x " +
               variables + " git " + arguments);
}

void write_script(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << "#!/bin/sh\n" << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

PushFixture::PushFixture() {
  run("git init -q --bare -b main '" + server.path() + "'");
  repo.git("remote add origin '" + server.path() + "'");
  add("README", "hello\n");
  push("-u origin main");
}

void PushFixture::serve(const std::string& hook, const std::string& arguments) {
  const std::string given = hook == "update" ? " \"$@\"" : "";
  write_script(server / ("hooks/" + hook),
               "exec '" SLUICE_PROGRAM "' hook " + hook + " " + arguments + given + "\n");
}

void PushFixture::add(const std::string& path, const std::string& bytes) {
  repo.write(path, bytes);
  run_git(repo.path(), "add -A");
  run_git(repo.path(), "commit --no-verify -m 'change " + path + "'");
}

Outcome PushFixture::push(const std::string& arguments) {
  return run_git(repo.path(), "push " + arguments);
}

bool PushFixture::has(const std::string& ref) {
  return run_git(server.path(), "rev-parse -q --verify " + ref).code == 0;
}

}  // namespace sluice::test
