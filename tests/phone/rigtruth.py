# SPDX-License-Identifier: Apache-2.0
"""What the kernel says the phone has open, asked over sock_diag, never over
/proc/net: the truth that adbnet is held against. See `rig truth`."""

import os
import re
import subprocess

from rigbuild import read

STATES = {
    "ESTAB": "ESTABLISHED",
    "SYN-SENT": "SYN_SENT",
    "SYN-RECV": "SYN_RECV",
    "FIN-WAIT-1": "FIN_WAIT1",
    "FIN-WAIT-2": "FIN_WAIT2",
    "TIME-WAIT": "TIME_WAIT",
    "UNCONN": "CLOSE",
    "CLOSE-WAIT": "CLOSE_WAIT",
    "LAST-ACK": "LAST_ACK",
    "LISTEN": "LISTEN",
    "CLOSING": "CLOSING",
}


def phone_pids(phone):
    """(pid outside, pid inside) of every process of the phone."""
    where = os.readlink(f"/proc/{phone}/ns/pid")
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/ns/pid") == where:
                ids = re.search(r"(?m)^NSpid:(.*)", read(f"/proc/{name}/status"))
                yield int(name), int(ids[1].split()[-1])
        except (OSError, TypeError):
            continue


def endpoint(text):
    """(family or None for any, address, port) as ss prints them."""
    address, _, port = text.rpartition(":")
    address = address.strip("[]").partition("%")[0]
    port = 0 if port == "*" else int(port)
    if address == "*":
        return "ipv6", "::", port
    if address.startswith("::ffff:") and "." in address:
        return "ipv4-mapped", address[7:], port
    return ("ipv6" if ":" in address else "ipv4"), address, port


def truth_row(line, six):
    words = line.split()
    proto, state, recv_q, send_q, local, remote = words[:6]
    family, address, port = endpoint(local)
    peer_family, peer, peer_port = endpoint(remote)
    if not six and peer == "::":
        peer = "0.0.0.0"
    if six and "ipv4-mapped" not in (family, peer_family):
        family = "ipv6"
    elif six:
        family = "ipv4-mapped"
    known = dict(w.split(":", 1) for w in words[6:] if ":" in w)
    name = STATES.get(state, state)
    if proto == "udp":
        name = "CONNECTED" if name == "ESTABLISHED" else "UNCONNECTED"
    listens = name == "LISTEN"
    return {
        "proto": proto,
        "family": family,
        "local": {"addr": address, "port": port},
        "remote": {"addr": peer, "port": peer_port},
        "state": name,
        "recv_q": int(recv_q),
        "send_q": 0 if listens else int(send_q),
        "backlog": int(send_q) if listens else None,
        "uid": None if name == "SYN_RECV" else int(known.get("uid", 0)),
        "inode": int(known.get("ino", 0)),
    }


def holders_of(phone):
    """inode: who has it open, from the descriptors of each process."""
    found = {}
    for outside, inside in phone_pids(phone):
        base = f"/proc/{outside}/fd"
        try:
            with open(f"/proc/{outside}/cmdline", "rb") as f:
                name = f.read().partition(b"\0")[0].decode("latin-1")
            for fd in os.listdir(base):
                target = os.readlink(os.path.join(base, fd))
                if target.startswith("socket:["):
                    found.setdefault(int(target[8:-1]), []).append(
                        {"pid": inside, "process": name}
                    )
        except OSError:
            continue
    return found


def sockets(phone, holders=True):
    """A list of rows for the phone whose pid 1 is `phone` out here. Raises
    RuntimeError when the kernel does not tell."""
    rows = []
    for six in (False, True):
        # Without -p: a process could forge a row with its own name.
        done = subprocess.run(
            ["nsenter", "-t", str(phone), "-n", "--"]
            + ["ss", "-H", "-n", "-a", "-e", "-m", "-O", "-t", "-u"]
            + ["-6" if six else "-4"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # complains of cgroups in a chroot
            text=True,
        )
        # Without sock_diag ss reads /proc/net and says nothing; only the
        # kernel's own answer has memory figures.
        if done.returncode != 0 or "skmem:(" not in done.stdout:
            raise RuntimeError(
                done.stderr + "ss failed, or did not use sock_diag"
            )
        rows += [truth_row(line, six) for line in done.stdout.splitlines()]
    found = holders_of(phone) if holders else {}
    for row in rows:
        row["holders"] = found.get(row["inode"], []) if holders else None
    return rows
