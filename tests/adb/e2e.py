#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The library against AOSP's adbd and the adb servers 29 and 34, in the rig:
every check of e2e.c by every way, the example program, failures as genuine
programs word them, and nothing left behind on either side.

usage: e2e.py [RIG_DIRECTORY]  with ADBNET_BUILD naming the build directory;
exit 0 good, 1 bad, 77 cannot run here"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

RIG = os.path.join(HERE, "..", "phone", "rig")
BUILD = os.path.join(os.environ.get("ADBNET_BUILD", "build/dev"), "tests/adb")
PHONE = "192.0.2.17:5555"
PORTS = {"29": "5029", "34": "5034"}
CANNOT = 77


def call(words, env=None, timeout=120):
    return subprocess.run(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        timeout=timeout,
    )


class Rig:
    def __init__(self, directory):
        self.directory = directory

    def tell(self, command, *words):
        done = call([RIG, command, self.directory, *words])
        return done.stdout.decode(errors="replace")

    def world(self, *words, **more):
        return call([RIG, "in-world", self.directory, *words], **more)

    def e2e(self, way, *words, **more):
        return self.world(os.path.join(BUILD, "e2e"), *way, *words, **more)

    def phone_processes(self):
        """Commands that only tests start on the phone."""
        text = self.tell("in-phone", "--all", "ps", "-A", "-o", "ARGS")
        return [line for line in text.splitlines()
                if re.search(r"\b(sleep 1000|seq 1|^cat$)", line)]

    def adbd_descriptors(self):
        """What each is, without its number: socket, pipe, a path."""
        text = self.tell(
            "in-phone", "--all", "sh", "-c",
            "readlink /proc/$(pidof adbd)/fd/*")
        return sorted(re.sub(r":\[\d+\]$", "", one)
                      for one in text.splitlines())  # fmt: skip


def is_ok(done):
    return done.returncode == 0 and done.stdout.endswith(b"ok\n")


def check_way(rig, name, way):
    for words in (["statuses"], ["longest"], ["refused"], ["three"],
                  ["cancel"], ["echo", "1"], ["echo", "1048576"],
                  ["connects", "40"]):
        done = rig.e2e(way, *words)
        check(f"{name}: {' '.join(words)}", is_ok(done), done.stdout[-500:])


def check_sum(rig, name, way):
    """64 MiB and a bit, the same bytes here and there."""
    want = hashlib.sha256()
    for start in range(1, 8700001, 100000):
        text = "".join(f"{i}\n" for i in range(start, start + 100000))
        want.update(text.encode())
    done = rig.e2e(way, "run", "seq 1 8700000")
    check(f"{name}: {len(done.stdout) / 2**20:.1f} MiB, SHA-256 equal",
          len(done.stdout) >= 64 * 2**20
          and hashlib.sha256(done.stdout).digest() == want.digest(),
          done.stdout[-200:])


def check_payloads(rig):
    """What phones of other ages agree upon; adbd cuts its output to it."""
    for size in ("4096", "262144", "1048576"):
        done = rig.e2e(["tcp", PHONE], "echo", "1048576",
                       env={"E2E_MAX_PAYLOAD": size})
        check(f"tcp: 1 MiB both ways in packets of {size}", is_ok(done),
              done.stdout)


def check_example(rig):
    done = rig.world(os.path.join(BUILD, "example"), PHONE,
                     "echo hello; exit 7")
    check("the example runs a command",
          (done.returncode, done.stdout) == (7, b"hello\n"), done.stdout)
    with open(os.path.join(HERE, "example", "run.c"), encoding="ascii") as text:
        lines = len(text.readlines())
    check(f"the example is short: {lines} lines", lines <= 40, lines)


def check_failure(rig, what, way, code, pattern, words=("fails",)):
    done = rig.e2e(way, *words)
    text = done.stdout.decode(errors="replace")
    check(f"{what}: {pattern}",
          re.search(rf"^{code} .*{pattern}", text, re.M) is not None, text)


def check_failures(rig):
    check_failure(rig, "no such port", ["tcp", "192.0.2.17:5556"], -9,
                  "nothing listens there")
    check_failure(rig, "an address without a phone",
                  ["tcp", "192.0.2.99:5555"], "-(9|12)",
                  "(no answer|not reached)")
    check_failure(rig, "an adb server where a phone should be",
                  ["tcp", "127.0.0.1:5034"], -8, "closed the connection")
    check_failure(rig, "no server", ["server", "5999", "-"], -13,
                  "adb start-server")
    for version, port in PORTS.items():
        check_failure(rig, f"server {version}, unknown serial",
                      ["server", port, "192.0.2.99:5555"], -9,
                      "192.0.2.99:5555: not connected")


