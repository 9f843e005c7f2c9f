# SPDX-License-Identifier: Apache-2.0
"""The table of bad_input: what is wrong, how it comes about, and what a
tester then sees."""

import re
import signal

from fake_adbd import STLS, Greeting, Locked, Pondering, Silent, Stubborn
from phone_answer import GOOD, HEADER, answer, answers, breaks, floods, hangs
from phone_answer import many_rows, row, says
from ways import SERIAL, Direct, Free, OddServer, Rig, Served, Way

ROW1 = row("192.0.2.17:40001", "203.0.113.10:443", inode=7001).encode()
TCP = GOOD["tcp"][0]
TABLES = ("tcp", "tcp6", "udp", "udp6")
HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
SSH = b"SSH-2.0-OpenSSH_9.2\r\n"
NOISE = bytes(range(128, 256))
HOSTILE = "\x1b[2J\x1b]0;owned\x07=cmd('calc')!A0<script>\x9b\x7f\xe2\x80\xae"


class Case:
    """way    a way, or several that must look the same; None: the command
           line alone is wrong
    words  the command; "$A ..." is a shell line instead, $A the program
           with its way
    first  the first line of stderr that is the program's own, behind
           "adbnet: "; {phone} and so on are the way's names. Several: all
           of them. None: no line
    rows   how many sockets are printed; None: stdout is empty; or a
           function of the parsed JSON, true when all is well
    note   a line of stderr that is there, too
    kill   the signal that is sent once the phone was asked; 0: none, but
           the way's own mischief happens then
    most   seconds it may take
    mib    of memory it may have
    time   codes of warnings that stand there in one run and not in the next,
           by the time things take"""

    def __init__(self, why, way, words, status, first, rows=None, *,
                 note=None, kill=None, most=4, mib=40, time=()):  # fmt: skip
        self.why, self.words, self.note = why, words, note
        self.ways = way if isinstance(way, tuple) else (way or Way(),)
        self.status, self.first, self.rows = status, first, rows
        self.kill, self.most, self.mib, self.time = kill, most, mib, time


def both(shell):
    return Direct(shell), Served(shell)


def phones(**states):
    return Served(phones=states)


def failed(table, why, status=1):
    return {table: (f"cat: /proc/net/{table}: {why}\n", status)}


def all_failed(why):
    return {k: v for table in TABLES for k, v in failed(table, why).items()}


def tcp(text):
    """An answer whose table of TCP sockets goes on with text."""
    return answers({"tcp": (TCP + text, 0)})


def changed(old, new):
    return answers(change=lambda data, _: data.replace(old, new))


def until_tcp(token):
    return answer(token).partition(b"section tcp\n")[0] + b"section tcp\n"


def target(installed, running, count=0):
    """A check: what is said of the first WHAT, and how many rows there are."""

    def good(json):
        one = json["results"][0]
        seen = one["targets"][0]
        return (seen["installed"], seen["running"]) == (installed, running) \
            and len(one["connections"]) == count  # fmt: skip

    return good


BRIEF = (
    b"[shell.uid]: [2000]\n[shell.su]: [1]\n[ro.product.model]: [Phone 8]\n"
    b"[ro.build.version.release]: [14]\n"
)
CONNS = "conns -n"
NO_PHONE = (
    "{server}: no phone is connected; plug one in with USB debugging on, or "
    "use `adb connect HOST:PORT`"
)
UNAUTHORIZED = (
    "A: the phone has not accepted this computer; unlock it and answer its "
    "question about USB debugging"
)
OFFLINE = "A: the phone does not answer; replug it, or use `adb reconnect`"
AUTHORIZING = "A: the phone is still checking this computer's key; try again"
NOT_SERVER = "{server}: what answers there is not an adb server (it says {})"
NO_ANSWER = (
    "{server}: something listens there but does not answer; is it an adb "
    "server?"
)
CLOSED = "{server}: closed the connection without an answer; is it an adb server?"
NOT_ADBD = (
    "{phone}: what answers there does not speak adb, or the connection is out "
    "of step"
)
ADBD_CLOSED = (
    "{phone}: closed the connection without a word of adb; is it a phone's "
    "adbd?"
)
NOTHING_LISTENS = (
    "{free}: nothing listens there (Connection refused); is the address "
    "right, and does the phone's adbd listen (`adb tcpip 5555`)?"
)
NO_SERVER = (
    "{free}: no adb server runs there (Connection refused); start one with "
    "`adb start-server`"
)

