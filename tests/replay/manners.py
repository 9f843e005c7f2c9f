#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program says about itself: --help of every command fits a
terminal, and --version names each library that is linked.

What --whois alone needs is loaded by --whois alone.

usage: manners.py      ADBNET names the program"""

import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
# Of the libraries that are linked themselves: what --version calls them.
LIBRARIES = {
    "libcares": "c-ares",
    "libcrypto": "OpenSSL",
    "libjansson": "jansson",
    "libmaxminddb": "libmaxminddb",
    "libncursesw": "ncurses",
    "libsqlite3": "SQLite",
    "libusb-1.0": "libusb",
    "libz": "zlib",
}


def said(*words):
    """Standard output; nothing may stand on standard error."""
    done = subprocess.run([ADBNET, *words], capture_output=True, text=True)
    check(f"{' '.join(words)}: status 0, no words",
          (done.returncode, done.stderr) == (0, ""), done)  # fmt: skip
    return done.stdout


def helps():
    main = said("--help")
    listed = main.split("Commands:\n")[1].split("\n\n")[0]
    commands = re.findall(r"^  ([a-z]+)", listed, re.M)
    check("the commands are listed", "conns" in commands, listed)
    for command in [None, *commands]:
        text = main if command is None else said(command, "--help")
        lines = text.split("\n")
        wide = [line for line in lines if len(line) > 80]
        check(f"{command} --help fits 80 columns", not wide, wide)
        ragged = [line for line in lines if line != line.rstrip()]
        check(f"{command} --help ends its lines", not ragged, ragged)
        check(f"{command} --help has no holes", "\n\n\n" not in text, text)


def versions():
    text = said("--version")
    check("--version begins with the program",
          re.match(r"adbnet \d+\.\d+\.\d+\n", text), text)  # fmt: skip
    for words in (r"recording format \d+", r"cache format \d+",
                  r"json schemas( adbnet\.[a-z]+/\d+,?)+"):  # fmt: skip
        check(f"--version has {words}", re.search(f"^{words}$", text, re.M),
              text)  # fmt: skip
    shapes = {f"adbnet.{name.split('.')[1]}/{name.split('.')[2]}"
              for name in os.listdir(TOP + "/src/dist/schema")}  # fmt: skip
    named = set(re.findall(r"adbnet\.[a-z]+/\d+", text))
    check("--version names each JSON schema", shapes == named,
          shapes ^ named)  # fmt: skip
    dynamic = subprocess.run(["readelf", "-d", ADBNET], check=True,
                             capture_output=True, text=True).stdout  # fmt: skip
    linked = re.findall(r"\(NEEDED\).*\[(.+?)\.so", dynamic)
    check("libraries are linked", "libcrypto" in linked, dynamic)
    for library in set(linked) & LIBRARIES.keys():
        check(f"--version has the version of {library}",
              re.search(rf"^{LIBRARIES[library]} \d+\.\d+", text, re.M),
              text)  # fmt: skip


def without_libcurl():
    """Where the loader finds a file that is no library in its place."""
    with tempfile.TemporaryDirectory() as directory:
        with open(directory + "/libcurl.so.4", "w") as file:
            file.write("no library\n")
        env = {**os.environ, "LD_LIBRARY_PATH": directory,
               "XDG_CACHE_HOME": directory}  # fmt: skip
        for words, status, text in (
            (["--version"], 0, ""),
            (["lookup", "-n", "192.0.2.1"], 0, ""),
            (["lookup", "--whois", "192.0.2.1"], 1, "--whois needs libcurl"),
        ):
            done = subprocess.run([ADBNET, *words], capture_output=True,
                                  text=True, env=env)  # fmt: skip
            check(f"without libcurl: {' '.join(words)}",
                  done.returncode == status and text in done.stderr,
                  done)  # fmt: skip


def main():
    helps()
    versions()
    check("--version has the version of libcurl",
          re.search(r"^libcurl \d+\.\d+.*, loaded for --whois$",
                    said("--version"), re.M))  # fmt: skip
    without_libcurl()
    if failures:
        print(f"{len(failures)} wrong: {', '.join(failures)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
