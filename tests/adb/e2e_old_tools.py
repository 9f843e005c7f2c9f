#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A phone with the tools of Android 5: no stat, no cmd, a pm that tells no
uids, toolbox's netstat (and its ps, which adbnet has no need of). Directly and
behind genuine adb servers 29 and 34, what adbnet says is held against the
truth of the rig, packages included.

usage: e2e_old_tools.py      with ADBNET and ADBNET_BUILD as ctest sets them;
exit 0 good, 1 bad, 77 cannot run here"""

import json
import os
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from e2e_old import (HERE, SERVERS, Phone, check, identity, load_truth,
                     on_a_rig, ways)

LEAST = 150


def put_tools(rig):
    """What was in /system/bin then, as far as anybody asks for it."""
    tools = os.path.join(rig.env["ADBNET_RIG_DATA"], "old")
    shutil.copytree(os.path.join(HERE, "old_tools"), tools)
    os.mkdir(os.path.join(tools, "real"))
    built = os.path.join(rig.env["ADBNET_RIG_BUILD"], "system/bin/cmd")
    for name in ("real/cmd", "real/dumpsys", "getprop"):
        shutil.copy(built, os.path.join(tools, name))
    return Phone(rig, 6007, "--no-exec", "--path", "/rig/old:/system/bin",
                 "--hide", "/system/bin/cmd",
                 "--hide", "/system/bin/settings")


def check_tools(rig, phone):
    """The tools are those of an old phone."""

    def shell(command):
        text = rig.adb("34", "-s", phone.serial, "shell", command)
        return text.decode(errors="replace").replace("\r\n", "\n")

    # One of the rig's apps has a name with an end of line in it.
    rows = [line.split() for line in shell("ps").splitlines() if line.strip()]
    check("toolbox ps: its first line",
          rows[0] == "USER PID PPID VSIZE RSS WCHAN PC NAME".split(), rows[0])
    check("toolbox ps: apps, users and itself",
          any(row[0] == "u0_a93" and len(row) == 9 for row in rows)
          and any(row[0] == "u10_a93" for row in rows)
          and any(row[0] == "shell" and row[-1].endswith("sh")
                  for row in rows), rows[-5:])
    text = shell("pm list packages -U")
    check("pm knows no -U", text == "Error: Unknown option: -U\n", text)
    text = shell("pm list packages -f")
    check("pm lists packages", text.startswith("package:/")
          and "uid:" not in text, text[:200])
    text = shell("[ -x /system/bin/cmd ] || echo none; cmd; stat /; "
                 "getprop ro.product.model; am get-current-user")
    check("no cmd and no stat, but getprop and am",
          re.fullmatch(r"none\n.*cmd.*\nstat: not found\n.+\n0\n", text),
          text)
    rows = shell("netstat").splitlines()
    check("toolbox netstat", rows[0] == "Proto Recv-Q Send-Q Local Address  "
          "        Foreign Address        State"
          and any(row.startswith("tcp6 ") for row in rows)
          and any(row.startswith(" udp ") for row in rows), rows[:5])


def ask(rig, truth, words, home, *more):
    """The answer between two truths that agree on enough."""
    for _ in range(3):
        before = truth.truth(rig.directory)
        done = rig.adbnet([*words, "conns", "-a", "-n", "--json", *more], home)
        after = truth.truth(rig.directory)
        if sum(after.get(k) == v for k, v in before.items()) >= LEAST:
            break
    return before, done, after


def holders(rig, truth):
    """Who holds a socket, from /proc/PID/fd."""
    rows = [json.loads(line) for line in
            truth.rig("truth", rig.directory).splitlines()]
    return {truth.key_of(row): {each["pid"] for each in row["holders"]}
            for row in rows}


def check_processes(rig, name, truth, rows):
    truly = holders(rig, truth)
    single = [row for row in rows if row["pid_how"] == "only-process"
              and truly.get(truth.key_of(row))]
    wrong = [row for row in single
             if truly[truth.key_of(row)] != {row["pid"]}
             or not row["process"]]
    check(f"{name}: {len(single)} sockets of a uid with one process",
          len(single) >= 100 and not wrong, wrong[:2])


def check_truth(rig, phone, truth, home):
    for way, words, _ in ways(rig, phone):
        name = f"old phone by {way}"
        before, done, after = ask(rig, truth, words, home)
        check(f"{name}: exit 0", done.returncode == 0, done.said)
        if done.returncode != 0:
            continue
        answer = json.loads(done.stdout)
        result = answer["results"][0]
        truth.compare(name, before, after, answer, way != "tcp")
        truth.check_packages(name, rig.directory, answer)
        check(f"{name}: no warnings", not result["warnings"],
              result["warnings"])
        check(f"{name}: both users are listed",
              [(u["id"], u["listed"]) for u in result["users"]]
              == [(0, True), (10, True)], result["users"])
        check_processes(rig, name, truth, result["connections"])


def check_netstat(rig, phone, truth, home):
    """Of toolbox's netstat the ends, states and queues; no owner."""
    words = ["--via", "tcp", "-s", phone.serial]
    before, done, after = ask(rig, truth, words, home, "--source=netstat")
    check("toolbox netstat: exit 0", done.returncode == 0, done.said)
    rows = json.loads(done.stdout)["results"][0]["connections"]
    stable = {k: v for k, v in before.items() if after.get(k) == v}
    ours = {truth.key_of(row): row for row in rows}
    wrong = [(k, v, ours.get(k)) for k, v in stable.items()
             if k not in ours or ours[k]["state"] != v["state"]
             or ours[k]["uid"] is not None]
    check(f"toolbox netstat: {len(stable)} sockets", len(stable) >= LEAST
          and not wrong, wrong[:3])
    _, done, _ = ask(rig, truth, words, home, "--source=both")
    rows = json.loads(done.stdout)["results"][0]["connections"]
    both = [row for row in rows if row["source"] == "both"]
    check(f"both: {len(both)} of {len(rows)} sockets",
          len(both) >= len(rows) - 5 and all(
              row["uid"] is not None or row["inode"] is None for row in both),
          done.said)


def check_all(rig):
    truth = load_truth()
    truth.PORT = "6007"
    home = os.path.join(rig.top, "me")
    os.mkdir(home)
    phone = put_tools(rig)
    pids = {version: rig.server(version, port)
            for version, port in SERVERS.items()}
    check(f"servers {pids}", all(pids.values()))
    for version, words, _ in ways(rig, phone):
        if version == "34":
            check_tools(rig, phone)
    check_truth(rig, phone, truth, home)
    check_netstat(rig, phone, truth, home)
    for version, pid in pids.items():
        check(f"server {version} is the same process as before",
              identity(pid[0]) == pid, pid)
    phone.end()


if __name__ == "__main__":
    sys.exit(on_a_rig(check_all))
