# SPDX-License-Identifier: Apache-2.0
"""What tests of `adbnet scan` on the rig share."""

import json
import os
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
