#!/usr/bin/env python3
"""gitleaks_defaults.py SLUICE GITLEAKS [FOLDER_OR_REPOSITORY]: what both programs find without a configuration.

Compares sets of (file, line, secret). Without a target, the files are made of the examples and counter-examples of
our own rules. Two secrets of a line are the same where one holds the other: rules differ in what they take around a
credential. Prints how many both found, and each one's own by rule; -v prints those too. Exit 1 where gitleaks found
what sluice did not, in files made of examples: each such class is to be mended, or listed in KNOWN and docs/gitleaks.md.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HOLDS = "holds"
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITLEAKS_"))}

# What gitleaks finds in our examples and sluice does not call a secret of its own, by the file.
KNOWN = {
    "exoscale-api-secret-0.txt",  # the id of a pair, whose secret is reported
    "exoscale-api-secret-1.txt",
    "google-chat-webhook-1.txt",  # the decoded end of an address that is reported whole
    "slack-webhook-url-2.txt",    # the start of an address, the rest of which is cut off
}


def write_examples(folder):
    for source in sorted((ROOT / "rules").glob("*.toml")):
        for rule in tomllib.loads(source.read_text()).get("rules", []):
            # The judge reads paths: no word of these may speak for or against a secret.
            for kind, name in (("examples", HOLDS), ("counter_examples", "looks-alike")):
                for number, parts in enumerate(rule.get(kind, [])):
                    place = folder / name / f"{rule['id']}-{number}.txt"
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_text("".join(parts) + "\n")


def findings(program, target, top):
    report = Path(top) / "report.json"
    command = "git" if (target / "objects").is_dir() or (target / ".git").is_dir() else "dir"
    done = subprocess.run([*program, command, ".", "-r", str(report), "--exit-code", "0"], cwd=target,
                          env=ENVIRONMENT, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{program}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    by_place = collections.defaultdict(list)
    for finding in json.loads(report.read_bytes().decode(errors="replace")):
        by_place[finding["File"], finding["Commit"], finding["StartLine"]].append(finding)
    return by_place


def missing(ones, others):
    """Those of `ones` that `others` have not at that line."""
    out, count = [], 0
    for place, found in ones.items():
        secrets = {other["Secret"] for other in others.get(place, [])}
        for secret in {one["Secret"] for one in found}:
            count += 1
            if not any(secret in other or other in secret for other in secrets):
                out.append(next(one for one in found if one["Secret"] == secret))
    return out, count


def tell(name, left, count):
    print(f"{name}: {count} secrets, {len(left)} that the other has not")
    for rule, number in collections.Counter(finding["RuleID"] for finding in left).most_common():
        print(f"  {number:5} {rule}")
    if "-v" in sys.argv:
        for finding in left:
            print(f"    {finding['RuleID']} {finding['File']}:{finding['StartLine']} {finding['Match'][:120]!r}")


def main():
    words = [word for word in sys.argv[1:] if word != "-v"]
    with tempfile.TemporaryDirectory() as top:
        target = Path(words[2] if len(words) > 2 else Path(top) / "files")
        if len(words) <= 2:
            write_examples(target)
        ours = findings([os.path.abspath(words[0]), "gitleaks"], target, top)
        theirs = findings([words[1]], target, top)
    only_ours, our_count = missing(ours, theirs)
    only_theirs, their_count = missing(theirs, ours)
    tell("sluice", only_ours, our_count)
    tell("gitleaks", only_theirs, their_count)
    strange = [f for f in only_theirs if f["File"].startswith(HOLDS) and Path(f["File"]).name not in KNOWN]
    sys.exit(1 if len(words) <= 2 and (strange or not our_count or not their_count) else 0)


main()
