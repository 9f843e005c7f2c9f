# SPDX-License-Identifier: Apache-2.0
"""cppcheck on every C file: warnings, performance, portability."""

import os
import subprocess

import each
import house

TOOL = [
    "cppcheck",
    "--quiet",
    "--std=c11",
    "--enable=warning,performance,portability",
    "--inline-suppr",
    "--error-exitcode=1",
    "--template={file}:{line}: {severity}: {message} [{id}]",
    # Takes an out-parameter that a function fills for one that it reads.
    "--suppress=ctuuninitvar",
    # cmocka's macros end a test without returning; its own headers say so
    # in a way cppcheck does not read.
    "--suppress=nullPointerRedundantCheck:*/tests/*",
]


def check(root):
    version = subprocess.run(
        ["cppcheck", "--version"], capture_output=True, text=True, check=True
    ).stdout

    def tool_for(command):
        path, _, words = command
        flags = [word for word in words if word.startswith(("-I", "-D"))]
        return TOOL + flags + [os.path.abspath(os.path.join(root, path))]

    failed = each.run_all(
        root, "cppcheck", ("adb", "src", "tests"), tool_for, version
    )
    return each.findings(root, failed, r"^(\S+?):(\d+): (.*)$")


_LEAK = """#include <stdlib.h>
int f(int a);
int f(int a)
{
    char *p = malloc(10);
    if (a > 3) {
        return 1;
    }
    free(p);
    return 0;
}
"""
PLANTED = [
    ({"src/base/a.c": _LEAK}, "memleak"),
    ({"adb/a.c": "int f(void)\n{\n    int a[3];\n    return a[3];\n}\n"},
     "arrayIndexOutOfBounds"),
]
CLEAN = [{"src/base/a.c": _LEAK.replace("return 1", "a = 1")}]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
