#include "git/commit_graph_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include "base/digest.h"
#include "base/file_reader.h"
#include "support/git_fixture.h"

namespace sluice::git {
namespace {

using test::GitFixture;

std::string info_of(const GitFixture& fixture) { return fixture.git_dir() + "/objects/info"; }

// An octopus, an ordinary merge, two roots; every commit has a branch.
void make_history(GitFixture& fixture) {
  fixture.write("a", "1");
  fixture.commit("root");
  for (const char* name : {"one", "two", "three"}) {
    fixture.git(std::string("checkout -q -b ") + name + " main");
    fixture.write(name, name);
    fixture.commit(name);
  }
  fixture.git("checkout -q main");
  fixture.git("merge -q -m octopus one two three");
  fixture.git("checkout -q --orphan other");
  fixture.write("b", "2");
  fixture.commit("other root");
  fixture.git("checkout -q main");
  fixture.git("merge -q -m merge --allow-unrelated-histories other");
}

// What git says of all commits, a line each: id, tree, date, parents.
std::map<std::string, std::string> commits_of(GitFixture& fixture) {
  std::istringstream log(fixture.git("log --all --format='%H %T %ct %P'"));
  std::map<std::string, std::string> commits;
  for (std::string line; std::getline(log, line);) {
    while (line.back() == ' ') line.pop_back();
    commits[line.substr(0, line.find(' '))] = line;
  }
  return commits;
}

std::map<std::string, std::string> commits_in(const CommitGraphFile& graph) {
  std::map<std::string, std::string> commits;
  GraphCommit commit;
  for (uint64_t position = 0; position < graph.size(); ++position) {
    graph.read(position, commit);
    EXPECT_EQ(graph.id(position), commit.id);
    std::string& line = commits[commit.id.hex()];
    line = commit.id.hex() + " " + commit.tree.hex() + " " + std::to_string(commit.date);
    for (const ObjectId& parent : commit.parents) line += " " + parent.hex();
  }
  return commits;
}

uint8_t id_bytes_of(const std::string& format) { return format == "sha256" ? 32 : 20; }

class CommitGraphFormat : public testing::TestWithParam<std::string> {};

TEST_P(CommitGraphFormat, SaysWhatGitSays) {
  GitFixture fixture("--object-format=" + GetParam());
  make_history(fixture);
  const uint8_t id_bytes = id_bytes_of(GetParam());
  const std::string objects = fixture.git_dir() + "/objects";
  const auto none = CommitGraphFile::open(objects, id_bytes);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound);

  fixture.git("commit-graph write --reachable");
  const auto graph = CommitGraphFile::open(objects, id_bytes);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  EXPECT_EQ(graph->size(), 7u);
  EXPECT_EQ(commits_in(*graph), commits_of(fixture));

