#include "judge/fallback.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice::judge {
namespace {

// What stands in for K in `text`; "" for nothing.
std::string fallback(const std::string& text) {
  const size_t at = text.find('K');
  const auto side = read_fallback(text, {at, at + 1});
  if (!side) return "";
  EXPECT_TRUE(side->fallback);
  return std::string(slice(text, side->value));
}

TEST(Fallback, OperatorsBehindALookup) {
  for (const char* text :
       {"x = ENV['K'] || 'a1b'", "ENV[\"K\"] ||= \"a1b\"", "process.env.K ?? 'a1b';",
        "process.env.K || `a1b`", "f(getenv('K') ?: 'a1b')", "$_ENV['K'] ?? 'a1b'",
        "os.environ.get(\"K\") or \"a1b\"", "$ENV{K} // 'a1b'", "$ENV{K} ||= 'a1b'",
        "$ENV{K} = 'a1b';", "opts[:K] || 'a1b'", "System.getenv(\"K\") ?: \"a1b\""}) {
    EXPECT_EQ(fallback(text), "a1b") << text;
  }
}

TEST(Fallback, MethodsBlocksAndFilters) {
  for (const char* text : {"env::var(\"K\").unwrap_or(\"a1b\".into())",
                           "env::var(\"K\").unwrap_or_else(|_| \"a1b\".to_string())",
                           "Optional.ofNullable(System.getenv(\"K\")).orElse(\"a1b\")",
                           "sys.env.get(\"K\").getOrElse(\"a1b\")", "ENV.fetch('K') { 'a1b' }",
                           "{{ K | default('a1b') }}", "S string `env:\"K\" envDefault:\"a1b\"`",
                           "{{ .Values.K | default \"a1b\" | quote }}"}) {
    EXPECT_EQ(fallback(text), "a1b") << text;
  }
}

TEST(Fallback, NothingButALiteralThatIsWhole) {
  for (const char* text :
       {"ENV['K'] || fetch('x')", "process.env.K || process.env.L", "process.env.K || ''",
        "ENV['K'] || 'a' + b", "x = K // 'a comment'", "K = 'a1b'", "K: 'a1b'", "K == 'a1b'",
        "ENV.fetch('K') { raise }", "{{ K | default(omit) }}", "{{ K | quote }}", "Kor 'a1b'",
        "{K}", "K", "'K' or 'a1b'", "\"$K\" || 'a1b'", "K || $\"a{b}\""}) {
    EXPECT_EQ(fallback(text), "") << text;
  }
}

TEST(Fallback, DamageIsSafe) {
  const std::string text = "Optional.of(getenv(\"K\")).orElse(\"a1b\") || 'c' | default('d')";
  for (size_t size = text.find('K') + 1; size <= text.size(); ++size)
    fallback(text.substr(0, size));
  for (size_t at = text.find('K') + 1; at < text.size(); ++at) {
    for (const char byte : {'\0', '\n', '|', '(', '}', '\\'}) {
      std::string damaged = text;
      damaged[at] = byte;
      fallback(damaged);
    }
  }
}

}  // namespace
}  // namespace sluice::judge
