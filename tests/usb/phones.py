# SPDX-License-Identifier: Apache-2.0
"""Phones on a cable, in the guest: rigs (../phone/rig) whose adbd is the
gadget at the other end of dummy_hcd, kept up as a phone's init does it.

  with cable("high", 1):
      with Phone(directory, serial="...") as phone: ..."""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
PHONE = os.path.join(os.path.dirname(HERE), "phone")
sys.path.insert(0, PHONE)

from rigbuild import packages, read  # noqa: E402
from rigtruth import phone_pids  # noqa: E402

RIG = os.path.join(PHONE, "rig")
GADGETS = "/sys/kernel/config/usb_gadget"
SHELL_UID = 2000
HANG_S = 0.15  # until an adbd that lost its connection counts as hung
LOOK_S = 0.03  # how often init looks at its gadget
SERIAL = "0A1B2C3D4E5F42"  # ro.serialno of the rig


def put(path, text):
    with open(path, "w") as f:
        f.write(text)


def run(words, timeout=60, **options):
    """Ends with everything said; never raises for a status."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(words, timeout=timeout, **options)


def until(condition, seconds, pause=0.02):
    """The first true value of condition(), or the last false one."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(pause)
    return value


@contextlib.contextmanager
def cable(speed, count=1):
    """dummy_hcd with that many ports; speed is full, high or super."""
    options = [f"num={count}"]
    options += {
        "full": ["is_high_speed=N"],
        "high": [],
        "super": ["is_super_speed=Y"],
    }[speed]
    subprocess.run(["/init", "load", "dummy_hcd.ko", *options], check=True)
    try:
        yield
    finally:
        until(lambda: run(["/init", "unload", "dummy_hcd"]).returncode == 0, 5)


