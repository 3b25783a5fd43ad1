#!/usr/bin/env python3
"""complete.py SHELL SCRIPT LINE WANT: whether the words after `sluice` are WANT once TAB was pressed
behind LINE; prints what they are.

A real shell on a terminal of its own loads SCRIPT; `sluice` is a function in it that prints its
arguments. A shell on a busy machine gets more time before it is taken at its word.
"""
import os
import pty
import re
import select
import sys
import time

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {0}\nsluice() {{ echo \"GOT<$*>\"; }}\n"),
    "zsh": (["zsh", "-f", "-i"],
            "autoload -U compinit; compinit -u -D; source {0}\nsluice() {{ echo \"GOT<$*>\"; }}\n"),
    "fish": (["fish", "--no-config", "-i"],
             "source {0}\nfunction sluice; echo \"GOT<$argv>\"; end\n"),
}


def read_until(terminal: int, pattern: str, seconds: float) -> str:
    text, end = "", time.time() + seconds
    while time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
            if re.search(pattern, text):
                break
    return text


def complete(shell: str, script: str, line: str, pause: float) -> str:
    command, setup = SHELLS[shell]
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="dumb" if shell != "fish" else "xterm", PS1="> ", HOME=os.getcwd(),
                          XDG_CONFIG_HOME=os.getcwd(), XDG_DATA_HOME=os.getcwd())
        os.execvp(command[0], command)
    os.write(terminal, (setup.format(script) + "echo REA\"\"DY\n").encode())
    seen = read_until(terminal, r"READY\r?\n", 30)
    if "READY" not in seen:
        raise SystemExit(f"{shell} did not start: {seen[-300:]}")
    time.sleep(0.3)
    os.write(terminal, (line + "\t").encode())
    time.sleep(pause)
    os.write(terminal, b"\n")
    seen = read_until(terminal, r"GOT<[^$*]*>", 15)
    os.write(terminal, b"\x03\nexit\n")
    os.close(terminal)
    os.waitpid(process, 0)
    got = re.findall(r"GOT<([^$\n]*?)>", seen)
    return got[-1].rstrip() if got else f"nothing: {seen[-300:]!r}"


def main(shell: str, script: str, line: str, want: str) -> int:
    for pause in (0.4, 2, 6):
        got = complete(shell, script, line, pause)
        if got == want:
            break
    print(got)
    return 0 if got == want else 1


sys.exit(main(*sys.argv[1:]))
