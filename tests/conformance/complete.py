#!/usr/bin/env python3
"""complete.py SHELL SCRIPT LINE: what the words after `sluice` are once TAB was pressed behind LINE.

A real shell on a terminal of its own loads SCRIPT; `sluice` is a function in it that prints its
arguments.
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


def main(shell: str, script: str, line: str) -> int:
    command, setup = SHELLS[shell]
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="dumb" if shell != "fish" else "xterm", PS1="> ", HOME=os.getcwd(),
                          XDG_CONFIG_HOME=os.getcwd(), XDG_DATA_HOME=os.getcwd())
        os.execvp(command[0], command)
    os.write(terminal, (setup.format(script) + "echo REA\"\"DY\n").encode())
    seen = read_until(terminal, r"READY\r?\n", 30)
    if "READY" not in seen:
        print(f"{shell} did not start: {seen[-300:]}", file=sys.stderr)
        return 1
    time.sleep(0.3)
    os.write(terminal, (line + "\t").encode())
    time.sleep(1)
    os.write(terminal, b"\n")
    seen = read_until(terminal, r"GOT<[^$*]*>", 15)
    os.write(terminal, b"\x03\nexit\n")
    os.close(terminal)
    os.waitpid(process, 0)
    got = re.findall(r"GOT<([^$\n]*?)>", seen)
    if not got:
        print(f"{shell} printed nothing: {seen[-300:]!r}", file=sys.stderr)
        return 1
    print(got[-1].rstrip())
    return 0


sys.exit(main(*sys.argv[1:]))
