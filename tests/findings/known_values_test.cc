#include "findings/known_values.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

// "name=value" of each.
std::vector<std::string> read(std::string_view bytes, KnownValueOptions options = {}) {
  const Result<KnownValues> known = read_known_values("input", bytes, options);
  if (!known) return {"error: " + known.error().message};
  std::vector<std::string> all;
  for (const KnownValue& each : known->values) all.push_back(each.name + "=" + each.value);
  return all;
}

using Lines = std::vector<std::string>;

TEST(KnownValues, AValueALine) {
  EXPECT_EQ(read("first-value\r\n\n second value \nshort\n"),
            (Lines{"line 1=first-value", "line 3= second value "}));
  EXPECT_EQ(read_known_values("", "first-value\nshort\n", {})->too_short, Lines{"line 2"});
  EXPECT_EQ(read("Zm9vYmFyMTIz=\nYWJjZGVmZ2g=\n"),
            (Lines{"line 1=Zm9vYmFyMTIz=", "line 2=YWJjZGVmZ2g="}))
      << "the padding of base64 is no value";
}

TEST(KnownValues, KeysAndValues) {
  EXPECT_EQ(read("# c\nexport A=one-value # note\nB=\"two \\\"q\\\"\\nvalue\"\nC='thr$ee-value'\n"
                 "DB_HOST=\nHOST=example.org\n"),
            (Lines{"A=one-value", "B=two \"q\"\nvalue", "C=thr$ee-value"}));
  EXPECT_EQ(read("KEY=\"a-line\nb-line\"\nOTHER=xx-value\n"),
            (Lines{"KEY=a-line\nb-line", "OTHER=xx-value"}));
  EXPECT_EQ(read("A=\"never closed\n", {ValueFormat::kDotenv, false}),
            Lines{"error: input: line 1 has a quote without its end"});
}

TEST(KnownValues, SecretsManager) {
  EXPECT_EQ(read(R"({"ARN":"arn:x","Name":"prod/db","VersionId":"v","SecretString":)"
                 R"("{\"username\":\"administrator\",\"pw\":\"value-one\",\"port\":5432}"})"),
            Lines{"prod/db#pw=value-one"});
  EXPECT_EQ(read(R"({"Name":"greeting","SecretString":"plain-value"})"),
            Lines{"greeting=plain-value"});
  EXPECT_EQ(read(R"({"Name":"bin","Sec)"
                 R"(retBinary":"YmluYXJ5LXZhbHVl"})"),
            Lines{"bin (binary)=binary-value"});
  const Result<KnownValues> batch = read_known_values(
      "",
      R"({"SecretValues":[{"Name":"a","SecretString":"value-a"},{"Name":"b","SecretString":"value-b"}],)"
      R"("Errors":[{"SecretId":"c","ErrorCode":"AccessDenied"}]})",
      {});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->values.size(), 2u);
  EXPECT_EQ(batch->missing, Lines{"c"});
}

TEST(KnownValues, ParameterStore) {
  const std::string_view parameters =
      R"({"Parameters":[{"Name":"/p/key","Type":"SecureString","Value":"value-one"},)"
      R"({"Name":"/p/host","Type":"String","Value":"example.org"}],"InvalidParameters":["/p/x"]})";
  const Result<KnownValues> known = read_known_values("", parameters, {});
  ASSERT_TRUE(known);
  EXPECT_EQ(known->values.size(), 1u);
  EXPECT_EQ(known->not_secret, Lines{"/p/host"});
  EXPECT_EQ(known->missing, Lines{"/p/x"});
  EXPECT_EQ(read(parameters, {ValueFormat::kAuto, true}).size(), 2u);
  EXPECT_EQ(read(R"({"Parameter":{"Name":"k","Type":"SecureString","Value":"value-one"}})"),
            Lines{"k=value-one"});
  EXPECT_EQ(read(R"({"Parameter":{"Name":"k","Type":"SecureString","Value":"AQICAH)" +
                 std::string(100, 'x') + R"("}})"),
            Lines{"error: input: 'k' is still encrypted; export with --with-decryption"});
}

TEST(KnownValues, VaultKubernetesAndOthers) {
  EXPECT_EQ(read(R"({"request_id":"r","lease_id":"","data":{"data":{"db":"value-one"},)"
                 R"("metadata":{"created_time":"2024-01-01T00:00:00Z"}}})"),
            Lines{"db=value-one"});
  EXPECT_EQ(read(R"({"lease_id":"","data":{"db":"value-one"}})"), Lines{"db=value-one"});
  EXPECT_EQ(read(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"app"},)"
                 R"("data":{"db":"dmFsdWUtb25l"}})"),
            Lines{"app#db=value-one"});
  EXPECT_EQ(read(R"({"A":"value-one","nested":{"b":["value-two"]},"n":12345678})"),
            (Lines{"A=value-one", "n=12345678", "nested.b[0]=value-two"}));
  EXPECT_EQ(read(R"(["value-one"])"), Lines{"value 1=value-one"});
}

TEST(KnownValues, WhatIsNoJsonIsToldWithoutAWordOfIt) {
  EXPECT_EQ(read("{\"a\": oops-secret"),
            Lines{"error: input: not valid JSON; --as lines reads a value a line"});
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "{\"a\":";
  deep += "\"value-one\"" + std::string(64, '}');
  EXPECT_EQ(read(deep), Lines{"error: input: nested more than 32 deep"});
}

}  // namespace
}  // namespace sluice
