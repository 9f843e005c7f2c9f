# SPDX-License-Identifier: Apache-2.0
"""From a key to its effect on the screen of a watch: see `watch keys`."""

import os
import random
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))  # fmt: skip

from glass import Screen  # noqa: E402
from measure import target  # noqa: E402

DOWN, UP = "\x1bOB", "\x1bOA"
KEYS, NEWS = -1, -3  # lines of the screen
# What a person does between two keys.
PAUSE_S = (0.01, 0.25)


def last(start):
    return lambda glass: glass.text(glass.lines + KEYS).startswith(start)


def is_paused(glass):
    return glass.text(glass.lines + NEWS).startswith("paused")


def cursor(glass):
    """The row that has it; its times change by themselves."""
    for line in range(2, glass.lines - 3):
        text = glass.text(line)
        if text.startswith(">"):
            return text[:1] + text[14:], line
    return None


class Keys:
    """Presses keys, and waits for what each does."""

    def __init__(self, screen):
        self.screen = screen
        self.took = {}
        self.lost = []

    def press(self, name, key, is_there):
        self.screen.rest(random.uniform(*PAUSE_S))
        self.screen.type(key)
        took = self.screen.wait(is_there, 5)
        if took is None:
            self.lost.append(name)
            print(f"{name}: no effect\n{self.screen.glass.all()}")
        else:
            self.took.setdefault(name, []).append(took * 1000)

    def move(self, name, key):
        """Its effect: the cursor is on another row."""
        before = cursor(self.screen.glass)
        self.press(name, key, lambda glass: cursor(glass) not in
                   (None, before))  # fmt: skip

    def filter(self):
        self.press("/", "/", last("filter: _"))
        self.press("a letter", "4", last("filter: 4_"))
        self.press("a letter", "4", last("filter: 44_"))
        self.press("backspace", "\x7f", last("filter: 4_"))
        self.press("Enter, a filter", "\r", last("m mark"))
        self.press("/", "/", last("filter: 4_"))
        self.press("Escape", "\x1b", last("m mark"))

    def list(self):
        # Never at the last row, where down has no effect.
        self.screen.type("kk")
        self.screen.rest(0.5)
        self.press("p", "p", is_paused)
        self.move("down", DOWN)
        self.move("up", UP)
        self.press("p", "p", lambda glass: not is_paused(glass))
        self.move("j", "j")
        self.move("down", DOWN)
        self.move("k", "k")
        self.move("up", UP)

    def details(self):
        self.press("Enter, details", "\r", last("Enter back"))
        self.press("Enter, back", "\r", last("m mark"))

    def mark(self):
        self.press("m", "m", last("mark: _"))
        self.press("a letter", "x", last("mark: x_"))
        self.press("Enter, a mark", "\r", last("m mark"))


def measure(words, seconds):
    random.seed(6)
    screen = Screen(words)
    if screen.wait(lambda glass: cursor(glass) is not None, 60) is None:
        sys.exit("no row came:\n" + screen.glass.all())
    screen.rest(3)
    keys = Keys(screen)
    drawn = screen.bytes
    start = time.monotonic()
    while time.monotonic() - start < seconds and not keys.lost:
        random.choice((keys.filter, keys.list, keys.details, keys.mark))()
    took = time.monotonic() - start
    drawn = (screen.bytes - drawn) / took
    print(screen.glass.all())
    screen.type("q")
    status = screen.end()
    every = [one for some in keys.took.values() for one in some]
    for name, some in sorted(keys.took.items()):
        print(f"{name:16} {len(some):4} times: median "
              f"{statistics.median(some):6.1f} ms, worst {max(some):6.1f} ms")
    print(f"{len(every)} keys in {took:.0f} s: median "
          f"{statistics.median(every):.1f} ms; {drawn / 1000:.1f} kB/s drawn")
    target("keys without an effect", len(keys.lost), 0)
    target("until a key has its effect, worst", max(every), 100, " ms")
    target("exit status", status, 0)
