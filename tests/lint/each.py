# SPDX-License-Identifier: Apache-2.0
"""Runs a tool over every C file the way the build compiles it, two at a
time, and remembers by content what was clean. Not a lint itself.

The build directory (ADBNET_BUILD, else build/dev) must have been built, so
that generated headers exist."""

import hashlib
import json
import os
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

import house

# Rig and guest compile their programs themselves, at run time.
BY_THE_RIG = ("tests/phone/", "tests/usb/")
RIG_FLAGS = ["gcc", "-std=c11", "-Wall", "-Wextra"]


def is_planted(root):
    return not os.path.isfile(os.path.join(root, "CMakeLists.txt"))


def build_dir(root):
    if is_planted(root):
        return os.path.join(root, "build")
    return os.environ.get("ADBNET_BUILD", os.path.join(root, "build", "dev"))


def commands(root, under):
    """[(path, directory, compiler arguments without -c and -o)], each file
    once, and [path] of those that no target compiles. A tree without
    CMakeLists.txt (a planted one) gets plain flags."""
    if is_planted(root):
        plain = ["gcc", "-std=c11", "-Isrc", "-Iadb", "-Iinclude"]
        return [
            (path, os.path.abspath(root), plain + [path])
            for path in house.files(root, under, (".c",))
        ], []
    with open(os.path.join(build_dir(root), "compile_commands.json")) as file:
        database = json.load(file)
    found = {}
    for entry in database:
        path = os.path.relpath(entry["file"], os.path.abspath(root))
        if path.split("/")[0] in under and path not in found:
            words = shlex.split(entry["command"])
            at = words.index("-o")
            del words[at : at + 2]
            words.remove("-c")
            found[path] = (path, entry["directory"], words)
    top = os.path.abspath(root)
    for path in house.files(root, under, (".c",)):
        if path.startswith(BY_THE_RIG) and path not in found:
            found[path] = (path, top, RIG_FLAGS + [path])
    missing = set(house.files(root, under, (".c",))) - set(found)
    return [found[path] for path in sorted(found)], sorted(missing)


def key(command, tool, extra):
    """What the answer depends on: the text after preprocessing, the flags
    and the tool. None when it does not compile: then the tool shall say so."""
    path, directory, words = command
    run = subprocess.run(
        words + ["-E", "-C"], cwd=directory, capture_output=True, check=False
    )
    if run.returncode != 0:
        return None
    whole = hashlib.sha256(run.stdout)
    for part in (path, *words, *tool, extra):
        whole.update(b"\0" + part.encode())
    return whole.hexdigest()


def run_all(root, name, under, tool_for, extra):
    """Runs tool_for(command) -> argument list on every file; returns
    [(path, directory, output)] of those that failed."""
    store = os.path.join(build_dir(root), "lint", name)
    os.makedirs(store, exist_ok=True)

    def run_one(command):
        path, directory, _ = command
        tool = tool_for(command)
        stamp = key(command, tool, extra)
        if stamp is not None and os.path.exists(os.path.join(store, stamp)):
            return None
        run = subprocess.run(
            tool, cwd=directory, capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            return (path, directory, run.stdout + run.stderr)
        if stamp is not None:
            with open(os.path.join(store, stamp), "w"):
                pass
        return None

    known, missing = commands(root, under)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(run_one, known))
    results += [(path, root, "no target compiles it") for path in missing]
    return [result for result in results if result is not None]


def findings(root, failed, pattern):
    """What run_all returned as findings; pattern has groups for file, line
    and text. A failure without any line is a finding as a whole."""
    found = set()
    for path, directory, output in failed:
        lines = re.findall(pattern, output, re.M)
        for where, line, text in lines:
            # Headers come in by links in the build directory.
            real = os.path.realpath(os.path.join(directory, where))
            found.add(
                (os.path.relpath(real, os.path.realpath(root)), int(line), text)
            )
        if not lines:
            found.add((path, 1, output))
    return sorted(found)
