# SPDX-License-Identifier: Apache-2.0
"""The public headers: each compiles alone as C11 and as C++17, can be used
from C++, and says something above every function it declares."""

import re
import subprocess
import tempfile

import house

COMPILERS = (
    ("C11", ["gcc", "-xc", "-std=c11"]),
    ("C++17", ["g++", "-xc++", "-std=c++17"]),
)
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]


def check_compiles(root, path):
    found = []
    source = f"#include <{path.removeprefix('include/')}>\nint not_empty;\n"
    for name, command in COMPILERS:
        run = subprocess.run(
            command + FLAGS + ["-I", f"{root}/include", "-"],
            input=source,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            first = next(
                (m for m in run.stderr.split("\n") if "error" in m), "?"
            )
            found.append((path, 1, f"does not compile as {name}: {first}"))
    return found


def mangled(root, path, names):
    """Those of names that C++ would not find in a C library."""
    if not names:
        return []
    source = f"#include <{path.removeprefix('include/')}>\n"
    for number, name in enumerate(names):
        source += f"extern auto *const use_{number} = &{name};\n"
    with tempfile.NamedTemporaryFile(suffix=".o") as out:
        run = subprocess.run(
            ["g++", "-xc++", "-std=c++17", "-I", f"{root}/include"]
            + ["-c", "-o", out.name, "-"],
            input=source,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            return []  # said already by check_compiles
        symbols = subprocess.run(
            ["nm", "-u", out.name], capture_output=True, text=True, check=True
        ).stdout.split()
    return [name for name in names if name not in symbols]


def declarations(text):
    """(line, name, has a comment above) of each function declared."""
    code = house.c_code(text).split("\n")
    lines = text.split("\n")
    start = None
    for number, line in enumerate(code):
        bare = line.strip()
        if not bare or bare.startswith(("#", "}", "{", 'extern "')):
            start = None
            continue
        if start is None:
            start = number
        if bare.endswith("{"):
            start = None
        if not bare.endswith(";"):
            continue
        whole = " ".join(code[start : number + 1])
        match = re.match(r"\w[\w\s*]*?\b(\w+)\s*\(", whole)
        if match and not lines[start][0].isspace() and "typedef" not in whole:
            above = lines[start - 1].rstrip() if start > 0 else ""
            yield start + 1, match.group(1), above.endswith("*/")
        start = None


def check(root):
    found = []
    for path in house.files(root, ("include",), (".h",)):
        found += check_compiles(root, path)
        text = house.read(root, path)
        said = list(declarations(text))
        for line, name, has_comment in said:
            if not has_comment:
                found.append((path, line, f"{name} has no comment above"))
            if not name.startswith("adb_"):
                found.append((path, line, f"{name} does not begin with adb_"))
        for name in mangled(root, path, [name for _, name, _ in said]):
            found.append((path, 1, f'{name} is not extern "C"'))
    return found


def _header(body):
    return (
        "#ifndef A_H\n#define A_H\n#ifdef __cplusplus\n"
        f'extern "C" {{\n#endif\n{body}\n#ifdef __cplusplus\n}}\n#endif\n'
        "#endif\n"
    )


PLANTED = [
    (
        {"include/adb/a.h": _header("/* One. */\nint adb_f(size_t n);")},
        "does not compile as C11",
    ),
    (
        {"include/adb/a.h": _header("/* One. */\nint adb_f(int class);")},
        "does not compile as C++17",
    ),
    ({"include/adb/a.h": _header("int adb_f(int n);")}, "no comment above"),
    (
        {"include/adb/a.h": _header("/* A */\n\nint adb_f(int a,\n int b);")},
        "no comment above",
    ),
    ({"include/adb/a.h": _header("/* A */\nint f(int n);")}, "begin with"),
    ({"include/adb/a.h": "/* One. */\nint adb_f(int n);\n"}, "is not extern"),
]
CLEAN = [
    {
        "include/adb/a.h": _header(
            "/* A thing. */\nstruct adb_a {\n    int (*f)(int);\n};\n"
            "typedef int (*adb_fn)(int a,\n                      int b);\n"
            "/* Two lines. */\nconst char *adb_f(int a,\n"
            "                  int b);"
        )
    },
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
