#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Saved text and recordings, by the program as a whole: no phone, no server.

saved/guide-*.txt are the two blocks of output in OWASP's Mobile Application
Security Testing Guide, "Get Open Connections" (MASTG-TECH), verbatim with
their prompts and "..."; the addresses in them were published there.

usage: saved.py [--update]      ADBNET names the program"""

import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

TOP = os.path.dirname(os.path.dirname(HERE))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
RECORDING = "recordings/rig.adbrec"
ROOT = "recordings/root.adbrec"
SAVED = "tests/replay/saved/"
CASES = [
    ("guide-tcp.json", [SAVED + "guide-tcp.txt", "--json"]),
    ("guide-netstat.json", [SAVED + "guide-netstat.txt", "--json"]),
]
CHANGES = 150


def run(words, stdin=b""):
    env = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C",
           "HOME": "/nonexistent"}  # fmt: skip
    return subprocess.run([ADBNET, *words], input=stdin, env=env, cwd=TOP,
                          capture_output=True)  # fmt: skip


def parse(*words, stdin=b""):
    done = run(["parse", "-n", *words], stdin)
    if done.returncode != 0:
        check(f"parse {' '.join(words)}: exit 0", False, done.stderr.decode())
    return done.stdout.decode()


def rows_of(text):
    return json.loads(text)["results"][0]["connections"]


def holds(want, got):
    """All that was, is; keys may have come since."""
    if isinstance(want, dict) and isinstance(got, dict):
        return all(k in got and holds(want[k], got[k]) for k in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(holds, want, got))
    return want == got


def golden(is_update):
    for name, words in CASES:
        path = os.path.join(HERE, "golden", name)
        text = parse(*words)
        if is_update:
            with open(path, "w") as file:
                file.write(text)
        with open(path) as file:
            want = json.load(file)
        check(f"{name}: as it was", holds(want, json.loads(text)), text)


def guide():
    """What a reader of the guide sees in its blocks."""
    rows = rows_of(parse(SAVED + "guide-tcp.txt", "--json"))
    ends = [
        (f"{row['local']['addr']}:{row['local']['port']}",
         f"{row['remote']['addr']}:{row['remote']['port']}",
         row["state"], row["uid"], row["inode"]) for row in rows
    ]  # fmt: skip
    check("rows 69 to 71", ends == [
        ("192.168.1.17:47919", "74.125.68.154:443", "ESTABLISHED", 10093,
         75412),
        ("192.168.1.17:37244", "216.58.203.227:443", "ESTABLISHED", 10093,
         75553),
        ("192.168.1.17:49635", "74.125.24.156:443", "ESTABLISHED", 10093,
         75458),
    ], ends)  # fmt: skip
    rows = rows_of(parse(SAVED + "guide-netstat.txt", "--json"))
    check("5 rows of netstat", len(rows) == 5, rows)
    cut = [row for row in rows if row["remote"]["cut"]]
    want = {"addr": None, "port": 443, "service": "https",
            "text": "sc-in-f100.1e100.", "cut": True}  # fmt: skip
    check("two names are cut", [row["remote"] for row in cut] == 2 * [want],
          cut)  # fmt: skip
    pids = {(row["pid"], row["pid_how"], row["process"]) for row in rows}
    check("all of one process", pids ==
          {(24685, "netstat", "com.google.android.youtube")}, pids)  # fmt: skip
    for what, count in (("24685", 5), ("com.google.android.youtube", 5),
                        ("24686", 0), ("com.example.bank", 0)):  # fmt: skip
        words = SAVED + "guide-netstat.txt", "--what", what
        streamed = len(rows_of(parse(*words, "--json")))
        together = len(parse(*words).splitlines()) - 1
        check(f"grep {what} has {count} rows", (streamed, together) ==
              (count, count), (streamed, together))  # fmt: skip


def under_strace():
    """No socket of any kind, and the same document."""
    if shutil.which("strace") is None:
        sys.exit("strace is missing: tests/replay/packages.txt")
    words = [ADBNET, "--replay", RECORDING, "conns", "-n", "-a", "--json"]
    with tempfile.NamedTemporaryFile("r") as log:
        strace = ["strace", "-f", "-o", log.name, "-e",
                  "trace=%network,%process"]  # fmt: skip
        done = subprocess.run(strace + words, cwd=TOP, capture_output=True)
        calls = log.read()
    with open(os.path.join(HERE, "golden", "all.json"), "rb") as file:
        check("a replay under strace: the same JSON",
              done.stdout == file.read(), done.stderr)  # fmt: skip
    check("it was traced", "execve(" in calls)
    check("it has no socket", "socket(" not in calls, calls)
    check("it starts no program", calls.count("execve(") == 1, calls)


# Columns of a row, and what in JSON depends on each.
ENDS = {"family", "local.addr", "remote.addr", "remote.service", "direction",
        "flags", "path"}  # fmt: skip
OWNER = {"uid", "uid_name", "user", "packages", "attribution", "pid",
         "process", "pid_how", "flags"}  # fmt: skip
ROW = re.compile(
    r"(?P<sl> *\d+): (?P<local_addr>[0-9A-F]+):(?P<local_port>[0-9A-F]{4}) "
    r"(?P<remote_addr>[0-9A-F]+):(?P<remote_port>[0-9A-F]{4}) 01 "
    r"(?P<tx_queue>[0-9A-F]{8}):(?P<rx_queue>[0-9A-F]{8}) "
    r"\d\d:(?P<timer_ms>[0-9A-F]{8}) (?P<retransmits>[0-9A-F]{8}) +"
    r"(?P<uid>\d+) +\d+ (?P<inode>[1-9]\d+) "
)
DEPEND = {
    "sl": set(),
    "local_addr": ENDS,
    "local_port": {"local.port", "direction"},
    "remote_addr": ENDS,
    "remote_port": {"remote.port", "remote.service", "flags"},
    "tx_queue": {"tx_queue"},
    "rx_queue": {"rx_queue"},
    "timer_ms": {"timer_ms"},
    "retransmits": {"retransmits"},
    "uid": OWNER,
    "inode": {"inode"},
}


def flat(row):
    out = {}
    for key, value in row.items():
        if isinstance(value, dict) and key in ("local", "remote"):
            out.update({f"{key}.{name}": v for name, v in value.items()})
        else:
            out[key] = value
    return out


def changed_at(text, at, generator):
    digits = "0123456789"
    if generator.random() < 0.5 and "A" <= text[at] <= "F":
        digits = "ABCDEF"
    digit = generator.choice([d for d in digits if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def key(row):
    return json.dumps(row, sort_keys=True)


def one_digit(generator):
    """One digit of the recorded bytes changed: one row differs, in what
    depends on that digit; nothing else does."""
    with open(os.path.join(TOP, RECORDING)) as file:
        text = file.read()
    words = ["conns", "-n", "-a", "--json"]
    before = json.loads(run(["--replay", RECORDING, *words]).stdout)
    old = {key(row) for row in before["results"][0]["connections"]}
    matches = list(ROW.finditer(text))
    check("there are rows to change", len(matches) > 50, len(matches))
    columns = collections.Counter()
    wrong = []
    for _ in range(CHANGES):
        match = generator.choice(matches)
        column = generator.choice(list(DEPEND))
        start, end = match.span(column)
        at = generator.randrange(start, end)
        if text[at] == " ":
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".adbrec") as file:
            file.write(changed_at(text, at, generator))
            file.flush()
            done = run(["--replay", file.name, *words])
        after = json.loads(done.stdout)
        new = {key(row) for row in after["results"][0]["connections"]}
        gone = [flat(json.loads(row)) for row in old - new]
        come = [flat(json.loads(row)) for row in new - old]
        differing = {
            name for a, b in zip(gone, come) for name in a if a[name] != b[name]
        }
        columns[column] += len(differing) > 0
        if len(gone) > 1 or len(come) > 1 or not differing <= DEPEND[column]:
            wrong.append((column, text[start:end], differing, gone, come))
    check(f"{CHANGES} digits, each changes its own field", not wrong, wrong[:1])
    dead = set(DEPEND) - {"sl", "timer_ms"} - {c for c in columns if columns[c]}
    check("and does change it", not dead and columns["sl"] == 0, columns)


HEADER = ("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
          "retrnsmt   uid  timeout inode\n")  # fmt: skip


def table(count):
    """Rows of which some come twice, close to each other, the second time
    with another queue."""
    rows = []
    for i in range(count):
        state = "0A" if i % 1000 == 7 else "01"
        rows.append(
            f"{i:4d}: 110200C0:{i % 65536:04X} {i % 251:02X}7100CB:01BB "
            f"{state} 00000000:%08X 00:00000000 00000000 "
            f"{10000 + i % 90:5d}        0 {i + 1} 1 0000000000000000 20 4 30"
            " 10 -1\n"
        )
    out = [row % 0 for row in rows]
    for i in range(100, count, 500):
        out[i - 1] = rows[i - 1] % 0 + rows[i - 50] % 9
    return HEADER + "".join(out), len(range(100, count, 500))


PACKAGES = "".join(
    f"package:com.example.app{i} uid:{10000 + i}\n" for i in range(80)
)
PS = "PID UID NAME\n1 0 /init\n700 10005 com.example.app5\n"


def streamed(directory):
    """What comes row by row is what comes as a whole, but for the order."""
    text, twice = table(30000)
    path = os.path.join(directory, "tcp.txt")
    more = os.path.join(directory, "more.txt")
    both = os.path.join(directory, "both.jsonl")
    with open(path, "w") as file:
        file.write(text)
    with open(more, "w") as file:
        file.write(PACKAGES + PS)
    stream = parse(path, more, "-a", "-o", "jsonl").splitlines()
    parse(path, more, "-a", "-o", "jsonl:" + both, "-o", "table:/dev/null")
    with open(both) as file:
        whole = file.read().splitlines()
    check("30 000 rows: streamed as whole", sorted(stream) == sorted(whole))
    end = json.loads(stream[-1])["summary"]
    check("what was printed twice is one row", end["rows_duplicate"] == twice
          and end["rows"] == 30000 == end["connections"], end)  # fmt: skip
    rows = [json.loads(line) for line in stream[2:-1]]
    check("the newer of two stands where the first was",
          [row["inode"] for row in rows] == list(range(1, 30001))
          and sum(row["rx_queue"] == 9 for row in rows) == twice)  # fmt: skip
    check("packages that come behind the rows name them",
          rows[5]["packages"] == ["com.example.app5"]
          and rows[5]["pid"] == 700, rows[5])  # fmt: skip
    piped = parse("-", "-a", "-o", "jsonl",
                  stdin=(text + PACKAGES + PS).encode())  # fmt: skip
    check("a pipe gives the same", piped.splitlines() == stream)
    one = parse(path, more, "--what", "com.example.app5", "-o", "csv")
    check("--what", len(one.splitlines()) - 1 ==
          sum(row["uid"] == 10005 and row["state"] != "LISTEN"
              for row in rows), one[:300])  # fmt: skip


def refusals(directory):
    empty = os.path.join(directory, "empty")
    prose = os.path.join(directory, "prose.txt")
    bare = os.path.join(directory, "bare")
    row = table(1)[0].splitlines()[1]
    for path, text in ((empty, ""), (prose, "hello\n"), (bare, row[:-30])):
        with open(path, "w") as file:
            file.write(text)
    for what, words, status, said in (
        ("an empty file", [empty], 1, f"{empty} is empty; known are"),
        ("an unknown file", [prose], 1, f"{prose}: nothing in it is known"),
        ("a row of any table", [bare], 1, f"{bare}, line 1: a row without"),
        ("no file", [directory + "/none"], 1, "No such file"),
        ("no such table", [bare, "--as", "tpc"], 2, "--as tpc"),
        ("nothing", [], 2, "parse needs files"),
        ("a recording and more", [RECORDING, bare], 2, "is parsed alone"),
        ("a WHAT that is nothing", [bare, "--as", "udp", "--what",
                                    "com.example.none"], 1, "com.example"),
    ):  # fmt: skip
        done = run(["parse", *words, "-o", "jsonl"])
        check(what, done.returncode == status and done.stdout == b""
              and said in done.stderr.decode(), done)  # fmt: skip
    done = run(["parse", directory, "-o", "jsonl", "--as", "udp"])
    check("of a directory what is unknown is said",
          done.returncode == 0 and b"file-unknown" in done.stderr,
          done.stderr)  # fmt: skip


def named():
    """Names that are asked for by an option are there in every format."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("74.125.24.156 video.example\n")
        file.flush()
        words = [SAVED + "guide-tcp.txt", "--hosts", file.name, "-o"]
        names = [row["ptr"]["names"] for row in rows_of(parse(*words, "json"))]
        check("--hosts: the name in JSON", names.count(["video.example"]) == 1
              and names.count([]) == 2, names)  # fmt: skip
        for form in ("jsonl", "csv", "table"):
            check(f"and in {form}", parse(*words, form).count("video.example")
                  == 1)  # fmt: skip


