#include "rules/toml_text.h"

#include "base/escape.h"

namespace sluice {
namespace {

// The line of the first byte that TOML forbids everywhere, 0 where there is none.
size_t control_character_line(std::string_view text) {
  size_t line = 1;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f) return line;
    line += c == '\n';
  }
  return 0;
}

Error error_at(const std::string& name, size_t line, std::string_view what) {
  return {ErrorKind::kUsage, escape_for_terminal(name) + ":" + std::to_string(line) + ": " +
                                 escape_for_terminal(what)};
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& name) {
  if (const size_t line = control_character_line(text); line > 0) {
    return error_at(name, line, "a control character, which TOML does not allow");
  }
  toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    return error_at(name, parsed.error().source().begin.line, parsed.error().description());
  }
  return std::move(parsed).table();
}

}  // namespace sluice
