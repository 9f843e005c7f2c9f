# SPDX-License-Identifier: Apache-2.0
"""Three shells that are asked what they would complete. Each has

    offered(line)  the set of words for the end of line
    typed(line)    what a program gets when TAB and Enter are pressed there,
                   or None where nobody sits at the shell
"""

import os
import pty
import select
import shutil
import subprocess
import termios
import time

LIMIT_S = 30


class Terminal:
    """A shell at a pty, in a directory, with adbnet as a function that
    tells into a FIFO what it was called with."""

    def __init__(self, command, directory, setup):
        self.fifo = os.path.join(directory, ".told")
        os.mkfifo(self.fifo)
        # Both ways, so that it has no end between two answers.
        self.told = os.open(self.fifo, os.O_RDWR | os.O_NONBLOCK)
        self.ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (200, 200))
        env = dict(os.environ, TERM="dumb", HOME=directory, PS1="", HISTFILE="")
        self.child = subprocess.Popen(
            command, cwd=directory, env=env, stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True)
        os.close(theirs)
        self.said = b""
        for line in setup + ["adbnet ready"]:
            self.write(line.replace("FIFO", self.fifo) + "\n")
        self.answer()

    def write(self, text):
        os.write(self.ours, text.encode())

    def answer(self):
        """The words that adbnet was called with."""
        got = b""
        end = time.monotonic() + LIMIT_S
        while not got.endswith(b"<end>\n"):
            left = end - time.monotonic()
            if left <= 0:
                raise SystemExit(f"the shell says nothing: {self.said[-900:]}")
            ready, _, _ = select.select([self.told, self.ours], [], [], left)
            if self.ours in ready:
                self.said += os.read(self.ours, 65536)
            if self.told in ready:
                got += os.read(self.told, 65536)
        return got.decode().split("\n")[:-2]

    def type(self, line):
        self.write(line + "\t\n")
        return self.answer()

    def close(self):
        self.child.kill()
        self.child.wait()
        os.close(self.ours)
        os.close(self.told)


class Bash:
    program = "bash"

    def __init__(self, file, directory):
        self.file, self.directory = file, directory
        self.terminal = Terminal(
            ["bash", "--norc", "-i"], directory,
            ["adbnet() { printf '%s\\n' \"$@\" '<end>' >FIFO; }",
             f"source {file}"])

    def offered(self, line):
        script = (
            'source "$1"; COMP_LINE=$2 COMP_POINT=${#2}; _adbnet;'
            ' printf "%s\\n" "${COMPREPLY[@]}"'
        )
        out = subprocess.run(
            ["bash", "-c", script, "bash", self.file, line],
            cwd=self.directory, capture_output=True, text=True, check=True)
        if out.stderr:
            raise SystemExit(f"bash: {line!r}: {out.stderr}")
        return set(out.stdout.split("\n")) - {""}

    def typed(self, line):
        return self.terminal.type(line)

    def close(self):
        self.terminal.close()


# What is added is also written down; calls that only fill an array are the
# completion system's own.
ZSH = r"""
adbnet() { print -rl -- "$@" '<end>' >FIFO }
fpath=(DIRECTORY $fpath)
setopt no_auto_list no_beep
autoload -Uz compinit && compinit -u -D
compadd() {
    local word; local -a hits
    for word; do
        [[ $word == (-|--) ]] && break
        [[ $word == -[OAD]* ]] && { builtin compadd "$@"; return }
    done
    builtin compadd -O hits "$@"
    print -rl -- $hits >>.offered
    builtin compadd "$@"
}
"""


class Zsh:
    program = "zsh"

    def __init__(self, file, directory):
        self.list = os.path.join(directory, ".offered")
        rc = os.path.join(directory, ".zshrc")
        fifo = os.path.join(directory, ".told")
        with open(rc, "w", encoding="ascii") as out:
            out.write(ZSH.replace("DIRECTORY", os.path.dirname(file))
                      .replace("FIFO", fifo))
        os.environ["ZDOTDIR"] = directory
        # The line editor starts when it asks for a line, not before.
        self.terminal = Terminal(["zsh", "-d", "-i"], directory, [])

    def offered(self, line):
        if os.path.exists(self.list):
            os.unlink(self.list)
        self.terminal.type(line)
        if not os.path.exists(self.list):
            return set()
        with open(self.list, encoding="utf-8") as lines:
            return set(lines.read().split("\n")) - {""}

    def typed(self, line):
        return self.terminal.type(line)

    def close(self):
        self.terminal.close()


class Fish:
    program = "fish"

    def __init__(self, file, directory):
        self.file, self.directory = file, directory

    def offered(self, line):
        out = subprocess.run(
            ["fish", "--no-config", "-c",
             "source $argv[1]; complete -C $argv[2]", self.file, line],
            cwd=self.directory, capture_output=True, text=True, check=True,
            env=dict(os.environ, HOME=self.directory))
        if out.stderr:
            raise SystemExit(f"fish: {line!r}: {out.stderr}")
        words = {row.split("\t")[0] for row in out.stdout.split("\n")}
        # "--via=auto" is what the word becomes, "auto" what is added.
        last = line.split(" ")[-1]
        head = last[:last.index("=") + 1] if "=" in last else ""
        return {word.removeprefix(head) for word in words} - {""}

    def typed(self, line):
        del line

    def close(self):
        pass


SHELLS = {"bash": (Bash, "adbnet.bash"), "zsh": (Zsh, "_adbnet"),
          "fish": (Fish, "adbnet.fish")}


def start(name, built, directory):
    """The shell, or None if it is not installed."""
    kind, file = SHELLS[name]
    if shutil.which(kind.program) is None:
        return None
    return kind(os.path.join(built, file), directory)
