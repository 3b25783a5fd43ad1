#include "cli/man_page.h"

#include <vector>

namespace sluice::cli {
namespace {

// What each part of the page that no command tells holds. man(7) reads it as it is.
constexpr char kEnd[] = R"(.SH EXIT STATUS
.TP
.B 0
Complete, and nothing to report.
.TP
.B 1
At least one finding that nothing suppresses.
.TP
.B 2
A flag, a configuration or a rule is wrong; nothing was scanned.
.TP
.B 3
Incomplete: something could not be read, or nothing was there to scan.
.TP
.BR 130 ", " 143
Interrupted; what was found by then is reported.
.SH FILES
.TP
.I .sluice.toml
Rules, allowlists and switched off rules of a repository;
.B sluice init
writes one to start from.
.TP
.I .sluiceignore
Findings that are not to be reported again, one a line.
.TP
.I .sluice\-baseline
What was there before, as fingerprints, and their key.
.TP
.IR .gitleaks.toml ", " .gitleaksignore
Read as well.
.TP
.I ~/.cache/sluice
What was clean in an earlier scan, and rules compiled once.
.SH ENVIRONMENT
.TP
.B SLUICE_CONFIG
As
.BR \-\-config .
.TP
.B SLUICE_KEY
The key of fingerprints and secret ids.
.TP
.B SOURCE_DATE_EPOCH
The time that counts as now, in seconds since 1970.
.TP
.BR NO_COLOR ", " CLICOLOR_FORCE ", " TERM
Whether the text report has colour.
.TP
.B XDG_CACHE_HOME
Where the cache is.
.SH SEE ALSO
.BR git (1)
)";

// Text of roff: no request, no escape, and dashes that can be copied.
std::string roff(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    at_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '`') {
      out += "\\(ga";
    } else {
      out += c;
    }
  }
  return out;
}

std::string flag_text(const FlagEntry& flag) {
  std::string names;
  for (const std::string& name : flag.names) {
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  }
  if (!flag.value.empty()) names += " \\fI" + roff(value_shown(flag)) + "\\fR";
  std::string help = flag.help;
  if (!flag.default_value.empty()) help += " [" + flag.default_value + "]";
  return ".TP\n" + names + "\n" + roff(help) + "\n";
}

std::string synopsis(const CommandEntry& command) {
  std::string out = ".B " + roff(command.path) + "\n";
  if (!command.commands.empty()) return out + ".I COMMAND\n";
  out += "[\\fIFLAG\\fR ...]";
  for (const FlagEntry& each : command.arguments) {
    const std::string name =
        "\\fI" + roff(each.names.front()) + "\\fR" + (each.repeats ? " ..." : "");
    out += each.required ? " " + name : " [" + name + "]";
  }
  return out + "\n";
}

// Lines of text as they are: examples lose nothing by filling.
std::string as_typed(const std::string& text) { return ".PP\n.nf\n" + roff(text) + "\n.fi\n"; }

bool is_help(const FlagEntry& flag) { return flag.names.back() == "--help"; }

void add_command(const CommandEntry& command, std::string& out) {
  out += ".SS " + roff(command.path) + "\n" + roff(command.summary) + ".\n";
  if (command.commands.empty()) {
    out += ".PP\n" + synopsis(command);
    for (const FlagEntry& each : command.arguments) {
      if (!each.help.empty()) out += flag_text(each);
    }
    for (const FlagEntry& each : command.flags) {
      if (!is_help(each)) out += flag_text(each);
    }
  }
  if (!command.footer.empty()) out += as_typed(command.footer);
  for (const CommandEntry& each : command.commands) add_command(each, out);
}

}  // namespace

std::string man_page(const CommandEntry& root, std::string_view version) {
  std::string out = ".TH SLUICE 1 \"\" \"" + roff(version) + "\" \"User Commands\"\n" +
                    ".SH NAME\nsluice \\- finds leaked secrets in repositories\n.SH SYNOPSIS\n" +
                    ".B sluice\n.I COMMAND\n[\\fIFLAG\\fR ...] [\\fIARGUMENT\\fR ...]\n" +
                    ".SH DESCRIPTION\n" + roff(root.summary) + "\n" + as_typed(root.footer) +
                    ".SH COMMANDS\n";
  for (const CommandEntry& each : root.commands) add_command(each, out);
  return out + kEnd;
}

}  // namespace sluice::cli
