# SPDX-License-Identifier: Apache-2.0
"""A real terminal for tests: tmux, with one shell in it."""

import os
import subprocess
import time

DEADLINE_S = 20


class Terminal:
    """A tmux server of its own with one shell in it."""

    def __init__(self, directory, columns, lines):
        self.socket = os.path.join(directory, "tmux")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns),
                  "-y", str(lines), "env", "-u", "LC_ALL", "LANG=C.UTF-8",
                  "PS1=$ ", "sh")
        self.wait("$")  # capture-pane drops blanks at the end

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, "-u", *words],
                              check=True, capture_output=True,
                              encoding="utf-8").stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.keys("Enter")

    def text(self):
        return self.tmux("capture-pane", "-p")

    def wait(self, what, is_there=True):
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            text = self.text()
            if (what in text) == is_there:
                return text
            time.sleep(0.05)
        return self.text()

    def stty(self, path):
        self.type(f"stty -a >{path}; echo done-$?")
        if "done-0" not in self.wait("done-0"):
            return "no shell answers"
        self.type("clear")
        self.wait("done-0", is_there=False)
        with open(path, encoding="ascii") as file:
            return file.read()

    def end(self):
        self.tmux("kill-server")
