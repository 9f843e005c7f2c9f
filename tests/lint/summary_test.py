# SPDX-License-Identifier: Apache-2.0
"""tests/summary.py against what this machine's ctest really writes."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SUMMARY = os.path.join(HERE, "..", "summary.py")
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(planted NONE)
enable_testing()
function(planted name)
    add_test(NAME ${name} COMMAND ${ARGN})
    set_tests_properties(${name} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 1 LABELS "${name};some")
endfunction()
"""

OK = "planted(ok sh -c true)\n"
SKIP = 'planted(skip sh -c "exit 77")\n'
# Fails the first time it is run, and from then on not.
ONCE = 'planted(once sh -c "test -e once || ! touch once")\n'
ALONE = "set_tests_properties(once PROPERTIES RUN_SERIAL ON)\n"
CONTROL = r'planted(control sh -c "printf \\\\033[31m\\\\001; exit 1")' + "\n"

# (why, tests, options, last line, exit status)
CASES = [
    ("all well", OK, [], "1 passed, 0 failed, 0 skipped", 0),
    ("a skip", OK + SKIP, [], "1 passed, 0 failed, 1 skipped (skip, some)", 0),
    (
        "a skip where none may be",
        OK + SKIP,
        ["--no-skip"],
        "1 passed, 0 failed, 1 skipped (skip, some)",
        1,
    ),
    (
        "a failure",
        OK + "planted(bad sh -c false)\n",
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "a test that hangs",
        OK + "planted(slow sleep 5)\n",
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "a test that was never built",
        OK + "planted(gone ./never/built)\n",
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "a fixture that failed",
        OK + "planted(setup sh -c false)\nplanted(user sh -c true)\n"
        "set_tests_properties(setup PROPERTIES FIXTURES_SETUP x)\n"
        "set_tests_properties(user PROPERTIES FIXTURES_REQUIRED x)\n",
        [],
        "1 passed, 2 failed, 0 skipped",
        1,
    ),
    (
        "a test switched off",
        OK + "planted(off sh -c true)\n"
        "set_tests_properties(off PROPERTIES DISABLED ON)\n",
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "bytes that are not XML in the output",
        OK + CONTROL,
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    ("no test at all", "", [], "0 passed, 1 failed, 0 skipped", 1),
    (
        "what failed once, and has the machine for itself",
        OK + ONCE + ALONE,
        [],
        "2 passed, 0 failed, 0 skipped",
        0,
    ),
    (
        "what failed once, and has not",
        OK + ONCE,
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "what failed once, beside a failure",
        OK + ONCE + ALONE + "planted(bad sh -c false)\n",
        [],
        "1 passed, 2 failed, 0 skipped",
        1,
    ),
    (
        "what fails twice",
        OK + "planted(twice sh -c false)\n"
        "set_tests_properties(twice PROPERTIES RUN_SERIAL ON)\n",
        [],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
    (
        "a build that broke",
        OK,
        ["--broken", "build"],
        "1 passed, 1 failed, 0 skipped",
        1,
    ),
]


def run(words, where):
    return subprocess.run(
        words, cwd=where, capture_output=True, text=True, check=False
    )


def last_line(tests, options):
    with tempfile.TemporaryDirectory() as where:
        path = os.path.join(where, "CMakeLists.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(PROJECT + tests)
        run(["cmake", "-G", "Ninja", "-S", ".", "-B", "b"], where)
        listed = run(["ctest", "--show-only=json-v1"], where + "/b")
        with open(where + "/b/tests.json", "w", encoding="utf-8") as file:
            file.write(listed.stdout)
        run(["ctest", "--output-junit", "results.xml"], where + "/b")
        again = run([sys.executable, SUMMARY, "--again", "b"], where).stdout
        if again:
            run(["ctest", "-R", again, "--output-junit", "again.xml"],
                where + "/b")  # fmt: skip
        end = run([sys.executable, SUMMARY, *options, "b"], where)
        lines = end.stdout.rstrip("\n").split("\n")
        if again and end.returncode == 0 and lines[:-1] != ["unsteady: once (b)"]:
            return lines, end.returncode
        return lines[-1], end.returncode


def main():
    bad = 0
    for why, tests, options, line, status in CASES:
        got = last_line(tests, options)
        if got != (line, status):
            print(f"{why}: {got!r} instead of {(line, status)!r}")
            bad += 1
    print(f"{len(CASES)} cases, {bad} wrong")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
