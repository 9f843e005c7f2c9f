# SPDX-License-Identifier: Apache-2.0
"""Files of at most 600 lines, functions of at most 60, lines of at most 80
columns; files of src/cmd/ of at most 200 lines, but for the options, which
are a table. Without a list of exceptions."""

import fnmatch
import re

import house

FILE_LINES = 600
COMMAND_LINES = 200
FUNCTION_LINES = 60
COLUMNS = 80
CODE = (".c", ".h", ".py", ".sh", ".css", ".js", "CMakeLists.txt", "dev")


def is_code(root, path):
    if path.endswith(CODE):
        return True
    return "." not in path.split("/")[-1] and house.read(root, path)[:2] == "#!"


def functions(text):
    """(first line, length) of each body: '{' and '}' in the first column,
    which is where the house puts them for functions and nowhere else."""
    start = None
    for number, line in enumerate(house.c_code(text).split("\n"), 1):
        if line.rstrip() == "{":
            start = number
        elif re.match(r"\}\s*$", line) and start is not None:
            yield start, number - start + 1
            start = None


def check(root):
    found = []
    for path in house.files(root):
        if not is_code(root, path):
            continue
        text = house.read(root, path)
        lines = text.rstrip("\n").split("\n")
        most = FILE_LINES
        if fnmatch.fnmatch(path, "src/cmd/*.c") and "/option" not in path:
            most = COMMAND_LINES
        if len(lines) > most:
            found.append((path, most, f"{len(lines)} lines, {most} allowed"))
        if not path.endswith((".c", ".h")):
            continue
        for start, length in functions(text):
            if length > FUNCTION_LINES:
                words = f"function of {length} lines, {FUNCTION_LINES} allowed"
                found.append((path, start, words))
        for number, line in enumerate(lines, 1):
            if len(line.expandtabs(8)) > COLUMNS:
                found.append((path, number, f"line over {COLUMNS} columns"))
            if "\t" in line:
                found.append((path, number, "tab"))
    return found


def _function(lines):
    return "int f(void)\n{\n" + "    g();\n" * (lines - 2) + "}\n"


PLANTED = [
    ({"src/base/a.c": "int a;\n" * 601}, "601 lines"),
    ({"tests/a.py": "a = 1\n" * 601}, "601 lines"),
    ({"tests/phone/a": "#!/bin/sh\n" * 601}, "601 lines"),
    ({"src/cmd/a.c": "int a;\n" * 201}, "201 lines"),
    ({"adb/a.c": _function(61)}, "function of 61 lines"),
    ({"adb/a.h": "/* " + "x" * 78 + " */\n"}, "over 80 columns"),
    ({"adb/a.c": "\tint a;\n"}, "tab"),
]
CLEAN = [
    {
        "src/base/a.c": "int a;\n" * 600,
        "tests/phone/data": "row\n" * 601,
        "adb/a.c": _function(60) * 3,
        "src/cmd/a.c": "int a;\n" * 200,
        "adb/a.h": "/* " + "x" * 74 + " */\n",
    },
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
