#include "judge/file_family.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace sluice::judge {
namespace {

TEST(FileFamily, ByNameAndExtension) {
  const std::vector<std::pair<std::string, FileFamily>> cases = {
      {".env", FileFamily::kEnv},
      {"a/.env.production", FileFamily::kEnv},
      {"a.properties", FileFamily::kConfig},
      {"x/app.YML", FileFamily::kYaml},
      {"a.json", FileFamily::kJson},
      {"pom.xml", FileFamily::kXml},
      {"src/a.c", FileFamily::kCode},
      {"a.py", FileFamily::kCode},
      {"run.sh", FileFamily::kShell},
      {"a.sql", FileFamily::kSql},
      {"README.md", FileFamily::kDocs},
      {"prod.tfvars", FileFamily::kTerraform},
      {"Dockerfile.dev", FileFamily::kDocker},
      {"LICENSE", FileFamily::kUnknown},
      {"", FileFamily::kUnknown},
      {".npmrc", FileFamily::kConfig},
  };
  for (const auto& [path, family] : cases) EXPECT_EQ(file_facts(path).family, family) << path;
}

TEST(FileFamily, WhatThePathIsFor) {
  EXPECT_TRUE(file_facts("src/test/java/A.java").test);
  EXPECT_TRUE(file_facts("src/login_test.go").test);
  EXPECT_TRUE(file_facts("src/LoginTest.java").test);
  EXPECT_FALSE(file_facts("src/contest.go").test);
  EXPECT_TRUE(file_facts("examples/a.py").example);
  EXPECT_TRUE(file_facts(".env.example").example);
  EXPECT_TRUE(file_facts("docs/a.md").docs);
  EXPECT_TRUE(file_facts("web/node_modules/x/a.js").vendored);
  EXPECT_TRUE(file_facts("yarn.lock").lock);
  EXPECT_TRUE(file_facts("js/app.min.js").minified);
  EXPECT_TRUE(file_facts("locale/de.json").localisation);
  EXPECT_FALSE(file_facts("messages.c").localisation);
}

TEST(FileFamily, Deployments) {
  for (const char* path :
       {".env", "docker-compose.yml", "prod.tfvars", "helm/values.yaml", "task-definition.json",
        "appsettings.Production.json", "application.yml"}) {
    EXPECT_TRUE(file_facts(path).deployment) << path;
  }
  for (const char* path : {"src/a.c", "package.json", "README.md"}) {
    EXPECT_FALSE(file_facts(path).deployment) << path;
  }
}

}  // namespace
}  // namespace sluice::judge
