# SPDX-License-Identifier: Apache-2.0
"""What tests of `adbnet scan` on the rig share."""

import contextlib
import json
import os
import sqlite3
import time

from rigtruth import phone_pids

SHELL_UID = 2000
UIDS = {"silent": 10702, "app": 10701, "crashing": 10704, "slow": 10705,
        "listening": 10706, "nolauncher": 10707, "udponly": 10708,
        "ondemand": 10709, "unseen": 10712, "chatty": 10703}  # fmt: skip


def env(rig, name):
    with open(rig.file("env"), encoding="ascii") as f:
        for line in f:
            key, _, value = line.partition("=")
            if key == name:
                return value.strip().strip("'")
    return None


def left(rig, uids=tuple(UIDS.values())):
    """Names of what runs on the phone for adb, adbd apart, and of apps."""
    found = []
    for pid, _ in phone_pids(int(env(rig, "ADBNET_RIG_PHONE_PID"))):
        try:
            uid = os.stat(f"/proc/{pid}").st_uid
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                name = f.read().replace(b"\0", b" ").decode("latin-1")
        except OSError:
            continue
        if uid in uids or (uid == SHELL_UID
                           and not name.split(" ")[0].endswith("/adbd")):
            found.append(name)
    return found


def left_after(rig, seconds, *uids):
    """The same, when they have had that long to go."""
    end = time.monotonic() + seconds
    while left(rig, *uids) and time.monotonic() < end:
        time.sleep(0.05)
    return left(rig, *uids)


def runs_of(text):
    return [one for one in map(json.loads, text.splitlines())
            if one["type"] == "run"]  # fmt: skip


UIDS_OF = {"com.example." + name: uid for name, uid in UIDS.items()}


def ask(capture, sql):
    with contextlib.closing(
        sqlite3.connect(f"file:{capture}?mode=ro", uri=True)
    ) as base:
        return base.execute(sql).fetchall()


def finished(capture):
    """Packages of runs with a verdict, one for each run."""
    return sorted(row[0] for row in ask(capture,
        "SELECT package FROM run WHERE last_seq IS NOT NULL"
        " AND verdict IS NOT NULL"))  # fmt: skip


def kept(capture):
    """Of each finished run what the kernel said is its own:
    package: {(proto, address, port)}, endpoints that were counted."""
    found = {name: (set(), count) for name, count in ask(capture,
        "SELECT package, endpoints FROM run WHERE last_seq IS NOT NULL"
        " AND verdict IS NOT NULL")}  # fmt: skip
    rows = ask(capture,
        "SELECT DISTINCT r.package, c.uid, s.proto, s.remote_addr,"
        " s.remote_port FROM run r"
        " JOIN sample p ON p.device = r.device AND p.seq > r.seq"
        " AND p.seq < r.last_seq JOIN change c ON c.seq = p.seq"
        " JOIN socket s ON s.id = c.socket"
        " WHERE r.verdict IS NOT NULL AND s.remote_port <> 0"
        " AND s.remote_addr NOT LIKE '127.%'")  # fmt: skip
    for package, uid, *place in rows:
        if uid == UIDS_OF[package]:
            found[package][0].add(tuple(place))
    return found


def told(lines):
    """package: {(proto, address, port, attribution)} of whole lines."""
    whole = "".join(line for line in lines.splitlines(True) if "\n" in line)
    return {run["package"]: {(e["proto"], e["remote"]["addr"],
                              e["remote"]["port"], e["attribution"])
                             for e in run["endpoints"]}
            for run in runs_of(whole)}  # fmt: skip


def has_list(capture):
    """It knows what there is to do."""
    try:
        return bool(ask(capture,
                        "SELECT 1 FROM meta WHERE name = 'packages'"))
    except sqlite3.Error:
        return False