def check_phone_gone(rig):
    """adbd dies while a command runs."""
    ways = [("tcp", ["tcp", PHONE], "closed the connection|connection broke")]
    ways += [(version, ["server", port, PHONE], "the stream was cut")
             for version, port in PORTS.items()]
    for name, way, pattern in ways:
        words = [RIG, "in-world", rig.directory, os.path.join(BUILD, "e2e")]
        with subprocess.Popen(words + way + ["breaks"],
                              stdout=subprocess.PIPE) as run:
            ready = run.stdout.readline()
            rig.tell("adbd", "kill")
            text = run.stdout.read().decode()
        check(f"{name}: the phone dies in the middle: {pattern}",
              ready == b"ready\n"
              and re.search(rf"^-8 .*({pattern})", text) is not None, text)
        for port in PORTS.values():
            rig.world("true")
            reconnect(rig, port)


def reconnect(rig, port):
    version = {value: key for key, value in PORTS.items()}[port]
    for _ in range(20):
        rig.tell("adb", version, "-P", port, "connect", PHONE)
        done = rig.e2e(["server", port, PHONE], "run", "true")
        if done.returncode == 0:
            return
    check(f"server {version} finds the phone again", False, done.stdout)


def on_phone(rig):
    rig.e2e(["tcp", PHONE], "run", "sleep 0.1")
    return (rig.phone_processes(), rig.adbd_descriptors())


def settled(rig):
    """What is there when nothing has come or gone for three looks: the
    servers' connections are as new as the phone."""
    looks = [on_phone(rig)]
    for _ in range(30):
        looks.append(on_phone(rig))
        if looks[-3:] == [looks[-1]] * 3:
            break
    return looks[-1]


def check_nothing_left(rig, before):
    after = on_phone(rig)
    for _ in range(30):
        if after == before:
            break
        after = on_phone(rig)
    check("nothing is left on the phone", after == before, (before, after))


def check_all(rig):
    pids = {version: rig.tell("server", version, port).strip()
            for version, port in PORTS.items()}
    ways = [("tcp", ["tcp", PHONE])]
    for version, port in PORTS.items():
        way = ["server", port, PHONE]
        ways += [(f"server {version}", way)]
        check(f"server {version}: version",
              rig.e2e(way, "version").stdout == b"41\nok\n")
        done = rig.e2e(way, "devices")
        check(f"server {version}: devices",
              done.stdout == f"{PHONE}|device\nok\n".encode(), done.stdout)
        done = rig.e2e(["server", port, "-"], "statuses")
        check(f"server {version}: the only phone", is_ok(done), done.stdout)
    check(f"rig: servers {pids}", all(pid.isdigit() for pid in pids.values()))
    before = settled(rig)
    for name, way in ways:
        check_way(rig, name, way)
        check_sum(rig, name, way)
    check_payloads(rig)
    done = rig.e2e(["tcp", PHONE], "connects", "200")
    check("tcp: 200 connections leave no descriptor", is_ok(done), done.stdout)
    done = rig.e2e(["tcp", PHONE], "ends")
    check("tcp: both ends are known",
          re.match(rb"192\.0\.2\.1 \d+ 192\.0\.2\.17 5555\n", done.stdout)
          is not None, done.stdout)
    check_example(rig)
    check_failures(rig)
    check_nothing_left(rig, before)
    check_phone_gone(rig)
    for version, port in PORTS.items():
        check(f"server {version} is the same process as before",
              os.path.exists(f"/proc/{pids[version]}"))


def main():
    with tempfile.TemporaryDirectory(prefix="adb-e2e.") as scratch:
        rig = Rig(sys.argv[1] if len(sys.argv) > 1 else f"{scratch}/rig")
        up = call([RIG, "up", rig.directory], timeout=400)
        if up.returncode != 0:
            print(up.stdout.decode(errors="replace"))
            return CANNOT if up.returncode == CANNOT else 1
        try:
            check_all(rig)
        finally:
            rig.tell("down")
    print(f"{len(failures)} wrong" if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
