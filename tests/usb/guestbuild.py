# SPDX-License-Identifier: Apache-2.0
"""What the guest boots: the kernel and the modules of Debian's package, and
an initramfs made of them and of init.c, kept in the rig's cache by content.
It starts nothing; see guest."""

import hashlib
import lzma
import os
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PHONE = os.path.join(os.path.dirname(HERE), "phone")
sys.dont_write_bytecode = True
sys.path.insert(0, PHONE)

from rigbuild import cache_dir, die  # noqa: E402

# In this order, each after what it needs; dummy_hcd is loaded by the tests.
MODULES = """virtio_mmio virtio_pci virtio_console 9pnet_virtio 9p configfs
veth inet_diag tcp_diag udp_diag raw_diag unix_diag netlink_diag
usbcore udc-core libcomposite usb_f_fs""".split()
LATER = ["dummy_hcd"]
CFLAGS = "-std=c11 -O2 -Wall -Wextra -static".split()
CONSOLE = (5, 1)  # device number; of the only device made here
XZ = b"\xfd7zXZ\0"


def plain(name):
    return os.path.basename(name).removesuffix(".ko").replace("-", "_")


def needs(path):
    """The modules this one depends on, as the file itself says."""
    with open(path, "rb") as f:
        data = f.read()
    start = data.find(b"\0depends=") + 9
    return data[start : data.index(b"\0", start)].decode().split(",")


def in_order(names, files):
    order = []

    def add(name):
        path = files.get(plain(name))
        if path is None or path in order:
            return
        for other in needs(path):
            add(other)
        order.append(path)

    for name in names:
        add(name)
    return order


def vmlinux(image):
    """The ELF file within a bzImage: a guest need not unpack it each time."""
    with open(image, "rb") as f:
        data = f.read()
    at = data.find(XZ)
    while at >= 0:
        try:
            elf = lzma.LZMADecompressor().decompress(data[at:])
            if elf.startswith(b"\x7fELF"):
                return elf
        except lzma.LZMAError:
            pass
        at = data.find(XZ, at + 1)
    die(f"{image} is not a kernel packed by xz")


def cpio(entries):
    """The bytes of an initramfs: [(name, mode, content)]."""
    out = []
    for number, (name, mode, content) in enumerate(
        entries + [("TRAILER!!!", 0, b"")]
    ):
        fields = [number, mode, 0, 0, 1, 0, len(content)]
        fields += [0, 0, *CONSOLE, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % f for f in fields)
        head += name.encode() + b"\0"
        out += [head, bytes(-len(head) % 4), content, bytes(-len(content) % 4)]
    return b"".join(out)


def folder(name):
    return (name, stat.S_IFDIR | 0o755, b"")


def link(name, target):
    return (name, stat.S_IFLNK | 0o777, target.encode())


def file(name, content, mode=0o644):
    return (name, stat.S_IFREG | mode, content)


def content_of(path):
    with open(path, "rb") as f:
        return f.read()


def base_entries(kernel, init):
    files = {}
    for base, _, names in os.walk(os.path.join(kernel, "modules")):
        files.update({plain(n): os.path.join(base, n) for n in names})
    missing = [n for n in LATER + ["9p", "usb_f_fs"] if plain(n) not in files]
    if missing:
        die(f"the kernel package has no {missing}")
    now = in_order(MODULES, files)
    later = [p for p in in_order(LATER, files) if p not in now]
    entries = [folder("modules"), folder("dev")]
    entries.append(("dev/console", stat.S_IFCHR | 0o600, b""))
    for name in ("bin", "sbin", "lib", "lib64"):
        entries.append(link(name, "usr/" + name))
    for path in now + later:
        entries.append(
            file("modules/" + plain(path) + ".ko", content_of(path))
        )
    listed = "".join(plain(p) + ".ko\n" for p in now)
    entries.append(file("modules/list", listed.encode()))
    entries.append(file("init", content_of(init), 0o755))
    return entries


def fill(into, kernel):
    init = os.path.join(into, "init")
    compiler = os.environ.get("CC", "gcc")
    source = os.path.join(HERE, "init.c")
    if subprocess.run([compiler, *CFLAGS, "-o", init, source]).returncode:
        die(f"{compiler} cannot build init.c")
    with open(os.path.join(into, "initramfs"), "wb") as f:
        f.write(cpio(base_entries(kernel, init)))
    with open(os.path.join(into, "vmlinux"), "wb") as f:
        f.write(vmlinux(os.path.join(kernel, "vmlinuz")))


def fetched():
    done = subprocess.run(
        [os.path.join(HERE, "fetch")], stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        die("the guest's kernel could not be fetched")
    return done.stdout.strip()


def build():
    """The directory with vmlinux and initramfs."""
    kernel = fetched()
    digest = hashlib.sha256(kernel.encode())
    for name in ("guestbuild.py", "init.c"):
        digest.update(content_of(os.path.join(HERE, name)))
    into = os.path.join(cache_dir(), "guest-" + digest.hexdigest()[:16])
    if not os.path.isdir(into):
        work = tempfile.mkdtemp(prefix=".guest-", dir=cache_dir())
        try:
            fill(work, kernel)
            os.rename(work, into)
        except OSError:
            if not os.path.isdir(into):
                raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return into
