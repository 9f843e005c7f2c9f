# SPDX-License-Identifier: Apache-2.0
"""What the benches have in common: a command's time and memory, and what is
wanted of a figure."""

import ctypes
import os
import shlex
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ADBNET = os.path.abspath(os.environ.get("ADBNET", "build/adbnet"))
SUBREAPER = 36
MIB = 1024  # of what the kernel counts, KiB
missed = []


def run(words, stdin="/dev/null", env=None):
    """(wall, CPU) in seconds, and what it printed."""
    with open(stdin, "rb") as file, tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(words, stdin=file, stdout=out,
                                 env={**os.environ, **(env or {})})  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = status
        if status != 0:
            sys.exit(f"{shlex.join(words)}: wait status {status}")
        out.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, out.read().decode()


def peak_kib(words, stdin="/dev/null"):
    """Peak memory, by way of a small shell: a process begins with the peak
    of the one that starts it, and Python's is above ours. It waits for a line
    until that shell has gone, which would otherwise reap it."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    go, say_go = os.pipe()
    body = (f'{{ read -r _; exec "$@" <"$0"; }} <&{go} >/dev/null 2>&1 & '
            "echo $!")  # fmt: skip
    done = subprocess.run(["sh", "-c", body, stdin, *words], pass_fds=[go],
                          stdout=subprocess.PIPE, text=True)  # fmt: skip
    os.write(say_go, b"\n")
    _, status, usage = os.wait4(int(done.stdout), 0)
    os.close(go)
    os.close(say_go)
    if status != 0:
        sys.exit(f"{shlex.join(words)}: wait status {status}")
    return usage.ru_maxrss


def target(what, value, wanted, unit="", is_at_least=False):
    good = value >= wanted if is_at_least else value <= wanted
    print(f"{'ok    ' if good else 'MISSED'} {what}: {value:.2f}{unit}, at "
          f"{'least' if is_at_least else 'most'} {wanted:.2f}{unit}",
          flush=True)  # fmt: skip
    if not good:
        missed.append(what)


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def end():
    if missed:
        sys.exit(f"{len(missed)} targets missed: {', '.join(missed)}")
