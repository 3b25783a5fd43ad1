#include "source/worktree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "support/git_fixture.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;
using Mode = WorktreeOptions::Mode;

struct Scan {
  std::map<std::string, std::string> blobs;  // path -> bytes, parts joined
  std::set<std::string> in_parts;
  std::multimap<Reason, std::string> unread;
  bool repeated = false;

  std::vector<std::string> told(Reason reason) const {
    std::vector<std::string> where;
    const auto [from, to] = unread.equal_range(reason);
    for (auto at = from; at != to; ++at) where.push_back(at->second);
    std::sort(where.begin(), where.end());
    return where;
  }
  std::vector<std::string> paths() const {
    std::vector<std::string> list;
    for (const auto& blob : blobs) list.push_back(blob.first);
    return list;
  }
};
using Paths = std::vector<std::string>;

Scan scan(const WorktreeOptions& options, unsigned workers = 2) {
  Scan result;
  std::mutex mutex;
  WorktreeSource source(options);
  const Result<void> done = source.for_each(
      workers,
      [&](unsigned worker, const Blob& blob) {
        const std::lock_guard lock(mutex);
        EXPECT_LT(worker, workers);
        EXPECT_EQ(blob.kind, BlobKind::kFile);
        EXPECT_TRUE(blob.id.empty());
        const auto [at, fresh] = result.blobs.try_emplace(std::string(blob.path));
        result.repeated |= !fresh && (!blob.part || blob.part->offset == 0);
        if (blob.part) {
          EXPECT_EQ(blob.part->offset, at->second.size());
          result.in_parts.insert(at->first);
        }
        at->second += blob.bytes;
      },
      [&](const Unread& it) {
        const std::lock_guard lock(mutex);
        EXPECT_FALSE(it.what.empty());
        result.unread.emplace(it.reason, it.where);
      },
      {});
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
  EXPECT_FALSE(result.repeated);
  return result;
}

Scan scan_folder(const std::string& root, unsigned workers = 2) {
  WorktreeOptions options;
  options.root = root;
  return scan(options, workers);
}

// A repository's working tree, its index read by our own reader.
Scan scan_repository(const test::GitFixture& repository, bool include_ignored = false,
                     unsigned workers = 2) {
  const auto index = git::read_index(repository.git_dir() + "/index", 20);
  WorktreeOptions options;
  options.mode = Mode::kRepository;
  options.root = repository.path();
  if (index) options.index = *index;
  options.exclude_path = repository.git_dir() + "/info/exclude";
  options.git_dirs = {repository.git_dir()};
  options.include_ignored = include_ignored;
  return scan(options, workers);
}

std::set<std::string> split(const std::string& text) {
  std::set<std::string> parts;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\0', at);
    parts.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

void make_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
}

TEST(WorktreeFolder, GivesEveryFile) {
  const test::TempDir dir;
  dir.write("a", "1");
  dir.write("x/.gitignore", "*\n");
  dir.write("x/b", std::string(3000000, 'b'));
  dir.write("x/y/c", "");
  dir.write("x/y/n\nl", "nl");
  const Scan result = scan_folder(dir.path());
  EXPECT_EQ(result.paths(), (Paths{"a", "x/.gitignore", "x/b", "x/y/c", "x/y/n\nl"}));
  EXPECT_EQ(result.blobs.at("x/b"), std::string(3000000, 'b'));
  EXPECT_TRUE(result.unread.empty());
}

TEST(WorktreeFolder, IsTheSameForAnyNumberOfWorkers) {
  const test::TempDir dir;
  std::mt19937 random(1);
  for (int i = 0; i < 600; ++i) {
    dir.write("d" + std::to_string(random() % 9) + "/e" + std::to_string(random() % 9) + "/f" +
                  std::to_string(i),
              std::to_string(i));
  }
  // A folder large enough to be cut in pieces.
  for (int i = 0; i < 3000; ++i) dir.write("flat/some-longer-name-" + std::to_string(i), "x");
  const Scan one = scan_folder(dir.path(), 1);
  EXPECT_EQ(one.blobs.size(), 3600u);
  for (const unsigned workers : {2u, 3u, 8u}) {
    EXPECT_EQ(scan_folder(dir.path(), workers).blobs, one.blobs);
  }
}

