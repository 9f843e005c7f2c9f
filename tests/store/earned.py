# SPDX-License-Identifier: Apache-2.0
"""What a report calls good has been looked at: where data are missing, left
out or of somebody else, a policy and an expected path are not kept (status
4), and JUnit has an error.

make_world makes the captures from a text."""

import json
import os
import sqlite3
import subprocess
import tempfile
import xml.etree.ElementTree

ADBNET = os.environ["ADBNET"]
RECORDING = os.path.abspath("recordings/watch.adbrec")
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_world")
WATCH = """
what com.example.bank
package com.example.bank 10093
package com.example.notes 10095
sock tcp 203.0.113.10 443 10093 5 20
"""
BOTH = WATCH.replace("bank\npackage", "bank\nwhat com.example.gone\npackage", 1)
SCAN = """
command adbnet scan com.example.bank com.example.notes
samples 60
package com.example.bank 10093
package com.example.notes 10095
package com.example.push 10121
run com.example.bank 4.2.1 ok 2 20
run com.example.notes 1.0 silent 38 55
sock tcp 203.0.113.10 443 10093 5 60
"""
WORLDS = {
    "watch": WATCH,
    "gone": WATCH.replace("what com.example.bank", "what com.example.gone"),
    "both": BOTH,
    "of-udp": "setting udp 1" + WATCH,
    "of-listening": "setting listening 1" + WATCH,
    "of-port": WATCH.replace("package", "what :443\npackage", 1),
    "scan": SCAN,
    "crashed": SCAN.replace("4.2.1 ok", "4.2.1 crashed"),
    "each": SCAN.replace("samples", """setting scan_on each
setting packages com.example.bank com.example.notes
samples"""),
}
TUNNEL = (
    "INSERT INTO interface (device, rank, name, kind, is_vpn, owner_uid,"
    " is_described) SELECT device, 99, 'tun0', 'vpn', 1, {}, 1"
    " FROM interface LIMIT 1"
)
SECOND = (
    "INSERT INTO device (id, serial, via, to_ms, ticks)"
    " SELECT 1, '2B04EXAMPLE9Z9Z', via, to_ms, ticks FROM device"
)
LIST = "INSERT INTO meta VALUES ('packages', '{}');"
# What is done to a capture: its name, of which one, by which SQL.
DAMAGES = (
    ("mute", "watch", "DELETE FROM change; DELETE FROM sample"),
    ("unread", "watch", "DELETE FROM sample WHERE number > 0;"
     " DELETE FROM change"),
    ("empty", "watch", "DELETE FROM change; DELETE FROM sample;"
     " DELETE FROM device"),
    ("nowhere", "watch", "DELETE FROM address"),
    ("lost", "scan", "DELETE FROM address"),
    ("tunnel", "watch", TUNNEL.format(10093)),
    ("outside", "watch", TUNNEL.format(10095)),
    ("ended", "scan", LIST.format("com.example.bank com.example.game"
     " com.example.notes com.example.quit")),
    ("whole", "scan", LIST.format("com.example.notes com.example.bank")),
    ("shard", "scan", LIST.format("com.example.bank com.example.game\t"
     "com.example.notes com.example.bank")
     + "INSERT INTO meta VALUES ('scan_shard', '2/3');"),
    ("none", "scan", LIST.format("com.example.bank com.example.notes")
     + "DELETE FROM run"),
    # A second phone, which was to run both of them, and ran none, or one.
    ("eachtwo", "each", SECOND),
    ("eachhalf", "each", SECOND + ";UPDATE run SET device = 1"
     " WHERE package = 'com.example.notes'"),
    ("anytwo", "eachtwo", "DELETE FROM meta WHERE name = 'scan_on'"),
    # Merged: nobody knows whose list it was.
    ("merged", "eachtwo", "INSERT INTO meta VALUES ('scan_took_ms.0', '9000'),"
     " ('scan_took_ms.1', '9000')"),
    # One table did not come with them, of all of them or of every tenth.
    ("tableless", "watch", "UPDATE sample SET parts = parts & ~1"),
    ("tenth", "watch", "UPDATE sample SET parts = parts & ~1"
     " WHERE number % 10 = 9"),
    ("tablerun", "scan", "UPDATE sample SET parts = parts & ~1"),
    ("denied", "watch", "INSERT INTO warning SELECT id, 90, 'table-denied',"
     " 'tcp6 is missing here', 1 FROM device"),
    ("absent", "watch", "INSERT INTO warning SELECT id, 90, 'table-missing',"
     " 'this kernel has no tcp6', 0 FROM device"),
    ("thin", "scan", "UPDATE run SET seq = 1000000, last_seq = 1000001"
     " WHERE package = 'com.example.notes'"),
)  # fmt: skip
POLICY = ("--policy", "p")
WIFI = ("--expect-path", "wifi")
PROXY = ("--expect-path", "proxy")
VPN = ("--expect-path", "vpn")
# The capture, the options, the status, outcomes of JUnit's cases.
CASES = (
    ("watch", POLICY, 0, "-"),
    ("watch", WIFI, 0, "-"),
    ("watch", (*POLICY, "--only", "com.example.notes"), 0, "-"),
    ("watch", (*POLICY, "--only", "com.example.typo"), 4, "error"),
    ("watch", ("--only", "com.example.typo"), 4, "error"),
    ("gone", (), 4, "error"),
    ("gone", POLICY, 4, "error"),
    ("gone", WIFI, 4, "error"),
    # Another one's connection is none of its own.
    ("both", POLICY, 4, "- error"),
    ("both", ("--policy", "deny"), 5, "failure error"),
    ("mute", POLICY, 4, ""),
    ("mute", (), 4, ""),
    ("empty", POLICY, 4, ""),
    ("scan", POLICY, 0, "- -"),
    ("scan", WIFI, 0, "- -"),
    ("scan", (*POLICY, "--only", "com.example.notes"), 0, "-"),
    ("scan", (*POLICY, "--only", "com.example.push"), 4, "-"),
    ("scan", (*POLICY, "--only", "com.example.typo"), 4, "error"),
    ("crashed", (), 4, "error -"),
    ("crashed", POLICY, 4, "error -"),
    ("crashed", WIFI, 4, "error -"),
    ("crashed", (*WIFI, "--only", "com.example.notes"), 0, "-"),
    ("watch", PROXY, 5, "failure"),
    ("scan", PROXY, 5, "failure -"),
    ("crashed", PROXY, 5, "failure -"),
    # The proxy is known not to be set; which interface it was is not.
    ("nowhere", PROXY, 5, "failure"),
    ("nowhere", WIFI, 4, "error"),
    ("nowhere", (*WIFI, *POLICY), 4, "error"),
    ("nowhere", (*WIFI, "--policy", "deny"), 5, "failure"),
    ("lost", WIFI, 4, "error -"),
    # A VPN does not go through itself, whoever else is left out.
    ("tunnel", VPN, 0, "-"),
    ("tunnel", (*VPN, "--only", "com.example.bank"), 0, "-"),
    ("tunnel", (*VPN, "--only", "com.example.notes"), 0, "-"),
    ("outside", VPN, 5, "failure"),
    ("outside", (*VPN, "--only", "com.example.bank"), 5, "failure"),
    # What it was to run, and did not.
    ("ended", (), 4, "- - error error"),
    ("ended", POLICY, 4, "- - error error"),
    ("ended", WIFI, 4, "- - error error"),
    ("ended", (*POLICY, "--only", "com.example.bank"), 0, "-"),
    ("ended", (*POLICY, "--only", "com.example.quit"), 4, "error"),
    ("whole", POLICY, 0, "- -"),
    # com.example.game is another shard's.
    ("shard", POLICY, 0, "- -"),
    ("none", POLICY, 4, "error error"),
    ("each", POLICY, 0, "- -"),
    ("eachtwo", POLICY, 4, "- - error error"),
    ("eachhalf", POLICY, 4, "- error error error"),
    ("eachtwo", (*POLICY, "--only", "com.example.bank"), 4, "- error"),
    ("eachtwo", (*POLICY, "--redact"), 4, "- - error error"),
    ("anytwo", POLICY, 4, "- -"),
    ("merged", POLICY, 4, "- -"),
    ("tableless", (), 4, "error"),
    ("tableless", POLICY, 4, "error"),
    ("tenth", (), 4, "error"),
    ("tenth", POLICY, 4, "error"),
    ("tablerun", POLICY, 4, "error error"),
    ("denied", POLICY, 4, "error"),
    ("absent", POLICY, 0, "-"),
    ("thin", (), 4, "- error"),
    ("thin", POLICY, 4, "- error"),
)