  const auto other_hash = CommitGraphFile::open(objects, static_cast<uint8_t>(52 - id_bytes));
  ASSERT_FALSE(other_hash.has_value());
  EXPECT_EQ(other_hash.error().kind, ErrorKind::kUnsupported);
}

TEST_P(CommitGraphFormat, ReadsAChainOfLayers) {
  GitFixture fixture("--object-format=" + GetParam());
  make_history(fixture);
  const uint8_t id_bytes = id_bytes_of(GetParam());
  for (int layer = 0; layer < 3; ++layer) {
    fixture.git("commit-graph write --reachable --split=no-merge");
    fixture.write("a", "again " + std::to_string(layer));
    fixture.commit("above");
    fixture.git("branch above" + std::to_string(layer));
  }
  fixture.git("checkout -q -b last above0");
  fixture.git("merge -q -s ours -m octopus above1 above2 one other");
  fixture.git("commit-graph write --reachable --split=no-merge");
  const std::string objects = fixture.git_dir() + "/objects";
  const auto graph = CommitGraphFile::open(objects, id_bytes);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  EXPECT_EQ(commits_in(*graph), commits_of(fixture));

  // A layer lost, a layer twice, one in another's place.
  const std::string folder = info_of(fixture) + "/commit-graphs/";
  const std::string chain = *read_file(folder + "commit-graph-chain");
  const size_t line = size_t{2} * id_bytes + 1;
  const auto opens = [&](const std::string& text) {
    std::filesystem::remove(folder + "commit-graph-chain");
    fixture.write(".git/objects/info/commit-graphs/commit-graph-chain", text);
    const auto opened = CommitGraphFile::open(objects, id_bytes);
    if (!opened) {
      EXPECT_EQ(opened.error().kind, ErrorKind::kCorrupt);
    }
    return opened.has_value();
  };
  EXPECT_TRUE(opens(chain));
  EXPECT_TRUE(opens(chain.substr(0, 2 * line)));
  EXPECT_FALSE(opens(chain.substr(line)));
  EXPECT_FALSE(opens(chain + chain.substr(0, line)));
  EXPECT_FALSE(opens(chain.substr(line, line) + chain.substr(0, line)));
  EXPECT_FALSE(opens(chain.substr(0, line) + std::string(line - 1, 'a') + "\n"));
  EXPECT_FALSE(opens("../" + chain));
  EXPECT_FALSE(opens(""));
}

TEST_P(CommitGraphFormat, DamageIsAlwaysFound) {
  GitFixture fixture("--object-format=" + GetParam());
  make_history(fixture);
  fixture.git("commit-graph write --reachable");
  const uint8_t id_bytes = id_bytes_of(GetParam());
  const std::string whole = *read_file(info_of(fixture) + "/commit-graph");
  ASSERT_TRUE(CommitGraphLayer::open(whole, id_bytes, 0).has_value());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(CommitGraphLayer::open(whole.substr(0, size), id_bytes, 0).has_value()) << size;
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    EXPECT_FALSE(CommitGraphLayer::open(flipped, id_bytes, 0).has_value()) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(Hashes, CommitGraphFormat, testing::Values("sha1", "sha256"));

// A layer made by hand, of commits 0x11…, 0x22… without parents but for `words`,
// which are those of the first, and with `edges`.
std::string layer_of(uint32_t one, uint32_t two, const std::vector<uint32_t>& edges) {
  const auto be32 = [](uint64_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
    return bytes;
  };
  std::string fanout, ids, rows, extra;
  for (unsigned byte = 0; byte < 256; ++byte) fanout += be32((byte >= 0x11) + (byte >= 0x22));
  ids = std::string(20, '\x11') + std::string(20, '\x22');
  for (const auto& [first, second] :
       {std::pair(one, two), std::pair(uint32_t{0x70000000}, uint32_t{0x70000000})}) {
    rows += std::string(20, '\x33') + be32(first) + be32(second) + be32(4) + be32(77);
  }
  for (const uint32_t edge : edges) extra += be32(edge);
  std::string table, chunks;
  uint64_t at = 8 + 5 * 12;
  for (const auto& [name, chunk] : {std::pair("OIDF", fanout), std::pair("OIDL", ids),
                                    std::pair("CDAT", rows), std::pair("EDGE", extra)}) {
    table += name + be32(0) + be32(at);
    chunks += chunk;
    at += chunk.size();
  }
  table += be32(0) + be32(0) + be32(at);
  std::string bytes = std::string("CGPH\x01\x01\x04", 7) + std::string(1, '\0') + table + chunks;
  const auto digest = sha1({bytes});
  bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  return bytes;
}

bool opens(const std::string& bytes) { return CommitGraphLayer::open(bytes, 20, 0).has_value(); }

TEST(CommitGraphLayer, ParentsStayWithinTheFile) {
  constexpr uint32_t kNone = 0x70000000, kTop = 0x80000000;
  EXPECT_TRUE(opens(layer_of(1, kNone, {})));
  EXPECT_TRUE(opens(layer_of(1, 1, {})));
  EXPECT_TRUE(opens(layer_of(1, kTop, {1, 1, kTop | 1})));
  EXPECT_FALSE(opens(layer_of(2, kNone, {})));
  EXPECT_FALSE(opens(layer_of(1, 2, {})));
  EXPECT_FALSE(opens(layer_of(kNone, 1, {})));
  EXPECT_FALSE(opens(layer_of(1, kTop, {})));
  EXPECT_FALSE(opens(layer_of(1, kTop | 2, {1, kTop | 1})));
  EXPECT_FALSE(opens(layer_of(1, kTop | 1, {1, kTop | 1}))) << "amid another's list";
  EXPECT_FALSE(opens(layer_of(1, kTop, {1, 1}))) << "a list without end";
  EXPECT_FALSE(opens(layer_of(1, kTop, {1, kTop | 2})));
  const std::string made = layer_of(1, kTop, {1, kTop | 0});
  const auto layer = CommitGraphLayer::open(made, 20, 0);
  ASSERT_TRUE(layer.has_value());
  std::vector<uint64_t> parents;
  layer->parents(0, parents);
  EXPECT_EQ(parents, (std::vector<uint64_t>{1, 1, 0}));
  EXPECT_EQ(layer->date(0), 77);
}

}  // namespace
}  // namespace sluice::git
