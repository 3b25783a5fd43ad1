#!/usr/bin/env python3
"""gitleaks_mechanics.py SLUICE GITLEAKS [--seeds FIRST:END] [--golden FOLDER]: holds sluice's face of gitleaks
against gitleaks itself.

Makes up configurations and what they are to look at (commits, staged changes, files, standard input), all of our
own, runs both programs and compares exit codes and JSON reports, but for the order of findings. Prints the first
difference and exits 1; else the count of findings that were equal. With --golden, writes each case with gitleaks'
answer as a file that tests/e2e replays without gitleaks.
"""
import argparse
import base64
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITLEAKS_"))}
ENVIRONMENT.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", LC_ALL="C", TZ="UTC")

WORDS = ["alpha", "beta", "Gamma", "delta9", "EPSILON", "zeta_1", "eta-2", "theta", "iota", "kappa"]
PATHS = ["a.txt", "src/b.conf", "src/deep/c.env", "docs/d e.md", "lib/k.pem", "x/generated.txt", "uml\u00e4ut.txt"]
# (id, regex, groups, keywords): rules of no scanner.
RULES = [
    ("tok", r"tok_[a-z0-9]{6,10}", 0, ["tok_"]),
    ("assigned", r"""(?i)(secret|pass)word?\s*[:=]+\s*["']?([^\s"',;]{3,20})""", 2, ["secret", "PASS"]),
    ("keyed", r"\bkey-([A-F0-9]{6})(?:-([a-z]+))?\b", 2, ["key-"]),
    ("block", r"(?s)<<begin.+?end>>", 0, ["begin"]),
    ("block-inner", r"<<begin\s+(\w+)", 1, []),
    ("line-end", r"\n?val=(\w+)\n", 1, ["val="]),
    ("anchored", r"(?m)^row[0-9]+ = (.*)$", 1, ["row"]),
    ("generic-any", r"[=:]\s*([a-z0-9_]{8,24})", 1, []),
    ("wide", "[\u00e4\u00f6\u00fc]+.{2}", 0, []),
    ("dots", r"q.{4}q", 0, ["q"]),
    ("two", r"(?:id=(\d+))?;tail=([a-z]*)", 2, ["tail"]),
    ("named", r"nm:(?P<it>[a-z]{3})(?P<rest>\d*)", 2, ["nm:"]),
    ("kelvin", r"\x{212a}elvin\d", 0, ["kelvin"]),
]


def text_list(pick, items, most=2):
    return json.dumps(pick.sample(items, pick.randrange(1, most + 1)), ensure_ascii=False)


def literal(text):
    return "'''" + text + "'''"


def allowlist(pick, header, commits, targets=()):
    lines = [header]
    if pick.random() < 0.6:
        lines.append(f"condition = {json.dumps(pick.choice(['AND', 'or', '||', '&&', 'OR']))}")
    fields = pick.sample(["paths", "regexes", "stopwords", "commits"], pick.randrange(1, 3))
    if "paths" in fields:
        lines.append("paths = [" + ", ".join(literal(p) for p in pick.sample(
            [r"\.md$", "^src/", "generated", r"(?i)C\.ENV$", "deep"], pick.randrange(1, 3))) + "]")
    if "regexes" in fields:
        lines.append("regexes = [" + ", ".join(literal(p) for p in pick.sample(
            ["(?i)^zz", "alpha", r"^\d+$", "9$", "beta|eta", r"^.row", "comment"], pick.randrange(1, 3))) + "]")
        if pick.random() < 0.6:
            lines.append(f"regexTarget = {json.dumps(pick.choice(['match', 'line', 'secret', '']))}")
    if "stopwords" in fields:
        lines.append(f"stopwords = {text_list(pick, ['ALPHA', 'ta', 'qq', 'eps'])}")
    if "commits" in fields:
        chosen = [pick.choice(commits).upper()] if commits and pick.random() < 0.7 else ["0" * 40]
        lines.append(f"commits = {json.dumps(chosen)}")
    if targets:
        lines.append(f"targetRules = {json.dumps([pick.choice(targets)])}")
    return lines


