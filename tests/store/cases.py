# SPDX-License-Identifier: Apache-2.0
"""Differences and policies: what each case ends with, and what it says.

make_world makes the captures from texts. Of what is printed the words are
compared, however they are wrapped."""

import csv
import io
import json
import os
import subprocess
import tempfile

ADBNET = os.environ["ADBNET"]
RIG = os.path.abspath("recordings/rig.adbrec")
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_world")

HEAD = """
what com.example.shop
package com.example.shop 10093
package com.example.two 10121
package com.example.three 10121
"""
CDN = """
net {0} 203.0.113.0/24 64500 Example CDN Ltd
sock tcp {0} 443 10093 2 20
name {0} edge.cdn.example {1}
"""
ADS = """
net 198.51.100.80 198.51.100.0/24 64511 Example Ads Ltd
sock tcp 198.51.100.80 443 10093 3 9
"""
SCAN = """
package com.example.shop 10093
run com.example.shop {0} {1} 2 {2}
sock tcp 203.0.113.10 443 10093 5 {2}
"""
WORLDS = {
    # The same service, by one address of its network and by another.
    "cdn1": HEAD + CDN.format("203.0.113.10", "no"),
    "cdn2": HEAD + CDN.format("203.0.113.99", "no"),
    "ads": HEAD + CDN.format("203.0.113.10", "no") + ADS,
    "sure": HEAD + CDN.format("203.0.113.10", "yes"),
    "sure2": HEAD + CDN.format("203.0.113.99", "yes"),
    "listed": HEAD + CDN.format("203.0.113.10", "list"),
    "bare": HEAD + "sock tcp 203.0.113.10 443 10093 2 20\n",
    "shared": HEAD.replace("what com.example.shop", "what com.example.two")
    + "sock tcp 203.0.113.10 443 10121 2 20\n",
    "phases": HEAD
    + "sock tcp 203.0.113.10 443 10093 2 9\n"
    + "sock tcp 198.51.100.80 443 10093 14 19\n"
    + "mark 5 login\nmark 12 logout\n",
    # Called in, from one port and from another.
    "called": HEAD + "sock tcp 198.51.100.7 51000 10093 2 20 8080\n",
    "called2": HEAD + "sock tcp 198.51.100.7 51999 10093 2 20 8080\n",
    "v1": SCAN.format("1.2", "ok", 30) + "samples 40\n",
    "v2": SCAN.format("1.3", "ok", 15) + "samples 40\n",
    "broken": SCAN.format("1.3", "crashed", 15) + "samples 40\n",
}
# Words of `adbnet diff`, the status, what the table or stderr says.
DIFFS = (
    ("cdn1 cdn2 --fail-on any", 5, "1 added, 1 removed, 0 sometimes, 0 same"),
    ("cdn1 cdn2 --by prefix --fail-on any", 0, "same 1/1 1/1 tcp 443 203.0."),
    ("cdn1 cdn2 --by org --fail-on any", 0, "same 1/1 1/1 tcp 443 Example"),
    ("cdn1 cdn2 --by name --fail-on any", 5, "1 added, 1 removed"),
    ("sure sure2 --by name --fail-on any", 0, "443 edge.cdn.example"),
    ("cdn1 ads --by org --fail-on added", 5, "added 0/1 1/1 tcp 443 Example A"),
    ("ads cdn1 --by org --fail-on added", 0, "removed 1/1 0/1"),
    ("ads cdn1 --by org --fail-on removed", 5, "0 added, 1 removed"),
    ("bare cdn1 --by org", 2, "side A (bare): no network was looked up"),
    ("cdn1 bare --by org", 2, "side B (bare): no network was looked up"),
    ("--fail-on added cdn1 cdn1 ads -- ads", 0, "sometimes 1/3 1/1"),
    ("--fail-on any cdn1 -- ads cdn1", 5, "sometimes 0/1 1/2"),
    ("called called2", 0, "same 1/1 1/1 tcp 8080 198.51.100.7 (called in)"),
    ("v1 v2 --fail-on any", 0, "version: 1.2 on side A, 1.3 on side B"),
    ("v1 v2", 0, "B v2: com.example.shop 1.3 Android 14, 2.6 s,"),
    ("v1 broken", 2, "crashed"),
    ("phases@login phases@logout", 0, "added 0/1 1/1 tcp 443 198.51.100.80"),
    ("phases@ phases@logout --fail-on removed", 5, "203.0.113.10"),
    ("phases@never phases", 2, "there is no mark 'never'; its marks: '"),
)
FIRST = "adbnet-policy 1\n"
# What is judged, by what, the status, what is said.
POLICIES = (
    ("sure", "allow name *.cdn.example", 0, "0 denied, 0 not judged"),
    ("cdn1", "allow name *.cdn.example", 5, "203.0.113.10:443; no line names"),
    ("listed", "allow name edge.cdn.example", 0, "1 allowed"),
    ("bare", "allow name edge.cdn.example", 4, "not known: confirmed name"),
    ("cdn2", "allow prefix 203.0.113.0/24 port 443", 0, "1 allowed"),
    ("cdn2", "allow addr 203.0.113.10", 5, "1 denied"),
    ("cdn2", 'allow org "Example CDN*"', 0, "1 allowed"),
    ("bare", 'allow org "Example CDN*"', 4, "not known: organisation"),
    ("ads", "warn asn 64511\ndefault allow", 0, "1 warned of, 1 allowed"),
    (
        "shared",
        "default allow\npackage com.example.three\ndeny port 443",
        5,
        "deny com.example.three: tcp 203.0.113.10:443; line 4",
    ),
    ("broken", "default allow", 4, "0 of 1 judged"),
    ("broken", "deny port 443", 5, "deny com.example.shop"),
    ("cdn1", "allow prefix 203.0.113.0/33", 2, "p:2:"),
)


