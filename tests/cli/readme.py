# SPDX-License-Identifier: Apache-2.0
"""What is fenced in README.md: which commands there are, what each is on the
rig, what it is to print. readme.sh makes the rig and calls this in it.

A fence holds commands, one to a line (`\\` at its end: the next one, too). In
one with `$ ` in front of commands the other lines are what a terminal of 80
columns shows: numbers may be others, `...` stands for any lines. A fence that
is called `text` holds none. In the comment behind a command

    # ... status 5 ...        is its exit status; else it is 0
    # not tested: REASON      says that it is not run here

usage: readme.py README DIRECTORY [WORD...]   only commands with that WORD"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from stalls import ATTEMPTS, Stalls  # noqa: E402
from verdict import check, failures  # noqa: E402

# What README.md says, and what it is here: a tester's phones, process and
# patience. Packages, files and all other words are those of README.md.
SUBSTITUTES = (
    (r"^build/adbnet\b", "adbnet"),
    (r"\bemulator-5554\b", "192.0.2.17:5555"),
    (r"\bemulator-5556\b", "127.0.0.1:6001"),
    (r"\b24685\b", "$A_PID"),
    (r"\badb install -r (\S+)\.apk", r"install_on_rig \1"),
    (r"--duration (30|1m)\b", "--duration 2500ms"),
    (r"--dwell (60|30|1m)\b", "--dwell 1500ms"),
    (r"\bscan --third-party", "scan --third-party --dwell 1s"),
    (r"\bscan\b(?!.*(--dwell|--dry-run))", "scan --dwell 1500ms"),
)
# Run by .ci/run, which calls ./dev, and tests/lint/bare.sh.
BY_CI = r"^\./dev "
COMMAND_S = 60
# Who looks every 100 ms misses what comes and goes while nothing runs.
STALL_S = 0.1
# A watch that nothing else ends is ended by Ctrl-C so long after it began.
CTRL_C_S = 1.5
# The first words of a watch: of its lines, its screen, its JSON.
WATCH_BEGINS = r"# 0\.00 = |samples/s|m mark|\"type\":\"phone\"|\"type\":\"open\""
# What is asked, and what a tester answers.
QUESTION, ANSWER = r"y and Enter", b"y\n"
# What happens on the phone meanwhile, so long after the beginning.
MEANWHILE = ((r"-exit\b", 1.5, "adb shell am force-stop com.example.bank"),)

# A second phone is there only while one of these runs.
SECOND = (r"--all-devices|127\.0\.0\.1:6001",
          "adb connect 127.0.0.1:6001", "adb disconnect 127.0.0.1:6001")  # fmt: skip


class Command:
    def __init__(self, line, text):
        self.line = line
        self.text = text
        self.shown = None  # lines of a transcript

    def status(self):
        found = re.search(r"#.*\bstatus (\d)", self.text)
        return int(found[1]) if found else 0

    def excuse(self):
        found = re.search(r"# not tested: (.+)", self.text)
        return found[1] if found else None

    def here(self):
        text = self.text
        for pattern, other in SUBSTITUTES:
            text = re.sub(pattern, other, text)
        return text


def commands_of_fence(line, lines):
    """line: number of the first."""
    has_prompt = any(text.startswith("$ ") for text in lines)
    found = []
    is_open = False
    for number, text in enumerate(lines, line):
        if is_open:
            found[-1].text += "\n" + text
        elif has_prompt and not text.startswith("$ "):
            found[-1].shown.append(text)
            continue
        elif text.strip() and not text.startswith("#"):
            found.append(Command(number, text.removeprefix("$ ")))
            found[-1].shown = [] if has_prompt else None
        is_open = text.endswith("\\")
    return found


def commands_of(readme):
    """All commands; a fence that is not closed is an error."""
    found = []
    fence = None
    for number, text in enumerate(readme.splitlines(), 1):
        if not text.startswith("```"):
            if fence is not None:
                fence[2].append(text)
        elif fence is None:
            fence = (number + 1, text[3:], [])
        else:
            if fence[1] != "text":
                found += commands_of_fence(fence[0], fence[2])
            fence = None
    check("every fence is closed", fence is None)
    return found


class Terminal:
    """A command on a terminal of 80 columns, and what is typed there."""

    def __init__(self, command):
        self.command = command
        self.text = ""
        self.begun = time.monotonic()
        self.watch_begun = None
        self.is_answered = False
        self.todo = [one[1:] for one in MEANWHILE
                     if re.search(one[0], command)]  # fmt: skip
        self.wants_ctrl_c = bool(
            re.search(r"\bwatch\b(?!.*(--duration|--until))", command)
        )
        self.leader, follower = pty.openpty()
        size = struct.pack("HHHH", 24, 80, 0, 0)
        fcntl.ioctl(follower, termios.TIOCSWINSZ, size)
        self.child = subprocess.Popen(
            ["bash", "-c", command], stdin=follower, stdout=follower,
            stderr=follower, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(follower)

    def read(self):
        """False: it has ended."""
        if not select.select([self.leader], [], [], 0.05)[0]:
            return True
        try:
            piece = os.read(self.leader, 65536)
        except OSError:
            return False
        self.text += piece.decode(errors="replace")
        return piece != b""

    def act(self):
        now = time.monotonic()
        if not self.is_answered and re.search(QUESTION, self.text):
            self.is_answered = True
            os.write(self.leader, ANSWER)
        if self.watch_begun is None and re.search(WATCH_BEGINS, self.text):
            self.watch_begun = now
        if self.watch_begun is None:
            return
        if self.wants_ctrl_c and now - self.watch_begun > CTRL_C_S:
            self.wants_ctrl_c = False
            os.write(self.leader, b"\x03")
        for seconds, what in list(self.todo):
            if now - self.watch_begun > seconds:
                self.todo.remove((seconds, what))
                subprocess.run(["bash", "-c", what], check=True)

    def run(self):
        """Its status; None: it did not end."""
        while self.read():
            self.act()
            if time.monotonic() - self.begun > COMMAND_S:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait()
                return None
        os.close(self.leader)
        return self.child.wait(COMMAND_S)


def shape(line):
    """Numbers and clocks are of one run, addresses and words are not."""
    words = re.sub(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{4}\.\.\.[0-9a-f]{4}\b", "SHA",
                   line).replace("behind", "ahead").split()  # fmt: skip
    return " ".join(
        word if re.search(r"(\d+\.){3}|::", word) and "T" not in word
        else re.sub(r"[-+]?\d[\d.,:]*", "0", word)
        for word in words
    )  # fmt: skip


def compare(command, text):
    where = f"line {command.line}"
    printed = [shape(one) for one in text.splitlines()]
    shown = [shape(one) for one in command.shown]
    lacking = [one for one in shown if one != "..." and one not in printed]
    check(f"{where}: what is shown is printed", not lacking,
          "\n".join([*lacking, "-- printed:", text]))  # fmt: skip
    more = [one for one in printed if one and one not in shown]
    check(f"{where}: nothing else is printed", not more or "..." in shown,
          "\n".join(more))  # fmt: skip
    check(f"{where}: 80 columns hold it",
          all(len(one) <= 80 for one in command.shown))  # fmt: skip


def plug(what, command):
    if re.search(SECOND[0], command):
        subprocess.run(["bash", "-c", what], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip


def run_once(command):
    """Its status, and what it printed."""
    plug(SECOND[1], command.here())
    terminal = Terminal(command.here())
    status = terminal.run()
    plug(SECOND[2], command.here())
    # A line of progress is erased before another stands in its place.
    return status, re.sub(r"[^\n]*\x1b\[K", "",
                          terminal.text.replace("\r\n", "\n"))  # fmt: skip


def is_unseen(command, status, text):
    """An app was not seen often enough, and the README's was."""
    return "low-coverage" in text and (
        status != command.status()
        or "low-coverage" not in "".join(command.shown or text))  # fmt: skip


