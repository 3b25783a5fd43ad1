#include "judge/command.h"

#include "judge/notation_probe.h"

namespace sluice::judge {
namespace {

TEST(Command, Piped) {
  const auto value = [](const std::string& text, const std::string& command) {
    return value_in("command-pipe-password", text, command);
  };
  EXPECT_EQ(value("echo 'root:Zz9!a1' | chpa"
                  "sswd",
                  "chpasswd"),
            "Zz9!a1");
  EXPECT_EQ(value("echo -n Zz9!a1 | docker login -u a --passwo"
                  "rd-stdin",
                  "--password-stdin"),
            "Zz9!a1");
  EXPECT_EQ(value("cat list | chpasswd", "chpasswd"), "");
  EXPECT_EQ(value("chpasswd:\n  list: |\n    app:Zz9!a1\n", "chpasswd"), "Zz9!a1");
  EXPECT_EQ(value("chpasswd:\n  expire: false\n", "chpasswd"), "");
  EXPECT_EQ(value("expect \"Password:\"\nsend \"Zz9!a1\\r\"\n", "send \"Z"), "Zz9!a1");
  EXPECT_EQ(value("expect \"$ \"\nsend \"Zz9!a1\\r\"\n", "send \"Z"), "");
}

TEST(Command, Stored) {
  const auto value = [](const std::string& text, const std::string& command) {
    return value_in("secret-store-command", text, command);
  };
  EXPECT_EQ(value("aws ssm put-pa"
                  "rameter --name /a/token --value Zz9 --overwrite",
                  "put-parameter"),
            "Zz9");
  EXPECT_EQ(value("aws ssm put-pa"
                  "rameter \\\n --value 'Zz9' \\\n --name /a/token",
                  "put-parameter"),
            "Zz9");
  EXPECT_EQ(value("aws ssm put-parameter --name /a/stage --value Zz9", "put-parameter"), "");
  EXPECT_EQ(value("x put-pa"
                  "rameter --value Zz9 --type SecureString",
                  "put-parameter"),
            "Zz9");
  EXPECT_EQ(value("put-pa"
                  "rameter --name /a/token\n--value Zz9",
                  "put-parameter"),
            "");
  EXPECT_EQ(value("create-secret --secret-string '{\"a\":1}'", "create-secret"), "");
  EXPECT_EQ(value("az keyvault "
                  "secret set -n b --value=Zz9",
                  "keyvault secret set"),
            "Zz9");
}

TEST(Command, UserOfCurl) {
  const auto value = [](const std::string& text, const std::string& matched) {
    return value_in("curl-auth-user", text, matched);
  };
  EXPECT_EQ(value("cur"
                  "l -u app:Zz9!a1 https://a",
                  " -u app:Z"),
            "Zz9!a1");
  EXPECT_EQ(value("user = \"app:Zz9!a1\"\n", "user = \"app:Z"), "Zz9!a1");
  EXPECT_EQ(value("x user = \"app:Zz9!a1\"\n", "user = \"app:Z"), "");
}

TEST(Command, DamageIsSafe) {
  expect_safe_when_damaged("command-pipe-password",
                           "echo 'root:Zz9!a1' | chpa"
                           "sswd",
                           "chpasswd");
  expect_safe_when_damaged("command-pipe-password", "chpasswd:\n list: |\n  a:Zz9\n", "chpasswd");
  expect_safe_when_damaged("command-pipe-password", "password\nsend \"Zz9\\r\"", "send \"Z");
  expect_safe_when_damaged("secret-store-command", "a \\\n put-parameter --value 'Zz9' --name tok",
                           "put-parameter");
}

}  // namespace
}  // namespace sluice::judge
