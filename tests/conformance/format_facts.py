"""Reads reports for checks/formats.sh and checks/html.sh with readers of others: exits with 1 and a
last line that says why.

gitlab|junit|csv FILE KEY=VALUE…   VALUE may be >=N
markdown FILE.html                 what a Markdown renderer made: nothing of the repository is live
page FILE.html KEY=VALUE…          the page as a browser left it
"""
import csv
import json
import sys
import xml.etree.ElementTree
from html.parser import HTMLParser


def gitlab(path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    ids = [each["id"] for each in report["vulnerabilities"]]
    assert len(set(ids)) == len(ids), "two vulnerabilities have one id"
    return {"vulnerabilities": len(ids), "status": report["scan"]["status"]}


def junit(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    cases = root.findall("./testsuite/testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == len(names), "two tests have one name"
    counts = {"tests": len(cases)}
    for name in ("failure", "error", "skipped"):
        counts[name] = len(root.findall(f"./testsuite/testcase/{name}"))
    for element in (root, root[0]):
        assert int(element.get("tests")) == counts["tests"]
        assert int(element.get("failures")) == counts["failure"]
        assert int(element.get("errors")) == counts["error"]
    return {"tests": counts["tests"], "failures": counts["failure"], "errors": counts["error"]}


def rows_of_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    for row in rows:
        assert len(row) == len(rows[0]), f"{len(row)} cells, not {len(rows[0])}"
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")), cell
            assert "\n" not in cell and "\r" not in cell, cell
    return {"rows": len(rows) - 1}


class Page(HTMLParser):
    """What lies in a page: elements, attributes, text by the class it stands in."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.ids, self.text = [], [], [], []
        self.stack, self.by_id = [], {}
        self.data = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if attributes.get("data-id"):
            self.ids.append(attributes["data-id"])
        if tag not in ("meta", "link", "br", "input", "img", "hr"):
            self.stack.append((tag, attributes.get("id")))

    def handle_endtag(self, tag):
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, text):
        inside = {tag for tag, _ in self.stack}
        if inside & {"script", "style"}:
            return
        self.text.append(text)
        for _, name in self.stack:
            if name:
                self.by_id[name] = self.by_id.get(name, "") + text


def parsed(path):
    page = Page()
    with open(path, encoding="utf-8") as file:
        page.feed(file.read())
    return page


def nothing_live(page, scripts):
    assert page.tags.count("script") == scripts, f"{page.tags.count('script')} scripts"
    for tag in ("img", "iframe", "object", "embed", "link", "base"):
        assert tag not in page.tags, f"a {tag} element"
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), f"{tag} has {name}"
        if name in ("href", "src"):
            assert value.startswith(("https://", "http://", "#")), f"{tag} {name}={value}"


def markdown(path):
    page = parsed(path)
    nothing_live(page, 0)
    text = "".join(page.text)
    assert "onerror=alert" in text, "the hostile name is not shown"
    return {}


def page_facts(path):
    page = parsed(path)
    nothing_live(page, 2)
    return {"shown": len(page.ids), "first": page.ids[0] if page.ids else "",
            "count": page.by_id.get("count", "").strip(),
            "ready": str("ready" in [name[5:] for _, name, _ in page.attributes
                                     if name.startswith("data-")]).lower(),
            "text": " ".join(page.text)}


def holds(actual, wanted):
    if wanted.startswith(">="):
        return int(actual) >= int(wanted[2:])
    if wanted.startswith("~"):
        return wanted[1:] in actual
    return str(actual) == wanted


def main(kind, path, *expected):
    readers = {"gitlab": gitlab, "junit": junit, "csv": rows_of_csv, "markdown": markdown,
               "page": page_facts}
    try:
        actual = readers[kind](path)
    except AssertionError as problem:
        sys.exit(f"{path}: {problem}")
    for pair in expected:
        key, wanted = pair.split("=", 1)
        if not holds(actual[key], wanted):
            sys.exit(f"{path}: {key} is {str(actual[key])[:300]!r}, not {wanted}")


main(*sys.argv[1:])
