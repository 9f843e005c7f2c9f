# SPDX-License-Identifier: Apache-2.0
"""Adds up what ctest wrote: summary.py [--no-skip] [--broken WHAT]... DIR...

A DIR holds results.xml (ctest --output-junit) and tests.json (ctest
--show-only=json-v1). Prints the tests that failed or were skipped, then, as
the last line, 'N passed, 0 failed, K skipped (labels)'. Each --broken counts
as a failure (a build that ended with an error, say). Exit status 1 if
anything failed, if nothing was run in a DIR or at all, or, with --no-skip, if anything was
skipped."""

import argparse
import json
import os
import sys
import xml.etree.ElementTree as xml

# What ctest writes for a test that ended with its SKIP_RETURN_CODE. Other
# tests that were not run (no binary, a failed fixture) are failures.
SKIPPED = "SKIP_RETURN_CODE"


def outcome(case):
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    if skipped is not None and SKIPPED in skipped.get("message", ""):
        return "skipped"
    return "failed"


def results(where):
    """[(test, outcome)] of one run."""
    path = os.path.join(where, "results.xml")
    try:
        cases = list(xml.parse(path).getroot().iter("testcase"))
    except (OSError, xml.ParseError) as error:
        return [(f"{path}: {error}", "failed")]
    if not cases:
        return [("no test was run", "failed")]
    return [(case.get("name"), outcome(case)) for case in cases]


def labels(where, name):
    with open(os.path.join(where, "tests.json"), encoding="utf-8") as file:
        tests = json.load(file)["tests"]
    for test in tests:
        for item in test.get("properties", []):
            if test["name"] == name and item["name"] == "LABELS":
                return item["value"]
    return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-skip", action="store_true")
    parser.add_argument("--broken", action="append", default=[])
    parser.add_argument("dirs", nargs="*")
    args = parser.parse_args()

    count = {"passed": 0, "failed": len(args.broken), "skipped": 0}
    skipped = set()
    for what in args.broken:
        print(f"failed: {what}")
    for where in args.dirs:
        for name, result in results(where):
            count[result] += 1
            if result == "skipped":
                skipped.update(labels(where, name))
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
