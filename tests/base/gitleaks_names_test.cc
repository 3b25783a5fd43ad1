#include "base/gitleaks_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sluice {
namespace {

Rule rule_of(std::string id, std::vector<std::string> aliases = {}) {
  Rule rule;
  rule.id = std::move(id);
  rule.aliases = std::move(aliases);
  return rule;
}

TEST(GitleaksNames, ARuleGoesByItsIdItsAliasesAndElseByTheGenericOne) {
  const Rule same = rule_of("github-pat");
  EXPECT_TRUE(goes_by(same, "github-pat"));
  EXPECT_FALSE(goes_by(same, "generic-api-key"));
  const Rule aliased = rule_of("facebook-app-secret", {"facebook-secret"});
  EXPECT_TRUE(goes_by(aliased, "facebook-app-secret"));
  EXPECT_TRUE(goes_by(aliased, "facebook-secret"));
  EXPECT_FALSE(goes_by(aliased, "generic-api-key"));
  const Rule unknown = rule_of("netrc");
  EXPECT_TRUE(goes_by(unknown, "netrc"));
  EXPECT_TRUE(goes_by(unknown, "generic-api-key"));
  EXPECT_TRUE(goes_by(unknown, "beamer-api-token"));  // left to generic
  EXPECT_FALSE(goes_by(unknown, "github-pat"));
}

TEST(GitleaksNames, WhatIsSwitchedOffAndOn) {
  std::set<std::string, std::less<>> ids;
  const auto listed = [&](std::string_view name) { return ids.contains(name); };
  const Rule jwt = rule_of("jwt", {"jwt-base64"});
  const Rule token = rule_of("settlemint-access-token", {"settlemint-personal-access-token",
                                                         "settlemint-service-access-token"});
  ids = {"jwt-base64", "settlemint-personal-access-token"};
  EXPECT_FALSE(is_disabled_by(jwt, listed));  // its own id is gitleaks', too
  EXPECT_FALSE(is_disabled_by(token, listed));
  EXPECT_TRUE(is_enabled_by(jwt, listed));
  EXPECT_TRUE(is_enabled_by(token, listed));
  ids = {"jwt", "settlemint-personal-access-token", "settlemint-service-access-token"};
  EXPECT_TRUE(is_disabled_by(jwt, listed));
  EXPECT_TRUE(is_disabled_by(token, listed));
  ids = {};
  EXPECT_FALSE(is_disabled_by(token, listed));
  EXPECT_FALSE(is_disabled_by(rule_of("netrc"), listed));
}

}  // namespace
}  // namespace sluice
