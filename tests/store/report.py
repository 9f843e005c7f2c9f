# SPDX-License-Identifier: Apache-2.0
"""adbnet report over captures that make_capture makes: its outputs are those
of golden/, twice the same bytes, and a capture is never changed by it.

usage: report.py [--update]    with --update golden/ is written anew"""

import base64
import csv
import hashlib
import html
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_capture")
GOLDEN = os.path.abspath("tests/store/golden/")
# SQLite and zlib of another version make other bytes.
NO_SUM = "0" * 64
# What is the same in every page stands in src/sink/html.
FIXED = re.compile(
    r"(<style>).*(</style>)|(<script>).*(</script>)|sha256-[\w+/]{43}=", re.S
)
FILE = "bank.adbnet"


def run(*arguments):
    return subprocess.run(
        [ADBNET, *arguments], capture_output=True, text=True, check=False
    )


def sum_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def report(*arguments, file=FILE, status=0):
    done = run("report", file, *arguments)
    assert done.returncode == status, (arguments, done)
    return done.stdout


def check_golden():
    digest = sum_of(FILE)
    for name, arguments in (
        ("report.txt", []),
        ("report.json", ["-o", "json"]),
        ("report.jsonl", ["-o", "jsonl"]),
        ("report.csv", ["-o", "csv"]),
        ("report.html", ["-o", "html"]),
        ("report.junit.xml", ["-o", "junit"]),
        ("report-part.txt", ["--from", "logged in", "--to", "logged out"]),
        ("report-part.json", ["--from", "logged in", "-o", "json"]),
    ):
        out = report(*arguments)
        assert out == report(*arguments), f"{name}: twice, and not the same"
        silent = name.endswith(("csv", "xml"))
        assert silent or digest in out, f"{name}: its sha256"
        out = out.replace(digest, NO_SUM)
        if name.endswith("html"):
            out = FIXED.sub(r"\1\2\3\4", out)
        path = os.path.join(GOLDEN, name)
        if "--update" in sys.argv:
            with open(path, "w", encoding="utf-8") as file:
                file.write(out)
        with open(path, encoding="utf-8") as file:
            assert out == file.read(), f"{name}: not as the golden one:\n{out}"
    assert sum_of(FILE) == digest
    assert sorted(os.listdir(".")) == [FILE], os.listdir(".")


def check_formats_agree():
    whole = json.loads(report("-o", "json"))
    lines = [json.loads(line) for line in report("-o", "jsonl").splitlines()]
    rows = list(csv.DictReader(io.StringIO(report("-o", "csv"))))
    endpoints = whole["results"][0]["summary"]["endpoints"]
    assert len(endpoints) == 4, len(endpoints)  # not those of others
    assert whole["capture"]["arguments"] == ["com.example.bank"]
    kinds = [line["type"] for line in lines]
    assert kinds[:3] == ["header", "capture", "phone"] and kinds[-1] == "end"
    events = [line for line in lines if "t_ms" in line]
    assert events == whole["events"]
    assert [row["event"] for row in rows] == [e["type"] for e in events]
    names = {e["remote"]["addr"]: e["ptr"]["names"] for e in endpoints}
    assert names["203.0.113.10"] == ["api.bank.example"], names


def rows_of(text, name):
    """What `parse` makes of a text: ends and owner of each row."""
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    done = run("parse", name, "-a", "--json")
    os.remove(name)
    assert done.returncode == 0, done
    (found,) = json.loads(done.stdout)["results"]
    assert found["warnings"] == [] and found["connections"], found["warnings"]
    return {(c["proto"], c["local"]["addr"], c["local"]["port"],
             c["remote"]["addr"], c["remote"]["port"], c["uid"], c["inode"])
            for c in found["connections"]}  # fmt: skip


def check_appendix():
    """The raw rows behind a hint are those of its endpoint, in every form,
    and parse takes the appendix as it stands."""
    (result,) = json.loads(report("-o", "json"))["results"]
    (hint,) = result["hints"]
    assert hint["code"] == "plain-port", hint
    assert [row["sample"] for row in hint["rows"]] == [4, 19], hint["rows"]
    where = hint["where"]
    texts = [row["text"] for row in hint["rows"]]
    ends = [where[side][key] for side in ("local", "remote")
            for key in ("addr", "port")]  # fmt: skip
    # The same socket twice: parse has it once.
    rows = {(where["proto"], *ends, 10093, 7001)}
    for text in texts:
        assert rows_of(text + "\n", "tcp.txt") == rows, text
    for form, begin, end in (("table", "# Appendix A", None),
                             ("html", "<pre id=a1-1>", "</pre>")):  # fmt: skip
        out = report("-o", form)
        text = html.unescape(begin + out.split(begin)[1].split(end)[0]
                             if end else begin + out.split(begin)[1])  # fmt: skip
        text = text.replace("<pre id=a1-1>", "")
        assert all(one in text for one in texts), text
        assert rows_of(text, "appendix") == rows, (form, text)


def check_against():
    """What an earlier capture has not is new; what it has is not."""
    subprocess.run([MAKE, "later.adbnet", "later"], check=True)

    def new(*arguments):
        out = report("--against", *arguments, "-o", "json")
        return [h["where"]["remote"]["addr"]
                for h in json.loads(out)["results"][0]["hints"]
                if h["code"] == "new"]  # fmt: skip

    assert new(FILE) == []
    assert new("later.adbnet") == ["198.51.100.80"]
    assert "+ new against" not in report("--against", FILE)
    assert report("--against", "nothing", status=1) == ""
    os.remove("later.adbnet")


