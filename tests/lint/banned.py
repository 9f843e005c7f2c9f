# SPDX-License-Identifier: Apache-2.0
"""Calls and words that must not appear. Comments and literals do not count
for calls; every text file counts for words."""

import fnmatch
import re

import house

# (why, functions, where it is allowed, where it is looked for)
PROGRAM = ("adb/*", "include/*", "src/*")
EVERYWHERE = PROGRAM + ("tests/*",)
CALLS = [
    (
        "has no length; use buf_* or snprintf",
        "sprintf vsprintf strcpy strcat stpcpy strncpy strncat gets asprintf"
        " vasprintf alloca",
        (),
        EVERYWHERE,
    ),
    (
        "reads without an end or a check; use the cursor",
        "atoi atol atoll atof sscanf vsscanf fscanf scanf strtok strtok_r",
        (),
        EVERYWHERE,
    ),
    (
        "is easily left unchecked; use the cursor",
        "strtol strtoul strtoll strtoull strtoimax strtoumax strtod",
        ("tests/phone/*", "tests/bench/*", "tests/cli/*", "tests/usb/*",
         "tests/enrich/relay.c"),
        EVERYWHERE,
    ),
    (
        "starts a shell",
        "popen system wordexp",
        (),
        EVERYWHERE,
    ),
    (
        "starts a program; only scan may, with posix_spawn",
        "fork vfork execl execlp execle execv execvp execve",
        (),
        PROGRAM,
    ),
    (
        "starts a program; only scan may",
        "posix_spawn posix_spawnp",
        ("src/cmd/spawn.c",),
        PROGRAM,
    ),
    (
        "asks for the time; the clock is passed in",
        "time clock gettimeofday clock_gettime localtime",
        ("src/base/clock*.c",),
        PROGRAM,
    ),
    (
        "sleeps",
        "sleep usleep nanosleep clock_nanosleep",
        ("src/base/clock*.c", "tests/phone/*", "tests/bench/*"),
        EVERYWHERE,
    ),
    (
        "prints below cmd/",
        "printf fprintf vprintf vfprintf dprintf puts fputs putchar putc"
        " fputc perror fwrite fflush",
        ("src/cmd/*", "src/main.c", "src/base/log.c", "src/dist/*"),
        PROGRAM,
    ),
    (
        "ends the process below cmd/",
        "exit _exit _Exit quick_exit abort atexit",
        ("src/cmd/*", "src/main.c"),
        PROGRAM,
    ),
    (
        "changes the process below cmd/",
        "signal sigaction sigprocmask pthread_sigmask setlocale chdir umask"
        " setenv putenv unsetenv",
        ("src/cmd/*", "src/main.c"),
        PROGRAM,
    ),
    (
        "grows memory outside the capped helpers",
        "realloc reallocarray",
        ("src/base/*",),
        PROGRAM,
    ),
    (
        "makes an address a string; use the one formatter",
        "inet_ntoa inet_addr inet_aton gethostbyname gethostbyaddr",
        (),
        PROGRAM,
    ),
    (
        "is predictable or races",
        "rand srand random tmpnam tempnam mktemp",
        (),
        PROGRAM,
    ),
]

# Spelt in halves, because this file is looked at too.
WORDS = [
    (r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b", "unfinished work"),
    (r"(?<![\w.])/(wo" r"rk|ro" r"ot|home/\w+)/", "path of one machine"),
    (r"/tmp/(te" r"am|bash" r"_jobs)", "path of one machine"),
    (
        "[\u200e\u200f\u202a-\u202e\u2066-\u2069]",
        "text that is not shown as it is read",
    ),
    (
        r"\b[\w-]+\.(deb" r"ian|ubu" r"ntu)\.(org|com|net)\b",
        "host of a package registry",
    ),
]


def matches(path, patterns):
    return any(fnmatch.fnmatch(path, pattern) for pattern in patterns)


def check_calls(root, path):
    found = []
    code = house.c_code(house.read(root, path))
    for why, names, allowed, where in CALLS:
        if not matches(path, where) or matches(path, allowed):
            continue
        either = "|".join(names.split())
        for match in re.finditer(rf"(?<![\w.>])({either})\s*\(", code):
            line = house.line_of(code, match.start())
            found.append((path, line, f"{match.group(1)} {why}"))
    return found


def check_words(root, path):
    found = []
    text = house.read(root, path)
    for pattern, why in WORDS:
        for match in re.finditer(pattern, text):
            line = house.line_of(text, match.start())
            found.append((path, line, f"{match.group(0)}: {why}"))
    return found


def check(root):
    found = []
    for path in house.files(root):
        if house.is_binary(root, path):
            continue
        if path.endswith((".c", ".h")):
            found += check_calls(root, path)
        found += check_words(root, path)
    return found


def _c(statement):
    return "void f(void)\n{\n    " + statement + "\n}\n"


PLANTED = [
    ({"adb/a.c": _c(f"{name}(x);")}, name)
    for name in (
        "sprintf strcpy strcat gets strtok atoi atol sscanf strtol popen"
        " system fork posix_spawn time clock_gettime sleep usleep printf"
        " fprintf puts perror exit abort signal realloc inet_ntoa rand"
    ).split()
] + [
    ({"tests/base/test_a.c": _c("sleep(1);")}, "sleeps"),
    ({"tests/base/test_a.c": _c("strcpy(a, b);")}, "has no length"),
    ({"src/sink/a.c": "/* TO" "DO: later */\n"}, "unfinished work"),
    ({"tests/a.sh": "# X" "XX\n"}, "unfinished work"),
    ({"CHANGELOG.md": "see /ro" "ot/notes\n"}, "path of one machine"),
    ({"tests/a.sh": "cd /wo" "rk/main\n"}, "path of one machine"),
    ({"src/base/a.c": "/* \u202e */\n"}, "not shown as it is read"),
    ({"dev": "echo http://deb.deb" "ian.org/x\n"}, "package registry"),
]
CLEAN = [
    {
        "src/cmd/a.c": _c('printf("sprintf(%d)", 1);'),
        "adb/a.c": _c("buf_printf(b); s->time(1); x.exit(2); /* strcpy() */"),
        "src/base/clock.c": _c("clock_gettime(0, t);"),
        "tests/a.sh": "mktemp -d /tmp/adbnet.XXXXXX; ls /data/work/x\n",
    },
]

if __name__ == "__main__":
    house.main(check, PLANTED, CLEAN)
