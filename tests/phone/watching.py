# SPDX-License-Identifier: Apache-2.0
"""What tests of `adbnet watch` on the rig share: a rig, a watching in it and
what it said, plans of connections and the truth about them (README.md)."""

import calendar
import contextlib
import ipaddress
import json
import os
import random
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RIG = os.path.join(HERE, "rig")
ADBNET = os.path.abspath(os.environ.get("ADBNET", "build/adbnet"))
SLACK_MS = 80  # a sample's time is that before its tables are read
START_S = 60  # from its start to the first sample, on a busy machine


class Rig:
    """A phone, up until the `with` ends. options: those of `rig up`."""

    def __init__(self, port, *options):
        self.port = str(port)
        self.serial = f"192.0.2.17:{port}"
        self.options = options

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix="adbnet-watch-")
        self.run("build")
        self.run("up", self.dir, "--port", self.port, "--rotate", "0",
                 *self.options)  # fmt: skip
        return self

    def __exit__(self, *_):
        subprocess.run([RIG, "down", self.dir], stdout=subprocess.DEVNULL)
        with contextlib.suppress(OSError):
            for name in os.listdir(self.dir):
                os.unlink(os.path.join(self.dir, name))
            os.rmdir(self.dir)

    def run(self, *words):
        return subprocess.run(
            [RIG, *words], stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    def file(self, *names):
        return os.path.join(self.dir, *names)

    def read(self, name):
        with open(self.file("data", name), encoding="utf-8") as f:
            return f.read()

    def shell(self, command):
        """As root on the phone, not over adb."""
        return self.run("in-phone", self.dir, "--all", "/system/bin/sh", "-c",
                        command)  # fmt: skip

    def command(self, *words):
        """For subprocess: adbnet in the laptop's network."""
        return [RIG, "in-world", self.dir, ADBNET, "-s", self.serial, *words]

    def adbnet(self, *words, timeout=120, **options):
        return subprocess.run(
            self.command(*words),
            capture_output=True,
            text=True,
            timeout=timeout,
            **options,
        )

    def play(self, uid, name, plan, at_us):
        """Starts a player; plan: text. Returns the process."""
        file = self.file(f"plan-of-{name}")
        with open(file, "w", encoding="utf-8") as f:
            f.write(plan)
        return subprocess.Popen(
            [RIG, "play", self.dir, str(uid), name, file, str(int(at_us))]
        )

    def truth(self):
        """id: the connection, from the players' log."""
        found = {}
        for line in self.read("play.jsonl").splitlines():
            e = json.loads(line)
            if e["event"] in ("connect", "close"):
                # An app's ids come again when it is started again.
                key = (e["id"], e["pid"])
                found.setdefault(key, e).update(e)
        return found


def split_endpoint(text):
    address, _, port = text.rpartition(":")
    return str(plain(ipaddress.ip_address(address.strip("[]")))), int(port)


def plain(address):
    return getattr(address, "ipv4_mapped", None) or address


def key_of_truth(one):
    return (one["proto"], *split_endpoint(one["local"]),
            *split_endpoint(one["remote"]))  # fmt: skip


def key_of_row(row):
    return (row["proto"], row["local"]["addr"], row["local"]["port"],
            row["remote"]["addr"], row["remote"]["port"])  # fmt: skip


class Watching:
    """`adbnet watch --json WORDS`, read in the background by the kernel: its
    output is a file."""

    def __init__(self, rig, *words, stdin=subprocess.DEVNULL, command=None):
        self.path = rig.file(f"watch-{time.monotonic_ns()}.jsonl")
        self.errors = self.path + ".err"
        with open(self.path, "w") as out, open(self.errors, "w") as err:
            self.process = subprocess.Popen(
                command or rig.command("watch", "--json", *words),
                stdin=stdin,
                stdout=out,
                stderr=err,
            )

    def lines(self):
        with open(self.path, encoding="utf-8") as f:
            return [json.loads(one) for one in f if one.endswith("\n")]

    def stderr(self):
        with open(self.errors, encoding="utf-8") as f:
            return f.read()

    def wait_for(self, kind, count=1, limit=START_S):
        """Until so many lines of that type have come; False: they have not."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if sum(one["type"] == kind for one in self.lines()) >= count:
                return True
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        return sum(one["type"] == kind for one in self.lines()) >= count

    def end(self, signal=None, limit=60):
        """Its status, after the signal if there is one."""
        if signal is not None:
            self.process.send_signal(signal)
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def of_type(self, *kinds):
        return [one for one in self.lines() if one["type"] in kinds]

    def connections(self):
        """The last word on each connection, by id."""
        return {e["connection"]["id"]: e["connection"]
                for e in self.lines() if "connection" in e}  # fmt: skip

    def summary(self):
        found = self.of_type("summary")
        return found[-1] if found else {}


REMOTES = {4: "203.0.113.10", 46: "203.0.113.11", 6: "2001:db8:4::10"}


def cell_rows(life_ms, closer, count, spread_s, ports):
    """Rows of a plan: count connections of that life, at random times, each
    from its own port, so that no two share a tuple."""
    draw = random.Random(f"{life_ms} {closer} {ports}")
    rows = []
    for i in range(count):
        family = (4, 46, 6)[i % 3]
        rows.append(
            f"{draw.randrange(int(spread_s * 1e6))} {life_ms * 1000} tcp "
            f"{family} {REMOTES[family]} 443 {closer} port={next(ports)}\n"
        )
    return rows


def assign(truth, watching):
    """id of the truth: rows of the watching. A tuple that comes again is told
    apart by time: a row is of the connection that had begun when it was
    first seen."""
    by_tuple = {}
    for key, one in truth.items():
        by_tuple.setdefault(key_of_truth(one), []).append((key, one))
    found = {key: [] for key in truth}
    for row in watching.connections().values():
        first = milliseconds(row["first_seen"]) + SLACK_MS
        begun = [(one["at" if one["event"] == "connect" else "connect_us"],
                  key)
                 for key, one in by_tuple.get(key_of_row(row), ())]  # fmt: skip
        begun = [pair for pair in begun if pair[0] <= first * 1000]
        if begun:
            found[max(begun)[1]].append(row)
    return found


def milliseconds(stamp):
    """RFC 3339 with ms, UTC, as ms since 1970."""
    when, _, fraction = stamp.rstrip("Z").partition(".")
    seconds = time.strptime(when, "%Y-%m-%dT%H:%M:%S")
    return calendar.timegm(seconds) * 1000 + int((fraction + "000")[:3])