def check_expected_path():
    """5 and a hint for each that goes another way; 4 if nobody can tell."""
    # Of one end the phone's own address is no interface's.
    for path, status, count, not_told in (
        ("wifi", 4, 0, True), ("vpn", 5, 3, True), ("proxy", 5, 4, False),
    ):
        out = report("--expect-path", path, "-o", "json", status=status)
        (result,) = json.loads(out)["results"]
        codes = [hint["code"] for hint in result["hints"]]
        assert codes.count("off-path") == count, (path, codes)
        notes = [note["code"] for note in result["run_notes"]]
        assert ("path-not-told" in notes) == not_told, (path, notes)
        suite = xml.etree.ElementTree.fromstring(
            report("--expect-path", path, "-o", "junit", status=status))[0]
        found = suite.findall("testcase/failure")
        assert len(found) == int(suite.get("failures")) == (count > 0), path
        assert count == 0 or len(found[0].text.splitlines()) == count, path
    assert report("--expect-path", "nowhere", status=2) == ""


def check_policy_of_page():
    """The hashes that let style and script in are those of their bytes."""
    page = report("-o", "html")
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        inside = page.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        sum_256 = hashlib.sha256(inside.encode()).digest()
        text = base64.b64encode(sum_256).decode()
        assert f"{rule} 'sha256-{text}'" in page, (tag, text)
        assert page.count(f"<{tag}") == 1, tag
    assert "content=\"default-src 'none'; " in page
    head = page.split("<style>")[0] + page.split("</style>")[1]
    assert "2B04EXAMPLE" not in head and "...4F2K" in head
    assert " style=" not in head and "http:" not in page, "from elsewhere"


def check_junit():
    """What readers of JUnit XML expect of one (Jenkins' junit-10.xsd)."""
    root = xml.etree.ElementTree.fromstring(report("-o", "junit"))
    assert root.tag == "testsuites" and len(root) == 1
    for suite in root:
        cases = suite.findall("testcase")
        assert suite.tag == "testsuite" and len(cases) == len(suite)
        assert int(suite.get("tests")) == len(cases) == 1
        for kind in ("failure", "error"):
            found = suite.findall(f"testcase/{kind}")
            assert int(suite.get(f"{kind}s")) == len(found) == 0, kind
        for case in cases:
            assert case.get("name") and case.get("classname")
            assert float(case.get("time")) == 30.0
            assert [part.tag for part in case] == ["system-out"]
            assert "api.bank.example" in case[0].text
    done = run("report", FILE, "-o", "junit:a.xml", "-o", "html:a.html")
    assert done.returncode == 0, done
    subprocess.run(["xmllint", "--noout", "a.xml"], check=True)
    for name in ("a.xml", "a.html"):
        assert os.stat(name).st_mode & 0o777 == 0o600, name
        os.remove(name)


def check_parts():
    part = report("--from", "12", "-o", "json")
    assert part == report("--from", "2026-11-22T12:40:17.118Z", "-o", "json")
    other = report("--from", "2026-11-22T13:40:17.118+01:00", "-o", "json")
    assert part == other
    assert part == report("--from", "logged in", "-o", "json")
    found = json.loads(report("--from", "5", "--to", "10.5", "-o", "json"))
    summary = found["results"][0]["summary"]
    assert summary["samples"] == 28, summary["samples"]
    # Between two readings of the counters: nothing can be said.
    assert summary["coverage"] is None or not any(
        summary["coverage"].get(key) for key in ("opens", "seen")
    ), summary["coverage"]
    for wrong in (
        ["--from", "never"],
        ["--from", "9", "--to", "8"],
        ["--to", "2026-11-22T25:00:00Z"],
        ["--from", ""],
    ):
        assert report(*wrong, status=2) == "", wrong


def check_cut():
    subprocess.run([MAKE, "cut.adbnet", "cut"], check=True)
    before = [sum_of("cut.adbnet"), sum_of("cut.adbnet-wal")]
    found = json.loads(report("-o", "json", file="cut.adbnet", status=4))
    assert found["capture"]["cut"] is True
    assert found["capture"]["log_sha256"] == before[1]
    assert found["results"][0]["summary"]["samples"] == 100
    table = report(file="cut.adbnet", status=4)
    assert "cut off" in table and before[1] in table, table
    assert before == [sum_of("cut.adbnet"), sum_of("cut.adbnet-wal")]


def check_refused():
    with open("text", "w", encoding="utf-8") as file:
        file.write("  sl  local_address rem_address\n" * 100)
    for path in ("text", "nothing", "."):
        done = run("report", path)
        assert done.returncode == 1 and done.stdout == "", done
        assert path in done.stderr, done.stderr
    assert "parse reads" in run("report", "text").stderr
    assert run("report").returncode == 2
    for command in (["parse", FILE], ["--replay", FILE, "conns"]):
        done = run(*command)
        assert done.returncode == 1 and done.stdout == "", done
        assert "report reads it" in done.stderr, done.stderr
    shutil.copy(FILE, "asked")
    database = sqlite3.connect("asked")
    database.execute("INSERT OR REPLACE INTO argument VALUES(0, '%s%n')")
    database.commit()
    database.close()
    done = run("report", "asked")
    assert done.returncode == 1 and done.stdout == "", done
    assert "asked: capture: damaged" in done.stderr, done.stderr
    shutil.copy(FILE, "damaged")
    with open("damaged", "r+b") as file:
        file.seek(20000)
        file.write(b"\xff" * 60000)
    done = run("report", "damaged")
    assert done.returncode == 1 and done.stdout == "", done


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        subprocess.run([MAKE, FILE], check=True)
        check_golden()
        check_formats_agree()
        check_appendix()
        check_against()
        check_expected_path()
        check_policy_of_page()
        check_junit()
        check_parts()
        check_cut()
        check_refused()
    print("report: as it should be")


main()
