#include "support/git_fixture.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sluice::test {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sluice-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(std::string_view name, std::string_view bytes) const {
  const std::filesystem::path path = path_ + "/" + std::string(name);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

std::string run(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer;
  size_t got = 0;
  while ((got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    output.append(buffer.data(), got);
  }
  const int status = ::pclose(pipe);
  EXPECT_EQ(status, 0) << command << "\n" << output;
  return output;
}

GitFixture::GitFixture(std::string_view init_arguments) {
  git("init -q -b main " + std::string(init_arguments));
  git("config commit.gpgsign false");
  git("config gc.auto 0");
}

std::string GitFixture::git(const std::string& arguments) {
  const std::string date = "@" + std::to_string(1704067200 + int64_t{86400} * day_) + " +0000";
  return run(
      "cd '" + dir_.path() +
      "' && env -u GIT_DIR -u GIT_INDEX_FILE GIT_CONFIG_GLOBAL=/dev/null "
      "GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME='Ann Author' GIT_AUTHOR_EMAIL=ann@example.com "
      "GIT_COMMITTER_NAME='Cy Committer' GIT_COMMITTER_EMAIL=cy@example.com GIT_AUTHOR_DATE='" +
      date + "' GIT_COMMITTER_DATE='" + date + "' git " + arguments);
}

std::string GitFixture::commit(std::string_view message) {
  git("add -A");
  git("commit -q --allow-empty -m '" + std::string(message) + "'");
  ++day_;
  return rev_parse("HEAD");
}

std::string GitFixture::rev_parse(std::string_view revision) {
  std::string hex = git("rev-parse '" + std::string(revision) + "'");
  while (!hex.empty() && hex.back() == '\n') hex.pop_back();
  return hex;
}

}  // namespace sluice::test
