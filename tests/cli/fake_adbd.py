#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An adbd that plays foul when asked to. It speaks the protocol of phones
over TCP (CNXN, OPEN, OKAY, WRTE, CLSE; shell protocol), minds what the host
does, and writes down what is against the rules.

usage: fake_adbd.py PORT MAXDATA COMMAND...
    serves on 127.0.0.1:PORT, packets of at most MAXDATA bytes; a shell
    service is run as `COMMAND... TEXT`. Ends when its standard input does,
    then prints what the hosts did wrong, and exits 1 if they did."""

import queue
import socket
import struct
import sys
import threading

sys.dont_write_bytecode = True

from phone_answer import Gone, Shell, guarded, is_shell, runs

CNXN, OPEN, OKAY = 0x4E584E43, 0x4E45504F, 0x59414B4F
WRTE, CLSE, AUTH, STLS = 0x45545257, 0x45534C43, 0x48545541, 0x534C5453
VERSION = 0x01000001
FEATURES = "shell_v2,cmd"


def packet(command, arg0=0, arg1=0, data=b""):
    # Phones since Android 9 send sums with what comes before they are agreed.
    check = sum(data) & 0xFFFFFFFF if command in (CNXN, AUTH, STLS) else 0
    magic = command ^ 0xFFFFFFFF
    return (
        struct.pack("<6I", command, arg0, arg1, len(data), check, magic) + data
    )


class Stream:
    """The phone's end of one stream."""

    def __init__(self, connection, own, peer):
        self.connection = connection
        self.own, self.peer = own, peer
        self.incoming = queue.Queue()
        self.acked = threading.Semaphore(0)
        self.is_gone = False

    def write(self, data):
        step = self.connection.payload
        for at in range(0, len(data), step):
            if self.is_gone:
                raise Gone
            self.connection.send(
                WRTE, self.own, self.peer, data[at : at + step]
            )
            self.acked.acquire()

    def read(self):
        """b"" when the host has closed."""
        if self.is_gone:
            return b""
        data = self.incoming.get()
        if data:
            self.connection.send(OKAY, self.own, self.peer)
        return data

    def close(self):
        self.connection.send(CLSE, self.own, self.peer)
        self.forget()

    def forget(self):
        self.is_gone = True
        self.acked.release()
        self.incoming.put(b"")
        self.connection.streams.pop(self.own, None)

    def drop(self):
        self.connection.drop()


