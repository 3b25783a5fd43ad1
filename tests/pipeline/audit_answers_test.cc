#include "pipeline/audit_answers.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

ObjectId id(char fill, size_t size) { return ObjectId::from_raw(std::string(size, fill)); }

AuditAnswers sample(size_t id_bytes) {
  const CommitFacts facts{id('c', id_bytes), -5, {"A. U. Thor", "a@example.org"}};
  AuditAnswers answers;
  answers.state.fill(7);
  answers.any_hits = true;
  answers.hits.push_back({id('b', id_bytes),
                          git::ObjectType::kBlob,
                          {{"dir/file", Reach::kHead, facts, std::nullopt},
                           {"other", Reach::kUnreachable, std::nullopt, facts}}});
  answers.hits.push_back({id('t', id_bytes), git::ObjectType::kTag, {{"", Reach::kRef, {}, {}}}});
  answers.lives[{}] = {};
  answers.lives[{0, 1}] = {facts, facts, true, {"refs/heads/main", "refs/stash"}};
  return answers;
}

TEST(AuditAnswers, ReadsWhatItWrote) {
  for (const uint8_t id_bytes : {uint8_t{20}, uint8_t{32}}) {
    const AuditAnswers answers = sample(id_bytes);
    const std::string section = write_answers(answers);
    const auto read = parse_answers(section, id_bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->state, answers.state);
    EXPECT_TRUE(read->any_hits);
    ASSERT_EQ(read->hits.size(), 2u);
    EXPECT_EQ(read->hits[1].type, git::ObjectType::kTag);
    const provenance::Place& place = read->hits[0].places.at(0);
    EXPECT_EQ(place.path, "dir/file");
    EXPECT_EQ(place.reach, Reach::kHead);
    EXPECT_EQ(place.commit->date, -5);
    EXPECT_EQ(place.commit->author.email, "a@example.org");
    EXPECT_FALSE(place.removed);
    const auto life = read->lives.find({0, 1});
    ASSERT_NE(life, read->lives.end());
    EXPECT_EQ(life->second.refs, (std::vector<std::string>{"refs/heads/main", "refs/stash"}));
    EXPECT_TRUE(life->second.in_head);
    EXPECT_EQ(write_answers(*read), section);
  }
  EXPECT_EQ(write_answers(*parse_answers(write_answers({}), 20)), write_answers({}));
}

TEST(AuditAnswers, DamageIsAnErrorOrMeansSomethingElse) {
  const std::string section = write_answers(sample(20));
  for (size_t size = 0; size < section.size(); ++size) {
    EXPECT_FALSE(parse_answers(section.substr(0, size), 20)) << size;
  }
  EXPECT_FALSE(parse_answers(section + "x", 20));
  size_t refused = 0;
  for (size_t at = 0; at < section.size(); ++at) {
    std::string bad = section;
    bad[at] = static_cast<char>(bad[at] ^ 0x40);
    const auto read = parse_answers(bad, 20);
    refused += !read;
    if (!read) continue;
    // Flags are written as 1: another value reads as that.
    for (const auto& hit : read->hits) EXPECT_FALSE(hit.places.empty());
    for (const auto& [holders, life] : read->lives) {
      for (const uint32_t holder : holders) EXPECT_LT(holder, read->hits.size());
    }
  }
  EXPECT_GT(refused, section.size() / 4);
}

}  // namespace
}  // namespace sluice
