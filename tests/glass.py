# SPDX-License-Identifier: Apache-2.0
"""A VT100 in Python, for what has to see each byte when it comes: a program on
a terminal of its own, what stands on that terminal's glass, keys for it."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

CSI = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z@])")
OTHER = re.compile(r"\x1b[()][A-Z0-9]|\x1b[=>78DEHMc]|\x0e|\x0f")


class Glass:
    def __init__(self, columns, lines):
        self.columns, self.lines = columns, lines
        self.rows = [[" "] * columns for _ in range(lines)]
        self.x = self.y = 0
        self.kept = ""

    def text(self, line):
        return "".join(self.rows[line]).rstrip()

    def all(self):
        return "\n".join(self.text(i) for i in range(self.lines))

    def write(self, data):
        text = self.kept + data.decode("ascii", "replace")
        self.kept = ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = CSI.match(text, at) or OTHER.match(text, at)
                if found is None:
                    if len(text) - at < 16:
                        self.kept = text[at:]
                        return
                    raise ValueError(f"unknown sequence {text[at:at + 16]!r}")
                if found.re is CSI:
                    self.control(found[1], found[2])
                at = found.end()
            else:
                self.put(text[at])
                at += 1

    def put(self, char):
        if char == "\r":
            self.x = 0
        elif char == "\n":
            self.y = min(self.y + 1, self.lines - 1)
        elif char == "\b":
            self.x = max(self.x - 1, 0)
        elif char == "\t":
            self.x = min((self.x // 8 + 1) * 8, self.columns - 1)
        elif char >= " ":
            if self.x >= self.columns:
                self.x, self.y = 0, min(self.y + 1, self.lines - 1)
            self.rows[self.y][self.x] = char
            self.x += 1

    def control(self, words, letter):
        numbers = [int(x or 0) for x in words.lstrip("?").split(";")]
        count = max(numbers[0], 1)
        x = min(self.x, self.columns - 1)
        if letter in "Hf":
            self.y = min(count, self.lines) - 1
            self.x = min(max((numbers + [1])[1], 1), self.columns) - 1
        elif letter == "A":
            self.y = max(self.y - count, 0)
        elif letter == "B":
            self.y = min(self.y + count, self.lines - 1)
        elif letter == "C":
            self.x = min(x + count, self.columns - 1)
        elif letter == "D":
            self.x = max(x - count, 0)
        elif letter == "K":
            self.blank(self.y, *((x, self.columns), (0, x + 1),
                                 (0, self.columns))[numbers[0]])  # fmt: skip
        elif letter == "J":
            first = 0 if numbers[0] == 2 else self.y + 1
            if numbers[0] == 0:
                self.blank(self.y, x, self.columns)
            for line in range(first, self.lines):
                self.blank(line, 0, self.columns)
        elif letter not in "mhlr":
            raise ValueError(f"unknown sequence {words}{letter}")

    def blank(self, line, first, end):
        self.rows[line][first:end] = " " * (end - first)


class Screen:
    """A program whose terminal is ours; glass has what it shows."""

    def __init__(self, words, columns=80, lines=24):
        self.glass = Glass(columns, lines)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="vt100", LANG="C.UTF-8")
            os.environ.pop("LC_ALL", None)
            fcntl.ioctl(0, termios.TIOCSWINSZ,
                        struct.pack("4H", lines, columns, 0, 0))  # fmt: skip
            os.execvp(words[0], words)
        self.bytes = 0

    def read(self, seconds):
        """True: something came."""
        if not select.select([self.fd], [], [], max(seconds, 0))[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            raise EOFError("it has ended:\n" + self.glass.all())
        self.bytes += len(data)
        self.glass.write(data)
        return True

    def wait(self, is_there, seconds=20):
        """Seconds until is_there(glass); None: it never was."""
        start = time.monotonic()
        while not is_there(self.glass):
            if time.monotonic() - start > seconds:
                return None
            self.read(0.1)
        return time.monotonic() - start

    def rest(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def end(self):
        """Its wait status, after all that it writes has been read."""
        try:
            while True:
                self.read(60)
        except EOFError:
            pass
        os.close(self.fd)
        return os.waitpid(self.pid, 0)[1]