def adbnet(*words):
    done = subprocess.run(
        [ADBNET, *words], capture_output=True, text=True, check=False
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split()), done


def policy(text):
    with open("p", "w", encoding="utf-8") as file:
        file.write(FIRST + text + "\n")


def check_diffs():
    for words, status, told in DIFFS:
        found, text, done = adbnet("diff", *words.split())
        assert found == status and told in text, (words, found, text)
        # In every format the same, and of what is refused nothing.
        for name in ("json", "jsonl", "csv"):
            other, _, form = adbnet("diff", "-o", name, *words.split())
            assert other == status, (words, name, form)
            assert (form.stdout == "") == (status == 2), (words, name)


def check_forms():
    words = ("diff", "cdn1", "ads", "--by", "org")
    whole = json.loads(adbnet(*words, "-o", "json")[2].stdout)
    lines = adbnet(*words, "-o", "jsonl")[2].stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    kinds = [row.pop("type") for row in rows]
    of = [row for kind, row in zip(kinds, rows) if kind == "difference"]
    assert kinds[0] == "header" and kinds[-1] == "end", kinds
    assert of == whole["results"], (of, whole)
    assert rows[-1]["summary"] == whole["summary"]
    runs = [row for kind, row in zip(kinds, rows) if kind == "run"]
    assert runs == whole["runs"], (runs, whole)
    table = csv.DictReader(
        io.StringIO(adbnet(*words, "-o", "csv")[2].stdout), strict=True
    )
    for row, one in zip(table, whole["results"], strict=True):
        assert row["kind"] == one["kind"] and row["key"] == one["key"], row
        assert int(row["b_runs"]) == one["b"]["runs"], row
        # What a side never had it did not see last.
        for side in "ab":
            seen = one[side]["last_seen"]
            assert (seen is None) == (one[side]["runs"] == 0), (side, one)
            assert row[side + "_last_seen"] == (seen or ""), (side, row)