def recordings():
    """A recording is parsed as it is replayed."""
    words = ["--replay", RECORDING, "conns", "-n", "--json"]
    replayed = json.loads(run(words).stdout)
    parsed = json.loads(parse(RECORDING, "--json"))
    for document in (replayed, parsed):
        del document["schema"]
        del document["results"][0]["device"]["via"]
    check("a recording: parse and --replay agree", parsed == replayed)
    done = run(["parse", RECORDING, "-n", "-x"])
    check("what a recording was not asked for is said by parse, too",
          b"[not-recorded]" in done.stderr, done.stderr)  # fmt: skip
    with open(RECORDING, "rb") as file:
        done = subprocess.run([ADBNET, "parse", "-", "-n", "--json"],
                              stdin=file, capture_output=True)  # fmt: skip
    check("and from standard input", done.stdout.decode() ==
          parse(RECORDING, "--json"), done.stderr)  # fmt: skip


def older():
    """A recording outlives the script it was made with: this one's knew
    nothing of interfaces. It is of the same sockets as today's."""
    look = ["conns", "-a", "-n", "--json", "-q", "--replay"]
    done = run([*look, SAVED + "older.adbrec"])
    check("an older recording: status 0", done.returncode == 0, done)
    network = json.loads(done.stdout)["results"][0]["network"]
    check("what it does not know is null",
          all(value is None for value in network.values()), network)  # fmt: skip
    then, now = (
        sorted(json.dumps([row["remote"], row["packages"], row["attribution"]])
               for row in rows_of(text))
        for text in (done.stdout, run([*look, RECORDING]).stdout)
    )  # fmt: skip
    check(f"the same {len(then)} ends and packages", then == now,
          set(then) ^ set(now))  # fmt: skip