class Connection:
    def __init__(self, adbd, sock):
        self.adbd, self.sock = adbd, sock
        self.lock = threading.Lock()
        self.streams = {}
        self.seen_ids = set()
        self.next_id = 1
        self.payload = 0
        self.sent = 0

    def send(self, command, arg0=0, arg1=0, data=b""):
        self.send_raw(packet(command, arg0, arg1, data))

    def send_raw(self, data):
        """cut_at bytes leave us, not one more."""
        cut_at = self.adbd.cut_at
        with self.lock:
            room = len(data) if cut_at is None else max(0, cut_at - self.sent)
            self.sock.sendall(data[:room])
            self.sent += len(data)
        if room < len(data):
            self.drop()
            raise Gone

    def drop(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def complain(self, text):
        self.adbd.complaints.append(text)

    def receive(self, size):
        data = b""
        while len(data) < size:
            part = self.sock.recv(min(size - len(data), 1 << 20))
            if not part:
                raise Gone
            data += part
        return data

    def serve(self):
        try:
            self.adbd.greet(self)
            while True:
                head = self.receive(24)
                command, arg0, arg1, size, check, magic = struct.unpack(
                    "<6I", head
                )
                if magic != command ^ 0xFFFFFFFF or size > 1 << 20:
                    self.complain(f"a header that is none: {head.hex()}")
                    return
                self.handle(command, arg0, arg1, self.receive(size), check)
        except (Gone, OSError):
            pass
        finally:
            for stream in list(self.streams.values()):
                stream.forget()
            self.sock.close()

    def handle(self, command, arg0, arg1, data, check):
        if self.payload and len(data) > self.payload:
            self.complain(f"{len(data)} bytes where {self.payload} are agreed")
        if command == CNXN:
            if check != sum(data) & 0xFFFFFFFF:
                self.complain("CNXN without a checksum")
            self.payload = min(arg1, self.adbd.maxdata)
            self.adbd.on_cnxn(self)
        elif command == AUTH:
            self.adbd.on_auth(self, arg0)
        elif command == OPEN:
            self.on_open(arg0, arg1, data)
        elif arg1 in self.streams:
            stream = self.streams[arg1]
            if arg0 != stream.peer:
                self.complain(f"stream {arg1} is not {arg0} but {stream.peer}")
            elif command == OKAY:
                stream.acked.release()
            elif command == WRTE:
                stream.incoming.put(data)
            elif command == CLSE:
                stream.forget()
        elif command == OKAY:
            # As adbd does: the famous second CLSE.
            self.send(CLSE, arg1, arg0)

    def on_open(self, peer, window, data):
        if peer == 0 or peer in self.seen_ids or window:
            self.complain(f"OPEN of stream {peer}, window {window}")
        self.seen_ids.add(peer)
        stream = Stream(self, self.next_id, peer)
        self.next_id += 1
        self.streams[stream.own] = stream
        self.adbd.on_open(stream, data.rstrip(b"\0").decode())


class FakeAdbd:
    """Serves on 127.0.0.1 in threads; what a shell does is shell(Shell)."""

    def __init__(self, shell, port=0, maxdata=262144, cut_at=None):
        self.shell = shell
        self.maxdata = maxdata
        self.cut_at = cut_at
        self.version = VERSION
        self.features = FEATURES
        self.complaints = []
        self.services = []
        self.is_greeted = False  # by who is not answered
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.serial = f"127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(self, sock)
            threading.Thread(target=connection.serve, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    # What a foul one overrides.

    def greet(self, connection):
        """Before anything is read."""

    def on_cnxn(self, connection):
        banner = "device::ro.product.name=fake;features=" + self.features
        connection.send(CNXN, self.version, self.maxdata, banner.encode())

    def on_auth(self, connection, kind):
        connection.complain("AUTH that nobody asked for")

    def on_open(self, stream, service):
        self.services.append(service)
        if not is_shell(service):
            stream.connection.send(CLSE, 0, stream.peer)
            stream.forget()
            return
        stream.connection.send(OKAY, stream.own, stream.peer)
        shell = Shell(stream, service.partition(":")[2])
        threading.Thread(
            target=guarded(self.shell), args=(shell,), daemon=True
        ).start()


class Silent(FakeAdbd):
    """Takes connections and says nothing."""

    def on_cnxn(self, connection):
        self.is_greeted = True


class Greeting(FakeAdbd):
    """Says something of its own at once."""

    def __init__(self, text, is_closing=False):
        super().__init__(None)
        self.text, self.is_closing = text, is_closing

    def greet(self, connection):
        connection.send_raw(self.text)
        if self.is_closing:
            connection.drop()


class Locked(FakeAdbd):
    """Wants a key and is never content with one; or, with STLS, wants TLS."""

    def __init__(self, command=AUTH):
        super().__init__(None)
        self.command = command

    def on_cnxn(self, connection):
        if self.command == STLS:
            connection.send(STLS, 0x01000000)
        else:
            connection.send(AUTH, 1, 0, bytes(range(20)))

    def on_auth(self, connection, kind):
        """A signature: try another key. A public key: the owner is asked."""
        if kind == 2:
            connection.send(AUTH, 1, 0, bytes(range(20)))


class Pondering(Locked):
    """Says neither yes nor no to a signature."""

    def on_auth(self, connection, kind):
        pass


class Stubborn(FakeAdbd):
    """Greets, then refuses (or, patient, never answers) every service."""

    def __init__(self, is_refusing):
        super().__init__(None)
        self.is_refusing = is_refusing

    def on_open(self, stream, service):
        if self.is_refusing:
            stream.connection.send(CLSE, 0, stream.peer)
            stream.forget()


def main():
    port, maxdata, *words = sys.argv[1:]
    adbd = FakeAdbd(runs(words), int(port), int(maxdata))
    print(adbd.serial, flush=True)
    sys.stdin.read()
    for text in adbd.complaints:
        print(text)
    sys.exit(1 if adbd.complaints else 0)


if __name__ == "__main__":
    main()
