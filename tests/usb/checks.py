# SPDX-License-Identifier: Apache-2.0
"""What the tests in the guest share besides phones.py: counting what holds,
and the programs under test. It knows neither gadgets nor rigs."""

import os
import subprocess
import sys
import time

ADBNET = os.environ.get("ADBNET", "build/dev/adbnet")
# A user of the library: see talk.c.
TALK = os.environ.get("ADBNET_TALK", "build/dev/tests/usb/talk")
failures = []
last = [time.monotonic()]


def check(what, good, seen=""):
    now = time.monotonic()
    print(f"{'ok   ' if good else 'WRONG'} {now - last[0]:6.2f} s  {what}",
          flush=True)  # fmt: skip
    last[0] = now
    if not good:
        failures.append(what)
        print(f"      {seen}"[:3000], flush=True)


def figure(text):
    print(f"      {text}", flush=True)


def finish():
    if failures:
        print(f"{len(failures)} of the checks failed")
    sys.exit(1 if failures else 0)


class Ended:
    """How a program ended: status, out, err, seconds."""

    def __init__(self, words, timeout=60, **options):
        begin = time.monotonic()
        try:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=timeout,
                **options,
            )
            self.status, self.out, self.err = (
                done.returncode,
                done.stdout,
                done.stderr.decode(errors="replace"),
            )
        except subprocess.TimeoutExpired as e:
            self.status, self.out = "did not end", e.stdout or b""
            self.err = (e.stderr or b"").decode(errors="replace")
        self.seconds = time.monotonic() - begin

    def __repr__(self):
        return (
            f"status {self.status} after {self.seconds:.2f} s: "
            f"{self.out[-600:]!r} {self.err[-2000:]}"
        )


def adbnet(*words, program=ADBNET, **options):
    return Ended([program, *words], **options)