def limits():
    """What one request takes no more of is said, and is partial."""
    look = ["conns", "-a", "-n", "--json", "--replay"]
    rows = rows_of(run([*look, ROOT]).stdout)
    pids = sorted({f"pid:{row['pid']}" for row in rows if row["pid"]})
    package = "com.example.push"
    for code, recording, whats in (("netns-many", ROOT, pids[:17]),
                                   ("run-as-many", RECORDING, [package] * 17)):  # fmt: skip
        done = [run([*look, recording, *whats[:count]]) for count in (16, 17)]
        check(f"16, and no {code}", len(whats) == 17
              and code not in done[0].stderr.decode(), done[0].stderr)  # fmt: skip
        check(f"17, and {code}: status 4", done[1].returncode == 4
              and f"other 1 not: ask for them apart [{code}]"
              in done[1].stderr.decode(), done[1].stderr)  # fmt: skip


def main():
    os.chdir(TOP)
    golden(sys.argv[1:] == ["--update"])
    guide()
    named()
    recordings()
    older()
    limits()
    under_strace()
    one_digit(random.Random(1))
    with tempfile.TemporaryDirectory() as directory:
        streamed(directory)
    with tempfile.TemporaryDirectory() as directory:
        refusals(directory)
    if failures:
        print(f"{len(failures)} of the checks failed")
        sys.exit(1)


if __name__ == "__main__":
    main()
