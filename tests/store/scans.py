# SPDX-License-Identifier: Apache-2.0
"""adbnet report of scans: runs with their verdicts in every format, judged by
a policy; of several captures; and policies of conns.

make_world makes the captures from a text."""

import contextlib
import csv
import io
import json
import os
import sqlite3
import subprocess
import tempfile
import xml.etree.ElementTree

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_world")
RIG = os.path.abspath("recordings/rig.adbrec")
SCAN = """
command adbnet scan com.example.bank com.example.game com.example.notes
what com.example.bank
setting scan_took_ms.0 61700
samples 60
package com.example.bank 10093
package com.example.game 10094
package com.example.notes 10095
package com.example.push 10121
run com.example.bank 4.2.1 ok 2 20
run com.example.game 0.9 crashed 22 35
run com.example.notes 1.0 silent 38 55
sock tcp 203.0.113.10 443 10093 5 60
sock tcp 198.51.100.80 80 10093 6 15
sock tcp 203.0.113.77 443 10094 25 30
sock tcp 192.0.2.200 5228 10121 1 60
sock udp 203.0.113.12 443 10093 8 19
name 203.0.113.10 api.bank.example yes
mark 10 logged in
"""
HEAD = "adbnet-policy 1\n"
# The policy, the status; of each run what JUnit has: failure, error, nothing.
POLICIES = (
    (HEAD + "default allow\n", 4, ["-", "error", "-"]),
    (HEAD + "deny port 80\ndefault allow\n", 5, ["failure", "error", "-"]),
    (
        HEAD + "package com.example.game\ndefault deny\n"
        "package com.example.bank\ndefault allow\n",
        5,
        ["-", "failure", "-"],
    ),
    (HEAD + "deny asn 64500\ndefault allow\n", 4, ["error", "error", "-"]),
)


def make(name, text):
    subprocess.run([MAKE, name], input=text, text=True, check=True)


