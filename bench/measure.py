"""Paired timing of whole processes: medians of alternated runs, by the kernel's own accounting."""
import os
import statistics
import subprocess
import time
from pathlib import Path

SAMPLE_SECONDS = 0.002
CHILDREN_EVERY = 25  # samples


class Run:
    """CPU and wall seconds, peak memory in MB, of one finished process."""

    def __init__(self, argv, stdout=subprocess.DEVNULL, **options):
        begin = time.monotonic()
        process = subprocess.Popen(argv, stdout=stdout, stderr=subprocess.DEVNULL, **options)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - begin
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mb = usage.ru_maxrss / 1024
        self.code = process.returncode


def alternate(commands, rounds, warmup=1, options=None, fewer=None):
    """`commands`: {name: argv}. Each round runs every one of them once, but after the warm-up those
    that `fewer` names only in the first fewer[name] rounds. -> {name: [Run]}."""
    runs = {name: [] for name in commands}
    for number in range(-warmup, rounds):
        for name, argv in commands.items():
            if number >= (fewer or {}).get(name, rounds):
                continue
            run = Run(argv, **((options or {}).get(name, {})))
            if number >= 0:
                runs[name].append(run)
    return runs


def peak_private_mb(argv, **options):
    """The most private memory (RssAnon: what is not a mapped file), in MB, that a run of its own and
    its children held at a time, looked at every 2 ms: a shorter peak is not seen."""
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    peak, number, family = 0, 0, [process.pid]
    while process.poll() is None:
        if number % CHILDREN_EVERY == 0:
            family = descendants(process.pid)
        number += 1
        peak = max(peak, sum(private_kb(pid) for pid in family))
        time.sleep(SAMPLE_SECONDS)
    return peak / 1024


def private_kb(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    _, found, rest = status.partition("RssAnon:")
    return int(rest.split()[0]) if found else 0  # a zombie has none


def descendants(pid):
    """`pid` and all that it and its threads started."""
    found = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                found += descendants(int(child))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def ratio(runs, name, base, field="cpu"):
    """Median of the rounds' ratios name / base, over the rounds that ran both."""
    return statistics.median(
        getattr(a, field) / max(getattr(b, field), 1e-9) for a, b in zip(runs[name], runs[base]))
