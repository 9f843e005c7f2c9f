# SPDX-License-Identifier: Apache-2.0
"""adbnet report with policies: learned ones judge their captures clean, what
is denied or not known is told with its line, and a wrong one costs no run."""

import os
import subprocess
import tempfile

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_capture")

HEAD = "adbnet-policy 1\n"
# The policy, the status of a report of a.adbnet, what it says; of a wrong
# one, what stderr says.
CASES = [
    (HEAD + "default allow\n", 0, "0 denied, 0 not judged, 0 warned of, 4"),
    (HEAD + "default warn\n", 0, "warn        com.example.bank: "),
    (HEAD + "default deny\n", 5, "line 2: default deny"),
    (HEAD, 5, "deny        com.example.bank: tcp 198.51.100.80:80; no line"),
    (
        HEAD + "deny port 80\ndefault allow\n",
        5,
        "com.example.bank: tcp 198.51.100.80:80; line 2: deny port 80",
    ),
    (
        HEAD + "deny asn 64500\ndefault allow\n",
        4,
        "deny asn 64500; not known: AS number",
    ),
    (
        HEAD + "allow name api.bank.example\nallow proto udp\nallow port 80\n"
        "allow prefix 2001:db8::/32\n",
        0,
        "0 denied",
    ),
    (HEAD + "allow prt 80\n", 2, "p:2:7: prt, expected addr, prefix, name"),
    ("#" * 2000 + "\n", 2, "p:1: longer than 1024 bytes"),
]


def report(*arguments):
    return subprocess.run(
        [ADBNET, "report", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def flat(text):
    """Without line breaks, and so however it was wrapped."""
    return " ".join(text.split())


def check_cases():
    plain = report("a.adbnet").stdout
    for policy, status, told in CASES:
        with open("p", "w", encoding="utf-8") as file:
            file.write(policy)
        done = report("a.adbnet", "--policy", "p")
        assert done.returncode == status, (policy, done)
        if status == 2:
            assert done.stdout == "" and told in done.stderr, (policy, done)
            continue
        assert flat(told) in flat(done.stdout), (policy, done.stdout)
        assert done.stderr == "" and plain[:400] in done.stdout, policy
    done = report("a.adbnet", "--policy", "nothing")
    assert done.returncode == 1 and done.stdout == "", done
    with open("p", "w", encoding="utf-8") as file:
        file.write(HEAD + "deny port 80\ndefault allow\n")
    for part, status in (("--to", 5), ("--from", 0)):
        done = report("a.adbnet", "--policy", "p", part, "logged in")
        assert done.returncode == status, (part, done)


def check_learned():
    done = report("--policy-out", "learned", "a.adbnet", "b.adbnet")
    assert done.returncode == 0 and done.stdout == "", done
    done = report("--policy-out", "again", "b.adbnet", "a.adbnet")
    with open("learned", encoding="utf-8") as one, open("again") as other:
        text = one.read()
        assert text == other.read(), "the order of the captures matters"
    assert "# 1 of 2 runs: 198.51.100.81\n" in text, text
    assert "# 2 of 2 runs: 203.0.113.10 (api.bank.example)\n" in text, text
    assert report("--policy-out", "learned", "a.adbnet").returncode == 1
    for name in ("a.adbnet", "b.adbnet"):
        assert report(name, "--policy", "learned").returncode == 0, name
    report("--policy-out", "learned", "--force", "a.adbnet")
    done = report("b.adbnet", "--policy", "learned", "-o", "csv")
    assert done.returncode == 5, done
    assert "policy learned: 1 denied, 0 not judged" in done.stderr, done
    assert "198.51.100.81" in done.stdout and ",deny," in done.stdout, done
    done = report("b.adbnet", "--policy", "learned", "-q", "-o", "csv")
    assert done.stderr == "", done
    assert report("--policy-out", "x").returncode == 2
    assert report("--policy-out", "x", "nothing").returncode == 1
    assert not os.path.exists("x")


def main():
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        subprocess.run([MAKE, "a.adbnet"], check=True)
        subprocess.run([MAKE, "b.adbnet", "later"], check=True)
        check_cases()
        check_learned()
    print(f"policy: {len(CASES)} cases are as they should be")


main()