REACHING = [
    Case("no phone", phones(), CONNS, 3, NO_PHONE),
    Case("no phone over TCP", phones(), "-e conns", 3,
         "{server}: no phone is connected over TCP; use `adb connect "
         "HOST:PORT`"),
    Case("several phones", phones(A="device", B="device"), CONNS, 3,
         "several phones are connected: A, B; choose one with -s SERIAL"),
    Case("a crowd of phones",
         phones(**{c * 12: "device" for c in "ABCDEF"}), CONNS, 3,
         "several phones are connected: AAAAAAAAAAAA, BBBBBBBBBBBB, "
         "CCCCCCCCCCCC, DDDDDDDDDDDD ...; choose one with -s SERIAL"),
    Case("one of several", phones(A="device", B="device"), CONNS + " -s B",
         0, None, 4),
    Case("another phone", phones(A="device"), CONNS + " -s C", 3,
         "C: not connected; `adbnet devices` lists the phones that are"),
    Case("unauthorized", phones(A="unauthorized"), CONNS, 3, UNAUTHORIZED),
    Case("unauthorized, by serial", phones(A="unauthorized", B="device"),
         CONNS + " -s A", 3, UNAUTHORIZED),
    Case("offline", phones(A="offline"), CONNS, 3, OFFLINE),
    Case("offline, by serial", phones(A="offline"), CONNS + " -s A", 3,
         OFFLINE),
    Case("authorizing", phones(A="authorizing"), CONNS, 3, AUTHORIZING),
    Case("connecting", phones(A="connecting"), CONNS, 3,
         "A: the phone is still connecting; try again"),
    Case("server does not run", Free(), CONNS, 3, NO_SERVER),
    Case("server does not run", Free(), "devices", 3, NO_SERVER),
    Case("server does not run, nor the phone", Free(), "$A -s {free} conns",
         3, NOTHING_LISTENS),
    Case("wrong port", Free(), "$A -s {free} --via tcp conns", 3,
         NOTHING_LISTENS),
    Case("no such host", None, "-s phone.invalid:5555 --via tcp conns", 3,
         "phone.invalid:5555: nobody knows this name (Name or service not "
         "known); is it right? The phone's address will do, too"),
    Case("a network that is not there", None,
         "-s 224.0.0.1:5555 --via tcp conns", 3,
         "224.0.0.1:5555: not reached (Network is unreachable); is the address "
         "right, the phone awake, and this computer in its network?"),
    Case("a list asks who is ready, and who was named", both(says(BRIEF)),
         "$A devices | grep 'ready  Phone 8  14       su found$'", 0, None, 0),
    Case("who was named is not there", Free(), "$A -s {free} --via tcp devices",
         3, NOTHING_LISTENS),
    Case("nobody has this name", Served(), "-s nobody devices", 3,
         "nobody: no phone has this serial; `adbnet devices` lists those that "
         "are there"),
    Case("a list does not wait for who is silent", Served(hangs()),
         "$A devices | grep 'next: it did not answer: `adbnet devices --check` "
         "says why'", 0, None, 0),
    Case("a list does not listen to who says too much",
         Served(says(b"[ro.product.model]: [x]\n" * 999)),
         "$A devices | grep 'next: it did not answer'", 0, None, 0),
    Case("HTTP on the server's port", OddServer(HTTP, True), CONNS, 3,
         NOT_SERVER.replace("{}", '"HTTP"')),
    Case("HTTP on the server's port", OddServer(HTTP, True), "devices", 3,
         NOT_SERVER.replace("{}", '"HTTP"')),
    Case("noise on the server's port", OddServer(NOISE, False), CONNS, 3,
         NOT_SERVER.replace("{}", '"????"')),
    Case("silence on the server's port", OddServer(b"", False), CONNS, 3,
         NO_ANSWER, most=8),
    Case("half a word on the server's port", OddServer(b"OKAY00", False),
         CONNS, 3, NO_ANSWER, most=8),
    Case("closed at once on the server's port", OddServer(b"", True), CONNS,
         3, CLOSED),
    Case("no length on the server's port", OddServer(b"OKAYzzzz", True),
         CONNS, 3, NOT_SERVER.replace("{}", '"zzzz"')),
    Case("server too old", Served(version=30), CONNS, 3,
         "{server}: this adb server is too old (version 30, at least 31 is "
         "needed); update the Android platform tools"),
    Case("server without features, phone without shells", Served(overrides={
        f"host-serial:{SERIAL}:features": b"OKAY0003cmd"}), CONNS, 1,
         "{phone}: shell: the phone does not offer this service"),
    Case("server loses the phone", Served(overrides={
        "shell,v2,raw": b"FAIL0006closed"}), CONNS, 1,
         "{phone}: shell,v2,raw: the phone does not offer this service"),
    Case("server says what nobody expects", Served(overrides={
        "shell,v2,raw": b"FAIL000aa\nb\x1b[2J\xff c"}), CONNS, 1,
         '{phone}: the adb server says "a b?[2J? c"'),
    Case("HTTP on adbd's port", Direct(Greeting, HTTP, True), CONNS, 3,
         NOT_ADBD),
    Case("SSH on adbd's port", Direct(Greeting, SSH * 2, False), CONNS, 3,
         NOT_ADBD),
    Case("noise on adbd's port", Direct(Greeting, NOISE, False), CONNS, 3,
         NOT_ADBD),
    Case("closed at once on adbd's port", Direct(Greeting, b"", True), CONNS,
         3, ADBD_CLOSED),
    Case("silence on adbd's port", Direct(Silent, None), CONNS, 3,
         "{phone}: something listens there but does not answer; is it a "
         "phone's adbd?", most=8),
    Case("adbd wants a key", Direct(Locked), CONNS + " --wait-auth 1", 3,
         ('{phone}: look at the phone: unlock it and accept "Allow USB '
          'debugging?" for this computer',
          "{phone}: the phone has not accepted this computer within 1 s; "
          'unlock it, accept "Allow USB debugging?" with "Always allow", and '
          "try again")),
    Case("adbd ponders on a key", Direct(Pondering), CONNS, 3,
         "{phone}: no answer within 5 s", most=8),
    Case("adbd wants a key, and there can be none", Direct(Locked),
         "HOME=/dev/null $A " + CONNS, 3,
         "{phone}: the phone wants a key, and /dev/null/.android cannot be "
         "made: Not a directory"),
    Case("adbd wants TLS", Direct(Locked, STLS), CONNS, 3,
         "{phone}: the phone wants TLS (wireless debugging), which a direct "
         "connection cannot do yet; use it through a running adb server"),
    Case("adbd refuses a shell", Direct(Stubborn, True), CONNS, 1,
         "{phone}: shell,v2,raw: the phone does not offer this service"),
    Case("adbd never opens the shell", Direct(Stubborn, False),
         CONNS + " --timeout 1200ms", 1,
         "{phone}: not done after 1200 ms (--timeout gives it more)"),
]  # fmt: skip

