#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Phones before Android 7, and phones that want to know the computer's key:
old_phone.py in front of the rig's phone. First genuine adb 29 and 34 show that
it is a phone; then adbnet is asked the same by every way, and what it says is
held against the truth of the rig.

usage: e2e_old.py      with ADBNET and ADBNET_BUILD as ctest sets them;
exit 0 good, 1 bad, 77 cannot run here"""

import importlib.machinery
import importlib.util
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

from verdict import check, failures  # noqa: E402

RIG = os.path.join(HERE, "..", "phone", "rig")
ADBNET = os.path.abspath(os.environ.get("ADBNET", "build/adbnet"))
LONG = os.path.join(
    os.path.abspath(os.environ.get("ADBNET_BUILD", "build/dev")),
    "tests/cli/long_request")
ADDRESS = "192.0.2.17"
SERVERS = {"29": "5029", "34": "5034"}
CANNOT = 77


def load_truth():
    """How the rig's truth is compared is written down once."""
    loader = importlib.machinery.SourceFileLoader(
        "test_truth", os.path.join(HERE, "..", "phone", "test_truth"))
    spec = importlib.util.spec_from_loader("test_truth", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class Phone:
    """One stand-in; it ends with the rig at the latest."""

    def __init__(self, rig, port, *options):
        self.serial = f"{ADDRESS}:{port}"
        self.log_path = os.path.join(rig.top, f"log-{port}")
        open(self.log_path, "w").close()
        self.process = subprocess.Popen(
            [RIG, "in-phone", rig.directory, sys.executable,
             os.path.join(HERE, "old_phone.py"), "--listen", self.serial,
             "--enter", rig.env["ADBNET_RIG_PHONE_PID"],
             "--log", self.log_path, *options],
            stdout=subprocess.PIPE, text=True)
        self.is_ready = self.process.stdout.readline() == "ready\n"

    def end(self):
        self.process.terminate()
        self.process.wait()

    def log(self, what):
        with open(self.log_path, encoding="ascii") as file:
            rows = [json.loads(line) for line in file]
        return [row for row in rows if row["what"] == what]

    def forget(self):
        open(self.log_path, "w").close()


class Rig:
    def __init__(self, top):
        self.top = top
        self.directory = os.path.join(top, "rig")
        self.env = {}
        self.pids = {}

    def tell(self, *words, timeout=60):
        done = subprocess.run(
            [RIG, words[0], self.directory, *words[1:]], timeout=timeout,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout

    def up(self, *options):
        status, text = self.tell("up", *options, timeout=400)
        if status != 0:
            print(text.decode(errors="replace"))
            return status
        with open(os.path.join(self.directory, "env")) as file:
            for line in file:
                key, _, value = line.strip().partition("=")
                self.env[key] = value.strip("'")
        return 0

    def server(self, version, port):
        _, text = self.tell("server", version, port)
        return identity(text.decode().strip())

    def adb(self, version, *words):
        port = SERVERS[version]
        return self.tell("adb", version, "-P", port, *words)[1]

    def adbnet(self, words, home, env=None):
        """adbnet on the laptop; and how long it took."""
        start = time.monotonic()
        done = subprocess.run(
            [RIG, "in-world", self.directory, ADBNET, *words], timeout=90,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": home, "LOGNAME": "me", **(env or {})})
        done.seconds = time.monotonic() - start
        done.said = done.stderr.decode(errors="replace")
        return done


def identity(pid):
    """A process that is not another one with the same number."""
    try:
        with open(f"/proc/{int(pid)}/stat") as file:
            return pid, file.read().rpartition(")")[2].split()[19]
    except (OSError, ValueError):
        return None


# ---- the stand-in is a phone ----------------------------------------------


def connect(rig, version, phone):
    text = b""
    for _ in range(50):
        text = rig.adb(version, "connect", phone.serial)
        if f"{phone.serial}\tdevice".encode() in rig.adb(version, "devices"):
            return
        time.sleep(0.1)
    check(f"adb {version} connects to {phone.serial}", False, text)


def check_genuine(rig, version, modern, ancient):
    """Genuine adb uses both, and sees of them what it sees of old phones."""
    for phone, raw in ((modern, b"a\nb\n"), (ancient, None)):
        name = f"adb {version}, {phone.serial}"
        connect(rig, version, phone)
        text = rig.adb(version, "-s", phone.serial, "shell", "echo a; echo b")
        check(f"{name}: shell", text == b"a\r\nb\r\n", text)
        text = rig.adb(version, "-s", phone.serial, "exec-out",
                       "echo a; echo b")
        check(f"{name}: exec-out", text == raw or (
            raw is None and text == b"error: closed\n"), text)
        text = rig.adb(version, "-s", phone.serial, "shell", "id -u; id -G")
        check(f"{name}: who it is", text.startswith(b"2000\r\n")
              and b"3009" in text, text)
        text = rig.adb(version, "-s", phone.serial, "shell", "seq 1 20000")
        check(f"{name}: 100 KiB", text == b"".join(
            b"%d\r\n" % i for i in range(1, 20001)), text[-60:])
        hello = phone.log("hello")[-1]
        check(f"{name}: it says what it is", hello["version"] == 0x01000001
              and hello["banner"].startswith("host::"), hello)
        rig.adb(version, "disconnect", phone.serial)


DAMAGED = """
import socket, sys
host, _, port = sys.argv[1].rpartition(":")
with socket.create_connection((host, int(port)), 10) as s:
    s.sendall(bytes.fromhex(sys.argv[2]))
    print(len(s.recv(4096)))
"""


def check_checksum(rig, phone):
    """A greeting as genuine hosts send it, right and with a bit turned."""
    text = b"host::"
    for name, fault, answered in (("right", 0, True), ("wrong", 1, False)):
        head = struct.pack("<6I", 0x4E584E43, 0x01000001, 1 << 20, len(text),
                           sum(text) ^ fault, 0x4E584E43 ^ 0xFFFFFFFF)
        _, said = rig.tell("in-world", sys.executable, "-c", DAMAGED,
                           phone.serial, (head + text).hex())
        check(f"stand-in: a {name} checksum", (said != b"0\n") == answered,
              said)


# ---- keys -----------------------------------------------------------------


def make_home(rig, name, key=None):
    home = os.path.join(rig.top, name)
    os.makedirs(os.path.join(home, ".android"), mode=0o750)
    if key:
        for end in ("", ".pub"):
            shutil.copy(key + end, os.path.join(home, ".android/adbkey" + end))
    return home


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def check_new_key(rig, home):
    key = os.path.join(home, ".android/adbkey")
    check("the new key's files are as adb makes them",
          (mode_of(key), mode_of(key + ".pub"),
           mode_of(os.path.dirname(key))) == (0o600, 0o644, 0o750),
          (mode_of(key), mode_of(key + ".pub")))
    with open(key + ".pub", "rb") as file:
        text = file.read()
    check("the public key is one line without an end",
          re.fullmatch(rb"QAAAA[A-Za-z0-9+/]{694}= me@[!-~]+", text), text)
    build = rig.env["ADBNET_RIG_BUILD"]
    genuine = subprocess.run(
        [os.path.join(build, "adb34"), "pubkey", key], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"PATH": os.defpath, "HOME": home})
    check("`adb pubkey` writes the same",
          genuine.stdout.split()[:1] == text.split()[:1], genuine.stdout)
    done = subprocess.run(
        ["openssl", "rsa", "-in", key, "-check", "-noout"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check("`openssl rsa -check` likes it", b"RSA key ok" in done.stdout,
          done.stdout)


ASKS = 'look at the phone: unlock it and accept "Allow USB debugging?"'


def check_unknown(rig, keys):
    """Nobody is there to accept the key."""
    phone = Phone(rig, 6003, "--keys", keys, "--owner", "never")
    home = os.path.join(rig.top, "me")
    os.mkdir(home)
    words = ["--via", "tcp", "-s", phone.serial, "conns", "--json"]
    done = rig.adbnet(words, home)
    check(f"unknown key: exit 3 after {done.seconds:.1f} s",
          done.returncode == 3 and 9 < done.seconds < 15, done.said)
    check("unknown key: words to act on",
          re.fullmatch(rf'adbnet: {phone.serial}: {re.escape(ASKS)} for this '
                       r'computer\nadbnet: .* within 10 s; unlock it, accept '
                       r'.*try again\n', done.said) and done.stdout == b"",
          done.said)
    check("unknown key: the owner was asked once",
          len(phone.log("prompt")) == 1 and not phone.log("signature"),
          phone.log("prompt"))
    check_new_key(rig, home)
    phone.forget()
    done = rig.adbnet(words + ["--wait-auth", "1200ms"], home)
    check(f"--wait-auth: {done.seconds:.1f} s", done.returncode == 3
          and 1 < done.seconds < 4 and "within 1200 ms" in done.said,
          done.said)
    check("every key signs before the public one is shown",
          [row["known"] for row in phone.log("signature")] == [False]
          and len(phone.log("prompt")) == 1, phone.log("signature"))
    phone.end()
    phone = Phone(rig, 6004, "--keys", keys, "--owner", "deny")
    done = rig.adbnet(["--via", "tcp", "-s", phone.serial, "conns"], home)
    check("denied: exit 3", done.returncode == 3 and done.seconds < 5
          and "without accepting this computer" in done.said, done.said)
    phone.end()
    return home


def check_accepted(rig, keys, home):
    phone = Phone(rig, 6005, "--keys", keys, "--owner", "accept:7")
    words = ["--via", "tcp", "-s", phone.serial, "conns", "--json"]
    done = rig.adbnet(words, home)
    check("accepted after 7 s: exit 0", done.returncode == 0
          and ASKS in done.said and len(phone.log("prompt")) == 1, done.said)
    phone.forget()
    for _ in range(3):
        done = rig.adbnet(words, home)
        check("known from then on: exit 0, nobody is asked",
              done.returncode == 0 and done.said == ""
              and not phone.log("prompt"), done.said)
    check("the signature is known",
          all(row["known"] for row in phone.log("signature")),
          phone.log("signature"))
    phone.end()


def check_shared(rig, keys, home):
    """Genuine adb with our key, we with its."""
    phone = Phone(rig, 6006, "--keys", keys, "--owner", "accept:0")
    for version in SERVERS:
        place = os.path.join(rig.directory, f"server-{version}-51{version}")
        os.makedirs(os.path.join(place, ".android"))
        shutil.copy(os.path.join(home, ".android/adbkey"),
                    os.path.join(place, ".android/adbkey"))
        shutil.copy(os.path.join(home, ".android/adbkey.pub"),
                    os.path.join(place, ".android/adbkey.pub"))
        rig.server(version, f"51{version}")
        phone.forget()
        rig.tell("adb", version, "-P", f"51{version}", "connect", phone.serial)
        for _ in range(50):
            _, text = rig.tell("adb", version, "-P", f"51{version}", "-s",
                               phone.serial, "shell", "echo hello")
            if text == b"hello\r\n":
                break
            time.sleep(0.1)
        check(f"adb {version} comes in with our key",
              text == b"hello\r\n" and not phone.log("prompt"), text)
        theirs = os.path.join(
            rig.directory, f"server-{version}-{SERVERS[version]}",
            ".android/adbkey")
        connect(rig, version, phone)
        check(f"adb {version} had to ask with its own",
              len(phone.log("prompt")) == 1, phone.log("prompt"))
        rig.adb(version, "disconnect", phone.serial)
        phone.forget()
        words = ["--via", "tcp", "-s", phone.serial, "conns", "--json"]
        done = rig.adbnet(words, make_home(rig, f"home-{version}", theirs))
        check(f"we come in with the key of adb {version}",
              done.returncode == 0 and not phone.log("prompt"), done.said)
        phone.forget()
        done = rig.adbnet(words, make_home(rig, f"stranger-{version}"),
                          {"ADB_VENDOR_KEYS": f"/nowhere:{theirs}"})
        check(f"and with it in ADB_VENDOR_KEYS, adb {version}",
              done.returncode == 0 and not phone.log("prompt")
              and "key /nowhere left out: it does not exist" in done.said,
              done.said)
    phone.forget()
    done = rig.adbnet(words, make_home(
        rig, "second", os.path.join(rig.top, "strange")),
        {"ADB_VENDOR_KEYS": theirs})
    check("the second key is tried when the first is refused",
          done.returncode == 0 and not phone.log("prompt") and
          [row["known"] for row in phone.log("signature")] == [False, True],
          (done.said, phone.log("signature")))
    phone.end()


# ---- what adbnet sees -----------------------------------------------------


def ways(rig, phone):
    yield "tcp", ["--via", "tcp", "-s", phone.serial], "0"
    for version, port in SERVERS.items():
        connect(rig, version, phone)
        yield version, ["-P", port, "-s", phone.serial], port
        rig.adb(version, "disconnect", phone.serial)


def check_truth(rig, phone, home):
    truth = load_truth()
    truth.PORT = phone.serial.rpartition(":")[2]
    for way, words, port in ways(rig, phone):
        name = f"{phone.serial} by {way}"
        for _ in range(3):
            before = truth.truth(rig.directory)
            done = rig.adbnet([*words, "conns", "-a", "-n", "--json"], home)
            after = truth.truth(rig.directory)
            if sum(after.get(k) == v for k, v in before.items()) >= 150:
                break
        check(f"{name}: exit 0", done.returncode == 0, done.said)
        if done.returncode == 0:
            answer = json.loads(done.stdout)
            truth.compare(name, before, after, answer, way != "tcp")
            truth.check_packages(name, rig.directory, answer)
            check(f"{name}: no warnings",
                  not answer["results"][0]["warnings"],
                  answer["results"][0]["warnings"])
        for _ in range(5):
            _, text = rig.tell("in-world", LONG, port, phone.serial, "70000")
            check(f"{name}: scripts up to 70 KB",
                  text.count(b": ok\n") == 9, text)
        used = {row["service"] for row in phone.log("open")}
        check(f"{name}: services {sorted(used)}",
              used <= {"exec", "shell"}, used)


def check_all(rig):
    keys = os.path.join(rig.top, "adb_keys")
    with open(keys, "w"):
        pass
    strange = os.path.join(rig.top, "strange")
    subprocess.run([os.path.join(rig.env["ADBNET_RIG_BUILD"], "adb34"),
                    "keygen", strange], stderr=subprocess.DEVNULL,
                   env={"PATH": os.defpath, "HOME": rig.top}, check=True)
    modern = Phone(rig, 6001)
    ancient = Phone(rig, 6002, "--no-exec")
    check("the stand-ins stand", modern.is_ready and ancient.is_ready)
    pids = {version: rig.server(version, port)
            for version, port in SERVERS.items()}
    check(f"servers {pids}", all(pids.values()))
    check_checksum(rig, modern)
    for version in SERVERS:
        check_genuine(rig, version, modern, ancient)
    home = check_unknown(rig, keys)
    check_accepted(rig, keys, home)
    check_shared(rig, keys, home)
    for phone in (modern, ancient):
        check_truth(rig, phone, home)
    for version, pid in pids.items():
        check(f"server {version} is the same process as before",
              identity(pid[0]) == pid, pid)
    modern.end()
    ancient.end()


def on_a_rig(check_all):
    with tempfile.TemporaryDirectory(prefix="adb-old.") as top:
        rig = Rig(top)
        status = rig.up()
        if status != 0:
            return CANNOT if status == CANNOT else 1
        try:
            check_all(rig)
        finally:
            rig.tell("down")
    print(f"{len(failures)} wrong" if failures else "all good")
    return 1 if failures else 0


def main():
    for tool in ("openssl", "nsenter"):
        if not shutil.which(tool):
            print(f"no {tool} here")
            return CANNOT
    return on_a_rig(check_all)


if __name__ == "__main__":
    sys.exit(main())
