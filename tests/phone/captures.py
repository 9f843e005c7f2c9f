# SPDX-License-Identifier: Apache-2.0
"""What tests know of captures (`adbnet watch --save`): whether a file is one,
and whether all is in it that the watching had told until then."""

import json
import os
import sqlite3
import subprocess

ADBNET = os.path.abspath(os.environ.get("ADBNET", "build/adbnet"))
# What `report` says of itself; all else is the watching's own.
OF_REPORT = ("capture", "summary", "hint", "run_note", "end")

# What is told of the whole, between the summaries and the end.
OF_ALL = ("hint", "run_note")


def last_two(lines):
    """Of a watching: its summary and its end."""
    return [one for one in lines if one["type"] not in OF_ALL][-2:]


def whole_lines(data):
    """What a reader has got for sure; the last line may be cut."""
    return [json.loads(one) for one in data.split(b"\n")[:-1]]


class Report:
    """`adbnet report -o FORM` of a file."""

    def __init__(self, path, form="jsonl"):
        done = subprocess.run([ADBNET, "report", path, "-o", form],
                              capture_output=True, timeout=60)  # fmt: skip
        self.status = done.returncode
        self.error = done.stderr.decode(errors="replace").strip()
        self.out = done.stdout
        self.lines = whole_lines(done.stdout) if form == "jsonl" else []

    def told(self):
        """What the watching said, too, in its order."""
        return [one for one in self.lines[1:] if one["type"] not in OF_REPORT]


def integrity(path):
    """What SQLite says of the file as it lies there, log and all, and the
    numbers of its samples."""
    with sqlite3.connect(path) as db:
        said = [row[0] for row in db.execute("PRAGMA integrity_check")]
        numbers = [row[0] for row in db.execute(
            "SELECT number FROM sample ORDER BY device, seq")]  # fmt: skip
    db.close()
    return said, numbers


def comparable(line):
    """A timer that runs down is no change, so a capture has it as it was when
    something else changed; and it may lie elsewhere now."""
    if "watch" in line:
        return {**line, "watch": {**line["watch"], "capture": None}}
    if "connection" not in line:
        return line
    return {**line, "connection": {**line["connection"], "timer_ms": None}}


def brief(line):
    """What tells a line from others."""
    connection = line.get("connection") or {}
    ends = [connection[end]["port"] for end in ("local", "remote")
            if connection]  # fmt: skip
    return [line["type"], line.get("sample"), connection.get("id"),
            connection.get("state"), ends]  # fmt: skip


def first_difference(acknowledged, told):
    """The first line that was read and does not stand there; None."""
    there = [comparable(line) for line in told]
    for i, one in enumerate(acknowledged):
        line = comparable(one)
        if i < len(there) and there[i] == line:
            continue
        if line in there:
            return f"line {i}, {brief(line)}, stands at {there.index(line)}"
        beside = there[i] if i < len(there) else {"type": "nothing"}
        return (f"line {i}, {brief(line)}, but {brief(beside)}: "
                f"{line} and {beside}")  # fmt: skip
    return None


def what_is_wrong(path, acknowledged, statuses):
    """A sentence, or None: the file opens, its report ends with one of
    statuses, and has each acknowledged line in the same words and order."""
    report = Report(path)
    if report.status not in statuses:
        return f"report: {report.status} {report.error}"
    # First the report, which changes nothing: sqlite3 takes the log in.
    said, numbers = integrity(path)
    if said != ["ok"]:
        return f"integrity_check: {said}"
    told = [one for one in acknowledged[1:] if one["type"] not in OF_REPORT]
    different = first_difference(told, report.told())
    if different:
        return f"was read and is not in the capture: {different}"
    most = max((one.get("sample") or 0 for one in told), default=0)
    if most > max(numbers, default=0):
        return f"sample {most} was read, the capture has {numbers[-3:]}"
    return None
