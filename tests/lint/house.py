# SPDX-License-Identifier: Apache-2.0
"""What the lints share: finding files, reading C without its comments, and
proving that a lint can fail. Not a lint itself.

A lint is a module with check(root) -> [(path, line, text)], PLANTED (trees
in which it must find something) and CLEAN (trees in which it must not).
LINT.py [ROOT] lints a tree, LINT.py --self-test plants the violations."""

import os
import re
import sys
import tempfile

# What is ours. Nothing below a build directory is ever looked at.
TOP = ("adb", "include", "src", "tests", "recordings", ".ci", ".github")
TOP_FILES = (
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
    "CHANGELOG.md",
    "dev",
    ".clang-format",
    ".clang-tidy",
    ".editorconfig",
    ".gitignore",
)


def files(root, under=TOP, ends=None):
    """Paths relative to root, sorted; ends is a tuple of name endings."""
    found = []
    if under is TOP:
        found += [f for f in TOP_FILES if os.path.isfile(os.path.join(root, f))]
    for top in under:
        for where, dirs, names in os.walk(os.path.join(root, top)):
            dirs[:] = [d for d in dirs if d != "__pycache__"]
            found += [
                os.path.relpath(os.path.join(where, name), root)
                for name in names
            ]
    if ends is not None:
        found = [f for f in found if f.endswith(ends)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return file.read().decode("utf-8", "replace")


def is_binary(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return b"\0" in file.read(8192)


_C_TOKEN = re.compile(
    r"""//(?:[^\n\\]|\\.|\\\n)*
      | /\*.*?\*/
      | "(?:[^"\\\n]|\\.|\\\n)*"
      | '(?:[^'\\\n]|\\.)*'""",
    re.DOTALL | re.VERBOSE,
)


def c_code(text):
    """C with comments and the insides of literals blanked, lines kept."""

    def blank(match):
        token = match.group(0)
        inside = re.sub(r"[^\n]", " ", token)
        if token[0] in "\"'":
            return token[0] + inside[1:-1] + token[0]
        return inside

    return _C_TOKEN.sub(blank, text)


def includes(text):
    """(line, opening bracket, name) of each include directive."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            found.append((number, match.group(1), match.group(2)))
    return found


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def _plant(tree, where):
    for path, text in tree.items():
        full = os.path.join(where, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())


def self_test(check, planted, clean):
    """Every planted tree must give a finding that contains the words it is
    planted with, every clean one none. Returns the number of misses."""
    misses = 0
    for tree, words in planted:
        with tempfile.TemporaryDirectory() as where:
            _plant(tree, where)
            found = check(where)
            if not any(words in text for _, _, text in found):
                print(f"not found: {words!r} in {tree!r}; only {found!r}")
                misses += 1
    for tree in clean:
        with tempfile.TemporaryDirectory() as where:
            _plant(tree, where)
            for path, line, text in check(where):
                print(f"found without cause: {path}:{line}: {text}")
                misses += 1
    print(f"{len(planted)} planted, {len(clean)} clean, {misses} misses")
    if not planted:
        print("a lint without a planted violation cannot be trusted")
        misses += 1
    return misses


def main(check, planted, clean):
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test(check, planted, clean) else 0)
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    found = check(root)
    for path, line, text in found:
        print(f"{path}:{line}: {text}")
    sys.exit(1 if found else 0)
