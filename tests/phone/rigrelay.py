# SPDX-License-Identifier: Apache-2.0
"""A port of one rig's laptop that leads to the phone of another rig, so that
one laptop has several phones. See `rig join`."""

import os
import selectors
import socket
import sys

MAX_PENDING = 1 << 20


class Side:
    """One end of a connection that is passed on."""

    def __init__(self, sock):
        self.sock = sock
        self.pending = b""
        self.is_over = False  # nothing more comes from it
        self.other = None


class Relay:
    def __init__(self, listener, connect):
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, None)
        self.listener = listener
        self.connect = connect

    def update(self, side):
        """Reads while the other end takes, writes while there is anything."""
        events = 0
        if not side.is_over and len(side.other.pending) < MAX_PENDING:
            events |= selectors.EVENT_READ
        if side.pending:
            events |= selectors.EVENT_WRITE
        known = side.sock in self.selector.get_map()
        if events and known:
            self.selector.modify(side.sock, events, side)
        elif events:
            self.selector.register(side.sock, events, side)
        elif known:
            self.selector.unregister(side.sock)

    def end(self, side):
        for one in (side, side.other):
            if one.sock in self.selector.get_map():
                self.selector.unregister(one.sock)
            one.sock.close()

    def accept(self):
        near = Side(self.listener.accept()[0])
        try:
            far = Side(self.connect())
        except OSError:
            near.sock.close()
            return
        near.other, far.other = far, near
        for side in (near, far):
            side.sock.setblocking(False)
            side.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.update(side)

    def serve(self, side, events):
        try:
            if events & selectors.EVENT_READ:
                data = side.sock.recv(65536)
                side.is_over = not data
                side.other.pending += data
            if events & selectors.EVENT_WRITE:
                side.pending = side.pending[side.sock.send(side.pending) :]
        except BlockingIOError:
            pass
        except OSError:
            self.end(side)
            return
        for one in (side, side.other):
            if one.other.is_over and not one.pending:
                self.end(side)
                return
        self.update(side)
        self.update(side.other)

    def run(self):
        while True:
            for key, events in self.selector.select():
                if key.data is None:
                    self.accept()
                elif key.data.sock.fileno() >= 0:
                    self.serve(key.data, events)


def start(port, enter_other, address):
    """Forks; returns the child's pid once it listens on 127.0.0.1:port of the
    network we are in. enter_other() moves the child to the network from which
    `address` is reached."""
    listener = socket.create_server(("127.0.0.1", port))
    pid = os.fork()
    if pid:
        listener.close()
        return pid
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        enter_other()
        Relay(listener, lambda: socket.create_connection(address, 5)).run()
    finally:
        os._exit(1)
