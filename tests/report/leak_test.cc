// What holds for every format: no raw secret, valid UTF-8, nothing that drives a
// terminal, the same bytes each time.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/escape.h"
#include "report/formats.h"
#include "report/sample_report.h"

namespace sluice {
namespace {

// Each secret as it is and as JSON and the terminal would write it.
std::vector<std::string> spellings(const std::string& secret) {
  std::string one_line = secret;
  const size_t newline = one_line.find('\n');
  std::vector<std::string> all = {secret, escape_for_terminal(secret)};
  if (newline != std::string::npos) {
    all.push_back(secret.substr(newline + 1, secret.find('\n', newline + 1) - newline - 1));
  }
  all.push_back(test::odd_secret() == secret ? "\\\"<b>q9" : secret);
  return all;
}

TEST(Leak, NoFormatPrintsASecret) {
  for (const Report& report : {test::sample_report(), test::incomplete_report()}) {
    for (const Format& format : formats()) {
      for (const bool verbose : {false, true}) {
        const std::string out = format.write(report, {false, true, verbose});
        ASSERT_FALSE(out.empty());
        for (const Finding& finding : report.findings) {
          for (const std::string& spelling : spellings(finding.secret)) {
            EXPECT_EQ(out.find(spelling), std::string::npos) << format.name << ": " << spelling;
          }
        }
      }
    }
  }
}

TEST(Leak, ShowSecretsShowsThem) {
  const Report report = test::sample_report();
  for (const Format& format : formats()) {
    const std::string out = format.write(report, {true, false, false});
    EXPECT_NE(out.find(test::github_token()), std::string::npos) << format.name;
    EXPECT_NE(out.find(test::database_password()), std::string::npos) << format.name;
  }
}

TEST(Leak, EveryFormatIsSafeToPrint) {
  for (const bool show_secrets : {false, true}) {
    for (const Format& format : formats()) {
      const std::string out = format.write(test::incomplete_report(), {show_secrets, false, true});
      EXPECT_EQ(to_valid_utf8(out), out) << format.name;
      for (size_t at = 0; at < out.size(); ++at) {
        const auto byte = static_cast<uint8_t>(out[at]);
        const bool ends_row = format.name == "csv" && out.compare(at, 2, "\r\n") == 0;
        EXPECT_TRUE(byte >= 0x20 || byte == '\n' || ends_row) << format.name << " at " << at;
        EXPECT_NE(byte, 0x7f) << format.name;
      }
      for (const char* control : {"\u202e", "\u2028", "\u0085", "\u200b"}) {
        EXPECT_EQ(out.find(control), std::string::npos) << format.name;
      }
      EXPECT_TRUE(out.ends_with('\n')) << format.name;
    }
  }
}

// A CI log reads commands off the start of a line.
TEST(Leak, NoLineOfTextStartsACommand) {
  const std::string out = text_report(test::incomplete_report(), {false, false, true});
  for (const char* command : {"\n::", "\n##", "\nsection_start"}) {
    EXPECT_EQ(out.find(command), std::string::npos);
  }
}

TEST(Leak, OutputIsTheSameEachTime) {
  for (const Format& format : formats()) {
    EXPECT_EQ(format.write(test::sample_report(), {}), format.write(test::sample_report(), {}));
  }
}

}  // namespace
}  // namespace sluice
