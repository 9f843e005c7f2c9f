# SPDX-License-Identifier: Apache-2.0
"""adbnet merge: what it makes gives the same report as what it was made of,
and it leaves its captures, and what is there already, alone."""

import hashlib
import json
import os
import subprocess
import tempfile

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_capture")


def run(*arguments):
    return subprocess.run(
        [ADBNET, *arguments], capture_output=True, text=True, check=False
    )


def merge(*arguments, status=0):
    done = run("merge", *arguments)
    assert done.returncode == status and done.stdout == "", done
    return done.stderr


def without_capture(item):
    names = ("capture", "captures")
    return {key: value for key, value in item.items() if key not in names}


def report(file, status=0):
    done = run("report", file, "-o", "json")
    assert done.returncode == status, done
    # The file's name, its sum, how it was made: not the same.
    return json.loads(done.stdout, object_hook=without_capture)


def sums():
    out = {}
    for name in os.listdir("."):
        with open(name, "rb") as file:
            out[name] = hashlib.sha256(file.read()).hexdigest()
    return out


def check_same_report():
    said = merge("one.adbnet", "bank.adbnet")
    assert "merged: captures 1, phones 1, runs 0" in said, said
    assert report("one.adbnet") == report("bank.adbnet")
    said = merge("twice.adbnet", "one.adbnet", "bank.adbnet")
    assert "taken once" in said, said
    assert report("twice.adbnet") == report("bank.adbnet")
    assert os.stat("one.adbnet").st_mode & 0o777 == 0o600


def check_cut():
    """One whose writer was killed: its log lies beside it, and stays."""
    before = sums()
    merge("whole.adbnet", "cut.adbnet")
    after = sums()
    after.pop("whole.adbnet")
    # SQLite's index of the log, which holds nothing.
    after.pop("cut.adbnet-shm", None)
    before.pop("cut.adbnet-shm", None)
    assert before == after, (before, after)
    assert report("whole.adbnet", 4) == report("cut.adbnet", 4)


def check_refused():
    before = sums()
    merge(status=2)
    merge("bank.adbnet", status=2)
    assert "--force" in merge("one.adbnet", "bank.adbnet", status=1)
    merge("--force", "bank.adbnet", "one.adbnet", "bank.adbnet", status=2)
    assert "nothing" in merge("new.adbnet", "bank.adbnet", "nothing", status=1)
    assert "text" in merge("--force", "one.adbnet", "text", status=1)
    assert before == sums()
    merge("--force", "one.adbnet", "bank.adbnet")


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        subprocess.run([MAKE, "bank.adbnet"], check=True)
        subprocess.run([MAKE, "cut.adbnet", "cut"], check=True)
        with open("text", "w", encoding="utf-8") as file:
            file.write("  sl  local_address rem_address\n" * 100)
        check_same_report()
        check_cut()
        check_refused()
    print("merge: as it should be")


main()