def outcomes(text):
    root = xml.etree.ElementTree.fromstring(text)
    tags = [case[0].tag for case in root.iter("testcase")]
    for kind in ("failure", "error"):
        told = sum(int(suite.get(kind + "s")) for suite in root)
        assert told == tags.count(kind), text
    return " ".join("-" if tag == "system-out" else tag for tag in tags)


def check(name, options, status, want):
    done = subprocess.run(
        [ADBNET, "report", name, *options, "-o", "junit"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, (name, options, done)
    assert outcomes(done.stdout) == want, (name, options, done.stdout)
    check_said(name, options, status)


def check_said(name, options, status):
    """JSON says what the exit status says; a denial stands beside it."""
    for form in ("json", "jsonl"):
        done = subprocess.run(
            [ADBNET, "report", name, *options, "-o", form],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, (name, options, done)
        text = done.stdout if form == "json" else done.stdout.splitlines()[-1]
        said = json.loads(text)["status"]
        wanted = {0: ("ok",), 4: ("partial",), 5: ("ok", "partial")}[status]
        assert said in wanted, (name, options, form, said)


def check_tables():
    """What did not come whole is no sample that was read."""
    for name, samples, unread in (
        ("watch", 20, 0),
        ("tableless", 0, 20),
        ("tenth", 18, 2),
    ):
        found = json.loads(
            subprocess.run(
                [ADBNET, "report", name, "-o", "json"],
                capture_output=True,
                check=False,
            ).stdout
        )["results"][0]["summary"]
        counts = (found["samples"], found["unread"], found["ticks"])
        assert counts == (samples, unread, 20), (name, counts)
        for form in ("table", "html"):
            done = subprocess.run(
                [ADBNET, "report", name, "-o", form],
                capture_output=True,
                text=True,
                check=False,
            )
            text = " ".join(done.stdout.split())
            assert f"{samples} of 20 samples read" in text, (name, text)
            said = f"In {unread} more samples a table was denied, missing or"
            assert (said in text) == (unread > 0), (name, text)


def check_listeners():
    """They are hints, with the rows behind them; that there are none is said
    where somebody looked, all over, and of raw sockets never: no sample has
    them."""
    words = ("--replay", RECORDING, "watch", "-n", "-a", "--save", "all")
    subprocess.run([ADBNET, *words], capture_output=True, check=False)
    with sqlite3.connect("all") as db:
        found = db.execute("SELECT count(*) FROM change WHERE state = 10")
        assert found.fetchone()[0] > 0, "no test: nobody listens"
    db.close()
    for name, has_looked in (
        ("all", True), ("mute", False), ("unread", False), ("watch", True),
        ("of-udp", False), ("of-listening", False), ("of-port", True),
    ):  # fmt: skip
        done = subprocess.run(
            [ADBNET, "report", name], capture_output=True, text=True, check=False
        )
        text = " ".join(done.stdout.split())
        at = text.find("Looked for and not observed:")
        said = text[at : text.find(".", at)] if at >= 0 else ""
        assert ("listeners" in said) == (name in ("watch", "of-listening")), (
            name, said)  # fmt: skip
        assert "raw" not in said, said
        assert ("never answered" in said) == has_looked, (name, said)
    check_listener_hints()
    words = ("--replay", RECORDING, "watch", "-n", ":8701", "--save", "one")
    subprocess.run([ADBNET, *words], capture_output=True, check=False)
    done = subprocess.run(
        [ADBNET, "report", "one", "-o", "json"], capture_output=True, check=True
    )
    (hint,) = json.loads(done.stdout)["results"][0]["hints"]
    assert hint["code"] == "open-listener", hint
    assert len(hint["rows"]) == 1, "kept, though there was no connection"


def listener_hints(form):
    done = subprocess.run(
        [ADBNET, "report", "all", "-o", form], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if form == "json":
        found = json.loads(done.stdout)["results"][0]["hints"]
    else:
        found = [json.loads(line) for line in done.stdout.splitlines()]
        found = [one for one in found if one["type"] == "hint"]
    return [one for one in found if one["code"] == "open-listener"]


def check_listener_hints():
    found = listener_hints("json")
    lines = listener_hints("jsonl")
    ports = {one["where"]["local"]["port"] for one in found}
    assert len(found) == len(ports) == len(lines) == 6, found
    assert {5555, 27042}.isdisjoint(ports), ports
    for hint in found:
        where = hint["where"]
        assert where["first_sample"] < where["last_sample"], where
        assert where["samples"] > 1, where
        assert len(hint["rows"]) == 1, hint
        with open(hint["rows"][0]["table"] + ".txt", "w") as file:
            file.write(hint["rows"][0]["text"] + "\n")
        done = subprocess.run(
            [ADBNET, "parse", "-l", "--json", file.name],
            capture_output=True,
            check=True,
        )
        (one,) = json.loads(done.stdout)["results"][0]["connections"]
        assert one["local"].items() > where["local"].items(), (one, where)
        assert one["state"] == "LISTEN", one
    for form in ("table", "html"):
        done = subprocess.run(
            [ADBNET, "report", "all", "-o", form], capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        text = " ".join(done.stdout.split())
        for hint in found:
            assert hint["title"] in text, (form, hint)


def check_unread():
    """Nobody reads: what was not judged any more is not kept."""
    for name, options, wanted in (
        ("watch", (), (0,)),
        ("watch", ("--policy", "deny"), (4, 5)),
        ("all", ("--policy", "p", "-o", "jsonl"), (4,)),
        ("all", ("-o", "jsonl"), (0,)),
    ):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [ADBNET, "report", name, *options],
            stdout=writer,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        os.close(writer)
        assert done.returncode in wanted, (options, done)


def check_several():
    """Of several captures one has it."""
    for options, status in (
        (("--only", "com.example.bank"), 0),
        (("--only", "com.example.typo"), 4),
    ):
        done = subprocess.run(
            [ADBNET, "report", "gone", "scan", *options, "-o", "json"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, (options, done)


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for name, text in WORLDS.items():
            subprocess.run([MAKE, name], input=text, text=True, check=True)
        for name, of, sql in DAMAGES:
            with open(of, "rb") as file, open(name, "wb") as copy:
                copy.write(file.read())
            with sqlite3.connect(name) as db:
                db.executescript(sql)
            db.close()
        for name, text in (("p", "default allow"), ("deny", "default deny")):
            with open(name, "w", encoding="utf-8") as file:
                file.write("adbnet-policy 1\n" + text + "\n")
        for case in CASES:
            check(*case)
        check_several()
        check_tables()
        check_listeners()
        check_unread()
    print(f"earned: {len(CASES)} cases are as they should be")


main()
