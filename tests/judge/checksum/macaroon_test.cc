#include <gtest/gtest.h>

#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"
#include "judge/checksum/run_check.h"

namespace sluice::judge {
namespace {

constexpr int64_t kNow = 1'700'000'000;

std::string field(char type, std::string_view data) {
  return std::string{type, static_cast<char>(data.size())} + std::string(data);
}

std::string macaroon(std::string_view location, const std::vector<std::string>& caveats) {
  std::string out = "\x02" + field(1, location) + field(2, "00000000-0000-0000-0000-000000000000");
  out.push_back('\0');
  for (const std::string& caveat : caveats) {
    out += field(2, caveat);
    out.push_back('\0');
  }
  out.push_back('\0');
  return out + field(6, std::string(32, '\0'));
}

std::string token(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.resize(std::min(text.find('='), text.size()));
  return "pypi-" + text;
}

TEST(PypiMacaroon, PublishedLayout) {
  const std::string body = std::string("AgEIcHlwaS5vcmc") +
                           "CJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMAACBlswLCAwXQAABiA" +
                           std::string(43, 'A');
  EXPECT_EQ(token(macaroon("pypi.org", {"[0, 0]"})), "pypi-" + body);
  const CheckOutcome outcome = check_pypi_macaroon_at("pypi-" + body, kNow);
  EXPECT_EQ(outcome.validity, Validity::kExpired);
  EXPECT_EQ(note_of(outcome, "expires"), "0");
}

TEST(PypiMacaroon, CaveatsAreRead) {
  const auto validity = [](std::string_view location, const std::vector<std::string>& caveats) {
    return check_pypi_macaroon_at(token(macaroon(location, caveats)), kNow).validity;
  };
  EXPECT_EQ(validity("pypi.org", {R"([1, ["sluice"]])"}), Validity::kStructureValid);
  EXPECT_EQ(validity("pypi.org", {R"({"version": 1, "permissions": "user"})"}),
            Validity::kStructureValid);
  EXPECT_EQ(validity("test.pypi.org", {"[0, 1800000000, 0]"}), Validity::kStructureValid);
  EXPECT_EQ(validity("example.org", {"[0, 0]"}), Validity::kChecksumInvalid);
  EXPECT_EQ(validity("pypi.org", {"not json"}), Validity::kChecksumInvalid);
  EXPECT_EQ(validity("pypi.org", {}), Validity::kChecksumInvalid);
}

TEST(PypiMacaroon, EveryTruncationFails) {
  const std::string whole = macaroon("pypi.org", {"[1, [2]]", "[3, \"u\"]"});
  ASSERT_FALSE(is_dropped("pypi-macaroon", token(whole)));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(is_dropped("pypi-macaroon", token(whole.substr(0, size)))) << size;
  }
  EXPECT_TRUE(is_dropped("pypi-macaroon", token(whole + "x")));
}

TEST(FlyioMacaroon, StartsAMessagePackArray) {
  EXPECT_EQ(validity_of("flyio-macaroon", "fm2_" + base64_encode("\x94\x01\x02\x03")),
            Validity::kUnknown);
  EXPECT_EQ(validity_of("flyio-macaroon", "fm2_" + base64_encode("{\"a\":1}")),
            Validity::kChecksumInvalid);
  EXPECT_EQ(validity_of("flyio-macaroon", "fm2_"), Validity::kChecksumInvalid);
}

}  // namespace
}  // namespace sluice::judge