def rule_lines(pick, rule, commits, ids):
    name, regex, groups, keywords = rule
    key = (lambda k: pick.choice([k, k.lower(), k.upper()])) if pick.random() < 0.3 else (lambda k: k)
    lines = ["[[rules]]", f"{key('id')} = {json.dumps(name)}", f"description = {json.dumps('Rule ' + name + ' <&>')}",
             f"{key('regex')} = {literal(regex)}"]
    if groups and pick.random() < 0.4:
        number = pick.randrange(0, groups + 1)
        lines.append(f"{key('secretGroup')} = {pick.choice([str(number), json.dumps(str(number))])}")
    if pick.random() < 0.3:
        lines.append(f"entropy = {pick.choice(['1.5', '2', '2.5', '3.0', json.dumps('2.2')])}")
    if keywords and pick.random() < 0.6:
        lines.append(f"keywords = {pick.choice([json.dumps(keywords), json.dumps(','.join(keywords))])}")
    if pick.random() < 0.3:
        lines.append(f"tags = {text_list(pick, ['one', 'two & three', 'x'])}")
    if pick.random() < 0.15:
        lines.append(f"path = {literal(pick.choice([r'.txt$', '^src', 'env|md']))}")
    if pick.random() < 0.1:
        lines.append("skipReport = true")
    for _ in range(pick.choice([0, 0, 0, 1, 2])):
        lines += allowlist(pick, "[[rules.allowlists]]", commits)
    if pick.random() < 0.15 and len(ids) > 1:
        lines += ["[[rules.required]]", f"id = {json.dumps(pick.choice([i for i in ids if i != name]))}"]
        if pick.random() < 0.6:
            lines.append(f"withinLines = {pick.randrange(0, 5)}")
        if pick.random() < 0.2:
            lines.append(f"withinColumns = {pick.randrange(0, 20)}")
    return lines


def config(pick, commits, only=None):
    rules = pick.sample(RULES, pick.randrange(2, 6)) if only is None else only
    ids = [rule[0] for rule in rules]
    lines = ['title = "made up"', "unknownKey = 3"]
    for rule in rules:
        lines += rule_lines(pick, rule, commits, ids)
    if pick.random() < 0.3:
        lines += ["[[rules]]", 'id = "by-path"', 'description = "a file"',
                  f"path = {literal(pick.choice([r'.pem$', 'env$', 'deep/']))}"]
    for _ in range(pick.choice([0, 0, 1, 2])):
        lines += allowlist(pick, "[[allowlists]]", commits, ids if pick.random() < 0.4 else ())
    return "\n".join(lines) + "\n"


def value(pick):
    word = pick.choice(WORDS)
    return pick.choice([
        lambda: word + str(pick.randrange(1000)), lambda: word + "_" + pick.choice(WORDS),
        lambda: "zz" + word, lambda: "aaaa", lambda: "\u00e4\u00f6" + word, lambda: word.upper(),
    ])()


def piece(pick):
    v = value(pick)
    plain = pick.choice([
        f'password = "{v}"', f"SECRET: {v}", f"tok_{pick.randrange(10**6, 10**9)}", f"tok_{v}", f"key-{pick.randrange(16**6):06X}-{v}",
        f"key-{pick.randrange(16**6):06X}", f"<<begin {v}", "end>>", f"val={v}", f"row{pick.randrange(9)} = {v}",
        f"name: {v}", f"q{v[:4]}q", f"id={pick.randrange(99)};tail=abc", ";tail=", f"nm:abc{pick.randrange(9)}", "nm:xyz",
        "\u212aelvin7", f"# comment {v}", "", "  ", f"{v}  gitleaks:allow", f'x="{v}" password={v} tok_abc123zz',
    ])
    draw = pick.random()
    if draw < 0.05:
        return base64.b64encode(plain.encode()).decode()
    if draw < 0.08:
        return "data=" + plain.encode().hex()
    if draw < 0.11:
        return "".join(f"%{b:02x}" for b in plain.encode())
    if draw < 0.13:
        return "".join(f"\\u{ord(c):04x}" for c in plain)
    if draw < 0.15:
        return "url " + base64.urlsafe_b64encode(base64.b64encode(plain.encode())).decode().rstrip("=")
    return plain


def line(pick):
    text = " ".join(piece(pick) for _ in range(pick.choice([1, 1, 1, 2, 3])))
    raw = text.encode()
    if pick.random() < 0.03:
        raw += b" \xff\xfe q\xe4bc\xffq"
    return raw + pick.choice([b"\n"] * 8 + [b"\r\n", b"\n\n"])


def content(pick, lines):
    text = b"".join(line(pick) for _ in range(lines))
    return text.rstrip(b"\n") if pick.random() < 0.3 else text


def edited(pick, text):
    lines = text.splitlines(keepends=True)
    for _ in range(pick.randrange(1, 4)):
        at = pick.randrange(len(lines) + 1)
        if pick.random() < 0.3:
            del lines[at:at + pick.randrange(1, 4)]
        else:
            lines[at:at + pick.randrange(0, 2)] = [line(pick) for _ in range(pick.randrange(1, 4))]
    return b"".join(lines)


def quoted(path):
    return '"' + "".join(c if c not in '"\\' else "\\" + c for c in path) + '"'


