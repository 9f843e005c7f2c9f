# SPDX-License-Identifier: Apache-2.0
"""Ways to a phone, or to what is none, as the words that choose them. A way
is started when its case runs, so a table can hold them."""

import os
import socket
import subprocess
import time

import fake_adbd
import fake_server
from phone_answer import answers

SERIAL = "FAKE4F2K"
RIG = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "phone", "rig"
)


class Way:
    """words: in front of the command. names: for expected sentences."""

    words, names = (), {}
    enter = ()  # a command that runs others where the phone is

    def start(self):
        pass

    def stop(self):
        """Returns what the program did against the rules."""
        return []

    def is_asked(self):
        return True

    def wait_asked(self):
        end = time.monotonic() + 5
        while not self.is_asked() and time.monotonic() < end:
            time.sleep(0.002)


class Direct(Way):
    """A phone of fake_adbd; shell: what its shell does, or a class of it."""

    def __init__(self, shell, *arguments, **options):
        self.shell, self.arguments, self.options = shell, arguments, options

    def start(self):
        kind = fake_adbd.FakeAdbd
        arguments = (self.shell, *self.arguments)
        if isinstance(self.shell, type):
            kind, arguments = self.shell, self.arguments
        self.adbd = kind(*arguments, **self.options)
        self.words = ("-s", self.adbd.serial, "--via", "tcp")
        self.names = {"phone": self.adbd.serial}

    def stop(self):
        self.adbd.close()
        return self.adbd.complaints

    def is_asked(self):
        return self.adbd.services or self.adbd.is_greeted


class Served(Way):
    """Phones of fake_server; one that is ready unless told otherwise."""

    def __init__(self, shell=None, phones=None, **options):
        self.shell = shell or answers()
        self.phones = phones if phones is not None else {SERIAL: "device"}
        self.options = options

    def start(self):
        self.server = fake_server.FakeServer(
            self.phones, self.shell, **self.options
        )
        self.words = ("-P", str(self.server.port))
        self.names = {
            "phone": SERIAL,
            "server": f"127.0.0.1:{self.server.port}",
        }

    def stop(self):
        self.server.close()
        asked = self.server.requests
        kills = [r for r in asked if r.startswith("host:kill")]
        return [f"asked for {kills}"] if kills else []

    def is_asked(self):
        return any(r.startswith("shell") for r in self.server.requests)


class OddServer(Way):
    """Something that is not an adb server."""

    def __init__(self, text, is_closing):
        self.text, self.is_closing = text, is_closing

    def start(self):
        self.odd = fake_server.Odd(self.text, self.is_closing)
        self.words = ("-P", str(self.odd.port))
        self.names = {"server": f"127.0.0.1:{self.odd.port}"}

    def stop(self):
        self.odd.close()
        return []

    def is_asked(self):
        return bool(self.odd.sockets)


class Free(Way):
    """A port on which nothing listens."""

    def start(self):
        # Bound and not listening: nobody else gets it meanwhile.
        self.holder = socket.socket()
        self.holder.bind(("127.0.0.1", 0))
        self.names = {"free": f"127.0.0.1:{self.holder.getsockname()[1]}"}
        self.words = ("-P", self.names["free"].rpartition(":")[2])

    def stop(self):
        self.holder.close()
        return []


class Rig(Way):
    """The rig that is up in the directory, directly or through its server;
    data: its settings for this case."""

    directory = None  # set before the table is run
    adbd_port, server_port = 5603, 5037

    def __init__(self, is_served=False, data=None, on_asked=None):
        self.is_served, self.data = is_served, data or {}
        self.on_asked = on_asked

    def put(self, name, text):
        with open(os.path.join(self.directory, "data", name), "w") as f:
            f.write(text)

    def start(self):
        serial = f"192.0.2.17:{self.adbd_port}"
        self.enter = (RIG, "in-world", self.directory)
        self.names = {"phone": serial}
        self.words = ("-s", serial, "--via", "tcp")
        if self.is_served:
            self.words = ("-P", str(self.server_port), "-s", serial)
        # That of the case before, where it hung and adbd died: the script has
        # nothing to write until it gives pm up.
        self.wait_for_pm(False)
        self.before = {}
        for name, text in self.data.items():
            with open(os.path.join(self.directory, "data", name)) as f:
                self.before[name] = f.read()
            self.put(name, text)

    def stop(self):
        for name, text in self.before.items():
            self.put(name, text)
        return []

    def wait_for_pm(self, is_running):
        end = time.monotonic() + 15
        words = [RIG, "in-phone", self.directory, "--all", "pgrep", "-f",
                 "list packages"]  # fmt: skip
        while time.monotonic() < end:
            done = subprocess.run(words, stdout=subprocess.DEVNULL)
            if (done.returncode == 0) == is_running:
                break
        else:
            raise AssertionError(f"the phone's pm runs: {not is_running}")

    def wait_asked(self):
        """Until the phone's pm runs."""
        self.wait_for_pm(True)
        # The tables are read within milliseconds of that.
        time.sleep(0.3)
        if self.on_asked:
            subprocess.run([RIG, *self.on_asked(self.directory)])