CUT = (
    "warning: {phone}: the phone closed the connection, in the middle of {}; "
    "the rest is missing [stream-cut]"
)
SERVED_CUT = CUT.replace(
    "the phone closed the connection",
    "the stream was cut (phone unplugged, adb server ended?)",
)


def cut(after, rows, where):
    """The phone goes after these bytes of its answer, by both ways."""
    why = f"gone after {after[-24:]!r}"
    return [
        Case(why, way(breaks(after)), CONNS, 4, text.replace("{}", where), rows)
        for way, text in ((Direct, CUT), (Served, SERVED_CUT))
    ]


MIDDLE = [
    Case("gone at once", Direct(breaks(b"#")), CONNS, 1,
         "{phone}: the phone closed the connection"),
    Case("gone at once", Served(breaks(b"#")), CONNS, 1,
         "{phone}: the stream was cut (phone unplugged, adb server ended?)"),
    Case("gone before any row", Direct(breaks(b"retrnsmt")), CONNS, 1,
         "{phone}: the phone closed the connection"),
    *cut(ROW1, 1, "tcp"),
    *cut(ROW1 + b"   0: 110200C0:9C42 1864", 1, "tcp"),
    *cut(b"section udp\n", 3, "udp"),
    *cut(b"31 2000 ad", 4, "processes"),
    *cut(b"=com.example.bank uid:100", 4, "packages of user 0"),
    Case("the shell ends too early", both(breaks(ROW1, 137)), CONNS, 4,
         "warning: the phone's answer ended too early, in the middle of tcp; "
         "the rest is missing [stream-cut]", 1),
    Case("adbd goes in the middle of a packet",
         Direct(answers({"tcp": (many_rows(100), 0)}), maxdata=4096,
                cut_at=9000), CONNS, 4, CUT.replace("{}", "tcp"), 65),
    Case("silent from the start", both(hangs()), CONNS + " --timeout 1s", 1,
         "{phone}: not done after 1 s (--timeout gives it more)"),
    Case("silent from the start, for long", both(hangs()), CONNS, 1,
         "{phone}: the phone has sent nothing for 10 s", most=13),
    Case("silent after a row", both(hangs(ROW1)), CONNS + " --timeout 1s", 4,
         "warning: {phone}: not done after 1 s (--timeout gives it more), in "
         "the middle of tcp; the rest is missing [timed-out]", 1),
    Case("not a shell of ours",
         both(says(b"sh: syntax error: '(' unexpected\n", 2)), CONNS, 1,
         "{phone}: the phone did not run the script; it said: sh: syntax "
         "error: '(' unexpected"),
    Case("nothing at all", both(says(b"")), CONNS, 1,
         "{phone}: the phone did not run the script; it said nothing"),
]  # fmt: skip