def stream(pick):
    """A history as git fast-import reads it, the files of its last commit, and how many commits it has."""
    out, files, commits, mark = [], {}, pick.randrange(2, 7), 0
    messages = ["Add it", "First line\nsecond of it\n\nBody here\n\n\n  more <b> & so on\n\nend\n\n", "  Odd  \n\n\ttab", "x"]
    for number in range(commits):
        changes = []
        for _ in range(pick.randrange(1, 4)):
            path = pick.choice(PATHS)
            if path in files and pick.random() < 0.15:
                del files[path]
                changes.append(f"D {quoted(path)}\n".encode())
                continue
            if files and pick.random() < 0.15:
                old, path = pick.choice(sorted(files)), f"moved/{number}.txt"
                files[path] = edited(pick, files.pop(old)) if pick.random() < 0.5 else files.pop(old)
                changes.append(f"D {quoted(old)}\n".encode())
            elif path in files:
                files[path] = edited(pick, files[path])
            else:
                files[path] = content(pick, pick.randrange(1, 12))
            changes.append(f"M 100644 inline {quoted(path)}\ndata {len(files[path])}\n".encode() + files[path] + b"\n")
        mark += 1
        message = pick.choice(messages).encode()
        name = pick.choice(["Ann Author", "Bj\u00f6rn <dev", "C"]).replace(" <dev", "")
        when = 1700000000 + number * 86400
        out.append(f"commit refs/heads/main\nmark :{mark}\nauthor {name} <a@example.com> {when} +0130\n"
                   f"committer Cy <c@example.com> {when + 60} -0500\n".encode())
        out.append(f"data {len(message)}\n".encode() + message + b"\n")
        if mark > 1:
            out.append(f"from :{mark - 1}\n".encode())
        out += changes
        if pick.random() < 0.1:
            out.append(f"commit refs/notes/commits\ncommitter Cy <c@example.com> {when} +0000\ndata 0\n"
                       f"N inline :{mark}\ndata 13\nseen\n\n so ok\n\n".encode())
        if pick.random() < 0.15:
            out.append(f"reset refs/heads/kept\nfrom :{mark}\n".encode())
    return b"".join(out), files, commits


def run(arguments, folder, data=b""):
    # A file: what a pipe gives at a time, and so where gitleaks cuts it, is chance.
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        return subprocess.run(arguments, cwd=folder, stdin=given, capture_output=True, env=ENVIRONMENT)


