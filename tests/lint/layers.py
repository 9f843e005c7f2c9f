# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. CMake enforces the rooms by include paths; this
says so a second time, also for what no include path can: pure files, third-
party libraries, and the lists in CMake themselves."""

import fnmatch
import os
import re

import house

# room: rooms of src/ it may include besides itself.
MAY = {
    "base": [],
    "model": ["base"],
    "db": ["base"],
    "link": ["model", "base"],
    "collect": ["model", "base"],
    "track": ["model", "base"],
    "enrich": ["model", "base", "db"],
    "judge": ["model", "base"],
    "store": ["model", "base", "db"],
    "sink": ["model", "base"],
    "screen": ["model", "base"],
    "cmd": [
        "link", "collect", "track", "enrich", "judge", "store", "sink",
        "screen", "model", "base", "db",
    ],
    "dist": [
        "cmd", "link", "collect", "track", "enrich", "judge", "store", "sink",
        "screen", "model", "base",
    ],
}
# Rooms that may include the public headers of the protocol library.
MAY_ADB = ("adb", "include", "link", "cmd")
# What adb/ may include of src/base. deadline.h is made of clock.h.
ADB_MAY_BASE = ("buf", "clock", "cursor", "deadline", "err", "log")

# header prefix: the only rooms that may include it.
LIBRARIES = {
    "libusb": ["adb"],
    "openssl/": ["adb", "store"],
    "sqlite3": ["db"],
    "zlib.h": ["store"],
    "ares": ["enrich"],
    "curl/": ["enrich"],
    "jansson": ["enrich", "store"],
    "maxminddb": ["enrich"],
    "ncurses": ["screen"],
    "curses": ["screen"],
    "pthread.h": ["base", "link", "enrich", "cmd"],
}

# Pure files: bytes or records in, records or bytes out.
PURE = (
    "adb/wire.[ch]",
    "adb/android_key.[ch]",
    "adb/session*.[ch]",
    "adb/shell.[ch]",
    "adb/server_reply.[ch]",
    "adb/banner.[ch]",
    "adb/inbox.[ch]",
    "adb/usb_frame.[ch]",
    "src/base/cursor.[ch]",
    "src/base/map.[ch]",
    "src/base/pool.[ch]",
    "src/base/vec.[ch]",
    "src/collect/*.[ch]",
    "src/track/*.[ch]",
    "src/enrich/budget.[ch]",
    "src/enrich/cymru.[ch]",
    "src/enrich/dns_answer.[ch]",
    "src/enrich/holding.[ch]",
    "src/enrich/hosts.[ch]",
    "src/enrich/pace.[ch]",
    "src/enrich/ptr.[ch]",
    "src/enrich/query.[ch]",
    "src/enrich/rdap.[ch]",
    "src/enrich/referral.[ch]",
    "src/enrich/registry.[ch]",
    "src/enrich/special.[ch]",
    "src/enrich/whois.[ch]",
    "src/judge/*.[ch]",
    "src/screen/lines.[ch]",
    "src/screen/state.[ch]",
)
# What a pure file may have all the same: of a library that could do I/O, the
# part that takes bytes apart.
PURE_MAY = {
    "src/enrich/dns_answer.c": ("ares", "sys/select.h"),  # ares.h wants fd_set
    "src/enrich/referral.c": ("curl/",),
}
# No I/O either, but they may format with stdio and take a time apart.
QUIET = (
    "adb/address.[ch]",
    "adb/fail.[ch]",
    "src/base/buf.[ch]",
    "src/base/err.[ch]",
    "src/base/format.[ch]",
    "src/base/log.[ch]",
    "src/model/*.[ch]",
    "src/sink/*.[ch]",
)
IMPURE = (
    "sys/socket.h", "netinet/", "arpa/inet.h", "net/if", "netdb.h", "poll.h",
    "sys/select.h", "sys/epoll.h", "sys/un.h", "linux/", "libusb", "openssl/",
    "pthread.h", "threads.h", "stdatomic.h", "semaphore.h", "stdio.h",
    "wchar.h", "unistd.h", "fcntl.h", "sys/stat.h", "time.h", "sys/time.h",
    "signal.h", "spawn.h", "base/clock.h", "base/deadline.h", "base/queue.h",
    "ares", "curl/", "ncurses", "curses", "sqlite3",
)
QUIET_MAY = ("stdio.h", "time.h")


def room_of(path):
    parts = path.split("/")
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else "cmd"  # main.c is wiring too
    return parts[0]


def is_library(name, prefix):
    return name.startswith(prefix)


def may_include(path, bracket, name):
    """None, or why the file at path may not include name."""
    room = room_of(path)
    for prefix, rooms in LIBRARIES.items():
        if is_library(name, prefix) and room not in rooms:
            return f"<{name}> is for {', '.join(rooms)} only"
    if name.startswith("adb/"):
        return None if room in MAY_ADB else f"{room} may not include {name}"
    if bracket == "<":
        return None
    if ".." in name or name.startswith("/"):
        return f'"{name}" goes around the include path'
    if room == "include":
        return f'a public header may not include "{name}"'
    target = name.split("/")[0] if "/" in name else None
    if target is None:
        return None if room == "adb" else f'"{name}" does not name its room'
    if room == "adb":
        stem = name.partition("/")[2][:-2]
        if target != "base" or stem not in ADB_MAY_BASE:
            return f"adb may not include {name}"
        return None
    if target != room and target not in MAY.get(room, []):
        return f"{room} may not include {name}"
    return None


def resolve(root, path, name):
    """The project file an include means, or None for the system's."""
    for base in (os.path.dirname(path), "src", "include", "adb"):
        full = os.path.normpath(os.path.join(base, name))
        if os.path.isfile(os.path.join(root, full)):
            return full
    return None


