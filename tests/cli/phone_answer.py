# SPDX-License-Identifier: Apache-2.0
"""What the phone's end of a snapshot prints, for both fakes: a canned answer
under the token of the request, or what a real shell makes of the real script.
It knows the shell protocol's packets and nothing of how they travel."""

import ipaddress
import re
import struct
import subprocess
import threading

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN = range(5)

HEADER = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
    "retrnsmt   uid  timeout inode\n"
)
ESTABLISHED, TIME_WAIT, CLOSE, LISTEN = 1, 6, 7, 10


class Gone(Exception):
    """The other side has closed, or we have broken the connection."""


def endpoint(text):
    """'192.0.2.17:443' or '[2001:db8::1]:443' as procfs prints it."""
    addr, port = text.rsplit(":", 1)
    data = ipaddress.ip_address(addr.strip("[]")).packed
    words = [data[i : i + 4][::-1].hex().upper() for i in range(0, len(data), 4)]
    return "".join(words) + f":{int(port):04X}"


def row(local, remote, state=ESTABLISHED, uid=10093, inode=7001):
    return (
        f"   0: {endpoint(local)} {endpoint(remote)} {state:02X} "
        f"00000000:00000000 00:00000000 00000000 {uid:5} 0 {inode} 2 "
        "0000000000000000 20 4 30 10 -1\n"
    )


def many_rows(count, uid=10093):
    """So many different connected sockets."""
    return HEADER + "".join(
        row(
            f"192.0.2.17:{20000 + i % 40000}",
            f"203.0.113.{1 + i // 40000}:443",
            uid=uid,
            inode=9000 + i,
        )
        for i in range(count)
    )


def no_rows(_token):
    return HEADER


# name: what it prints and the status. Four connected sockets, all of uid
# 10093, and one that listens.
GOOD = {
    "tcp": (
        HEADER
        + row("192.0.2.17:40001", "203.0.113.10:443", inode=7001)
        + row("192.0.2.17:40002", "198.51.100.24:443", inode=7002)
        + row("0.0.0.0:8080", "0.0.0.0:0", LISTEN, 10211, 7003),
        0,
    ),
    "tcp6": (
        HEADER
        + row("[2001:db8:1::17]:40003", "[2001:db8:4::1]:443", inode=7004),
        0,
    ),
    "udp": (
        HEADER + row("192.0.2.17:40004", "203.0.113.12:443", inode=7005),
        0,
    ),
    "udp6": (HEADER, 0),
    "processes": (
        "1 0 init\n4 10093 com.example.bank\n9 10211 com.example.dbg\n"
        "31 2000 adbd\n",
        0,
    ),
    "facts": (
        "[ro.serialno]: [FAKE4F2K]\n[ro.product.model]: [Pixel 7]\n"
        "[ro.product.manufacturer]: [Google]\n"
        "[ro.build.version.release]: [14]\n[ro.build.version.sdk]: [34]\n",
        0,
    ),
    "users": ("Users:\n\tUserInfo{0:Owner:4c13} running\n", 0),
    "current-user": ("0\n", 0),
    "packages 0": (
        "package:/data/app/com.example.bank/base.apk=com.example.bank"
        " uid:10093\n"
        "package:/data/app/com.example.dbg/base.apk=com.example.dbg"
        " uid:10211\n"
        "package:/data/app/com.example.idle/base.apk=com.example.idle"
        " uid:10141\n",
        0,
    ),
}


def to_bytes(text, token):
    """text may be a function of the token, for those who play foul."""
    if callable(text):
        text = text(token)
    return text.encode("latin-1") if isinstance(text, str) else text


def answer(token, changes=None, end=True):
    """All of it. changes: sections that differ from GOOD; None: left out."""
    sections = dict(GOOD, **(changes or {}))
    frame = f"\n#{token} ".encode()
    out = frame + b"begin adbnet-snapshot/1 2000 1795354805.118000\n"
    count = 0
    for name, section in sections.items():
        if section is None:
            continue
        body, status = section
        body = to_bytes(body, token)
        out += frame + b"section %s\n" % name.encode() + body
        size = f" {len(body)}" if name == "processes" else ""
        out += frame + f"done {status}{size}\n".encode()
        count += 1
    if end:
        out += frame + b"end %d 1795354805.310000\n" % count
    return out