class Phone:
    """One phone. While it is plugged in its gadget is bound whenever adbd has
    described itself, as Android's init does on sys.usb.ffs.ready. A phone's
    adbd that lost its connection opens FunctionFS again; the adbd of Debian
    may hang in taking it down, and is then replaced."""

    def __init__(self, directory, number=0, serial=SERIAL, root=False,
                 sockets=200, port=5555):  # fmt: skip
        self.directory = directory
        self.number = number
        self.serial = serial
        self.root = root
        self.sockets = sockets
        self.port = port
        self.function = f"adb{number}"
        self.gadget = os.path.join(GADGETS, f"g{number}")
        self.ffs = f"/run/ffs{number}"
        self.udc = f"dummy_udc.{number}"
        self.plugged = True
        self.bound = 0  # how often
        self.replaced = 0  # how often adbd was
        self.lost_at = None
        self.log_at = 0
        self.over = threading.Event()
        self.lock = threading.Lock()

    def __enter__(self):
        self.make_gadget()
        words = [RIG, "up", self.directory, "--usb", self.ffs]
        words += ["--port", str(self.port), "--sockets", str(self.sockets)]
        words += ["--root"] if self.root else []
        subprocess.run(words, check=True, timeout=120)
        props = os.path.join(self.directory, "data", "props")
        put(props, read(props).replace(SERIAL, self.serial))
        env = dict(
            line.replace("'", "").split("=", 1)
            for line in read(os.path.join(self.directory, "env")).splitlines()
        )
        self.pid1 = int(env["ADBNET_RIG_PHONE_PID"])
        self.init = threading.Thread(target=self.be_init)
        self.init.start()
        if not until(self.node, 20):
            raise RuntimeError("the phone did not appear on the bus")
        return self

    def __exit__(self, *_):
        self.over.set()
        self.init.join()
        subprocess.run([RIG, "down", self.directory], timeout=60)
        self.remove_gadget()

    def make_gadget(self):
        owner = 0 if self.root else SHELL_UID
        os.makedirs(self.gadget)
        for name in ("strings/0x409", "configs/c.1/strings/0x409",
                     f"functions/ffs.{self.function}"):  # fmt: skip
            os.makedirs(os.path.join(self.gadget, name))
        put(f"{self.gadget}/idVendor", "0x18d1")
        put(f"{self.gadget}/idProduct", "0x4ee7")
        put(f"{self.gadget}/strings/0x409/manufacturer", "Example")
        put(f"{self.gadget}/strings/0x409/product", "Phone")
        put(f"{self.gadget}/strings/0x409/serialnumber", self.serial)
        put(f"{self.gadget}/configs/c.1/strings/0x409/configuration", "adb")
        os.symlink(f"{self.gadget}/functions/ffs.{self.function}",
                   f"{self.gadget}/configs/c.1/f1")  # fmt: skip
        os.makedirs(self.ffs, exist_ok=True)
        subprocess.run(
            ["mount", "-t", "functionfs", "-o", f"uid={owner},gid={owner}",
             self.function, self.ffs],
            check=True,
        )  # fmt: skip

    def remove_gadget(self):
        with contextlib.suppress(OSError):
            put(f"{self.gadget}/UDC", "\n")
        until(lambda: run(["umount", self.ffs]).returncode == 0, 5)
        os.unlink(f"{self.gadget}/configs/c.1/f1")
        for name in ("configs/c.1/strings/0x409", "configs/c.1",
                     f"functions/ffs.{self.function}", "strings/0x409", "."):  # fmt: skip
            os.rmdir(os.path.normpath(os.path.join(self.gadget, name)))

    def described(self):
        return os.path.exists(f"{self.ffs}/ep2")

    def is_bound(self):
        return read(f"{self.gadget}/UDC").strip() != ""

    def read_log(self):
        """Notes whether adbd lost its connection and made no new one."""
        with open(os.path.join(self.directory, "log"), "rb") as f:
            f.seek(self.log_at)
            text = f.read()
        self.log_at += len(text)
        if text.rfind(b"FfsConnection constr") > text.rfind(b"being destroyed"):
            self.lost_at = None
        elif b"being destroyed" in text:
            self.lost_at = time.monotonic()

    def be_init(self):
        while not self.over.wait(LOOK_S):
            self.read_log()
            if self.lost_at and time.monotonic() > self.lost_at + HANG_S:
                self.lost_at = None
                self.replaced += 1
                self.kill_adbd()
            with self.lock:
                if self.plugged and self.described() and not self.is_bound():
                    with contextlib.suppress(OSError):
                        put(f"{self.gadget}/UDC", self.udc)
                        self.bound += 1

    def unplug(self):
        """Pulls the cable: the host sees the device go at once."""
        with self.lock:
            self.plugged = False
            with contextlib.suppress(OSError):
                put(f"{self.gadget}/UDC", "\n")

    def plug(self):
        with self.lock:
            self.plugged = True

    def device(self):
        """sysfs directory of what the host sees of it, or None."""
        base = "/sys/bus/usb/devices"
        for name in os.listdir(base):
            where = os.path.join(base, name)
            if read(f"{where}/serial").strip() == self.serial:
                return where
        return None

    def node(self):
        """/dev/bus/usb/BBB/DDD, or None."""
        where = self.device()
        if where is None:
            return None
        bus, dev = read(f"{where}/busnum"), read(f"{where}/devnum")
        if not bus or not dev:
            return None
        return f"/dev/bus/usb/{int(bus):03}/{int(dev):03}"

    def speed(self):
        return read(f"{self.device()}/speed").strip()

    def kill_adbd(self):
        self.signal_adbd(signal.SIGKILL)

    def adbd_pids(self):
        return [outside for outside, _ in phone_pids(self.pid1)
                if read(f"/proc/{outside}/cmdline")
                .startswith("/system/bin/adbd")]  # fmt: skip

    def adbd(self):
        """Its pid, or None; one that died has a successor of another pid."""
        return min(self.adbd_pids(), default=None)

    def signal_adbd(self, number):
        for pid in self.adbd_pids():
            os.kill(pid, number)


class Adb:
    """The genuine adb of Debian trixie, where /usr is trixie's: it starts its
    server as it does on a laptop where it is installed."""

    def __init__(self):
        self.place = subprocess.Popen(["unshare", "-m", "sleep", "infinity"])
        atexit.register(self.place.kill)
        self.enter = ["nsenter", "-t", str(self.place.pid), "-m"]
        ours = os.readlink("/proc/self/ns/mnt")
        theirs = f"/proc/{self.place.pid}/ns/mnt"
        until(lambda: os.readlink(theirs) != ours, 10)
        subprocess.run(
            [*self.enter, "mount", "--bind", packages() + "/trixie/usr", "/usr"],
            check=True,
        )

    def words(self, *words):
        return [*self.enter, "/usr/lib/android-sdk/platform-tools/adb", *words]

    def run(self, *words, **options):
        return run(self.words(*words), **options)