def check_json():
    """What was printed as JSON is compared as the captures are."""
    names = {"cdn1", "cdn2", "ads", "sure", "called", "called2"}
    for name in sorted(names | {"v1", "v2", "broken"}):
        with open(name + ".json", "w", encoding="utf-8") as file:
            file.write(adbnet("report", name, "-o", "json")[2].stdout)
    for words in (
        "cdn1 ads --by org --fail-on added",
        "cdn1 cdn2 --by prefix --fail-on any",
        "cdn1 cdn2 --fail-on any",
        "sure ads --by name",
        "called called2 --fail-on any",
        "called cdn1 --fail-on removed",
        "v1 v2 --fail-on any",
        "v1 broken",
    ):
        a, b, *more = words.split()
        want, _, of = adbnet("diff", a, b, *more, "-o", "json")
        for left, right in ((a + ".json", b + ".json"), (a, b + ".json")):
            found, said, got = adbnet("diff", left, right, *more, "-o", "json")
            assert found == want, (words, said)
            if found != 2:
                one, other = json.loads(of.stdout), json.loads(got.stdout)
                assert one["results"] == other["results"], (words, said)
                assert one["summary"] == other["summary"], (words, said)
                for x, y in zip(one["runs"], other["runs"], strict=True):
                    for key in ("package", "version", "from", "to"):
                        assert x[key] == y[key], (words, key, x, y)
    with open("look.json", "w", encoding="utf-8") as file:
        words = ("--replay", RIG, "conns", "-n", "--json")
        file.write(adbnet(*words)[2].stdout)
    found, said, _ = adbnet("diff", "look.json", "look.json")
    assert found == 0 and "0 added, 0 removed, 0 sometimes, 1" in said, said
    for text in ("{", '{"schema": "adbnet.devices/1"}', '{"a": ' * 3000):
        with open("wrong.json", "w", encoding="utf-8") as file:
            file.write(text)
        found, said, _ = adbnet("diff", "wrong.json", "cdn1")
        assert found == 1 and "wrong.json" in said, (text[:20], found, said)


def check_json_is_whole():
    """What is not in a file is not "nothing was observed"."""
    end = '{"proto": "tcp", "remote": {"addr": "203.0.113.10", "port": 443}}'
    run = '"package": "com.example.a", "samples": 9'
    for of, text, status in (
        ("watch", '"results": [{}]', 1),
        ("watch", '"results": [{"summary": {"samples": 9}}]', 1),
        ("watch", '"results": [{"summary": {"endpoints": []}}]', 2),
        ("conns", '"results": [{"connections": null}]', 1),
        ("conns", '"results": [{"connections": [7]}]', 1),
        ("conns", '"results": []', 2),
        ("scan", '"runs": [7]', 1),
        ("scan", '"runs": [{"judged": true, "endpoints": []}]', 1),
        ("scan", '"runs": [{%s, "judged": true}]' % run, 1),
        ("scan", '"runs": [{%s, "endpoints": []}]' % run, 2),
        (
            "scan",
            '"runs": [{%s, "judged": false, "endpoints": []}]' % run,
            2,
        ),
        ("scan", '"runs": [{%s, "judged": true, "endpoints": []}]' % run, 0),
        (
            "scan",
            '"runs": [{"package": "a", "judged": true, "endpoints": [%s]}]'
            % end,
            2,
        ),
        (
            "conns",
            '"results": [{"connections": [%s], "summary": {"status": "ok"}}]'
            % end,
            0,
        ),
        (
            "conns",
            '"results": [{"connections": [%s], '
            '"summary": {"status": "partial"}}]' % end,
            4,
        ),
        (
            "scan",
            '"status": "partial", "runs": '
            '[{%s, "judged": true, "endpoints": []}]' % run,
            4,
        ),
    ):
        with open("part.json", "w", encoding="utf-8") as file:
            file.write('{"schema": "adbnet.%s/1", %s}' % (of, text))
        found, said, _ = adbnet("diff", "part.json", "part.json")
        assert found == status, (text, found, said)


def check_policies():
    for name, text, status, told in POLICIES:
        policy(text)
        found, said, _ = adbnet("report", name, "--policy", "p")
        assert found == status and told in said, (name, text, found, said)


def check_learned():
    """A network is learned, and so its other addresses are no news."""
    adbnet("report", "--policy-out", "learned", "cdn1", "sure")
    for name, status in (("cdn2", 0), ("ads", 5)):
        found, said, _ = adbnet("report", name, "--policy", "learned")
        assert found == status, (name, said)
    found, said, _ = adbnet("report", "--policy-out", "runs", "v1", "broken")
    assert found == 0, said
    with open("runs", encoding="utf-8") as file:
        text = file.read()
    assert "package com.example.shop" in text and "1 of 1 runs" in text, text
    found, said, _ = adbnet("report", "v1", "--policy", "runs")
    assert found == 0, said


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for name, text in WORLDS.items():
            subprocess.run([MAKE, name], input=text, text=True, check=True)
        check_diffs()
        check_forms()
        check_json()
        check_json_is_whole()
        check_policies()
        check_learned()
    print(f"cases: {len(DIFFS) + len(POLICIES)} are as they should be")


main()