def is_shell(service):
    """The shell protocol without a terminal: "shell,v2,TERM=x,raw:COMMAND"."""
    name, *options = service.partition(":")[0].split(",")
    return name == "shell" and "v2" in options and "raw" in options


class Shell:
    """One `shell,v2,raw:` service on a stream with read, write, close and
    drop. What it does is a function of it: see below."""

    def __init__(self, stream, command):
        self.stream = stream
        self.command = command
        self.unread = b""

    def packet(self, kind, data=b""):
        self.stream.write(struct.pack("<BI", kind, len(data)) + data)

    def out(self, data):
        self.packet(STDOUT, data)

    def err(self, data):
        self.packet(STDERR, data)

    def exit(self, status=0):
        self.packet(EXIT, bytes([status]))
        self.stream.close()

    def drop(self):
        """The phone is gone, with all that it was about to say."""
        self.stream.drop()
        raise Gone

    def wait(self):
        """Until the host has had enough."""
        while self.stream.read():
            pass

    def take(self, size):
        while len(self.unread) < size:
            data = self.stream.read()
            if not data:
                raise Gone
            self.unread += data
        part, self.unread = self.unread[:size], self.unread[size:]
        return part

    def stdin(self):
        """The next piece of standard input; b"" when the host closed it."""
        while True:
            kind, size = struct.unpack("<BI", self.take(5))
            data = self.take(size)
            if kind == STDIN:
                return data
            if kind == CLOSE_STDIN:
                return b""

    def script(self):
        """The text that runs, whichever way it came."""
        told = re.search(r"read -r -N (\d+) ", self.command)
        if not told:
            return self.command
        text = b""
        while len(text) < int(told.group(1)):
            text += self.stdin()
        return text.decode()

    def token(self):
        return re.search(r"\bT=([0-9a-z]+) ", self.script()).group(1)


# ---- what a shell does: functions of a Shell ---------------------------------


def answers(changes=None, change=None, stderr=b"", end=True):
    """Prints the canned answer; change(bytes, token) may spoil all of it."""

    def run(shell):
        token = shell.token()
        data = answer(token, changes, end)
        if change is not None:
            data = change(data, token)
        if stderr:
            shell.err(stderr)
        shell.out(data)
        shell.exit()

    return run


def says(data, status=0):
    """Prints something else altogether."""

    def run(shell):
        shell.out(data)
        shell.exit(status)

    return run


def hangs(after=None):
    """Prints the answer up to a text (None: nothing) and then keeps silent."""

    def run(shell):
        if after is not None:
            data = answer(shell.token())
            shell.out(data[: data.index(after) + len(after)])
        shell.wait()

    return run


def breaks(after, status=None):
    """Prints the answer up to a text, then the connection is lost; or, with
    a status, the shell ends."""

    def run(shell):
        data = answer(shell.token())
        shell.out(data[: data.index(after) + len(after)])
        if status is None:
            shell.drop()
        shell.exit(status)

    return run


def floods(first, piece):
    """Prints first (a function of the token), then piece for ever."""

    def run(shell):
        shell.out(first(shell.token()))
        while True:
            shell.out(piece)

    return run


def runs(words):
    """Runs `words COMMAND` as a phone would: a shell, its three streams, and
    SIGHUP when the host closes."""

    def run(shell):
        child = subprocess.Popen(
            [*words, shell.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        lock = threading.Lock()

        def copy(pipe, kind):
            while data := pipe.read(65536):
                with lock:
                    shell.packet(kind, data)

        def feed():
            try:
                while data := shell.stdin():
                    child.stdin.write(data)
                child.stdin.close()
            except (Gone, OSError):
                if child.poll() is None:
                    child.send_signal(1)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        copiers = [
            threading.Thread(target=guarded(copy), args=pair, daemon=True)
            for pair in ((child.stdout, STDOUT), (child.stderr, STDERR))
        ]
        for thread in copiers:
            thread.start()
        for thread in copiers:
            thread.join()
        shell.exit(child.wait() & 255)

    return run


def guarded(function):
    """Ends quietly when the host is gone."""

    def call(*arguments):
        try:
            function(*arguments)
        except (Gone, OSError):
            pass

    return call
