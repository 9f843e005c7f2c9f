#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the adbd of phones before Android 7: version 0x01000000, 4 KiB
a packet, checksums that are looked at, `exec:` and `shell:` only; and one that
wants to know the computer's key. What it runs is a real shell. It is checked
itself with genuine adb as its client: see e2e_old.py.

usage: old_phone.py [OPTION]... --listen ADDRESS:PORT
  --log FILE       one JSON object a line: what was asked of it
  --no-exec        Android 4: `exec:` is refused
  --enter PID      commands run in that process's namespaces and root, as uid
                   2000 with the groups of Android's shell (a rig's phone)
  --path PATH      of the commands
  --hide FILE      a file the commands cannot use; may be repeated
  --keys FILE      AUTH: public keys that are accepted, one a line; the file
                   grows when the owner accepts one
  --owner HOW      what the owner does when asked: accept:SECONDS, deny, never

It prints "ready" and serves until it is terminated."""

import argparse
import base64
import ctypes
import fcntl
import json
import os
import pty
import queue
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

VERSION = 0x01000000
MAXDATA = 4096
BANNER = b"device::ro.product.name=old;ro.product.model=Old;" \
         b"ro.product.device=old;\0"
TOKEN, SIGNATURE, RSAPUBLICKEY = 1, 2, 3
SHELL_UID = 2000
SHELL_GROUPS = [1004, 1007, 1011, 1015, 1028, 3001, 3002, 3003, 3006, 3009]
NAMESPACES = ("ipc", "uts", "net", "pid", "mnt")
CLONE_NEWNS = 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)


class Gone(Exception):
    """The connection is over, for the reason given."""


# ---- keys -----------------------------------------------------------------


def der(tag, body):
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    if len(body) > 127:
        size = bytes([0x80 | len(size)]) + size
    return bytes([tag]) + size + body


def der_number(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")


def public_pem(text):
    """Android's form of a public key, checked in every part, as PEM."""
    data = base64.b64decode(text, validate=True)
    words, inverse = struct.unpack_from("<II", data)
    modulus = int.from_bytes(data[8:264], "little")
    square = int.from_bytes(data[264:520], "little")
    exponent = int.from_bytes(data[520:], "little")
    if (len(data) != 524 or words != 64
            or (inverse * modulus + 1) % 2**32 != 0
            or square != pow(2, 4096, modulus)):
        raise ValueError("no public key in Android's form")
    numbers = der(0x30, der_number(modulus) + der_number(exponent))
    body = base64.encodebytes(der(0x30, RSA_ENCRYPTION
                                  + der(3, b"\0" + numbers)))
    return (b"-----BEGIN PUBLIC KEY-----\n" + body
            + b"-----END PUBLIC KEY-----\n")


def is_signed(pem, token, signature):
    """By OpenSSL's word, not by code of ours."""
    with tempfile.TemporaryDirectory(prefix="old-phone.") as scratch:
        paths = {}
        for name, data in (("key", pem), ("token", token), ("sig", signature)):
            paths[name] = os.path.join(scratch, name)
            with open(paths[name], "wb") as file:
                file.write(data)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey",
             paths["key"], "-in", paths["token"], "-sigfile", paths["sig"],
             "-pkeyopt", "digest:sha1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0


def known_keys(path):
    with open(path, encoding="ascii") as file:
        return [line.split()[0] for line in file if line.strip()]


# ---- commands -------------------------------------------------------------


def check(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def enter(options):
    """Into the phone; the process that is forked next is in its pids."""
    root = os.open(f"/proc/{options.enter}/root", os.O_RDONLY)
    spaces = [os.open(f"/proc/{options.enter}/ns/{name}", os.O_RDONLY)
              for name in NAMESPACES]
    for space in spaces:
        check(libc.setns(space, 0), "setns")
    os.fchdir(root)
    os.chroot(".")
    if options.hide:
        check(libc.unshare(CLONE_NEWNS), "unshare")
        libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
        for path in options.hide:
            check(libc.mount(b"/dev/null", path.encode(), None, MS_BIND, None),
                  path)
    child = os.fork()
    if child != 0:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 255)
    libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, cleared by setuid
    os.setgroups(SHELL_GROUPS)
    os.setresgid(SHELL_UID, SHELL_UID, SHELL_UID)
    os.setresuid(SHELL_UID, SHELL_UID, SHELL_UID)
    libc.prctl(1, signal.SIGKILL)


