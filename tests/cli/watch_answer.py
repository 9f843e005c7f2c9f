# SPDX-License-Identifier: Apache-2.0
"""A phone that is watched, for the fakes: the first look is phone_answer's,
then a sample for each tick, made by a function; foul where a test wants it."""

import re

from phone_answer import GOOD, HEADER, answer, row, to_bytes

TICK = re.compile(rb"s[^\n]*\n")


def frame(token, text):
    return f"\n#{token} {text}\n".encode()


def sample(token, number, sections, at="1795354806.000000"):
    """One, of sections as in phone_answer.GOOD; the tables come by
    themselves."""
    tables = {name: (HEADER, 0) for name in ("tcp", "tcp6", "udp", "udp6")}
    tables.update(sections)
    out = frame(token, f"begin adbnet-sample/1 {number} {at}")
    for name, (body, status) in tables.items():
        out += frame(token, "section " + name) + to_bytes(body, token)
        out += frame(token, f"done {status}")
    return out + frame(token, f"end {len(tables)} {at}")


SNMP = (
    "Tcp: RtoAlgorithm ActiveOpens AttemptFails\nTcp: 1 10 1\n"
)
BYTES = "mAppUidStatsMap:\nuid rxBytes rxPackets txBytes txPackets\n"


def with_counters(line, sections):
    """What a tick asks for at the start and the end, so that none waits."""
    return dict(sections, snmp=(SNMP, 0), bytes=(BYTES, 0)) \
        if b" n" in line else sections


def one_row(_number, _line):
    return {"tcp": GOOD["tcp"]}


def is_logcat(text):
    return "logcat" in text and "section" not in text


def watched(make=one_row, changes=None, logcat=None, on_sample=None):
    """A function of a Shell. make(number, line): the sections of a sample;
    logcat(shell): what runs beside; on_sample(shell, number): before it."""

    def loop(shell, token):
        number = 0
        while line := shell.stdin():
            for tick in TICK.findall(line):
                number += 1
                if on_sample is not None:
                    on_sample(shell, number)
                shell.out(sample(token, number, with_counters(tick, make(number, tick))))
        shell.exit()

    def run(shell):
        text = shell.script()
        if is_logcat(text):
            return shell.wait() if logcat is None else logcat(shell)
        token = re.search(r"\bT=([0-9a-z]+) ", text).group(1)
        if "adbnet-sample/1" in text:
            return loop(shell, token)
        shell.out(answer(token, changes))
        shell.exit()
        return None

    return run


LAUNCHER = (
    b"priority=0 preferredOrder=0 match=0x108000 specificIndex=-1\n"
    b"com.example.bank/.MainActivity\n"
)


def opens(resolved=LAUNCHER, started=b"", cleared=b"Success\n"):
    """watched(), and what pm and am print when an app is to be opened."""
    phone = watched()
    says = {"resolve-activity": resolved, "pm clear": cleared,
            "package clear": cleared, "am start": started}  # fmt: skip

    def run(shell):
        text = shell.script()
        shell.script = lambda: text
        for words, answer_ in says.items():
            if words in text and "section" not in text:
                shell.out(answer_)
                return shell.exit()
        return phone(shell)

    return run


def rows_of(count, uid_of, inode=100000):
    """So many connected sockets, each of the uid that uid_of() names."""
    return HEADER + "".join(
        row(
            f"192.0.2.17:{1024 + i % 60000}",
            f"203.0.113.{1 + i // 60000}:443",
            uid=uid_of(i),
            inode=inode + i,
        )
        for i in range(count)
    )