def run(command):
    begun = time.monotonic()
    for _ in range(ATTEMPTS):
        before = set(os.listdir())
        with Stalls() as stalls:
            status, text = run_once(command)
        # Only where nobody looked because nothing ran on this machine.
        if stalls.worst_s < STALL_S or not is_unseen(command, status, text):
            break
        for name in set(os.listdir()) - before:
            os.unlink(name)
        print(f"      the machine stood still for {stalls.worst_s:.2f} s: "
              "once more")  # fmt: skip
    check(f"line {command.line}, {time.monotonic() - begun:.1f} s: "
          f"{command.text}", status == command.status(),
          f"{command.here()}\nstatus {status}\n{text}")  # fmt: skip
    if command.shown:
        compare(command, text)


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        commands = commands_of(f.read())
    os.chdir(sys.argv[2])
    words = sys.argv[3:]
    counts = {"run": 0, "run by CI": 0, "not tested": 0}
    for command in commands:
        if re.search(BY_CI, command.text):
            counts["run by CI"] += 1
        elif command.excuse():
            counts["not tested"] += 1
            print(f"not run: {command.text}")
        elif not words or any(word in command.text for word in words):
            counts["run"] += 1
            run(command)
    print(f"{len(commands)} commands: " +
          ", ".join(f"{n} {what}" for what, n in counts.items()))  # fmt: skip
    check("each is run, or said not to be", words
          or sum(counts.values()) == len(commands) > 0)  # fmt: skip
    print(f"{len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
