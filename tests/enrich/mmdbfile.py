# SPDX-License-Identifier: Apache-2.0
"""Writes a database in MaxMind's format: 24-bit records, a tree for IPv6."""

import ipaddress
import struct


class Short(int):
    """A number of 16 bits: the format tells them apart."""


class Long(int):
    """A number of 64 bits."""


def head(kind, size):
    if size < 29:
        return bytes([kind << 5 | size])
    return bytes([kind << 5 | 29, size - 29])


def value(item):
    if isinstance(item, dict):
        return head(7, len(item)) + b"".join(
            value(key) + value(item[key]) for key in item
        )
    if isinstance(item, str):
        return head(2, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return bytes([len(item), 4]) + b"".join(map(value, item))
    text = item.to_bytes(8, "big").lstrip(b"\0")
    if isinstance(item, Long):
        return bytes([len(text), 2]) + text
    return head(5 if isinstance(item, Short) else 6, len(text)) + text


def build(entries):
    """entries: (IPv4 prefix, what is known of it)."""
    nodes, data = [[None, None]], b""
    for prefix, item in entries:
        net = ipaddress.ip_network(prefix)
        bits = f"{int(net.network_address):0128b}"[: 96 + net.prefixlen]
        at = 0
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes.append([None, None])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)]
        nodes[at][int(bits[-1])] = ("data", len(data))
        data += value(item)
    tree = b""
    for node in nodes:
        for side in node:
            number = side
            if side is None:
                number = len(nodes)
            elif isinstance(side, tuple):
                number = len(nodes) + 16 + side[1]
            tree += struct.pack(">I", number)[1:]
    about = {
        "node_count": len(nodes),
        "record_size": Short(24),
        "ip_version": Short(6),
        "database_type": "Test",
        "languages": ["en"],
        "binary_format_major_version": Short(2),
        "binary_format_minor_version": Short(0),
        "build_epoch": Long(1767225600),
        "description": {},
    }
    return tree + b"\0" * 16 + data + b"\xab\xcd\xefMaxMind.com" + value(about)
