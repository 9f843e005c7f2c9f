# SPDX-License-Identifier: Apache-2.0
"""Adds up what ctest wrote: summary.py [--no-skip] [--broken WHAT]... DIR...

A DIR holds results.xml (ctest --output-junit) and tests.json (ctest
--show-only=json-v1). Prints the tests that failed or were skipped, then, as
the last line, 'N passed, 0 failed, K skipped (labels)'. Each --broken counts
as a failure (a build that ended with an error, say). Exit status 1 if
anything failed, if nothing was run in a DIR or at all, or, with --no-skip, if anything was
skipped.

A test that needs the machine for itself looks at a real phone's clock, which
a busy machine may stop. If few of these failed, and nothing else did, then
`summary.py --again DIR` prints the expression for ctest -R that runs them
once more, into again.xml. One that passes then counts as passed, and is named
as unsteady: that is a fault of the test or of the program, too."""

import argparse
import json
import os
import re
import sys
import xml.etree.ElementTree as xml

# What ctest writes for a test that ended with its SKIP_RETURN_CODE. Other
# tests that were not run (no binary, a failed fixture) are failures.
SKIPPED = "SKIP_RETURN_CODE"
# More failures than that are not the machine's.
AGAIN_MAX = 6


def outcome(case):
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    if skipped is not None and SKIPPED in skipped.get("message", ""):
        return "skipped"
    return "failed"


def outcomes(path):
    """[(test, outcome)] of one file of ctest's."""
    try:
        cases = list(xml.parse(path).getroot().iter("testcase"))
    except (OSError, xml.ParseError) as error:
        return [(f"{path}: {error}", "failed")]
    if not cases:
        return [("no test was run", "failed")]
    return [(case.get("name"), outcome(case)) for case in cases]


def results(where):
    """[(test, outcome)] of one run, and of what was run once more."""
    path = os.path.join(where, "again.xml")
    again = dict(outcomes(path)) if os.path.exists(path) else {}
    for name, result in outcomes(os.path.join(where, "results.xml")):
        is_mended = result == "failed" and again.get(name) == "passed"
        yield name, "unsteady" if is_mended else result


def of_test(where, name, what, otherwise):
    """A property of a test."""
    with open(os.path.join(where, "tests.json"), encoding="utf-8") as file:
        tests = json.load(file)["tests"]
    for test in tests:
        for item in test.get("properties", []):
            if test["name"] == name and item["name"] == what:
                return item["value"]
    return otherwise


def again(where):
    """The expression that finds the tests to run once more, or nothing."""
    found = outcomes(os.path.join(where, "results.xml"))
    failed = [name for name, result in found if result == "failed"]
    if 0 < len(failed) <= AGAIN_MAX and all(
            of_test(where, name, "RUN_SERIAL", False)
            for name in failed):  # fmt: skip
        return "^(" + "|".join(re.escape(name) for name in failed) + ")$"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-skip", action="store_true")
    parser.add_argument("--broken", action="append", default=[])
    parser.add_argument("--again", metavar="DIR")
    parser.add_argument("dirs", nargs="*")
    args = parser.parse_args()
    if args.again:
        print(again(args.again), end="")
        return

    count = {"passed": 0, "failed": len(args.broken), "skipped": 0}
    skipped = set()
    for what in args.broken:
        print(f"failed: {what}")
    for where in args.dirs:
        for name, result in results(where):
            count["passed" if result == "unsteady" else result] += 1
            if result == "skipped":
                skipped.update(of_test(where, name, "LABELS", []))
            if result != "passed":
                print(f"{result}: {name} ({os.path.basename(where)})")

    if count["passed"] == 0 and count["failed"] == 0:
        print("failed: no test was run")
        count["failed"] = 1
    which = f" ({', '.join(sorted(skipped))})" if skipped else ""
    print(
        f"{count['passed']} passed, {count['failed']} failed, "
        f"{count['skipped']} skipped{which}"
    )
    bad = count["failed"] > 0 or (args.no_skip and count["skipped"] > 0)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
