"""Prints a JSON report of as many findings as asked for, each a secret of its own."""
import json
import sys

count = int(sys.argv[1])
commit = "1" * 40
findings, secrets = [], []
for i in range(count):
    date = f"20{10 + i % 14:02}-{1 + i % 12:02}-{1 + i % 28:02}T00:00:00Z"
    severity = ("critical", "high", "medium", "low")[i % 4]
    author = {"name": f"Author {i % 40}", "email": f"a{i % 40}@example.com"}
    secret_id = f"{i:032x}"
    findings.append({
        "path": f"src/file-{i}.py", "line": i % 300 + 1, "column": 9, "end_line": i % 300 + 1,
        "end_column": 49, "kind": "file", "reach": "head", "blob": f"{i:040x}", "worktree": False,
        "commit": commit, "removed": None, "inner_path": None, "encoding": [], "link": None,
        "rule": f"rule-{i % 30}", "title": f"Kind {i % 30}", "severity": severity,
        "confidence": "high", "validity": "unknown", "secret": "ab…", "match": "…",
        "fingerprint": f"{i:032x}", "secret_id": secret_id, "author": author, "date": date,
        "suppressed": None, "reasons": [{"feature": "random", "value": "", "weight": 1.5}],
        "offset": 10, "end_offset": 50})
    secrets.append({
        "secret_id": secret_id, "rule": f"rule-{i % 30}", "title": f"Kind {i % 30}",
        "severity": severity, "confidence": "high", "validity": "unknown", "secret": "ab…",
        "introduced": {"commit": commit, "date": date, "author": author}, "removed": None,
        "in_head": i % 3 > 0, "exposure_days": i % 4000, "places": 1,
        "refs": ["refs/heads/main"] if i % 3 else [], "remediation": {"summary": "Revoke it."}})
json.dump({"schema": 1, "tool": {"name": "sluice", "version": "0", "rules": 30},
           "target": {"kind": "repository", "path": "many"},
           "coverage": {"complete": True, "blobs": count, "bytes": count * 900, "commits": count},
           "secrets": secrets, "findings": findings, "time": "2025-01-01T00:00:00Z",
           "redacted": True}, sys.stdout)