LIMIT = "the phone sent more than 256 MiB for one snapshot"
FLOODS = [
    Case("endless lines before the answer", both(floods(lambda token: b"",
         (b"y" * 63 + b"\n") * 1024)), CONNS + " --timeout 60s", 1, "{phone}: " + LIMIT,
         most=60),
    Case("endless rows", both(floods(until_tcp, many_rows(400).encode())),
         CONNS + " --timeout 60s", 4,
         f"warning: {LIMIT}, in the middle of tcp; the rest is missing "
         "[limit-reached]", 400, most=60, mib=280),
    Case("a line without an end", both(floods(until_tcp, b"z" * 65536)),
         CONNS + " --timeout 60s", 1, "{phone}: " + LIMIT, most=60),
    Case("10 MB without a newline", both(tcp("z" * 10_000_000 + "\n")),
         CONNS, 0, "warning: 1 line of the tables was skipped, being no row; "
         'one is "a line over 64 KiB" [rows-bad]', 4),
    Case("10 MB of NUL", both(tcp("\0" * 10_000_000 + "\n")), CONNS, 0,
         "warning: 1 line of the tables was skipped, being no row; one is "
         '"a line over 64 KiB" [rows-bad]', 4),
    Case("endless complaints", both(
        lambda shell: [shell.err(b"e" * 65536) for _ in iter(int, 1)]),
         CONNS + " --timeout 20s", 1,
         "{phone}: the phone's shell complained for more than 1 MiB, "
         "beginning with: " + "e" * 40, most=20),
    Case("endless packets with nothing in them", both(
        lambda shell: [shell.out(b"") for _ in iter(int, 1)]),
         CONNS + " --timeout 1s", 1,
         "{phone}: not done after 1 s (--timeout gives it more)"),
    Case("a byte at a time", both(
        lambda shell: [shell.out(bytes([c])) for c in
                       answer(shell.token())] and shell.exit()),
         CONNS, 0, None, 4),
]  # fmt: skip

