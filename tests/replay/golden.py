#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program prints for a recorded phone, byte for byte: on terminals
of 80 and 200 columns, piped, as JSON, jsonl and CSV; and the example in
README.md.

usage: golden.py [--update]      ADBNET names the program"""

import fcntl
import glob
import os
import pty
import re
import struct
import subprocess
import sys
import termios

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
RIG = "recordings/rig.adbrec"
OLD = "recordings/old.adbrec"
ROOT = "recordings/root.adbrec"
WATCH = "recordings/watch.adbrec"
CASES = [
    ("default-80.txt", RIG, 80, []),
    ("default-200.txt", RIG, 200, []),
    ("wide-80.txt", RIG, 80, ["-W", "com.example.dbg"]),
    ("extended-80.txt", RIG, 80, ["-e", "com.example.dbg"]),
    ("listening-80.txt", RIG, 80, ["-l"]),
    ("piped.txt", RIG, 0, ["-a"]),
    ("all.json", RIG, 0, ["-a", "--json"]),
    ("all.jsonl", RIG, 0, ["-a", "-o", "jsonl"]),
    ("all.csv", RIG, 0, ["-a", "-o", "csv"]),
    ("old.csv", OLD, 0, ["-a", "-o", "csv"]),
    ("old-80.txt", OLD, 80, ["com.example.dbg"]),
    ("both.csv", ROOT, 0, ["-a", "--source=both", "-o", "csv"]),
    ("both-80.txt", ROOT, 80, ["-e", "--source=both", "com.example.dbg"]),
    ("netstat-80.txt", ROOT, 80, ["-W", "--source=netstat", ":443"]),
]
APP = ["com.example.app"]
WATCH_CASES = [
    ("watch-piped.txt", WATCH, 0, [*APP, "--start"]),
    ("watch-80.txt", WATCH, 80, [*APP, "--start", "--baseline=ignore"]),
    ("watch.jsonl", WATCH, 0, [*APP, "--start", "--json"]),
    ("watch.json", WATCH, 0, [*APP, "-o", "json"]),
    ("watch.csv", WATCH, 0, [*APP, "-o", "csv"]),
    ("watch-all.txt", WATCH, 0, []),
    ("watch-until-none.txt", WATCH, 0, [":80", "--until", "none"]),
    ("watch-duration.txt", WATCH, 0, [*APP, "--start", "--duration", "1"]),
]
LONG = [
    "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:443",
    "[2001:db8:1111:2222:3333:4444:5555:6666]:",
    "com.example.a.package.name.of.sixty.characters.on.the.screen",
]


def ended(words, stdin):
    """Status and output; None: it hung."""
    child = subprocess.Popen(words, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE)  # fmt: skip
    try:
        out, _ = child.communicate(stdin, timeout=20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return None
    return child.returncode, out


def run(recording, words, width, command="conns", stdin_is_terminal=False):
    """Output of the program on a terminal of that width; 0: a pipe."""
    words = [ADBNET, "--replay", recording, command, *words]
    if command == "watch":
        words.append("-n")
    env = dict(os.environ, TZ="UTC", LC_ALL="C", NO_COLOR="1")
    if width == 0:
        done = subprocess.run(words, cwd=TOP, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)  # fmt: skip
        return done.returncode, done.stdout.decode()
    leader, follower = pty.openpty()
    size = struct.pack("HHHH", 24, width, 0, 0)
    fcntl.ioctl(follower, termios.TIOCSWINSZ, size)
    stdin = follower if stdin_is_terminal else subprocess.DEVNULL
    child = subprocess.Popen(words, cwd=TOP, env=dict(env, TERM="xterm"),
                             stdin=stdin, stdout=follower)  # fmt: skip
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


def compare(name, recording, width, words, is_update, command="conns"):
    path = os.path.join(HERE, "golden", name)
    status, text = run(recording, words, width, command)
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


def table_rows(path):
    """What makes a socket, from the tables as they were recorded."""
    with open(path) as file:
        text = file.read()
    # The first request: the looks behind it are of later moments.
    parts = re.split(r"(?m)^(?=request )", text)
    lines = "".join(parts[:2]).splitlines()
    pieces = [re.fullmatch(r"(?:o \d+|\.) (.*)", line) for line in lines]
    text = "".join(piece[1] for piece in pieces if piece).replace("\\r", "")
    rows = set()
    for section in re.split(r"\\n#\w+ section ", text):
        name, *body = section.split("\\n")
        if name in ("tcp", "tcp6", "udp", "udp6"):
            words = [row.split() for row in body]
            rows |= {(name, row[1], row[2], row[9]) for row in words
                     if len(row) > 9 and row[0] != "sl"}  # fmt: skip
    return rows


def check_counts():
    """Every row of the tables of every recording, counted by other means."""
    for path in sorted(glob.glob("recordings/*.adbrec")):
        _, printed = run(path, ["-a", "-o", "csv"], 0)
        count = len(printed.splitlines()) - 1
        # All but the connection that the recording came by.
        check(f"{path}: {count} sockets", len(table_rows(path)) - 1 == count,
              len(table_rows(path)))  # fmt: skip


def check_watch():
    """What does not stand in files: the same each time, early ends, errors."""
    words = [*APP, "--start"]
    texts = {run(WATCH, words, 0, "watch") for _ in range(10)}
    check("watch: ten replays are one", len(texts) == 1, texts)
    command = [ADBNET, "--replay", WATCH, "watch", "-n", *APP]
    done = subprocess.run(f"{' '.join(command)} | head -1", shell=True,
                          capture_output=True, text=True)  # fmt: skip
    # A head that is slow to end lets it finish, with its summary.
    check("watch: | head -1 is no error", "adbnet:" not in done.stderr,
          done.stderr)  # fmt: skip
    done = subprocess.run([ADBNET, "--replay", RIG, "watch", "-n"],
                          capture_output=True, text=True)  # fmt: skip
    check("watch: a recording without samples is told, with its name",
          done.returncode == 1 and RIG in done.stderr and done.stdout == "",
          done.stderr)  # fmt: skip
    done = subprocess.run([*command, "-"], input="mark: a\nb\nmark:c",
                          capture_output=True, text=True)  # fmt: skip
    check("watch: marks on standard input", done.returncode == 0, done.stderr)
    done = ended(command + ["-"], b"mark: x\n" * 20000)
    check("watch: a flood of marks", done is not None
          and done[0] == 0, done)  # fmt: skip
    status, text = run(WATCH, APP, 80, "watch", stdin_is_terminal=True)
    check("watch: a recording is no screen, whoever sits there", status == 0
          and "\x1b" not in text and "samples read" in text, text)  # fmt: skip
    done = subprocess.run([*command, "--save", "/no/such/x.adbnet"],
                          capture_output=True, text=True)  # fmt: skip
    check("watch: --save where nothing can be", done.returncode == 1
          and done.stdout == "", done.stderr)  # fmt: skip


def check_readme():
    with open(os.path.join(TOP, "README.md")) as file:
        readme = file.read()
    example = re.search(r"```\n\$ adbnet conns (.*?)\n(.*?)```", readme, re.S)
    _, text = run(RIG, example.group(1).split(), 80)
    check("README.md shows what is printed", text == example.group(2), text)


def main():
    is_update = sys.argv[1:] == ["--update"]
    os.chdir(TOP)
    texts = {}
    for name, recording, width, words in CASES:
        texts[name] = compare(name, recording, width, words, is_update)
    for name, recording, width, words in WATCH_CASES:
        compare(name, recording, width, words, is_update, "watch")
    check_watch()
    check_long("80 columns", texts["default-80.txt"], LONG[:1] + LONG[2:])
    check_long("200 columns", texts["default-200.txt"], LONG)
    check_long("piped", texts["piped.txt"], LONG)
    check_counts()
    check_readme()
    if failures:
        print(f"{len(failures)} of the checks failed")
        sys.exit(1)


if __name__ == "__main__":
    main()
