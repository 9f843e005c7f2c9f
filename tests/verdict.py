# SPDX-License-Identifier: Apache-2.0
"""What tests that are scripts say of each thing they look at. `failures` has
the names of those that were wrong; the script's exit status is its own."""

SEEN_MAX = 3000

failures = []


def check(what, good, seen=""):
    print(("ok    " if good else "WRONG ") + what, flush=True)
    if not good:
        failures.append(what)
        print(f"      {seen}"[:SEEN_MAX], flush=True)
