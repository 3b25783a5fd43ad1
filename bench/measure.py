"""Paired timing of whole processes: medians of alternated runs, by the kernel's own accounting."""
import os
import statistics
import subprocess
import time


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


def alternate(commands, rounds, warmup=1, options=None):
    """`commands`: {name: argv}. Each round runs every one of them once. -> {name: [Run]}."""
    runs = {name: [] for name in commands}
    for number in range(warmup + rounds):
        for name, argv in commands.items():
            run = Run(argv, **((options or {}).get(name, {})))
            if number >= warmup:
                runs[name].append(run)
    return runs


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def ratio(runs, name, base, field="cpu"):
    """Median of the rounds' ratios name / base."""
    return statistics.median(
        getattr(a, field) / max(getattr(b, field), 1e-9) for a, b in zip(runs[name], runs[base]))
