#include "judge/key_name.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace sluice::judge {
namespace {

KeyClass kind(std::string_view key) { return classify_key(key).kind; }

TEST(KeyName, TheLastCredentialWordDecides) {
  const std::vector<std::pair<std::string, KeyClass>> cases = {
      {"password", KeyClass::kPassword},
      {"DB_PASSWORD", KeyClass::kPassword},
      {"dbPassword", KeyClass::kPassword},
      {"spring.datasource.password", KeyClass::kPassword},
      {"userPwd", KeyClass::kPassword},
      {"mysqlpassword", KeyClass::kPassword},
      {"password1", KeyClass::kPassword},
      {"passwordProd", KeyClass::kPassword},
      {"client_secret", KeyClass::kSecret},
      {"api_key_secret", KeyClass::kSecret},
      {"accessToken", KeyClass::kToken},
      {"SECRET_TOKEN", KeyClass::kToken},
      {"authtoken", KeyClass::kToken},
      {"API_KEY", KeyClass::kKey},
      {"apikey", KeyClass::kKey},
      {"APIKey", KeyClass::kKey},
      {"secret_key", KeyClass::kKey},
      {"x-signing-key", KeyClass::kKey},
      {"AWS_SECRET_ACCESS_KEY", KeyClass::kKey},
      {"key", KeyClass::kBareKey},
      {"zebra_key", KeyClass::kBareKey},
      {"auth", KeyClass::kAuth},
      {"credentials", KeyClass::kSecret},
  };
  for (const auto& [key, expected] : cases) EXPECT_EQ(kind(key), expected) << key;
}

TEST(KeyName, AWorkingDirectoryIsNoPassword) {
  for (const char* key : {"OLDPWD", "DIRNAMEPWD", "script_dir_pwd", "WORKDIR_PWD"}) {
    EXPECT_EQ(kind(key), KeyClass::kNone) << key;
  }
  for (const char* key : {"PWD", "old_pwd", "oldpwd", "DB_PWD", "userpwd"}) {
    EXPECT_EQ(kind(key), KeyClass::kPassword) << key;
  }
}

TEST(KeyName, NeighbourWordsTakeItBack) {
  for (const char* key : {"password_id",
                          "passwordLength",
                          "token_type",
                          "secretName",
                          "key_path",
                          "public_key",
                          "primaryKey",
                          "csrf_token",
                          "next_page_token",
                          "nextToken",
                          "encrypted_password",
                          "password_hash",
                          "hashedPassword",
                          "tokenizer",
                          "secretary",
                          "monkey",
                          "turkey",
                          "keyboard",
                          "author",
                          "authority",
                          "password_reset_url",
                          "forgotPassword_label",
                          "secret_arn",
                          "passwordless",
                          "eos_token",
                          "sort_key",
                          "keyFile",
                          "sha256",
                          "name",
                          "tokenEndpoint"}) {
    EXPECT_EQ(kind(key), KeyClass::kNone) << key;
  }
}

TEST(KeyName, SaysWhichWordDecidedAndWhichVetoed) {
  EXPECT_EQ(classify_key("db_password").word, "password");
  EXPECT_EQ(classify_key("password_length").veto, "length");
  EXPECT_FALSE(classify_key("password_prod").unknown_tail);
  EXPECT_TRUE(classify_key("password_zebra").unknown_tail);
}

TEST(KeyName, ReadsTheWholeKeyAroundTheWord) {
  const std::string text = "  app.db-password_2 = 1";
  const Span key = key_around(text, text.find("password"));
  EXPECT_EQ(text.substr(key.begin, key.size()), "app.db-password_2");
  const std::string flag = "--password=x";
  EXPECT_EQ(key_around(flag, 2).begin, 2u);
}

TEST(KeyName, IsBoundedOnBothSides) {
  const std::string text(10'000, 'a');
  const Span key = key_around(text, 5'000);
  EXPECT_LE(key.size(), 130u);
  EXPECT_EQ(kind(text), KeyClass::kNone);
  EXPECT_EQ(kind(""), KeyClass::kNone);
}

}  // namespace
}  // namespace sluice::judge