def run(*words, status=0):
    done = subprocess.run(
        [ADBNET, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, (words, done)
    return done.stdout


def change(name, sql):
    with contextlib.closing(sqlite3.connect(name)) as base, base:
        base.executescript(sql)


def shift(name):
    """An hour later: else it would be the same watching."""
    change(
        name,
        "UPDATE sample SET at_ms = at_ms + 3600000;"
        "UPDATE run SET started_ms = started_ms + 3600000,"
        " ended_ms = ended_ms + 3600000",
    )


def every(name):
    change(name, "REPLACE INTO meta VALUES('scan_on', 'each')")


def policy(text):
    with open("p", "w", encoding="utf-8") as file:
        file.write(text)


def endpoints(run_of_scan):
    return sorted(one["remote"]["addr"] for one in run_of_scan["endpoints"])


def check_formats():
    found = json.loads(run("report", "scan.adbnet", "-o", "json", status=4))
    bank, game, notes = found["runs"]
    assert [bank["verdict"], bank["judged"]] == ["ok", True], bank
    assert [game["verdict"], game["judged"]] == ["crashed", False], game
    want = ["198.51.100.80", "203.0.113.10", "203.0.113.12"]
    assert endpoints(bank) == want, bank
    assert endpoints(game) == ["203.0.113.77"], "each run has its own"
    assert endpoints(notes) == [] and notes["version"] == "1.0", notes
    # Nobody asked for the one that was there all the time.
    assert "192.0.2.200" not in json.dumps(found)
    lines = run("report", "scan.adbnet", "-o", "jsonl", status=4).splitlines()
    rows = [json.loads(line) for line in lines]
    assert [r for r in rows if r["type"] == "run"][0]["package"] == bank[
        "package"
    ]
    table = run("report", "scan.adbnet", status=4)
    at = [table.index("crashed  "), table.index("ok   ")]
    assert at == sorted(at), "what was not judged comes first"
    assert "2 of 3 judged" in table, table
    assert max(len(line) for line in table.splitlines()) <= 80, table
    page = run("report", "scan.adbnet", "-o", "html", status=4)
    assert page.index("Not judged: 1 of 3") < page.index("Packages of the")
    assert bank["policy"] is None and "<h2>Policy" not in page


def check_csv():
    """Each run has a row, also a silent one, before those of events."""
    text = run("report", "scan.adbnet", "-o", "csv", status=4)
    lines = list(csv.reader(io.StringIO(text)))
    assert {len(line) for line in lines} == {len(lines[0])}, "as many cells"
    assert len(set(lines[0])) == len(lines[0]), "each name once"
    rows = list(csv.DictReader(io.StringIO(text)))
    kinds = [row["event"] for row in rows]
    assert kinds[:3] == ["run"] * 3 and "run" not in kinds[3:], kinds
    told = {row["packages"]: row for row in rows[:3]}
    assert {name: row["verdict"] for name, row in told.items()} == {
        "com.example.bank": "ok",
        "com.example.game": "crashed",
        "com.example.notes": "silent",
    }, told
    game = told["com.example.game"]
    assert (game["judged"], game["version"]) == ("false", "0.9"), game
    assert (game["user"], game["package"]) == ("0", "com.example.game"), game
    assert (game["stop_took_ms"], game["run_samples"]) == ("40", "13"), game
    assert game["at"] == game["from"] and game["serial"] == game["run_serial"]
    of_bank = [row for row in rows if row["packages"] == "com.example.bank"]
    assert len(of_bank) > 1, "its run, and what it connected to"
    assert not any(row["verdict"] for row in rows[3:]), "of runs only"


def check_notes():
    """A limit that was reached stands with the run, and in the page."""
    make("noted.adbnet", SCAN)
    note = "the phone said more than 9 times what came to the front"
    change(
        "noted.adbnet",
        f"UPDATE event SET kind = 'note', text = '{note}' WHERE kind = 'mark'",
    )
    table = run("report", "noted.adbnet", status=4)
    at = table.index("Note: " + note)
    assert table.count("Note: ") == 1, table
    assert table.index("com.example.bank 4.2.1: ok") < at, table
    assert at < table.index("com.example.game 0.9: crashed"), table
    page = run("report", "noted.adbnet", "-o", "html", status=4)
    assert f"<p>Note: {note}.</p>" in page
    only = run("report", "noted.adbnet", "--only", "com.example.bank")
    assert "Note: " not in only, "words about the phone"


def sentence(*captures):
    table = " ".join(run("report", *captures, status=4).split())
    at = table.index(" judged")
    return table[at + 1 : table.index(" SEEN =", at)]


def check_times():
    """In the words of the scan's own end, as far as they are known."""
    beside = (
        " (to open the apps 0.3 s, to stop them 0.1 s, else beside "
        "the watching 0.1 s)."
    )
    assert sentence("scan.adbnet") == "judged, 62 s" + beside
    page = run("report", "scan.adbnet", "-o", "html", status=4)
    assert "<p>2 of 3 judged, 62 s" + beside + "</p>" in page
    only = run("report", "scan.adbnet", "--only", "com.example.bank")
    assert "1 of 1 judged (to open" in " ".join(only.split()), only
    make("untimed.adbnet", SCAN.replace("setting ", "what "))
    assert sentence("untimed.adbnet") == "judged" + beside
    make("cut.adbnet", SCAN + "cut\n")
    table = run("report", "cut.adbnet", status=4)
    assert "judged (to open the apps 0.1 s" in " ".join(table.split()), table
    run("merge", "merged.adbnet", "untimed.adbnet", "scan.adbnet")
    found = json.loads(run("report", "merged.adbnet", "-o", "json", status=4))
    for one in found["runs"]:
        assert (one["stop_took_ms"], one["beside_ms"]) == (40, 60), one


def check_again():
    """A package that was run twice: said, and told apart."""
    game = "run com.example.game 0.9 crashed"
    assert game in SCAN
    make("first.adbnet", SCAN)
    make("later.adbnet", SCAN.replace(game, game.replace("crashed", "ok")))
    with open("later.adbnet", "rb") as file:
        assert b"crashed" not in file.read()
    shift("later.adbnet")
    done = subprocess.run(
        [ADBNET, "merge", "both.adbnet", "first.adbnet", "later.adbnet"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = "com.example.bank, com.example.game, com.example.notes"
    assert f"run in several of them: 3 ({names}); each" in done.stderr, done
    table = " ".join(run("report", "both.adbnet", status=4).split())
    assert f"run more than once: 3 ({names}); each run" in table, table
    assert "5 of 6 judged" in table, table
    lines = run("report", "both.adbnet", status=4).splitlines()
    games = [line for line in lines if line.startswith("com.example.game 0.9")]
    want = ["com.example.game 0.9: crashed", "com.example.game 0.9: ok"]
    assert games == want, "each below its own watching of the phone"
    page = run("report", "both.adbnet", "-o", "html", status=4)
    assert f"run more than once: 3 ({names}); each run" in page
    root = xml.etree.ElementTree.fromstring(
        run("report", "both.adbnet", "-o", "junit", status=4)
    )
    cases = {
        case.get("name"): case.find("error") is not None
        for case in root.iter("testcase")
    }
    assert cases["com.example.game 0.9 (run 1 of 2)"], cases
    assert not cases["com.example.game 0.9 (run 2 of 2)"], cases
    assert len(cases) == 6, cases
    assert [suite.get("tests") for suite in root] == ["6"], "one phone"
    policy(HEAD + "default allow\n")
    run("report", "both.adbnet", "--policy", "p", status=4)
    for name in ("first.adbnet", "later.adbnet"):
        every(name)
    run("merge", "each.adbnet", "first.adbnet", "later.adbnet")
    table = run("report", "each.adbnet", status=4)
    assert "more than once: 3" in table, "one phone"
    make("other.adbnet", SCAN + "serial emulator-5556\n")
    run("merge", "any.adbnet", "scan.adbnet", "other.adbnet")
    every("other.adbnet")
    run("merge", "each.adbnet", "first.adbnet", "other.adbnet", "--force")
    table = run("report", "any.adbnet", status=4)
    assert "more than once: 3" in table, "two phones"
    assert "more than once" not in run("report", "each.adbnet", status=4)


def check_policies():
    for text, status, outcomes in POLICIES:
        policy(text)
        words = ["report", "scan.adbnet", "--policy", "p"]
        root = xml.etree.ElementTree.fromstring(
            run(*words, "-o", "junit", status=status)
        )
        suite = root[0]
        tags = [case[0].tag for case in suite.findall("testcase")]
        tags = ["-" if tag == "system-out" else tag for tag in tags]
        assert tags == outcomes, (text, tags)
        for kind in ("failure", "error"):
            assert int(suite.get(kind + "s")) == outcomes.count(kind), text
        found = json.loads(run(*words, "-o", "json", status=status))
        counts = [one["policy"]["deny"] for one in found["runs"]]
        assert (max(counts) > 0) == (status == 5), (text, counts)
        cells = csv.DictReader(
            io.StringIO(run(*words, "-o", "csv", status=status))
        )
        judged = {row["policy"] for row in cells}
        assert ("deny" in judged) == (status == 5), (text, judged)
        page = run(*words, "-o", "html", status=status)
        assert "<h2>Policy</h2>" in page
        assert ("<b>deny</b>" in page) == (status == 5), text


def check_several():
    make("other.adbnet", SCAN.replace("10093 6 15", "10093 2 3"))
    found = json.loads(
        run("report", "scan.adbnet", "other.adbnet", "-o", "json", status=4)
    )
    files = [one["file"] for one in found["captures"]]
    assert files == ["scan.adbnet", "other.adbnet"], files
    assert len(found["runs"]) == 6 and len(found["results"]) == 2
    assert found["capture"] == found["captures"][0]
    table = run("report", "scan.adbnet", "other.adbnet", status=4)
    assert "4 of 6 judged" in table and "other.adbnet" in table, table
    page = run("report", "scan.adbnet", "other.adbnet", "-o", "html", status=4)
    assert "Not judged: 2 of 6" in page and "other.adbnet" in page
    suites = xml.etree.ElementTree.fromstring(
        run("report", "scan.adbnet", "other.adbnet", "-o", "junit", status=4)
    )
    assert sum(int(suite.get("tests")) for suite in suites) == 6
    run("report", "scan.adbnet", "other.adbnet", "--from", "1", status=2)
    done = subprocess.run(
        [ADBNET, "report", "scan.adbnet", "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "nothing" in done.stderr, done
    assert done.stdout == "", done


def check_conns():
    words = ["--replay", RIG, "conns", "-n", "com.example.bank"]
    policy(HEAD + "deny port 80\ndefault allow\n")
    found = json.loads(run(*words, "--policy", "p", "--json", status=5))
    rows = found["results"][0]["connections"]
    for row in rows:
        is_denied = row["remote"]["port"] == 80
        assert ("denied" in row["flags"]) == is_denied, row
        verdict = row["policy"]
        assert (verdict["judgement"] == "deny") == is_denied, row
        assert (verdict["line"] == 2) == is_denied, row
    counts = found["results"][0]["policy"]
    assert counts["deny"] + counts["allow"] == len(rows), counts
    assert "denied" in run(*words, "--policy", "p", status=5)
    assert run(*words, "--policy", "p", "-o", "jsonl", status=5).count(
        '"judgement":"deny"'
    ) == counts["deny"]
    policy(HEAD + "allow name api.bank.example\n")
    run(*words, "--policy", "p", status=4)
    policy(HEAD + "default allow\n")
    run(*words, "--policy", "p")
    # Both are told, the worse one ends it.
    run(*words, "--policy", "p", "--expect", "none", status=5)
    # What is wrong in it shows before a phone is looked for.
    policy(HEAD + "deny\n")
    done = subprocess.run(
        [ADBNET, "--replay", "nothing", "conns", "--policy", "p"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "p:2:" in done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        make("scan.adbnet", SCAN)
        check_formats()
        check_csv()
        check_notes()
        check_times()
        check_again()
        check_policies()
        check_several()
        check_conns()
    print("scans: as they should be")


main()
