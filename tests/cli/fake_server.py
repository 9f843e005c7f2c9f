# SPDX-License-Identifier: Apache-2.0
"""An adb server that plays foul when asked to: the smart socket (requests
with four hexadecimal digits, OKAY, FAIL), a list of phones in any state, and
behind the phones the same shells as fake_adbd has. Its sentences are those of
genuine servers; see check_fakes."""

import socket
import threading

from phone_answer import Gone, Shell, guarded, is_shell

UNAUTHORIZED = (
    "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\n"
    "Try 'adb kill-server' if that seems wrong.\nOtherwise check for a "
    "confirmation dialog on your device."
)
# What a server says instead of opening something on a phone in that state.
REFUSALS = {
    "unauthorized": UNAUTHORIZED,
    "authorizing": "device still authorizing",
    "connecting": "device still connecting",
    "offline": "device offline",
}
KINDS = {"local": "emulator", "usb": "device"}
FEATURES = "shell_v2,cmd"


def block(text):
    return b"%04x%s" % (len(text), text.encode())


class Refused(Exception):
    pass


class Stream:
    """A service of a phone: from here on the socket is its."""

    def __init__(self, sock):
        self.sock = sock
        self.is_gone = False

    def write(self, data):
        try:
            self.sock.sendall(data)
        except OSError as e:
            raise Gone from e

    def read(self):
        try:
            return b"" if self.is_gone else self.sock.recv(65536)
        except OSError:
            return b""

    def close(self):
        self.is_gone = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    # A server ends a stream the same way whatever happened to the phone.
    drop = close


class FakeServer:
    """phones: serial -> state. overrides: request -> raw reply, which is all
    that is said then."""

    def __init__(self, phones, shell=None, version=41, overrides=None):
        self.phones = phones
        self.shell = shell
        self.version = version
        self.overrides = overrides or {}
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(
                target=guarded(self.serve), args=(sock,), daemon=True
            ).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def receive(self, sock, size):
        data = b""
        while len(data) < size:
            part = sock.recv(size - len(data))
            if not part:
                raise Gone
            data += part
        return data

    def request(self, sock):
        size = int(self.receive(sock, 4), 16)
        text = self.receive(sock, size).decode()
        self.requests.append(text)
        return text

    def serve(self, sock):
        with sock:
            text = self.request(sock)
            if text in self.overrides:
                sock.sendall(self.overrides[text])
                return
            try:
                reply = self.query(text)
                if reply is not None:
                    sock.sendall(b"OKAY" + block(reply))
                    return
                self.acquire(text)
                sock.sendall(b"OKAY")
                if text.startswith("host:tport:"):
                    sock.sendall((1).to_bytes(8, "little"))
                service = self.request(sock)
                kind = service.partition(":")[0]
                if kind in self.overrides:
                    sock.sendall(self.overrides[kind])
                    return
                if not is_shell(service):
                    raise Refused("closed")
                sock.sendall(b"OKAY")
            except Refused as e:
                sock.sendall(b"FAIL" + block(str(e)))
                return
            command = service.partition(":")[2]
            guarded(self.shell)(Shell(Stream(sock), command))

    def acquire(self, text):
        """The phone that a request means."""
        starts = "host:transport:", "host:tport:serial:", "host-serial:"
        for start in starts:
            if text.startswith(start):
                rest = text[len(start) :]
                for serial, state in self.phones.items():
                    if rest == serial or rest.startswith(serial + ":"):
                        return self.usable(serial, state)
                name = rest.removesuffix(":features")
                raise Refused(f"device '{name}' not found")
        kind = text.removeprefix("host:transport-").removeprefix("host-")
        kind = KINDS.get(kind.partition(":")[0], "device/emulator")
        if not self.phones:
            raise Refused(f"no {kind.replace('/', 's/')}s found")
        if len(self.phones) > 1:
            raise Refused(f"more than one {kind}")
        return self.usable(*next(iter(self.phones.items())))

    def usable(self, serial, state):
        if state in REFUSALS:
            raise Refused(REFUSALS[state])
        return serial

    def query(self, text):
        """The text of an answer; None for what switches to a phone."""
        if text == "host:version":
            return f"{self.version:04x}"
        if text == "host:devices-l":
            return "".join(
                f"{serial:<22} {state} product:fake model:Pixel_7 "
                f"device:fake transport_id:{i}\n"
                for i, (serial, state) in enumerate(self.phones.items(), 1)
            )
        if text == "host:host-features":
            return FEATURES
        if text.startswith(("host:transport", "host:tport:")):
            return None
        if text.endswith(":features"):
            self.acquire(text)
            return FEATURES
        if text.endswith(":get-serialno"):
            return self.acquire(text)
        raise Refused("unknown host service")


class Odd:
    """Not an adb server: reads nothing, says text, closes or stays."""

    def __init__(self, text, is_closing):
        self.text, self.is_closing = text, is_closing
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            if not self.is_closing:
                self.sockets.append(sock)
            guarded(sock.sendall)(self.text)
            if self.is_closing:
                # The request is read first: closing with bytes unread would
                # be a reset, and the text lost.
                guarded(sock.recv)(1000)
                sock.close()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for sock in self.sockets:
            sock.close()