def git(folder, *arguments, data=b""):
    done = run(["git", *arguments], folder, data)
    if done.returncode != 0:
        raise RuntimeError(f"git {arguments}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def text_of(raw):
    return raw.decode("latin-1")  # a byte a character: as the replay reads it


class Case:
    """What both programs are given: see tests/e2e/gitleaks_golden_test.cc for the form in which it is kept."""

    def __init__(self, seed):
        pick = random.Random(seed)
        self.kind = ["git", "dir", "git", "stdin", "git", "staged", "dir", "git", "worktree"][seed % 9]
        self.history, self.files, self.index, self.stdin = b"", {}, {}, b""
        commits = []
        if self.kind in ("git", "staged", "worktree"):
            self.history, last, count = stream(pick)
            with tempfile.TemporaryDirectory() as folder:
                self.make_repository(folder)
                commits = git(folder, "rev-list", "--all").decode().split()
            changed = {path: edited(pick, text) for path, text in last.items() if pick.random() < 0.6}
            changed["new.txt"] = content(pick, 5)
            if self.kind == "staged":
                self.index = changed
            elif self.kind == "worktree":
                self.index, self.files = {}, {k: v for k, v in changed.items() if k in last}
        elif self.kind == "dir":
            for path in pick.sample(PATHS, pick.randrange(1, 5)):
                self.files[path] = content(pick, pick.choice([3, 12, 40, 4000]))
        else:
            self.stdin = content(pick, pick.choice([1, 20, 3000]))
        self.config = config(pick, commits)
        self.beside = {}  # files in the folder around, by name
        if pick.random() < 0.25:
            self.beside["base.toml"] = config(pick, commits)
            disabled = pick.sample([rule[0] for rule in RULES], pick.randrange(0, 3))
            self.config = ('[extend]\npath = "../base.toml"\n'
                           f"disabledRules = {json.dumps(disabled)}\n") + self.config.split("\n", 2)[2]
        self.arguments = {"git": ["git"], "staged": ["git", "--pre-commit", "--staged"], "worktree": ["git", "--pre-commit"],
                          "dir": ["dir"], "stdin": ["stdin"]}[self.kind]
        if self.kind == "git" and pick.random() < 0.3:
            self.arguments += ["--log-opts=" + pick.choice(["--all", "-2", "HEAD~1..HEAD", "--no-merges HEAD", "-- src"])]
        if self.kind == "dir" and pick.random() < 0.5:
            self.arguments += ["."]
        self.options(pick, commits)

    def options(self, pick, commits):
        add = self.arguments.append
        if pick.random() < 0.2:
            places = [f"{pick.choice(PATHS)}:{pick.choice(RULES)[0]}:{pick.randrange(1, 9)}" for _ in range(60)]
            if commits:
                places += [f"{pick.choice(commits)}:{place}" for place in places]
            self.beside["ignored"] = "# seen\n" + "\n".join(places) + "\n"
            add("-i=../ignored")
        if pick.random() < 0.1:
            ids = [line.split('"')[1] for line in self.config.split("\n") if line.lower().startswith("id =")]
            add("--enable-rule=" + ",".join(pick.sample(ids, min(2, len(ids)))))
        if pick.random() < 0.2:
            add(pick.choice(["--redact", "--redact=30", "--redact=75"]))
        if pick.random() < 0.2:
            add("--ignore-gitleaks-allow")
        if pick.random() < 0.4:
            add(f"--max-decode-depth={pick.randrange(0, 3)}")
        if pick.random() < 0.2:
            add(f"--exit-code={pick.randrange(0, 9)}")

    def make_repository(self, folder):
        git(folder, "init", "-q", "-b", "main")
        git(folder, "fast-import", "--quiet", data=self.history)

    def make(self, folder):
        if self.history:
            self.make_repository(folder)
            git(folder, "reset", "-q", "--hard")
        for path, text in {**self.files, **self.index}.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text)
        for path in self.index:
            git(folder, "add", "--", path)

    def ask(self, program, form="json"):
        with tempfile.TemporaryDirectory() as top:
            folder = Path(top) / "it"
            folder.mkdir()
            self.make(folder)
            settings = Path(top) / "made.toml"
            settings.write_text(self.config)
            for name, text in self.beside.items():
                (Path(top) / name).write_text(text)
            report = Path(top) / "report"
            done = run([*program, *self.arguments, "-c", str(settings), "-r", str(report), "-f", form], folder, self.stdin)
            if not report.exists():
                raise RuntimeError(f"{program}: no report: {done.stderr.decode(errors='replace')}\n{self.config}")
            return done.returncode, report.read_bytes().decode(errors="surrogateescape")

    def kept(self, answer):
        code, report = answer
        texts = lambda files: {text_of(k.encode()): text_of(v) for k, v in files.items()}
        return {"config": self.config, "beside": self.beside, "arguments": self.arguments, "history": text_of(self.history),
                "files": texts(self.files), "index": texts(self.index), "stdin": text_of(self.stdin),
                "exit": code, "report": json.loads(report)}


def ordered(report):
    return sorted(json.loads(report), key=lambda finding: json.dumps(finding, sort_keys=True))


def lines_of(report):
    """Its lines in an order of their own, without what stands between the items of a list."""
    return sorted(line.removesuffix(",") for line in report.split("\n"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sluice")
    parser.add_argument("gitleaks")
    parser.add_argument("--seeds", default="0:90")
    parser.add_argument("--golden")
    options = parser.parse_args()
    options.sluice = os.path.abspath(options.sluice)
    first, end = map(int, options.seeds.split(":"))
    equal = differ = 0
    for seed in range(first, end):
        case = Case(seed)
        theirs = case.ask([options.gitleaks])
        if options.golden:
            path = Path(options.golden) / f"{case.kind}-{seed}.json"
            path.write_text(json.dumps(case.kept(theirs), indent=1, sort_keys=True) + "\n")
            continue
        ours = case.ask([options.sluice, "gitleaks"])
        expected, actual = ordered(theirs[1]), ordered(ours[1])
        form = ["csv", "junit", "sarif"][seed // 9 % 3]
        others = [lines_of(case.ask(program, form)[1]) for program in ([options.gitleaks], [options.sluice, "gitleaks"])]
        if others[0] != others[1]:
            differ += 1
            print(f"seed {seed}: {form} differs: {[l for l in others[0] if l not in others[1]][:3]!r:.600} and "
                  f"{[l for l in others[1] if l not in others[0]][:3]!r:.600}")
        if expected == actual and theirs[0] == ours[0]:
            equal += len(expected)
            continue
        differ += 1
        print(f"seed {seed}: {' '.join(case.arguments)}: exit {theirs[0]} and {ours[0]}, "
              f"{len(expected)} findings and {len(actual)}\n{case.config}")
        for name, ones, others in (("gitleaks", expected, actual), ("sluice", actual, expected)):
            for finding in [f for f in ones if f not in others][:3]:
                print(f"only {name}: {json.dumps(finding, ensure_ascii=False)}")
        if differ > 3:
            sys.exit(1)
    print(f"{equal} findings of {end - first} cases are equal")
    sys.exit(1 if differ or (not equal and not options.golden) else 0)


main()
