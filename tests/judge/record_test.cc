#include "judge/record.h"

#include "judge/notation_probe.h"

namespace sluice::judge {
namespace {

std::string value(const std::string& text, const std::string& matched) {
  return value_in("generic-secret-record", text, matched);
}

TEST(Record, NameAndValueInEitherOrder) {
  EXPECT_EQ(value(R"({"name": "DB_PASSWORD", "value": "a1"})", R"(PASSWORD")"), "a1");
  EXPECT_EQ(value(R"({"value": "a1", "name": "DB_PASSWORD"})", R"(PASSWORD")"), "a1");
  EXPECT_EQ(value("- name: DB_PASSWORD\n  value: a1\n", "PASSWORD\n"), "a1");
  EXPECT_EQ(value("- value: a1\n  name: DB_PASSWORD\n", "PASSWORD\n"), "a1");
  EXPECT_EQ(value("[{name: X_TOKEN, value: \"a1\"}]", "TOKEN"), "a1");
  EXPECT_EQ(value("{\n \"name\":\n   \"X_TOKEN\",\n \"value\":\n   \"a1\"\n}", "TOKEN\""), "a1");
}

TEST(Record, Xml) {
  EXPECT_EQ(value("<add key=\"password\" value=\"a1\"/>", "password\""), "a1");
  EXPECT_EQ(value("<entry value=\"a1\" key=\"password\"/>", "password\""), "a1");
  EXPECT_EQ(value("<key>password</key>\n<string>a1</string>", "password</"), "a1");
  EXPECT_EQ(value("<name>x.password</name>\n <value>a1</value>", "password</"), "a1");
}

TEST(Record, AFieldBelowTheName) {
  EXPECT_EQ(value("variable \"db_password\" {\n default = \"a1\"\n}", "password\" {"), "a1");
  EXPECT_EQ(value("\"db_password\": {\n \"type\": \"s\",\n \"value\": \"a1\"}", "password\": {"),
            "a1");
  EXPECT_EQ(value("  DbPassword:\n    Type: S\n    Default: a1\n  X:\n", "Password:"), "a1");
}

TEST(Record, ADeclaredOptionsDefault) {
  for (const char* text :
       {"add_argument('--x-password', default='a1')",
        "add_argument(\n  '-p', '--password',\n  help='what, (default=b)',\n  default=\"a1\")",
        "@click.option(\"--password\", envvar=\"X\", default=\"a1\", show_default=False)",
        ".option('password', {\n  type: 'string',\n  default: 'a1'\n})",
        "config(\"X_PASSWORD\", default=\"a1\")", "cfg.get('db', 'password', fallback='a1')",
        "@Option(names = \"--password\", defaultValue = \"a1\")",
        "option('password', default => 'a1')"}) {
    const std::string key =
        std::string(text).find("PASSWORD") == std::string::npos ? "password" : "PASSWORD";
    const char quote = text[std::string(text).find(key) + key.size()];
    EXPECT_EQ(value(text, key + quote + ","), "a1") << text;
  }
  for (const char* text :
       {"add_argument('--password', default=None)", "add_argument('--password', default=get('a1'))",
        "add_argument('--password', help='default=\"a1\"')", "['password', default='a1']",
        "add_argument('--password', x)\nadd_argument('--region', default='a1')",
        "add_argument('--password', default='a1' + b)",
        "o('password', help=f(\"\"\"\nit's (b\n\"\"\"))\no('suffix', default='a1')",
        "f('--password-file', default='a1')"}) {
    const std::string matched =
        std::string(text).find("-file") == std::string::npos ? "password'," : "password-file',";
    EXPECT_EQ(value(text, matched), "") << text;
  }
}

TEST(Record, AnotherRecordsValueIsNotTaken) {
  EXPECT_EQ(value("[{\"value\": \"a1\"}, {\"name\": \"X_TOKEN\"}]", "TOKEN\""), "");
  EXPECT_EQ(value("- name: A\n  value: a1\n- name: X_TOKEN\n  valueFrom: b\n", "TOKEN"), "");
  EXPECT_EQ(value("- name: X_TOKEN\n  valueFrom: b\n- name: A\n  value: a1\n", "TOKEN"), "");
  EXPECT_EQ(value("name: X_TOKEN, name: B, value: a1", "TOKEN"), "");
  EXPECT_EQ(value("DbPassword:\n  Type: S\nOther:\n  Default: a1\n", "Password:"), "");
  EXPECT_EQ(value("{\"name\": \"title\", \"value\": \"a1\"}", "title\""), "");
  EXPECT_EQ(value("{\"name\": \"X_TOKEN\", \"text\": \"its value: a1\"}", "TOKEN\""), "");
}

TEST(Record, AnAuthorizationHeader) {
  const std::string text = R"({"name": "Author)"
                           R"(ization", "value": "Bearer f3Kz90QpLwX2"})";
  EXPECT_EQ(value(text, R"(Authorization")"), "f3Kz90QpLwX2");
  const std::string basic = R"({"name": "Authorization", "value": "Basic not-base64"})";
  EXPECT_EQ(value(basic, R"(Authorization")"), "");
}

TEST(Record, DamageIsSafe) {
  expect_safe_when_damaged("generic-secret-record",
                           "[{\"name\": \"DB_PASSWORD\", \"value\": \"a1\"}]", "PASSWORD\"");
  expect_safe_when_damaged("generic-secret-record", "- value: a1\n  name: DB_PASSWORD\n",
                           "PASSWORD\n");
  expect_safe_when_damaged("generic-secret-record", "Password:\n  Default: a1\n", "Password:");
  expect_safe_when_damaged("generic-secret-record",
                           "option('-p', '--password', help=\"x\", default='a1')", "password',");
}

}  // namespace
}  // namespace sluice::judge
