# SPDX-License-Identifier: Apache-2.0
"""adbnet report --only and --redact: of what is to be left out not a byte is
in any format, and the rest is as it was."""

import json
import os
import re
import subprocess
import tempfile

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_world")
RECORDING = os.path.abspath("recordings/watch.adbrec")
FORMATS = ("table", "json", "jsonl", "csv", "html", "junit")
WATCH = """
command adbnet watch com.example.bank com.example.zebra --save /srv/lab/a
what com.example.*
package com.example.bank 10093
package com.example.zebra 10094
package com.example.okapi 10121
package com.example.tapir 10121
package com.example.quagga 10122
sock tcp 203.0.113.10 443 10093 6 20
sock tcp 192.0.2.44 8080 10093 3 9
sock tcp 2001:db8:1::5 443 10093 4 9
sock tcp 203.0.113.10 51000 10093 7 20 8080
sock tcp 203.0.113.77 80 10094 5 15
sock tcp 203.0.113.77 51001 10094 7 15 39517
sock tcp 203.0.113.88 80 10121 5 15
sock tcp 203.0.113.99 5228 10122 5 15
name 203.0.113.10 api.bank.example yes
name 203.0.113.77 api.zebra.example yes
front 3 com.example.bank/.Main
front 6 com.example.zebra/.Secret
mark 4 logged in
"""
SCAN = WATCH.replace("command adbnet watch", "command adbnet scan") + """
samples 60
run com.example.bank 1.0 ok 2 18
run com.example.zebra 2.5.7 crashed 22 35
mark 25 inside zebra
"""
# The phone comes back in another network, and calls somebody there.
MOVED = WATCH + """
back 12 198.51.100.17 24
sock tcp 198.51.100.44 8080 10093 13 20
"""
# One of the runs of the scan was not judged.
STATUS = {"watch": 0, "scan": 4, "moved": 0}
# Of everybody else; addresses also as /proc/net prints them.
OTHERS = ("zebra", "okapi", "tapir", "quagga", "203.0.113.77", "203.0.113.88",
          "203.0.113.99", "4D7100CB", "10094", "10121", "2.5.7",
          "39517",
          "/srv/lab")  # fmt: skip
# Of the phone and the laptop.
OWN = ("2B04EXAMPLE4F2K", "4F2K", "192.0.2.17", "192.0.2.44", "110200C0",
       "2001:db8:ffff::17", "/srv/lab", "198.51.100.")  # fmt: skip


def make(name, text):
    subprocess.run([MAKE, name], input=text, text=True, check=True)


def report(*words, status=0):
    done = subprocess.run(
        [ADBNET, "report", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, (words, done)
    return done.stdout + done.stderr


def without_style(text):
    """What is the same in every page says nothing of a phone."""
    text = re.sub(r"(?s)<style>.*?</style>|<script>.*?</script>", "", text)
    return re.sub(r"[0-9a-f]{64}|sha256-[\w+/=]+", "", text)


def check_nothing(text, words, case):
    for word in words:
        at = text.lower().find(word.lower())
        assert at < 0, (case, word, text[max(at - 200, 0) : at + 80])


def check_only(name):
    for form in FORMATS:
        whole = without_style(report(name, "-o", form, status=STATUS[name]))
        assert "zebra" in whole or form == "junit", (name, form, "no test")
        text = without_style(
            report(name, "-o", form, "--only", "com.example.bank")
        )
        assert "203.0.113.10" in text, (name, form, text)
        check_nothing(text, OTHERS, (name, form))


def check_shared():
    for form in ("table", "json", "html"):
        text = report("watch", "-o", form, "--only", "com.example.okapi")
        assert "203.0.113.88" in text and "tapir" not in text, (form, text)
        assert "(another package)" in text, (form, text)


def check_groups():
    """Endpoints of one owner stay together."""
    text = report("watch", "--only", "com.example.bank")
    assert "4 endpoints" in text, text


def check_listeners():
    """Theirs are left out with them; hidden addresses are no loopback."""
    assert "TCP port 39517, bound to 0.0.0.0" in report("watch")
    for words in (("--only", "com.example.bank"), ("--redact",)):
        assert "TCP port 8080, bound to 0.0.0.0" in report("watch", *words)
    subprocess.run(
        [ADBNET, "--replay", RECORDING, "watch", "-n", "--save", "bound"],
        capture_output=True,
        check=False,
    )
    assert "TCP port 8701, bound to 192.0.2.17" in report("bound")
    text = report("bound", "--redact")
    assert "TCP port 8701, bound to own-address" in text, text


def check_redact():
    assert "198.51.100.44" in report("moved")
    for name in ("watch", "scan", "moved"):
        for form in FORMATS:
            text = without_style(
                report(name, "-o", form, "--redact", status=STATUS[name])
            )
            assert "203.0.113.10" in text, (name, form)
            check_nothing(text, OWN, (name, form))
    found = json.loads(report("watch", "-o", "json", "--redact"))
    device = found["results"][0]["device"]
    assert device["serial"] == "phone-0", device


def check_raw():
    """Of a recorded phone, whose raw tables the capture has."""
    subprocess.run(
        [ADBNET, "--replay", RECORDING, "watch", "-n", "--save", "all"],
        capture_output=True,
        check=False,
    )
    whole = json.loads(report("all", "-o", "json"))
    ends = {"": set()}
    for one in whole["results"][0]["summary"]["endpoints"]:
        name = " ".join(one["packages"]) if one["packages"] else ""
        ends.setdefault(name, set()).add(one["remote"]["addr"])
    mine = ends.pop("com.example.app")
    others = {a for addrs in ends.values() for a in addrs if a} - mine
    names = {n for name in ends for n in name.split() if "." in n}
    assert len(others) > 2 and names, (others, names)
    for form in FORMATS:
        text = without_style(
            report("all", "-o", form, "--only", "com.example.app")
        )
        for word in [*others, *names]:
            found = re.search(rf"(?<![\w.:]){re.escape(word)}(?![\w.])", text)
            assert found is None, (form, word, found and found.start())
        assert form in ("csv", "junit") or "com.example.app" in text, form
    # They are in the capture: left out is not the same as not kept.
    assert "raw rows in appendix" in report("all")
    text = report("all", "--redact")
    assert "raw rows left out" in text and "raw rows not kept" not in text
    assert "Appendix" not in text, text
    (found,) = json.loads(report("all", "-o", "json", "--redact"))["results"]
    rows = [hint["rows"] for hint in found["hints"]]
    assert rows and not any(rows), rows


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        make("watch", WATCH)
        make("scan", SCAN)
        make("moved", MOVED)
        check_only("watch")
        check_only("scan")
        check_shared()
        check_groups()
        check_listeners()
        check_redact()
        check_raw()
        report("watch", "--only", "x;y", status=2)
    print("only: nothing of the others is left")


main()
