# SPDX-License-Identifier: Apache-2.0
"""Recordings hold nobody's data: addresses are documentation addresses (RFC
5737, RFC 3849) or of no place at all, also inside the hexadecimal tables of
procfs, and apps are com.example.* or Android's own."""

import ipaddress
import re

import house

NETWORKS = [
    ipaddress.ip_network(text)
    for text in (
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
        "0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32",
        "2001:db8::/32", "::/128", "::1/128", "fe80::/10", "ff00::/8",
    )
]
HEX = re.compile(r"(?<![0-9A-F])([0-9A-F]{32}|[0-9A-F]{8}):[0-9A-F]{4}\b")
DOTTED = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.]*\w)")
COLONS = re.compile(r"(?<![\w:.])([0-9a-f]{1,4}:[0-9a-f:]+)(?![\w:])", re.I)
NAME = re.compile(r"(?<![\w./-])((?:com|org|net|io|de|app|me)\.[a-z]\w*[\w.]*)")
NAMES = (
    "com.example.", "org.example.", "com.android.", "com.google.android.",
)


def from_hex(text):
    """The address of a procfs table: words of 32 bits, bytes reversed."""
    data = bytes.fromhex(text)
    words = [data[i : i + 4][::-1] for i in range(0, len(data), 4)]
    return ipaddress.ip_address(b"".join(words))


def unmapped(address):
    return getattr(address, "ipv4_mapped", None) or address


def is_nobodys(address):
    return any(
        address.version == network.version and address in network
        for network in NETWORKS
    )


def is_made_up(name, is_cut):
    """A recording keeps the pieces as they came: a line may end in a name."""
    if is_cut and any(each.startswith(name) for each in NAMES):
        return True
    return (name + ".").startswith(NAMES)


def addresses(line):
    for match in HEX.finditer(line):
        yield match.group(1), unmapped(from_hex(match.group(1)))
    for pattern in (DOTTED, COLONS):
        for match in pattern.finditer(line):
            try:
                address = ipaddress.ip_address(match.group(1))
                yield match.group(1), unmapped(address)
            except ValueError:
                pass  # a version number, a time


def check(root):
    found = []
    for path in house.files(root, ("recordings",)):
        for number, line in enumerate(house.read(root, path).split("\n"), 1):
            for text, address in addresses(line):
                if not is_nobodys(address):
                    words = f"{text} may be somebody's address ({address})"
                    found.append((path, number, words))
            for match in NAME.finditer(line):
                is_cut = match.end() == len(line)
                if not is_made_up(match.group(1), is_cut):
                    words = f"{match.group(1)} may be somebody's app"
                    found.append((path, number, words))
    return found


def _row(text):
    return {"recordings/a.adbrec": text + "\n"}


PLANTED = [
    (_row("   0: 0101A8C0:0016 00000000:0000 0A"), "192.168.1.1"),
    (
        _row("0: 000080FE00000000FF005450B6AD1DFE:01BB "
             "60480120000060480000000088880000:0050 01"),
        "2001:4860:4860::8888",
    ),
    (
        _row("0: 0000000000000000FFFF000008080808:01BB"),
        "8.8.8.8",
    ),
    (_row("route 10.1.2.3 via"), "10.1.2.3"),
    (_row("addr 2a00:1450::1 x"), "2a00:1450::1"),
    (_row("package:com.whatever.bank uid:10100"), "somebody's app"),
    (_row("package:com.exa uid:10100"), "somebody's app"),
]
CLEAN = [
    _row(
        "   0: 0100007F:0016 020200C0:1F90 0A at 12:30:59\n"
        "0: B80D0120000000000000000001000000:01BB\n"
        "0: 0000000000000000FFFF00002A0200C0:01BB\n"
        "package:com.example.bank uid:10100 android 14.0.1\n"
        "o 1 base.apk=com.exa\no 161 mple.app60 uid:10460\n"
        "192.0.2.17:5555 2001:db8::1 ::1 fe80::1 version 1.2.3.4.5"
    )
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
