// What a person sees of the command line: help, mistakes, the shells, colour.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "e2e/program.h"
#include "support/git_fixture.h"

namespace sluice::test {
namespace {

// One line of standard error, exit code 2, nothing on standard output.
std::string mistake(const std::string& arguments) {
  const Outcome outcome = sluice(arguments);
  EXPECT_EQ(outcome.code, 2) << arguments << outcome.out;
  EXPECT_EQ(outcome.out, "") << arguments;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  return outcome.err;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CommandLine, AMistakeNamesWhatWasMeant) {
  EXPECT_EQ(mistake("scna"),
            "sluice: no command is called 'scna'; did you mean 'scan'? See `sluice --help`\n");
  EXPECT_TRUE(
      holds(mistake("scan --formt json"), "did you mean '--format'? See `sluice scan --help`"));
  EXPECT_TRUE(holds(mistake("scan -f jsno"), "did you mean 'json'?"));
  EXPECT_TRUE(holds(mistake("scan --color=alwys"),
                    "'alwys' is none of auto, always, never; did you mean 'always'?"));
  EXPECT_TRUE(holds(mistake("hook instal"), "did you mean 'install'?"));
  EXPECT_TRUE(holds(mistake("hook"), "`sluice hook` needs a command: pre-commit"));
  EXPECT_TRUE(holds(mistake("rules show --no-repo-config aws-acces-token"),
                    "did you mean 'aws-access-token'?"));
  EXPECT_TRUE(holds(mistake("scan --accept shalow ."), "did you mean 'shallow'?"));
  EXPECT_TRUE(holds(mistake(""), "needs a command: scan"));
  EXPECT_TRUE(holds(mistake("scan one two"), "'two' is one argument too many"));
  // What nobody could mean is not guessed at, and is not printed raw.
  const std::string err = mistake("$(printf 'no\\033[2Jthing')");
  EXPECT_TRUE(holds(err, "no\\x1b[2Jthing")) << err;
  EXPECT_FALSE(holds(err, "did you mean")) << err;
}

TEST(CommandLine, AMistakeInAConfigurationNamesWhatWasMeant) {
  const TempDir dir;
  const auto config = [&](const std::string& text) {
    return mistake("stdin --config '" + dir.write("c.toml", text) + "'");
  };
  EXPECT_TRUE(holds(config("disabled_rule = []\n"), "did you mean 'disabled_rules'?"));
  EXPECT_TRUE(holds(config("[[rules]]\nid = \"a\"\nregexp = \"b\"\n"), "did you mean 'regex'?"));
  EXPECT_TRUE(holds(config("[[allowlists]]\nstopword = [\"b\"]\n"), "did you mean 'stopwords'?"));
  EXPECT_TRUE(holds(config("disabled_rules = [\"aws-acces-token\"]\n"),
                    "did you mean 'aws-access-token'?"));
  EXPECT_TRUE(holds(config("[[rules]]\nid = \"a\"\nregex = \"b\"\nseverity = \"hgh\"\n"),
                    "did you mean 'high'?"));
  EXPECT_TRUE(holds(config("[[allowlists]]\nregexes = [\"a\"]\ntargetRules = [\"jwt-tokn\"]\n"),
                    "c.toml:1"));
}

TEST(CommandLine, HelpTeachesByExample) {
  const Outcome help = sluice("--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_TRUE(holds(help.out, "Examples:"));
  const Outcome scan = sluice("scan --help");
  EXPECT_EQ(scan.code, 0);
  EXPECT_TRUE(holds(scan.out, "--color auto|always|never"));
  EXPECT_TRUE(holds(scan.out, "sluice scan --range origin/main..HEAD"));
  EXPECT_EQ(sluice("help scan").out, scan.out);
  EXPECT_EQ(sluice("help").out, help.out);
  EXPECT_EQ(sluice("help hook install").out, sluice("hook install --help").out);
  for (const std::string& line : {scan.out, help.out}) EXPECT_FALSE(holds(line, "TEXT"));
}

// What bash would offer for the words of a command line, the last one begun.
std::string completed(const std::string& words) {
  TempDir dir;
  const Outcome script = sluice("completion bash");
  EXPECT_EQ(script.code, 0);
  const std::string file = dir.write("sluice.bash", script.out);
  const std::string program =
      "source " + file + "; COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _sluice; echo \"${COMPREPLY[*]}\"";
  return run("bash -c '" + program + "'");
}

TEST(CommandLine, BashCompletesCommandsFlagsAndValues) {
  EXPECT_EQ(completed("sluice sc"), "scan\n");
  EXPECT_TRUE(holds(completed("sluice \"\""), "scan stdin ci hook"));
  EXPECT_TRUE(holds(completed("sluice hook in"), "install"));
  EXPECT_EQ(completed("sluice scan --min-c"), "--min-confidence\n");
  EXPECT_EQ(completed("sluice scan --min-confidence m"), "medium\n");
  EXPECT_EQ(completed("sluice scan -f ma"), "markdown\n");
  EXPECT_EQ(completed("sluice hook install --"), "--help --hook --chain\n");
  // Files are bash's own work.
  EXPECT_EQ(completed("sluice scan -o re"), "\n");
}

TEST(CommandLine, EveryShellsScriptAndTheManualNameEveryFlag) {
  for (const char* what : {"completion bash", "completion zsh", "completion fish", "man"}) {
    const Outcome outcome = sluice(what);
    EXPECT_EQ(outcome.code, 0) << what;
    for (const char* name : {"min-confidence", "also-write", "pre-commit", "sarif-full"}) {
      std::string text = outcome.out;
      text.erase(std::remove(text.begin(), text.end(), '\\'), text.end());
      EXPECT_TRUE(holds(text, name)) << what << ": " << name;
    }
  }
  EXPECT_TRUE(holds(mistake("completion csh"), "'csh' is none of bash, zsh, fish"));
}

TEST(CommandLine, ColourIsForTerminalsAndWhoAsksForIt) {
  const TempDir dir;
  dir.write("app.env", env_line());
  const std::string scan = "scan --no-repo-config '" + dir.path() + "'";
  const auto coloured = [&](const std::string& arguments, const std::string& before) {
    return holds(sluice(scan + arguments, before).out, "\x1b[");
  };
  EXPECT_FALSE(coloured("", ""));
  EXPECT_TRUE(coloured(" --color always", ""));
  EXPECT_TRUE(coloured(" --color always", "env NO_COLOR=1"));  // the flag is the later word
  EXPECT_TRUE(coloured("", "env -u NO_COLOR CLICOLOR_FORCE=1"));
  EXPECT_FALSE(coloured("", "env NO_COLOR=1 CLICOLOR_FORCE=1"));
  EXPECT_FALSE(coloured(" --color never", "env -u NO_COLOR CLICOLOR_FORCE=1"));
}

TEST(CommandLine, QuietSaysNothingAndProgressStaysOutOfTheReport) {
  const TempDir dir;
  dir.write("a.txt", "nothing\n");
  const Outcome quiet = sluice("scan --quiet -f json '" + dir.path() + "'");
  EXPECT_EQ(quiet.code, 0);
  EXPECT_EQ(quiet.err, "");
  const Outcome drawn = sluice("scan --progress always -f json '" + dir.path() + "'");
  EXPECT_FALSE(holds(drawn.out, "\x1b"));
  // No terminal, so no line of progress.
  EXPECT_FALSE(holds(sluice("scan -f json '" + dir.path() + "'").err, "\x1b"));
}

TEST(CommandLine, AReportForMachinesIsTheSameEachTime) {
  const TempDir dir;
  dir.write("app.env", env_line());
  dir.write("b/app.env", env_line());
  for (const char* format : {"json", "jsonl", "sarif", "csv", "junit", "gitlab"}) {
    const std::string scan = "scan --quiet -f " + std::string(format) + " '" + dir.path() + "'";
    EXPECT_EQ(sluice(scan + " -j 1").out, sluice(scan + " -j 7").out) << format;
  }
}

}  // namespace
}  // namespace sluice::test