def become(options, end, is_terminal, command):
    """In the child: never returns."""
    try:
        os.setsid()
        if is_terminal:
            fcntl.ioctl(end, termios.TIOCSCTTY, 0)
        if options.enter:
            enter(options)
        for fd in range(3):
            os.dup2(end, fd)
        os.closerange(3, 4096)
        for number in (signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        words = ["sh", "-c", command] if command else ["sh"]
        path = options.path or "/system/bin:/usr/bin:/bin"
        shell = "/system/bin/sh" if options.enter else options.shell
        os.execve(shell, words, {"PATH": path, "ANDROID_ROOT": "/system"})
    except BaseException as error:
        os.write(2, f"old_phone: {error}\n".encode())
    finally:
        os._exit(127)


def start(options, is_terminal, command):
    """The pid and our end of what the command reads from and writes to."""
    if is_terminal:
        ours, theirs = pty.openpty()
    else:
        pair = socket.socketpair()
        ours, theirs = (end.detach() for end in pair)
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        become(options, theirs, is_terminal, command)
    os.close(theirs)
    return pid, ours


# ---- one stream -----------------------------------------------------------


class Stream:
    def __init__(self, connection, number, remote, is_terminal, command):
        self.connection = connection
        self.number = number
        self.remote = remote
        self.acked = threading.Semaphore(1)
        self.input = queue.Queue()
        self.is_over = False
        self.pid, self.fd = start(connection.options, is_terminal, command)
        threading.Thread(target=self.copy_out, daemon=True).start()
        threading.Thread(target=self.copy_in, daemon=True).start()

    def copy_out(self):
        while not self.is_over:
            try:
                data = os.read(self.fd, MAXDATA)
            except OSError:  # a terminal ends so
                data = b""
            if not data:
                break
            self.acked.acquire()
            self.connection.send(b"WRTE", self.number, self.remote, data)
        os.waitpid(self.pid, 0)
        if not self.is_over:
            # Without our own number, as adbd of that time.
            self.connection.send(b"CLSE", 0, self.remote)
        self.connection.streams.pop(self.number, None)
        self.input.put(None)

    def copy_in(self):
        while (data := self.input.get()) is not None:
            while data:
                try:
                    data = data[os.write(self.fd, data):]
                except OSError:
                    data = b""
            self.connection.send(b"OKAY", self.number, self.remote)
        os.close(self.fd)

    def end(self):
        self.is_over = True
        self.acked.release()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except OSError:
            pass


# ---- one connection -------------------------------------------------------


class Connection:
    def __init__(self, sock, options):
        self.sock = sock
        self.options = options
        self.lock = threading.Lock()
        self.streams = {}
        self.next_number = 1
        self.is_in = False
        self.token = None
        self.log("connected")

    def log(self, what, **more):
        if self.options.log:
            line = json.dumps({"what": what, "at": time.time(), **more})
            with open(self.options.log, "a", encoding="ascii") as file:
                file.write(line + "\n")

    def send(self, command, arg0, arg1, data=b""):
        number = int.from_bytes(command, "little")
        head = struct.pack("<6I", number, arg0, arg1, len(data), sum(data),
                           number ^ 0xFFFFFFFF)
        try:
            with self.lock:
                self.sock.sendall(head + data)
        except OSError:
            pass

    def recv_exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.sock.recv(size - len(data))
            if not part:
                raise Gone("closed")
            data += part
        return data

    def recv(self):
        head = self.recv_exactly(24)
        command, arg0, arg1, size, check_sum, magic = struct.unpack("<6I",
                                                                    head)
        if magic != command ^ 0xFFFFFFFF:
            raise Gone("bad magic")
        if size > MAXDATA:
            raise Gone(f"{size} bytes")
        data = self.recv_exactly(size)
        if check_sum != sum(data):
            raise Gone("wrong checksum")
        return head[:4].decode("latin-1"), arg0, arg1, data

    # -- who may come in

    def ask(self):
        self.token = os.urandom(20)
        self.send(b"AUTH", TOKEN, 0, self.token)

    def let_in(self):
        self.is_in = True
        self.log("in")
        self.send(b"CNXN", VERSION, MAXDATA, BANNER)

    def on_cnxn(self, arg0, arg1, data):
        self.log("hello", version=arg0, maxdata=arg1,
                 banner=data.decode("latin-1"))
        if self.options.keys:
            self.ask()
        else:
            self.let_in()

    def on_auth(self, arg0, _, data):
        if arg0 == SIGNATURE:
            for text in known_keys(self.options.keys):
                if is_signed(public_pem(text), self.token, data):
                    self.log("signature", known=True)
                    return self.let_in()
            self.log("signature", known=False)
            return self.ask()
        if arg0 != RSAPUBLICKEY:
            raise Gone("strange AUTH")
        return self.on_public_key(data)

    def on_public_key(self, data):
        text, ends, rest = data.partition(b"\0")
        if not ends or rest or b"\n" in text:
            raise Gone("a public key is one line and a zero")
        public_pem(text.split()[0])
        self.log("prompt", key=text.decode("latin-1"))
        how, _, seconds = self.options.owner.partition(":")
        if how == "deny":
            raise Gone("denied")
        if how == "accept":
            threading.Thread(target=self.accept, daemon=True,
                             args=(float(seconds or 0), text)).start()

    def accept(self, seconds, text):
        time.sleep(seconds)
        with open(self.options.keys, "ab") as file:
            file.write(text + b"\n")
        self.log("accepted")
        self.let_in()

    # -- streams

    def on_open(self, remote, _, data):
        service = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
        name, _, command = service.partition(":")
        self.log("open", service=name, length=len(data))
        if name not in ("shell", "exec") or (name == "exec"
                                             and self.options.no_exec):
            return self.send(b"CLSE", 0, remote)
        number = self.next_number
        self.next_number += 1
        self.send(b"OKAY", number, remote)
        self.streams[number] = Stream(self, number, remote, name == "shell",
                                      command)

    def on_wrte(self, _, number, data):
        if number in self.streams:
            self.streams[number].input.put(data)

    def on_okay(self, _, number, __):
        if number in self.streams:
            self.streams[number].acked.release()

    def on_clse(self, _, number, __):
        stream = self.streams.pop(number, None)
        if stream:
            stream.end()

    def serve(self):
        handlers = {"CNXN": self.on_cnxn, "AUTH": self.on_auth,
                    "OPEN": self.on_open, "WRTE": self.on_wrte,
                    "OKAY": self.on_okay, "CLSE": self.on_clse}
        try:
            while True:
                command, arg0, arg1, data = self.recv()
                if command in ("CNXN", "AUTH") or self.is_in:
                    handlers[command](arg0, arg1, data)
        except Gone as why:
            self.log("gone", why=str(why))
        except (OSError, KeyError, ValueError) as why:
            self.log("gone", why=repr(why))
        for stream in list(self.streams.values()):
            stream.end()
        self.sock.close()


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--listen", required=True)
    parser.add_argument("--log")
    parser.add_argument("--no-exec", action="store_true")
    parser.add_argument("--enter", type=int)
    parser.add_argument("--path")
    parser.add_argument("--hide", action="append")
    parser.add_argument("--shell", default="/bin/mksh")
    parser.add_argument("--keys")
    parser.add_argument("--owner", default="never")
    options = parser.parse_args()
    address, _, port = options.listen.rpartition(":")
    with socket.create_server((address, int(port))) as listener:
        print("ready", flush=True)
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(sock, options)
            threading.Thread(target=connection.serve, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
