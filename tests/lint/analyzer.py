# SPDX-License-Identifier: Apache-2.0
"""gcc -fanalyzer on the program and the library, without a warning."""

import os

import each
import house

# Without -O the analyzer sees what was written, not what was left of it.
# gcc 12 takes "return &object->base" for a leak of object; leaks are left to
# cppcheck, clang's analyzer and the address sanitizer.
FLAGS = ["-O0", "-fanalyzer", "-Wno-analyzer-malloc-leak", "-Werror"]


def tool_for(command):
    _, _, words = command
    return words + FLAGS + ["-c", "-o", os.devnull]


def check(root):
    failed = each.run_all(root, "analyzer", ("adb", "src"), tool_for, "")
    return each.findings(root, failed, r"^(\S+?):(\d+):\d+: error: (.*)$")


_TWICE = """#include <stdlib.h>
int f(int a);
int f(int a)
{
    char *p = malloc(10);
    free(p);
    if (a > 3) {
        free(p);
    }
    return 0;
}
"""
PLANTED = [({"adb/a.c": _TWICE}, "analyzer-double-free")]
CLEAN = [{"adb/a.c": _TWICE.replace("    free(p);\n    if", "    if")
          .replace("    }\n", "    } else {\n        free(p);\n    }\n")}]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