ADB_ROOT = (
    "{phone}: the phone lets its shell (uid 2000) read none of its socket "
    'tables; root may: try "adb root"'
)
CONTENT = [
    Case("permission denied on a table",
         both(answers(failed("tcp6", "Permission denied"))), CONNS, 4,
         "warning: the phone does not let its shell read /proc/net/tcp6: its "
         "sockets are missing here [table-denied]", 3),
    Case("permission denied on all",
         both(answers(all_failed("Permission denied"))), CONNS, 1, ADB_ROOT),
    Case("no IPv6", both(answers(failed("tcp6", "No such file or directory"))),
         CONNS, 0, "warning: this phone's kernel has no table tcp6 "
         "[table-missing]", 3),
    Case("no tables",
         both(answers(all_failed("No such file or directory"))), CONNS, 1,
         "{phone}: none of the phone's socket tables could be read: cat: "
         "/proc/net/tcp: No such file or directory"),
    Case("a table fails", both(answers(failed("udp", "I/O error"))), CONNS, 4,
         "warning: reading /proc/net/udp on the phone failed with status 1: "
         "cat: /proc/net/udp: I/O error [table-failed]", 3),
    Case("pm was killed", both(answers({"packages 0": ("", 143)})), CONNS, 4,
         "warning: the phone's package manager did not answer: packages of "
         "user 0 are missing here [packages-hang]", 4),
    Case("pm refuses a user", both(answers({"packages 150": (
         "java.lang.SecurityException: Shell does not have permission to "
         "access user 150\n", 255)})), CONNS, 0,
         "warning: the phone does not let its shell list the packages of user "
         "150 [user-refused]", 4),
    Case("pm is not there", both(answers({"packages 0": (
         "cmd: Can't find service: package\n", 20)})), CONNS, 4,
         "warning: listing the packages of user 0 failed with status 20: cmd: "
         "Can't find service: package [packages-failed]", 4),
    Case("no list of processes", both(answers({"processes": ("", 1)})), CONNS,
         4, "warning: the phone's processes could not be listed (status 1): "
         "no process is named here [processes-failed]", 4),
    Case("garbage rows", both(tcp("\x01\x02\x1b[31mred\x9b\n" * 3)), CONNS, 0,
         "warning: 3 lines of the tables were skipped, being no row; one is "
         '"\\x01\\x02\\x1b[31mred\\x9b" [rows-bad]', 4),
    Case("a truncated row", both(tcp(ROW1.decode()[:60] + "\n")), CONNS, 0,
         "warning: 1 line of the tables was skipped, being no row; one is "
         f'"{ROW1.decode()[:60]}" [rows-bad]', 4),
    Case("rows that end in CRLF", both(changed(b"\n", b"\r\n")), CONNS, 0,
         None, 4),
    Case("NUL in a row", both(tcp(ROW1.decode()[:50] + "\0\n")), CONNS, 0,
         "warning: 1 line of the tables was skipped, being no row; one is "
         f'"{ROW1.decode()[:50]} " [rows-bad]', 4),
    Case("a row twice", both(tcp(ROW1.decode())), CONNS, 0, None, 4),
    Case("fewer bytes than were sent",
         both(changed(b"9 10211 com.example.dbg\n", b"")), CONNS, 4,
         "warning: the phone printed 71 bytes of processes, 47 came "
         "[section-cut]", 4),
    Case("fewer sections than were sent", both(changed(b"end 9 ", b"end 11 ")),
         CONNS, 4, "warning: of 11 sections of the phone's answer 9 came "
         "[stream-cut]", 4),
    Case("a linker's warning in front", both(answers(
        change=lambda data, _: b"WARNING: linker: unused DT entry\n" + data)),
         CONNS, 0, "warning: 33 bytes that nobody asked for: WARNING: linker: "
         "unused DT entry [junk-text]", 4),
    Case("complaints on stderr", both(answers(stderr=b"sh: odd\x1b[2J\n")),
         CONNS, 0, "warning: the phone complained: sh: odd\\x1b[2J  "
         "[phone-stderr]", 4),
    Case("an answer of tomorrow", both(changed(b"snapshot/1", b"snapshot/2")),
         CONNS, 1, "{phone}: the answer has format 2, this adbnet reads "
         "format 1"),
    Case("frames of another run", both(tcp(
         f"\n#{'a' * 24} section tcp\n{'x' * 24}\n#{'a' * 24} end 1 1.0\n")),
         CONNS, 0, "warning: 3 lines of the tables were skipped, being no "
         f'row; one is "#{"a" * 24} end 1 1.0" [rows-bad]', 4),
    Case("a hostile model", both(changed(b"[Pixel 7]",
         b"[" + HOSTILE.encode("latin-1") + b"]")), CONNS, 0, None, 4),
    Case("hostile names", both(answers({
        "processes": (GOOD["processes"][0] + f"66 10093 {HOSTILE}\n", 0),
        "packages 0": (f"package:/data/app/a.apk={HOSTILE} uid:10093\n", 0)})),
         CONNS + " -e", 4, "warning: listing the packages of user 0 failed "
         "with status 0: package:/data/app/a.apk=\\x1b[2J\\x1b]0;owned\\x07="
         "cmd('calc')!A0<script>\\x9b\\x7f\\u{202e} uid:10093 "
         "[packages-failed]", 4),
    Case("no rows at all", both(answers({t: (HEADER, 0) for t in TABLES})),
         CONNS, 0, None, 0),
]  # fmt: skip

