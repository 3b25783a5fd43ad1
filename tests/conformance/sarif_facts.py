"""Reads SARIF for checks/sarif.sh: four modes, each exits with 1 and a last line
that says why.

validation LOG          the log of Sarif.Multitool: fails on errors and warnings
report FILE KEY=VALUE…  fails where the report is not as told; VALUE may be >=N
damage FILE             writes bad-*.sarif, each with one thing wrong
line-hash FILE LINE     prints GitHub's primaryLocationLineHash, by its definition
"""
import copy
import fnmatch
import json
import sys

# (rule, message id): told to no one as long as the build names no home page.
WAIVED = {("SARIF2005", "Warning_ProvideToolnformationUri")}


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.load(file)


def check_validation(path):
    runs = load(path)["runs"]
    if len(runs) != 1 or "results" not in runs[0]:
        return ["the validator did not run"]
    problems = []
    for result in runs[0]["results"]:
        message = result["message"]
        if (result["ruleId"], message.get("id")) not in WAIVED:
            problems.append(f"{result['ruleId']} {message.get('id')} {message.get('arguments')}")
    for invocation in runs[0].get("invocations", []):
        problems += [str(note) for note in invocation.get("toolExecutionNotifications", [])
                     if note.get("level") == "error"]
    return problems


def facts_of(run):
    results = run["results"]
    suppressed = [result for result in results if result.get("suppressions")]
    physical = [result["locations"][0]["physicalLocation"] for result in results]
    invocation = run["invocations"][0]
    return {
        "results": len(results),
        "suppressed": len(suppressed),
        "unsuppressed": len(results) - len(suppressed),
        "rules": len(run["tool"]["driver"]["rules"]),
        "notifications": len(invocation["toolExecutionNotifications"]),
        "successful": str(invocation["executionSuccessful"]).lower(),
        "uri": [each["artifactLocation"]["uri"] for each in physical],
        "hash": [result["partialFingerprints"].get("primaryLocationLineHash", "")
                 for result in results],
        "viewer": [result.get("hostedViewerUri", "") for result in results],
        "repository": [each["repositoryUri"] for each in run.get("versionControlProvenance", [])],
        "taxon": [relation["target"]["id"] for rule in run["tool"]["driver"]["rules"]
                  for relation in rule.get("relationships", [])],
        "notification": [each["message"]["text"]
                         for each in invocation["toolExecutionNotifications"]],
        "region": [f"{each['region']['startLine']}:{each['region'].get('startColumn')}"
                   for each in physical],
    }


def holds(actual, wanted):
    if isinstance(actual, list):
        return any(fnmatch.fnmatchcase(each, wanted) for each in actual)
    if wanted.startswith(">="):
        return actual >= int(wanted[2:])
    return str(actual) == wanted


def check_report(path, expected):
    actual = facts_of(load(path)["runs"][0])
    pairs = [pair.split("=", 1) for pair in expected]
    return [f"{key} is {actual[key]}, not {wanted}" for key, wanted in pairs
            if not holds(actual[key], wanted)]


def write_damaged(path):
    def rule_index(run):
        run["results"][0]["ruleIndex"] = 99

    def line_type(run):
        run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = "three"

    def uri(run):
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b#c"

    def no_location(run):
        run["results"][0]["locations"] = []

    for damage in (rule_index, line_type, uri, no_location):
        document = copy.deepcopy(load(path))
        damage(document["runs"][0])
        with open(f"bad-{damage.__name__}.sarif", "w", encoding="utf-8") as file:
            json.dump(document, file)
    return []


def line_hash(path, line):
    """Of 100 UTF-16 code units from the line's start, blanks left out, as 64-bit arithmetic."""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    units, starts = [], []
    for number, content in enumerate(lines):
        starts.append(len(units))
        kept = content.replace(" ", "").replace("\t", "").encode("utf-16-le", "surrogatepass")
        units += [int.from_bytes(kept[i:i + 2], "little") for i in range(0, len(kept), 2)]
        units.append(10 if number + 1 < len(lines) else 0xffff)
    hashes = []
    for start in starts:
        value = 0
        for i in range(100):
            value = (37 * value + (units[start + i] if start + i < len(units) else 0)) % 2**64
        hashes.append(f"{value:x}")
    wanted = hashes[line - 1]
    return f"{wanted}:{hashes[:line].count(wanted)}"


def main(mode, path, *rest):
    if mode == "line-hash":
        print(line_hash(path, int(rest[0])))
        return
    if mode == "validation":
        problems = check_validation(path)
    elif mode == "report":
        problems = check_report(path, rest)
    else:
        problems = write_damaged(path)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main(*sys.argv[1:])