def impure_includes(root, path, seen):
    """Headers a pure file must not have, with the way they come in."""
    seen.add(path)
    found = []
    for line, _, name in house.includes(house.read(root, path)):
        target = resolve(root, path, name)
        if any(
            name == bad or (bad.endswith("/") and name.startswith(bad))
            or (not bad.endswith(".h") and name.startswith(bad))
            for bad in IMPURE
        ):
            found.append((line, name, path))
        elif target is not None and target not in seen:
            found += [
                (line, bad, via)
                for _, bad, via in impure_includes(root, target, seen)
            ]
    return found


def check_cmake(root):
    """The MAY lists of the rooms' CMakeLists.txt say what the table says."""
    found = []
    for room, allowed in MAY.items():
        path = f"src/{room}/CMakeLists.txt"
        if not os.path.isfile(os.path.join(root, path)):
            continue
        text = re.sub(r"#.*", "", house.read(root, path))
        for match in re.finditer(r"\bMAY\s+([a-z\s]+)", text):
            for other in match.group(1).split():
                if other not in allowed:
                    line = house.line_of(text, match.start())
                    found.append((path, line, f"{room} may not have {other}"))
        if "target_include_directories" in text and room != "base":
            found.append((path, 1, "a room's include path is house_room's"))
    return found


def check_patterns(root):
    """A pattern that matches no file protects none: it was renamed."""
    found = []
    paths = house.files(root, ("adb", "src"))
    for pattern in PURE + QUIET:
        here = os.path.dirname(pattern)
        if os.path.isfile(os.path.join(root, here, "CMakeLists.txt")):
            if not fnmatch.filter(paths, pattern):
                found.append((here, 1, f"{pattern} matches no file"))
    return found


def check_pure(root, path):
    pure = any(fnmatch.fnmatch(path, pattern) for pattern in PURE)
    quiet = any(fnmatch.fnmatch(path, pattern) for pattern in QUIET)
    found = []
    if pure or quiet:
        for line, name, via in impure_includes(root, path, set()):
            how = "" if via == path else f" (through {via})"
            if name.startswith(PURE_MAY.get(path, ())):
                continue
            if pure or name not in QUIET_MAY:
                found.append((path, line, f"pure, but has {name}{how}"))
    return found