EMPTY = [
    Case("not installed", both(answers()), CONNS + " com.example.bnak", 1,
         "{phone}: com.example.bnak: not installed, and no process of that name; "
         "nearest: com.example.bank"),
    Case("installed, not running", both(answers()), CONNS + " com.example.idle",
         0, None, target(True, False),
         note="com.example.idle: installed, not running."),
    Case("running, nothing open but a listener", both(answers()),
         CONNS + " com.example.dbg", 0, None, target(True, True),
         note="com.example.dbg: running, nothing open but what is not listed."),
    Case("running, nothing open", both(answers({t: (HEADER, 0)
                                                for t in TABLES})),
         CONNS + " com.example.bank", 0, None, target(True, True),
         note="com.example.bank: running, nothing open."),
    Case("running, nothing listening", both(answers()),
         CONNS + " -l com.example.bank", 0, None, target(True, True),
         note="com.example.bank: running, nothing listening."),
    Case("running, four open", both(answers()), CONNS + " com.example.bank",
         0, None, target(True, True, 4)),
    Case("pm does not answer, so nobody knows", both(answers({
         "packages 0": ("", 143)})), CONNS + " com.example.idle", 1,
         "{phone}: com.example.idle: nothing of that name is running, and whether it "
         "is installed is unknown: the package list could not be read"),
    Case("a glob", both(answers()), CONNS + " com.example.z*", 1,
         "{phone}: com.example.z*: matches no package and no process"),
    Case("pid not running", both(answers()), CONNS + " 4711", 1,
         "{phone}: no process 4711 is running; nothing has uid 4711 either"),
    Case("a uid taken for a pid", both(answers()), CONNS + " 10093", 1,
         "{phone}: no process 10093 is running; did you mean uid:10093?"),
    Case("uid of nobody", both(answers()), CONNS + " uid:10999", 1,
         "{phone}: no package, process or socket has uid 10999"),
    Case("a prefix with nothing in it", both(answers()),
         CONNS + " 192.0.2.128/25", 0, None, 0,
         note="192.0.2.128/25: no socket matches."),
    Case("expected none", both(answers()),
         CONNS + " com.example.bank --expect none", 5, None, 4),
    Case("expected some", both(answers()),
         CONNS + " com.example.idle --expect some", 5, None, 0),
    Case("expected none, and not all could be read",
         both(answers(failed("udp", "Permission denied"))),
         CONNS + " com.example.bank --expect none", 5,
         "warning: the phone does not let its shell read /proc/net/udp: its "
         "sockets are missing here [table-denied]", 3),
]  # fmt: skip

TABLE = REACHING + MIDDLE + FLOODS + CONTENT + EMPTY