TEST(WorktreeFolder, EqualsFind) {
  const Scan result = scan_folder("/usr/include", 2);
  const auto expected =
      split(test::run("cd /usr/include && find . \\( -type f -o -type l \\) -printf '%P\\0'"));
  const Paths paths = result.paths();
  EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()), expected);
  size_t bytes = 0, links = 0;
  for (const auto& [path, text] : result.blobs) {
    fs::is_symlink("/usr/include/" + path) ? ++links : bytes += text.size();
  }
  EXPECT_EQ(std::to_string(bytes) + "\n",
            test::run("find /usr/include -type f -printf '%s\\n' | awk '{s+=$1} END {print s}'"));
}

TEST(WorktreeFolder, RootMayBeMissingOrAFile) {
  const test::TempDir dir;
  const auto open = [&](const std::string& root, Mode mode) {
    WorktreeOptions options;
    options.root = root;
    options.mode = mode;
    return WorktreeSource(options).for_each(
        1, [](unsigned, const Blob&) {}, [](const Unread&) {}, {});
  };
  EXPECT_EQ(open(dir / "absent", Mode::kFolder).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(open(dir.write("f", ""), Mode::kFolder).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(open(dir / "absent", Mode::kFile).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(open(dir.path(), Mode::kFile).error().kind, ErrorKind::kUsage);
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(open(dir / "pipe", Mode::kFile).error().kind, ErrorKind::kUsage);
}

TEST(WorktreeFile, IsOneBlobNamedByItself) {
  const test::TempDir dir;
  WorktreeOptions options;
  options.mode = Mode::kFile;
  options.root = dir.write("d/name", "text");
  fs::create_symlink(options.root, dir / "link");
  EXPECT_EQ(scan(options).blobs, (std::map<std::string, std::string>{{"name", "text"}}));
  options.root = dir / "link";
  EXPECT_EQ(scan(options).blobs, (std::map<std::string, std::string>{{"link", "text"}}));
}

TEST(WorktreeFolder, ArchivesAreGivenAndTold) {
  const test::TempDir dir;
  dir.write("a.jar", "PK\x03\x04 and so on");
  dir.write("plain", "PKCS");
  const Scan result = scan_folder(dir.path());
  EXPECT_EQ(result.blobs.size(), 2u);
  EXPECT_EQ(result.told(Reason::kArchive), Paths{"a.jar"});
}

TEST(WorktreeFolder, LargeFilesAreGivenInParts) {
  const test::TempDir dir;
  dir.write("exact", std::string(1000, 'a'));
  dir.write("over", std::string(1001, 'a'));
  dir.write("huge", std::string(2000000, 'b') + "end");
  fs::resize_file(dir.write("sparse", ""), uintmax_t{5} << 20);
  WorktreeOptions options;
  options.root = dir.path();
  for (const auto& [limit, in_parts] : std::vector<std::pair<uint64_t, std::set<std::string>>>{
           {1000, {"over", "huge", "sparse"}}, {2000003, {"sparse"}}, {UINT64_MAX, {}}}) {
    options.max_file_bytes = limit;
    const Scan result = scan(options);
    EXPECT_TRUE(result.told(Reason::kLimit).empty());
    EXPECT_EQ(result.in_parts, in_parts);
    EXPECT_EQ(result.blobs.at("over"), std::string(1001, 'a'));
    EXPECT_EQ(result.blobs.at("huge"), std::string(2000000, 'b') + "end");
    EXPECT_EQ(result.blobs.at("sparse"), std::string(5 << 20, '\0'));
  }
}

TEST(WorktreeFolder, UnreadableFilesAndFoldersAreTold) {
  const test::TempDir dir;
  dir.write("ok", "1");
  dir.write("secret", "1");
  dir.write("closed/f", "1");
  fs::permissions(dir / "secret", fs::perms::none);
  fs::permissions(dir / "closed", fs::perms::none);
  // root may read everything.
  const bool all_powerful = ::access((dir / "secret").c_str(), R_OK) == 0;
  const Scan result = scan_folder(dir.path());
  fs::permissions(dir / "closed", fs::perms::owner_all);
  if (all_powerful) {
    EXPECT_EQ(result.blobs.size(), 3u);
  } else {
    EXPECT_EQ(result.paths(), Paths{"ok"});
    EXPECT_EQ(result.told(Reason::kUnreadable), (Paths{"closed", "secret"}));
  }
}

// T-15: what must not be followed, opened for long or waited for.
TEST(WorktreeTraps, LinksAreTextAndSpecialFilesAreTold) {
  const test::TempDir outside;
  outside.write("private", "do not read");
  const test::TempDir dir;
  dir.write("real/f", "1");
  fs::create_symlink("loop", dir / "loop");
  fs::create_symlink("/dev/zero", dir / "zero");
  fs::create_symlink("/proc/self/mem", dir / "mem");
  fs::create_symlink(outside.path(), dir / "out");
  fs::create_symlink("../" + fs::path(outside.path()).filename().string() + "/private", dir / "up");
  fs::create_symlink("..", dir / "real/parent");
  fs::create_symlink("../../x", dir / "real/above");
  fs::create_symlink("real", dir / "in");
  fs::create_symlink(fs::canonical(dir.path()).string() + "/real/f", dir / "absolute-in");
  fs::create_symlink("gone", dir / "dangling");
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  make_socket(dir / "socket");
  const Scan result = scan_folder(dir.path());
  EXPECT_EQ(result.blobs.at("zero"), "/dev/zero");
  EXPECT_EQ(result.blobs.at("out"), outside.path());
  EXPECT_EQ(result.blobs.at("loop"), "loop");
  EXPECT_EQ(result.paths(), (Paths{"absolute-in", "dangling", "in", "loop", "mem", "out",
                                   "real/above", "real/f", "real/parent", "up", "zero"}));
  EXPECT_EQ(result.told(Reason::kSymlinkOutside),
            (Paths{"mem", "out", "real/above", "up", "zero"}));
  EXPECT_EQ(result.told(Reason::kSpecialFile), (Paths{"fifo", "socket"}));
}

// T-16: another process writes while the walk reads.
TEST(WorktreeTraps, AGrowingFileEnds) {
  const test::TempDir dir;
  const std::string path = dir.write("log", "start\n");
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    const std::string chunk(1 << 16, 'x');
    for (int i = 0; i < 2000 && !done; ++i) {
      if (::write(fd, chunk.data(), chunk.size()) <= 0) break;
    }
    ::close(fd);
  });
  WorktreeOptions options;
  options.root = dir.path();
  options.max_file_bytes = 8 << 20;
  for (int i = 0; i < 20; ++i) {
    const Scan result = scan(options);
    EXPECT_TRUE(result.unread.empty());
    EXPECT_EQ(result.blobs.at("log").substr(0, 6), "start\n");
  }
  done = true;
}

TEST(WorktreeTraps, FilesThatComeAndGoAreToldOrGiven) {
  const test::TempDir dir;
  std::atomic<bool> done = false;
  dir.write("target", "inside");
  std::jthread changer([&] {
    while (!done) {
      std::error_code ignored;
      for (const char* name : {"a", "b", "c/d"}) {
        dir.write(name, "file");
        fs::remove(dir / name, ignored);
        fs::create_symlink("/etc/passwd", dir / name, ignored);
        fs::remove(dir / name, ignored);
      }
      fs::remove(dir / "c", ignored);
      fs::create_symlink("/etc", dir / "c", ignored);
      fs::remove(dir / "c", ignored);
    }
  });
  const std::set<std::string> allowed = {"", "file", "inside", "/etc/passwd", "/etc"};
  for (int i = 0; i < 300; ++i) {
    for (const auto& [path, bytes] : scan_folder(dir.path()).blobs) {
      EXPECT_EQ(allowed.count(bytes), 1u) << path << ": " << bytes;
    }
  }
  done = true;
}

// Makes `depth` folders within each other, each named `name`, and leaves the
// innermost one open.
int make_deep(const std::string& root, const std::string& name, int depth) {
  int fd = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int i = 0; i < depth; ++i) {
    EXPECT_EQ(::mkdirat(fd, name.c_str(), 0700), 0);
    const int next = ::openat(fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(fd);
    fd = next;
  }
  return fd;
}

void write_at(int fd, const char* name, std::string_view text) {
  const int file = ::openat(fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_EQ(::write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(file);
}

TEST(WorktreeTraps, PathsMayBeLongerThanPathMax) {
  const test::TempDir dir;
  const std::string name(200, 'n');
  const int fd = make_deep(dir.path(), name, 60);
  write_at(fd, "leaf", "found");
  ::close(fd);
  const Scan result = scan_folder(dir.path());
  ASSERT_EQ(result.blobs.size(), 1u);
  EXPECT_EQ(result.blobs.begin()->first.size(), 60 * 201 + 4u);
  EXPECT_EQ(result.blobs.begin()->second, "found");
  test::run("rm -rf '" + dir.path() + "'/*");
}

TEST(WorktreeTraps, DepthIsLimitedAndTold) {
  const test::TempDir dir;
  const int fd = make_deep(dir.path(), "d", static_cast<int>(WorktreeSource::kMaxDepth));
  write_at(fd, "leaf", "last");
  ASSERT_EQ(::mkdirat(fd, "more", 0700), 0);
  ::close(fd);
  const Scan result = scan_folder(dir.path());
  ASSERT_EQ(result.blobs.size(), 1u);
  EXPECT_EQ(result.blobs.begin()->second, "last");
  const Paths limit = result.told(Reason::kLimit);
  ASSERT_EQ(limit.size(), 1u);
  EXPECT_EQ(limit[0].size(), 2 * size_t{WorktreeSource::kMaxDepth} + 4);
  test::run("rm -rf '" + dir.path() + "'/*");
}

// Each level has a second folder that waits for its turn, so each parent would
// stay open: thousands, where 256 are allowed here.
TEST(WorktreeTraps, FewDescriptorsAreNeeded) {
  const test::TempDir dir;
  int fd = ::open(dir.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  constexpr int kDepth = 900;
  for (int i = 0; i < kDepth; ++i) {
    for (const char* name : {"a", "b"}) {
      ASSERT_EQ(::mkdirat(fd, name, 0700), 0);
      const int side = ::openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      write_at(side, "f", "x");
      ::close(side);
    }
    const int next = ::openat(fd, i % 2 == 0 ? "a" : "b", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(fd);
    fd = next;
  }
  ::close(fd);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = 256;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const Scan result = scan_folder(dir.path(), 4);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(result.blobs.size(), size_t{2 * kDepth});
  EXPECT_TRUE(result.unread.empty());
  test::run("rm -rf '" + dir.path() + "'/*");
}

TEST(WorktreeFolder, NestedRepositoriesAreTold) {
  const test::TempDir dir;
  test::run("git init -q '" + (dir / "in/sub") + "' && git init -q --bare '" + (dir / "bare") +
            "' && rm -rf '" + dir.path() + "'/*/hooks '" + dir.path() + "'/in/sub/.git/hooks");
  dir.write("in/sub/f", "1");
  dir.write("linked/.git", "gitdir: /elsewhere\n");
  dir.write("linked/g", "2");
  dir.write("fake/.git/secrets", "3");
  const Scan result = scan_folder(dir.path());
  EXPECT_EQ(result.told(Reason::kNestedRepository), (Paths{"bare", "in/sub", "linked"}));
  EXPECT_EQ(result.paths(),
            (Paths{"bare/HEAD", "bare/config", "bare/description", "bare/info/exclude",
                   "fake/.git/secrets", "in/sub/f", "linked/.git", "linked/g"}));
}

TEST(WorktreeFolder, StopsWhenAsked) {
  const test::TempDir dir;
  for (int i = 0; i < 50; ++i) dir.write("d" + std::to_string(i) + "/f", "1");
  std::stop_source stop;
  std::atomic<int> seen = 0;
  WorktreeOptions options;
  options.root = dir.path();
  const Result<void> done = WorktreeSource(options).for_each(
      2,
      [&](unsigned, const Blob&) {
        ++seen;
        stop.request_stop();
      },
      [](const Unread&) {}, stop.get_token());
  EXPECT_TRUE(done.has_value());
  EXPECT_GE(seen, 1);
  EXPECT_LE(seen, 2);
}

TEST(WorktreeRepository, TrackedFilesAlwaysIgnoredOnesNever) {
  test::GitFixture repository;
  repository.write("tracked.log", "1");
  repository.write("out/tracked", "2");
  repository.write("out/deep/er/tracked", "3");
  repository.write("gone", "4");
  repository.commit("before the rules");
  repository.write(".gitignore", "*.log\nout/\n");
  repository.write("new.log", "5");
  repository.write("new.txt", "6");
  repository.write("out/new", "7");
  repository.write("out/all/new", "8");
  repository.write("out/deep/new", "9");
  fs::remove(repository.path() + "/gone");
  const Scan result = scan_repository(repository);
  EXPECT_EQ(result.paths(),
            (Paths{".gitignore", "new.txt", "out/deep/er/tracked", "out/tracked", "tracked.log"}));
  EXPECT_EQ(result.told(Reason::kIgnored),
            (Paths{"new.log", "out/all/", "out/deep/new", "out/new"}));
  EXPECT_EQ(result.unread.size(), 4u);
  const Scan all = scan_repository(repository, true);
  EXPECT_EQ(all.blobs.size(), 9u);
  EXPECT_TRUE(all.unread.empty());
}

TEST(WorktreeRepository, ReadsNoIgnoreFileOfTheMachine) {
  test::GitFixture repository;
  repository.write("rules", "f\n");
  repository.git("config core.excludesFile '" + repository.path() + "/rules'");
  repository.write("f", "1");
  EXPECT_EQ(scan_repository(repository).paths(), (Paths{"f", "rules"}));
  repository.write(".git/info/exclude", "f\n");
  EXPECT_EQ(scan_repository(repository).paths(), Paths{"rules"});
}

TEST(WorktreeRepository, IgnoreFilesThatAreLinksAreNotFollowed) {
  test::GitFixture repository;
  const test::TempDir outside;
  outside.write("rules", "*\n");
  fs::create_symlink(outside / "rules", repository.path() + "/.gitignore");
  repository.write("f", "1");
  EXPECT_EQ(scan_repository(repository).paths(), (Paths{".gitignore", "f"}));
}

TEST(WorktreeRepository, NestedRepositoriesAreTargetsOfTheirOwn) {
  test::GitFixture repository;
  repository.write("mixed/tracked", "1");
  const std::string commit = repository.commit("one");
  repository.git("update-index --add --cacheinfo 160000," + commit + ",present");
  repository.git("update-index --add --cacheinfo 160000," + commit + ",empty");
  repository.git("update-index --add --cacheinfo 160000," + commit + ",gone");
  repository.git("update-index --add --cacheinfo 160000," + commit + ",unpacked");
  for (const char* name : {"present", "free/nested", "mixed"}) {
    repository.git("init -q " + std::string(name));
    repository.write(std::string(name) + "/untracked", "2");
  }
  fs::create_directory(repository.path() + "/empty");
  repository.write("unpacked/f", "3");
  const Scan result = scan_repository(repository);
  EXPECT_EQ(result.told(Reason::kNestedRepository), (Paths{"free/nested", "mixed", "present"}));
  EXPECT_EQ(result.told(Reason::kSubmoduleAbsent), (Paths{"empty", "gone", "unpacked"}));
  EXPECT_EQ(result.unread.size(), 6u);
  EXPECT_EQ(result.paths(), (Paths{"mixed/tracked", "unpacked/f"}));
}

TEST(WorktreeRepository, ItsOwnGitFolderIsNeverFiles) {
  const test::TempDir dir;
  test::run("git init -q --separate-git-dir '" + (dir / "w/.bare") + "' '" + (dir / "w") + "'");
  dir.write("w/f", "1");
  WorktreeOptions options;
  options.mode = Mode::kRepository;
  options.root = dir / "w";
  options.git_dirs = {fs::canonical(dir / "w/.bare").string()};
  const Scan result = scan(options);
  EXPECT_EQ(result.paths(), Paths{"f"});
  EXPECT_TRUE(result.unread.empty());
}

// The oracle: git's own lists, on trees and patterns made up at random.
class WorktreeOracle : public testing::TestWithParam<unsigned> {};

TEST_P(WorktreeOracle, EqualsGit) {
  std::mt19937 random(GetParam());
  const auto pick = [&](std::initializer_list<const char*> parts) {
    return std::string(*(parts.begin() + random() % parts.size()));
  };
  test::GitFixture repository;
  for (int i = 0; i < 150; ++i) {
    std::string path;
    for (size_t depth = random() % 4; depth > 0; --depth) {
      path += pick({"src/", "build/", "node_modules/", "lib/", "a/", ".cache/"});
    }
    repository.write(path + pick({"aa", "b", "main", "x"}) +
                         pick({".c", ".o", ".log", ".txt", ".env", ""}) + pick({"", "~", ".bak"}),
                     std::to_string(i));
    if (i == 50) repository.commit("some");
  }
  for (const char* folder : {"", "src/", "lib/a/", "a/", "build/"}) {
    std::string rules;
    for (size_t i = random() % 5; i > 0; --i) {
      rules +=
          pick({"", "", "!", "/"}) +
          pick({"*.o", "*.log", "build/", "build", "node_modules/", "a/**", "**/lib", "src/*.c",
                "*~", "*.bak", ".env", "a*/", "[ab]*.*", "**/a/*.txt", "*", "x*", "lib/**/b*"}) +
          "\n";
    }
    if (!rules.empty()) repository.write(std::string(folder) + ".gitignore", rules);
  }
  repository.write(".git/info/exclude", pick({"", "*.txt\n", "/lib\n", "!*.o\n"}));

  std::set<std::string> expected = split(repository.git("ls-files -z --others --exclude-standard"));
  for (const std::string& path : split(repository.git("ls-files -z"))) {
    if (fs::exists(repository.path() + "/" + path)) expected.insert(path);
  }
  std::set<std::string> ignored;
  for (const std::string& line :
       split(repository.git("status --porcelain -z --ignored=matching --untracked-files=all"))) {
    if (line.compare(0, 3, "!! ") == 0) ignored.insert(line.substr(3));
  }
  const Scan result = scan_repository(repository);
  const Paths paths = result.paths(), told = result.told(Reason::kIgnored);
  EXPECT_EQ(std::set<std::string>(paths.begin(), paths.end()), expected);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()), ignored);
  EXPECT_EQ(result.unread.size(), told.size());
}

INSTANTIATE_TEST_SUITE_P(Seeds, WorktreeOracle, testing::Range(0u, 8u));

}  // namespace
}  // namespace sluice
