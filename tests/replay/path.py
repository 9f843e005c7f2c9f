#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--expect-path: who goes another way is the same in every format, in the
status and on stderr; of conns, watch and report.

usage: path.py      ADBNET names the program"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
RIG = os.path.join(TOP, "recordings/rig.adbrec")
WATCH = os.path.join(TOP, "recordings/watch.adbrec")
APP = "com.example.app"
# What is expected, the status, whether anybody misses it.
WAYS = (("wifi", 0, False), ("vpn", 5, True), ("proxy", 5, True))


def adbnet(*words):
    return subprocess.run([ADBNET, *words], capture_output=True, text=True,
                          env=dict(os.environ, TZ="UTC"))  # fmt: skip


def is_off(one):
    return "off-path" in one["flags"]


def flat(text):
    return " ".join(text.split())


def check_conns(way, status, is_missed):
    def run(form):
        done = adbnet("--replay", RIG, "conns", "-n", "--expect-path", way,
                      "-o", form)  # fmt: skip
        check(f"conns {way} {form}: status {status}",
              done.returncode == status, done.stderr[-300:])  # fmt: skip
        return done

    done = run("json")
    (result,) = json.loads(done.stdout)["results"]
    path = result["expected_path"]
    off = [one for one in result["connections"] if is_off(one)]
    said = [line for line in done.stderr.splitlines() if ": not by " in line]
    check(f"conns {way}: counts", path["expected"] == way
          and path["missed"] == len(off) == len(said)
          and (path["missed"] > 0) == is_missed
          and path["not_told"] == 0, (path, len(off), len(said)))  # fmt: skip
    check(f"conns {way}: stderr has the same", all(
        f"{one['remote']['addr']} port {one['remote']['port']}," in line
        for one, line in zip(off, said)), said[:3])  # fmt: skip
    lines = [json.loads(line) for line in run("jsonl").stdout.splitlines()]
    check(f"conns {way}: jsonl", lines[-1]["expected_path"] == path
          and [one["remote"] for one in lines
               if one["type"] == "connection" and is_off(one)]
          == [one["remote"] for one in off], lines[-1])  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run("csv").stdout)))
    check(f"conns {way}: csv", [row["remote_addr"] for row in rows
                                if "off-path" in row["flags"].split()]
          == [one["remote"]["addr"] for one in off])  # fmt: skip
    done = adbnet("--replay", RIG, "conns", "-n", "--expect-path", way, ":9",
                  "--json")  # fmt: skip
    (result,) = json.loads(done.stdout)["results"]
    check(f"conns {way}: of nobody", done.returncode == 0
          and result["connections"] == []
          and result["expected_path"] == {"expected": way, "taken": 0,
                                          "missed": 0, "not_told": 0},
          result["expected_path"])  # fmt: skip
    done = run("table")
    head, *table = [line.split() for line in done.stdout.splitlines()]
    at = head.index("FLAGS")
    check(f"conns {way}: table",
          sum("off-path" in row[at].split(",") for row in table) == len(off))
    check(f"conns {way}: the table's foot", f"--expect-path {way}: "
          f"{len(off)} another way, 0 not known, {path['taken']} as expected."
          in flat(done.stderr), done.stderr[-400:])  # fmt: skip


def check_none():
    done = adbnet("--replay", RIG, "conns", "-n", "--json")
    (result,) = json.loads(done.stdout)["results"]
    check("conns without a way", result["expected_path"] is None
          and not any(map(is_off, result["connections"])))  # fmt: skip


def check_result(name, done, way, status, is_missed):
    check(f"{name} {way}: status {status}", done.returncode == status,
          done.stderr[-300:])  # fmt: skip
    whole = json.loads(done.stdout)
    (result,) = whole["results"]
    path = result["summary"]["expected_path"]
    ends = [one for one in result["summary"]["endpoints"] if is_off(one)]
    hints = [one["where"]["remote"] for one in result["hints"]
             if one["code"] == "off-path"]  # fmt: skip
    remotes = [{key: one["remote"][key] for key in ("addr", "port")}
               for one in ends]  # fmt: skip
    check(f"{name} {way}: hints, flags and counts", hints == remotes
          and path["missed"] == len(ends) and path["expected"] == way
          and (len(ends) > 0) == is_missed, (path, hints))  # fmt: skip
    opened = {one["connection"]["remote"]["addr"] for one in whole["events"]
              if one["type"] == "open" and is_off(one["connection"])}  # fmt: skip
    check(f"{name} {way}: events", opened
          == {one["remote"]["addr"] for one in ends}, opened)  # fmt: skip
    check(f"{name} {way}: of who was not asked for nothing is said",
          not any(map(is_off, (one for one in result["summary"]["endpoints"]
                               if not one["selected"]))))  # fmt: skip


def check_watch(way, status, is_missed):
    capture = way + ".adbnet"
    watch = ("--replay", WATCH, "watch", APP, "-n", "--expect-path", way)
    done = adbnet(*watch, "-o", "json", "--save", capture)
    check_result("watch", done, way, status, is_missed)
    done = adbnet("report", capture, "--expect-path", way, "-o", "json")
    check_result("report", done, way, status, is_missed)
    lines = [json.loads(line)
             for line in adbnet(*watch, "--json").stdout.splitlines()]
    (summary,) = [one for one in lines if one["type"] == "summary"]
    check(f"watch {way}: jsonl", summary["expected_path"]["expected"] == way
          and (summary["expected_path"]["missed"] > 0) == is_missed)
    live = adbnet(*watch).stdout.split("samples read\n")[0].splitlines()
    flagged = [line for line in live if line[13:].split()[:1] == ["P"]
               or " P " in line]  # fmt: skip
    check(f"watch {way}: as it happens", bool(flagged) == is_missed, live)


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for way in WAYS:
            check_conns(*way)
            check_watch(*way)
        check_none()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
