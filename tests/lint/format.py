# SPDX-License-Identifier: Apache-2.0
"""C files are laid out as .clang-format says. Only clang-format 14 is asked:
other versions lay the same rules out differently."""

import os
import re
import subprocess
import sys

import house

OURS = os.path.join(os.path.dirname(__file__), "..", "..", ".clang-format")
VERSION = "14"


def tool():
    for name in ("clang-format-" + VERSION, "clang-format"):
        try:
            run = subprocess.run(
                [name, "--version"], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            continue
        if re.search(rf"version {VERSION}\.", run.stdout):
            return name
    print(f"clang-format {VERSION} is not here")
    sys.exit(77)


def check(root):
    paths = house.files(root, ("adb", "include", "src", "tests"), (".c", ".h"))
    if not paths:
        return []
    run = subprocess.run(
        [tool(), "--dry-run", f"--style=file:{OURS}"]
        + [os.path.join(root, path) for path in paths],
        capture_output=True,
        text=True,
        check=False,
    )
    found = []
    for match in re.finditer(r"^(.+?):(\d+):\d+: (.*)$", run.stderr, re.M):
        place = (os.path.relpath(match.group(1), root), int(match.group(2)))
        if not any(place == (path, line) for path, line, _ in found):
            found.append(place + (match.group(3),))
    if run.returncode != 0 and not found:
        found.append((".clang-format", 1, run.stderr))
    return found


PLANTED = [
    ({"src/base/a.c": "int f(void) {\n    return 1;\n}\n"}, "clang-formatted"),
    ({"adb/a.h": "int f( int a );\n"}, "clang-formatted"),
    ({"tests/a/test_a.c": "int  a;\n"}, "clang-formatted"),
]
CLEAN = [{"src/base/a.c": "int f(void)\n{\n    return 1;\n}\n"}]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