def check(root):
    found = check_cmake(root) + check_patterns(root)
    for path in house.files(root, ("adb", "include", "src"), (".c", ".h")):
        room = room_of(path)
        if room not in MAY and room not in ("adb", "include"):
            found.append((path, 1, f"{room} is not a room"))
        for line, bracket, name in house.includes(house.read(root, path)):
            why = may_include(path, bracket, name)
            if why is not None:
                found.append((path, line, why))
        found += check_pure(root, path)
    return found


PLANTED = [
    ({"src/sink/a.c": '#include "collect/x.h"\n'}, "sink may not include"),
    ({"src/collect/a.c": "#include <adb/error.h>\n"}, "collect may not"),
    ({"src/track/a.c": '#include "../link/x.h"\n'}, "goes around"),
    ({"src/model/a.c": '#include "x.h"\n'}, "does not name its room"),
    ({"adb/a.c": '#include "base/vec.h"\n'}, "adb may not include"),
    ({"adb/a.c": '#include "model/addr.h"\n'}, "adb may not include"),
    ({"include/adb/a.h": '#include "base/err.h"\n'}, "public header"),
    ({"src/cmd/a.c": "#include <libusb-1.0/libusb.h>\n"}, "for adb only"),
    ({"src/store/a.c": "#include <sqlite3.h>\n"}, "for db only"),
    ({"adb/wire.c": "#include <sys/socket.h>\n"}, "pure, but has"),
    ({"adb/session.h": "#include <pthread.h>\n"}, "pure, but has"),
    ({"src/collect/procnet.c": "#include <stdio.h>\n"}, "pure, but has"),
    ({"src/track/a.c": "#include <time.h>\n"}, "pure, but has"),
    (
        {
            "src/track/a.c": '#include "base/b.h"\n',
            "src/base/b.h": "#include <unistd.h>\n",
        },
        "unistd.h (through src/base/b.h)",
    ),
    ({"src/enrich/ptr.c": "#include <sys/select.h>\n"}, "pure, but has"),
    ({"src/enrich/rdap.c": "#include <curl/curl.h>\n"}, "pure, but has"),
    ({"src/enrich/dns_answer.c": "#include <poll.h>\n"}, "pure, but has"),
    ({"adb/inbox.c": "#include <poll.h>\n"}, "pure, but has"),
    ({"adb/fail.c": "#include <unistd.h>\n"}, "pure, but has"),
    ({"src/sink/a.c": "#include <fcntl.h>\n"}, "pure, but has"),
    ({"src/model/a.c": "#include <netdb.h>\n"}, "pure, but has"),
    ({"src/new/a.c": "\n"}, "not a room"),
    ({"adb/CMakeLists.txt": "", "adb/wires.c": ""}, "matches no file"),
    (
        {"src/sink/CMakeLists.txt": "house_room(sink MAY model collect)\n"},
        "sink may not have collect",
    ),
]
CLEAN = [
    {
        "src/link/a.c": "#include <adb/error.h>\n#include <poll.h>\n"
        '#include "model/addr.h"\n',
        "src/cmd/a.c": '#include "collect/x.h"\n#include <stdio.h>\n',
        "adb/wire.c": '#include "wire.h"\n#include "base/buf.h"\n'
        "#include <stdint.h>\n#include <string.h>\n",
        "src/model/addr.c": "#include <stdio.h>\n",
        "src/enrich/dns_answer.c": "#include <sys/select.h>\n"
        "#include <ares.h>\n",
        "adb/tcp.c": "#include <sys/socket.h>\n",
        "src/sink/CMakeLists.txt": "house_room(sink\n    MAY model base)\n",
        "src/sink/json.c": "\n",
    },
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
