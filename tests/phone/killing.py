# SPDX-License-Identifier: Apache-2.0
"""What tests that kill a watching share: one whose output is read until then,
and what is on the phone that was not there before."""

import contextlib
import fcntl
import os
import subprocess
import threading
import time

from captures import ADBNET
from rigtruth import phone_pids

GONE_S = 2
SLACK_S = 0.8  # until a busy machine runs the shell that ends it
READY_S = 60
# Ten connections a second, 0.3 s each, as long as it takes.
PLAN = (
    "0 300000 tcp 4 203.0.113.10 443 phone times=20000 every=200000\n"
    "100000 300000 tcp 6 2001:db8:4::10 443 peer times=20000 every=200000\n"
)


class Phone:
    """The phone of the rig in a directory, and what runs on it while nobody
    looks."""

    def __init__(self, directory):
        with open(os.path.join(directory, "env"), encoding="utf-8") as f:
            env = dict(line.strip().split("=", 1) for line in f)
        self.log = os.path.join(directory, "data", "play.jsonl")
        self.pid = env["ADBNET_RIG_PHONE_PID"].strip("'")
        world = env["ADBNET_RIG_WORLD_PID"].strip("'")
        self.enter = ["nsenter", "-t", world, "-n", "--"]

    def settle(self):
        """The player plays, and two looks show the same."""
        self.before = None
        end = time.monotonic() + READY_S
        while time.monotonic() < end and not os.path.exists(self.log):
            time.sleep(0.05)
        while time.monotonic() < end:
            seen = self.processes()
            if seen == self.before:
                return
            self.before = seen
            time.sleep(0.3)

    def processes(self):
        return {outside for outside, _ in phone_pids(self.pid)}

    def new(self):
        """command line by pid, of what was not there before; not adbd, which
        may have been replaced."""
        found = {}
        for pid in self.processes() - self.before:
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/cmdline", "rb") as f:
                    line = f.read()[:80]
                if not line.startswith(b"/system/bin/adbd"):
                    found[pid] = line
        return found

    def wait_gone(self, at):
        """Seconds since then until the phone is as before, and what is left."""
        left = self.new()
        while left and time.monotonic() < at + 3 * GONE_S:
            time.sleep(0.02)
            # A look at all processes is dear: first at those that are known.
            if not any(os.path.exists(f"/proc/{pid}") for pid in left) \
                    or time.monotonic() > at + GONE_S:
                left = self.new()
        return time.monotonic() - at, left


class Killed:
    """One watching, and what it told until it was killed."""

    def __init__(self, path, *words, enter=()):
        """words: in front of the command, how the phone is reached."""
        self.child = subprocess.Popen(
            [*enter, ADBNET, *words, "watch", "-n", "-o", "jsonl", "--save",
             path],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.data = b""
        fcntl.fcntl(self.child.stdout, fcntl.F_SETPIPE_SZ, 4096)
        self.may_read = threading.Event()
        self.may_read.set()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        while part := os.read(self.child.stdout.fileno(), 65536):
            self.data += part
            self.may_read.wait()

    def wait_for(self, text):
        end = time.monotonic() + READY_S
        while text not in self.data and time.monotonic() < end \
                and self.child.poll() is None:
            time.sleep(0.01)

    def kill(self):
        """When it was, and what was said on stderr."""
        self.child.kill()
        at = time.monotonic()
        self.may_read.set()
        self.error = self.child.stderr.read().decode(errors="replace")
        self.child.wait()
        self.reader.join()
        self.child.stdout.close()
        self.child.stderr.close()
        return at


def remove(path):
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + suffix)
