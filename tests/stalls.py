# SPDX-License-Identifier: Apache-2.0
"""How long the machine stood still while a test looked at times: a machine
that others share does that, and nobody samples then. What was measured
meanwhile says nothing about the program, and is measured again."""

import threading
import time

from verdict import failures

PERIOD_S = 0.01
ATTEMPTS = 3


class Stalls:
    """with Stalls() as stalls: ...; stalls.worst_s"""

    def __init__(self):
        self.worst_s = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        before = time.monotonic()
        while not self.over.wait(PERIOD_S):
            now = time.monotonic()
            self.worst_s = max(self.worst_s, now - before - PERIOD_S)
            before = now

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def measured_again(measure, limit_s, is_of_time):
    """Calls measure(), and again if the machine stood still for limit_s or
    more, and all that was wrong are things that is_of_time(name) says
    depend on that. The last attempt counts as it is."""
    for attempt in range(ATTEMPTS):
        before = len(failures)
        with Stalls() as stalls:
            measure()
        wrong = failures[before:]
        if (not wrong or attempt == ATTEMPTS - 1 or stalls.worst_s < limit_s
                or not all(is_of_time(name) for name in wrong)):  # fmt: skip
            return
        del failures[before:]
        print(f"      the machine stood still for {stalls.worst_s * 1000:.0f} "
              "ms: measured again", flush=True)  # fmt: skip
