// GitFixture: a throw-away repository made by the real git, for oracles.
#pragma once

#include <string>
#include <string_view>

namespace sluice::test {

// A folder of its own under the system's temporary folder, removed at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  // Makes the folders above it; returns the whole path.
  std::string write(std::string_view name, std::string_view bytes) const;

 private:
  std::string path_;
};

// Runs `command` in a shell; returns its standard output. Fails the test
// (GoogleTest assertion) when it exits with anything but 0.
std::string run(const std::string& command);

// git's configuration of the machine and the user is shut out; author, committer
// and dates are fixed: each commit is one day after the last, from 2024-01-01.
class GitFixture {
 public:
  explicit GitFixture(std::string_view init_arguments = "");

  // Runs `git ARGUMENTS` in the work tree; returns its standard output.
  std::string git(const std::string& arguments);
  void write(std::string_view path, std::string_view bytes) { dir_.write(path, bytes); }
  // git add -A and commit; returns the commit's id in hex.
  std::string commit(std::string_view message);
  std::string rev_parse(std::string_view revision);

  const std::string& path() const { return dir_.path(); }
  std::string git_dir() const { return dir_.path() + "/.git"; }

 private:
  TempDir dir_;
  int day_ = 0;
};

}  // namespace sluice::test
