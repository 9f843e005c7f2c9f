#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program prints for a recorded phone, byte for byte: on terminals
of 80 and 200 columns, piped, as JSON, jsonl and CSV; and the example in
README.md.

usage: golden.py [--update]      ADBNET names the program"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
RECORDING = "recordings/rig.adbrec"
CASES = [
    ("default-80.txt", 80, []),
    ("default-200.txt", 200, []),
    ("wide-80.txt", 80, ["-W", "com.example.dbg"]),
    ("extended-80.txt", 80, ["-e", "com.example.dbg"]),
    ("listening-80.txt", 80, ["-l"]),
    ("piped.txt", 0, ["-a"]),
    ("all.json", 0, ["-a", "--json"]),
    ("all.jsonl", 0, ["-a", "-o", "jsonl"]),
    ("all.csv", 0, ["-a", "-o", "csv"]),
]
LONG = [
    "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:443",
    "[2001:db8:1111:2222:3333:4444:5555:6666]:",
    "com.example.a.package.name.of.sixty.characters.on.the.screen",
]
failures = []


def run(words, width):
    """Output of the program on a terminal of that width; 0: a pipe."""
    words = [ADBNET, "--replay", RECORDING, "conns", *words]
    env = dict(os.environ, TZ="UTC", LC_ALL="C", NO_COLOR="1")
    if width == 0:
        done = subprocess.run(words, cwd=TOP, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)  # fmt: skip
        return done.returncode, done.stdout.decode()
    leader, follower = pty.openpty()
    size = struct.pack("HHHH", 24, width, 0, 0)
    fcntl.ioctl(follower, termios.TIOCSWINSZ, size)
    child = subprocess.Popen(words, cwd=TOP, env=env, stdout=follower)
    os.close(follower)
    text = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(leader)
    return child.wait(), text.decode().replace("\r\n", "\n")


def check(what, good, seen=""):
    print(("ok    " if good else "WRONG ") + what)
    if not good:
        failures.append(what)
        print(seen)


def compare(name, width, words, is_update):
    path = os.path.join(HERE, "golden", name)
    status, text = run(words, width)
    check(f"{name}: exit 0", status == 0, status)
    if is_update:
        with open(path, "w") as file:
            file.write(text)
    with open(path) as file:
        want = file.read()
    differing = [
        f"{a!r}\n      {b!r}"
        for a, b in zip(text.splitlines(), want.splitlines())
        if a != b
    ]
    check(f"{name}: as it was", text == want, "\n".join(differing[:5]))
    if width > 0:
        widest = max(text.splitlines(), key=len)
        check(f"{name}: no line is wider", len(widest) <= width, widest)
    return text


def check_long(name, text, wants):
    for want in wants:
        check(f"{name}: {want} is not cut", want in text)


def check_readme():
    with open(os.path.join(TOP, "README.md")) as file:
        readme = file.read()
    example = re.search(r"```\n\$ adbnet conns (.*?)\n(.*?)```", readme, re.S)
    _, text = run(example.group(1).split(), 80)
    check("README.md shows what is printed", text == example.group(2), text)


def main():
    is_update = sys.argv[1:] == ["--update"]
    os.chdir(TOP)
    texts = {}
    for name, width, words in CASES:
        texts[name] = compare(name, width, words, is_update)
    check_long("80 columns", texts["default-80.txt"], LONG[:1] + LONG[2:])
    check_long("200 columns", texts["default-200.txt"], LONG)
    check_long("piped", texts["piped.txt"], LONG)
    check_readme()
    if failures:
        print(f"{len(failures)} of the checks failed")
        sys.exit(1)


if __name__ == "__main__":
    main()
