# SPDX-License-Identifier: Apache-2.0
"""adbnet diff over captures that make_capture makes: what it prints is golden,
what it ends with follows from that.

usage: diff.py [--update]    with --update golden/ is written anew"""

import json
import os
import subprocess
import sys
import tempfile

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_capture")
GOLDEN = os.path.abspath("tests/store/golden/")

# Arguments, the status, and which kinds of differences are found; or what is
# said of those that are refused.
CASES = [
    ("a.adbnet a2.adbnet", 0, ["same"] * 4),
    ("a.adbnet b.adbnet", 0, ["added", "removed", "same", "same", "same"]),
    ("--fail-on added a.adbnet b.adbnet", 5, None),
    ("--fail-on removed a.adbnet b.adbnet", 5, None),
    ("a.adbnet b.adbnet --fail-on any", 5, None),
    ("a.adbnet a2.adbnet --fail-on any", 0, None),
    ("-- a.adbnet a2.adbnet", 2, "two sides"),
    ("a.adbnet -- a2.adbnet b.adbnet", 0, ["sometimes"] * 2 + ["same"] * 3),
    ("--fail-on added a.adbnet -- a2.adbnet b.adbnet", 0, None),
    ("--fail-on any a.adbnet -- a2.adbnet b.adbnet", 5, None),
    ("--fail-on added a.adbnet b.adbnet -- b.adbnet", 0, None),
    ("a.adbnet b.adbnet --by name", 4, ["not-judged"] * 4 + ["same"]),
    ("a.adbnet b.adbnet --by prefix", 2, "no network was looked up"),
    ("a.adbnet b.adbnet --by org", 2, "side A (a.adbnet)"),
    ("a.adbnet b.adbnet --by asn", 2, "--by asn: not addr"),
    ("a.adbnet b.adbnet --fail-on same", 2, "--fail-on same: not added"),
    ("a.adbnet", 2, "two sides"),
    ("a.adbnet a2.adbnet b.adbnet", 2, "two sides"),
    ("a.adbnet --", 2, "two sides"),
    ("a.adbnet nothing", 1, "nothing"),
    ("a.adbnet cut.adbnet", 4, None),
    ("--fail-on any b.adbnet cut.adbnet", 5, None),
]


def diff(arguments, *more):
    return subprocess.run(
        [ADBNET, "diff", *more, *arguments.split()],
        capture_output=True,
        text=True,
        check=False,
    )


def check_case(arguments, status, expected):
    done = diff(arguments)
    assert done.returncode == status, (arguments, done)
    if isinstance(expected, str):
        assert done.stdout == "" and expected in done.stderr, (arguments, done)
    elif expected is not None:
        found = json.loads(diff(arguments, "-o", "json").stdout)
        kinds = [one["kind"] for one in found["results"]]
        assert kinds == expected, (arguments, kinds)
        counts = found["summary"]
        assert counts["added"] == kinds.count("added"), counts
        assert counts["not_judged"] == kinds.count("not-judged"), counts


def check_golden():
    for name, arguments in (
        ("diff.txt", "a.adbnet b.adbnet"),
        ("diff-runs.txt", "--by name a.adbnet a2.adbnet -- cut.adbnet"),
        ("diff.json", "a.adbnet b.adbnet -o json"),
        ("diff.jsonl", "a.adbnet b.adbnet -o jsonl"),
        ("diff.csv", "a.adbnet b.adbnet -o csv"),
        ("diff-runs.json", "--by name -o json a.adbnet a2.adbnet -- b.adbnet"),
    ):
        out = diff(arguments).stdout
        assert out == diff(arguments).stdout, f"{name}: twice, not the same"
        path = os.path.join(GOLDEN, name)
        if "--update" in sys.argv:
            with open(path, "w", encoding="utf-8") as file:
                file.write(out)
        with open(path, encoding="utf-8") as file:
            assert out == file.read(), f"{name}: not as the golden one:\n{out}"


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        subprocess.run([MAKE, "a.adbnet"], check=True)
        subprocess.run([MAKE, "a2.adbnet"], check=True)
        subprocess.run([MAKE, "b.adbnet", "later"], check=True)
        subprocess.run([MAKE, "cut.adbnet", "cut"], check=True)
        for arguments, status, expected in CASES:
            check_case(arguments, status, expected)
        check_golden()
    print(f"diff: {len(CASES)} cases are as they should be")


main()
