# SPDX-License-Identifier: Apache-2.0
"""clang-tidy on every C file, with the checks of .clang-tidy."""

import os
import shutil
import subprocess

import each
import house

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
CONFIGS = (".clang-tidy", "tests/.clang-tidy")
# The database is gcc's; what only gcc knows must not be an error.
CLANG = ["--extra-arg=-Wno-unknown-warning-option", "--quiet"]


def check(root):
    config = "".join(house.read(TOP, path) for path in CONFIGS)
    if each.is_planted(root):
        for path in CONFIGS:
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            shutil.copy(os.path.join(TOP, path), os.path.join(root, path))
    version = subprocess.run(
        ["clang-tidy", "--version"], capture_output=True, text=True, check=True
    ).stdout

    def tool_for(command):
        path, _, words = command
        source = os.path.abspath(os.path.join(root, path))
        flags = [word for word in words[1:] if word not in (path, source)]
        return (
            ["clang-tidy"] + CLANG + [source, "--"] + flags
        )

    failed = each.run_all(
        root, "tidy", ("adb", "src", "tests"), tool_for, config + version
    )
    return each.findings(root, failed, r"^(\S+?):(\d+):\d+: error: (.*)$")


def _nested(depth, inner):
    text = "int f(int a);\nint f(int a)\n{\n"
    for level in range(depth):
        text += "    " * (level + 1) + f"if (a > {level}) {{\n"
    text += "    " * (depth + 1) + inner + "\n"
    for level in reversed(range(depth)):
        text += "    " * (level + 1) + "}\n"
    return text + "    return a;\n}\n"


PLANTED = [
    (
        {"src/base/a.c": _nested(0, "if (a) a = 2;")},
        "readability-braces-around-statements",
    ),
    ({"adb/a.c": _nested(4, "a = 3;")}, "readability-function-size"),
    ({"tests/a/a.c": _nested(5, "a = 3;")}, "readability-function-size"),
    (
        {"src/base/a.c": _nested(0, "int *p = 0; a = *p;")},
        "clang-analyzer-core.NullDereference",
    ),
    (
        {"tests/a/test_a.c": _nested(0, "if (a == a) { a = 2; }")},
        "misc-redundant-expression",
    ),
    (
        {
            "src/base/a.c": '#include "base/a.h"\nint a(void)\n{\n'
            "    return A(1) * 2;\n}\n",
            "src/base/a.h": "int a(void);\n#define A(x) x + 1\n",
        },
        "bugprone-macro-parentheses",
    ),
]
CLEAN = [
    {
        "src/base/a.c": _nested(3, "a = 3;"),
        "tests/a/a.c": _nested(4, "a = 3;"),
    }
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
