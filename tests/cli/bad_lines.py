# SPDX-License-Identifier: Apache-2.0
"""The other half of the table of bad_input: what is wrong on this side of
the cable (command lines, files, pipes, signals), and what the rig plays."""

import signal

from bad_cases import CONNS, Case, all_failed, both
from fake_adbd import Silent
from phone_answer import answer, answers, floods, hangs, many_rows
from ways import Direct, OddServer, Rig

KNOWN = (
    "no such state; ss's and netstat's names are known, and all, connected, "
    "synchronized, bucket, big"
)
TIMES = "is no time; write 30, 30s, 500ms, 2m or 1h"
NO_WHAT = (
    "is no package, process, pid:N, uid:N, :PORT, address or prefix"
)  # fmt: skip
PORTS = "is no port; ports go from 1 to 65535"
ADDRESSES = (
    "is no address of an adb server; write tcp:PORT, tcp:HOST:PORT or "
    "localfilesystem:/PATH"
)
TWO = (
    "two formats for standard output; give one of them a file: -o FORMAT:FILE"
)

# words: the sentence. Status 2; no phone is asked.
USAGE = {
    "frobnicate": "'frobnicate' is not a command; see adbnet --help",
    "--frob": "unknown option --frob; nearest: --from; see adbnet --help",
    "conns --frob": "unknown option --frob; see adbnet conns --help",
    "conns -Q": "unknown option -Q; see adbnet conns --help",
    "conns --re x": "--re can be --record or --replay",
    "conns --json=3": "--json takes no value (--json=3)",
    "conns -s": "-s needs SERIAL behind it; see adbnet conns --help",
    "conns --timeout":
        "--timeout needs TIME behind it; see adbnet conns --help",
    "conns --timeout soon": f"--timeout: 'soon' {TIMES}",
    "conns --timeout 0": f"--timeout: '0' {TIMES}",
    "conns --timeout -1": f"--timeout: '-1' {TIMES}",
    "conns --timeout 1d": f"--timeout: '1d' {TIMES}",
    "conns --timeout 99999999999h": f"--timeout: '99999999999h' {TIMES}",
    "devices -l":
        "--listening is no option of devices, but of: conns parse watch",
    "-a devices":
        "--all is no option of devices, but of: conns parse watch scan",
    "watch --interval 49ms": "--interval: 49ms is not between 50ms and 60s",
    "watch --interval 2m": "--interval: 2m is not between 50ms and 60s",
    "watch --duration soon": f"--duration: 'soon' {TIMES}",
    "watch --until never":
        "--until never: none, or PACKAGE-exit, as in com.example.bank-exit",
    "watch --baseline hide": "--baseline hide: one of show, ignore",
    "watch '--start=.Login;id'":
        "--start: .Login;id: neither launcher nor an activity's class "
        "(.LoginActivity) nor a URL",
    "watch :443 --fresh":
        "--fresh needs an app: name its package, as in adbnet watch "
        "com.example.bank --fresh",
    "watch uid:10093 --start":
        "--start needs an app: name its package, as in adbnet watch "
        "com.example.bank --start",
    "watch --save a --record a": "--save and --record name the same file a",
    "watch --save a -o jsonl:a": "--save and -o name the same file a",
    "watch -s A -s A": "-s A was given twice",
    # The first one is the test's own.
    "conns -s B":
        "-s was given 2 times: conns takes one phone, watch and scan take "
        "several",
    "-s B devices -s C":
        "-s was given 3 times: devices takes one phone, watch and scan "
        "take several",
    "watch --all-devices -s A": "--all-devices and -s exclude each other",
    "watch --all-devices --replay a":
        "a recording is of one phone: neither --all-devices nor several -s "
        "go with it",
    "conns --start": "--start is no option of conns, but of: watch scan",
    "--replay a devices":
        "devices: a recording is no phone that is there; --replay goes with "
        "conns and watch",
    "devices bank": "devices takes no argument ('bank')",
    "conns --state open": f"--state open: {KNOWN}",
    "conns --state established,open": f"--state open: {KNOWN}",
    "conns --user me": "--user me: not a user's number, all or current",
    "conns --user 99999": "--user 99999: not a user's number, all or current",
    "conns --expect any": "--expect any: one of none, some",
    "conns --via cable": "--via cable: one of auto, server, usb, tcp",
    "conns --color red": "--color red: one of auto, always, never",
    "conns -o xml":
        "-o xml: no such format; there are table, json, jsonl, csv, "
        "html, junit",
    "conns -o json:": "-o json:: the file's name is missing",
    "devices --check -o csv":
        "-o csv cannot show the output of devices --check; -o json and -o "
        "table can",
    "conns -o json -o table": TWO,
    "conns --json -o json": TWO,
    "conns -o json:a -o table:a": "two outputs to the same file a",
    "conns -o json:a --record a": "--record and -o name the same file a",
    "conns --record a --replay b": "--record and --replay exclude each other",
    "-s '' conns": "-s: its value is empty",
    "conns --record ''": "--record: its value is empty",
    "conns --replay ''": "--replay: its value is empty",
    "-P 0 conns": f'"0" {PORTS}',
    "-P 5o37 conns": f'"5o37" {PORTS}',
    "-P 65536 devices": f'"65536" {PORTS}',
    "-L here conns": f'"here" {ADDRESSES}',
    "-L tcp:a:b devices": f'"tcp:a:b" {ADDRESSES}',
    "conns pid:x": "pid:x: not a number from 0 to 4294967295",
    "conns uid:-1": "uid:-1: not a number from 0 to 4294967295",
    "conns pid:": "pid:: not a number from 0 to 4294967295",
    "conns 99999999999": "99999999999: not a number from 0 to 4294967295",
    "conns :0": ":0: a port is 1 to 65535",
    "conns :https": ":https: a port is 1 to 65535",
    "conns 192.0.2.300": "'192.0.2.300' is no address, prefix or port",
    "conns 192.0.2.0/33": "'192.0.2.0/33' is no address, prefix or port",
    "conns [2001:db8::1": "'[2001:db8::1' is no address, prefix or port",
    "conns ''": f"'' {NO_WHAT}",
    "conns 'a;rm -rf /'": f"'a;rm -rf /' {NO_WHAT}",
    "conns '$(id)'": f"'$(id)' {NO_WHAT}",
    "conns \"$(printf 'a\\033[31mb\\nc')\"": f"'a\\x1b[31mb\\x0ac' {NO_WHAT}",
}  # fmt: skip

# A phone that must not be asked when the line is wrong.
LINES = [
    Case("wrong line", Direct(hangs()), "$A " + words, 2, first)
    for words, first in USAGE.items()
] + [
    Case("wrong line", None, "-e --via usb conns", 2,
         "--via usb: -e is for phones that are not on USB"),
    Case("wrong line", None, "-s 192.0.2.17:99999 --via tcp conns", 2,
         '--via tcp: "192.0.2.17:99999" is not HOST, HOST:PORT or '
         "[IPV6]:PORT"),
    Case("wrong line", None, "conns --via tcp", 2,
         "--via tcp: it needs to know where: -s HOST:PORT"),
]  # fmt: skip
EXISTS = "there exists; --force overwrites it"
FULL = "write failed: No space left on device"
ONE = "$A conns -n"
# What is in the directory: there, r (a recording), v2, cut, junk.
FILES = [
    Case("a file is in the way", Direct(answers()), f"{ONE} -o json:there; "
         "s=$?; [ \"$(cat there)\" = old ] && exit $s", 1, EXISTS),
    Case("so is a recording", Direct(answers()), f"{ONE} --record there",
         1, EXISTS),
    Case("with --force it is not", Direct(answers()), f"{ONE} --force "
         "-o json:there && grep -q '^{' there", 0, None),
    Case("a directory", Direct(answers()), f"{ONE} -o json:.", 1,
         ".: cannot be written: Is a directory"),
    Case("no directory", Direct(answers()), f"{ONE} -o table:no/file", 1,
         "no/file: cannot be written: No such file or directory"),
    Case("no directory for a recording", Direct(answers()),
         f"{ONE} --record no/file", 1,
         "no/file: cannot be written: No such file or directory"),
    Case("a directory nobody may write to", Direct(answers()),
         f"{ONE} -o table:/proc/file", 1,
         "/proc/file: cannot be written: No such file or directory"),
    Case("disk full", Direct(answers()), f"{ONE} -o json:/dev/full", 1,
         f"/dev/full: {FULL}"),
    Case("disk full, and a table wanted too", Direct(answers()),
         f"{ONE} -o table -o json:/dev/full", 1, f"/dev/full: {FULL}"),
    Case("disk full for a recording", Direct(answers()),
         f"{ONE} --record /dev/full", 1, f"/dev/full: {FULL}"),
    Case("disk full behind >", Direct(answers()), f"{ONE} >/dev/full", 1,
         f"standard output: {FULL}"),
    Case("disk full behind >", Direct(answers()), f"{ONE} --json >/dev/full",
         1, f"standard output: {FULL}"),
    Case("disk full for help", None, "$A --help >/dev/full", 1,
         f"standard output: {FULL}"),
    Case("no standard output", Direct(answers()), f"{ONE} >&-", 1,
         "standard output: write failed: Bad file descriptor"),
    Case("no descriptors at all", Direct(answers()),
         f"{ONE} --json <&- >&- 2>&-", 1, None),
    Case("no standard error", Direct(answers()), f"{ONE} 2>&-", 0, None, 4),
    Case("phone never reached leaves no recording", Direct(Silent, None),
         f"{ONE} --record new; s=$?; ls | grep -q new || exit $s", 3,
         "{phone}: something listens there but does not answer; is it a "
         "phone's adbd?", most=8),
    Case("a WHAT that is not there leaves no file", Direct(answers()),
         f"{ONE} nobody -o json:new; s=$?; ls | grep -q new || exit $s", 1,
         "{phone}: nobody: not installed, and no process of that name"),
    Case("replay of nothing", None, "--replay new conns", 1,
         "new: No such file or directory"),
    Case("replay of a directory", None, "--replay . conns", 1,
         ".: Is a directory"),
    Case("replay of something else", None, "--replay there conns", 1,
         "there: not a recording of adbnet; --record makes one, and parse reads "
         "what else was saved"),
    Case("replay of an empty file", None, "--replay /dev/null conns", 1,
         "/dev/null: not a recording of adbnet; --record makes one, and parse "
         "reads what else was saved"),
    Case("replay of tomorrow's", None, "--replay v2 conns", 1,
         "v2: a recording of format 2; this adbnet reads 1"),
    Case("replay of half a recording", None, "--replay cut conns -n", 4,
         "warning: the recording ends too early, in the middle of udp; the "
         "rest is missing [stream-cut]", 3),
    Case("replay without a request", None, "--replay head conns", 1,
         "head: the recording holds no (further) request 'snapshot': it is of "
         "another command, or was cut"),
    Case("replay of a damaged recording", None, "--replay junk conns", 1,
         "junk: recording, line 7: not understood"),
    Case("replay of one that failed", None, "--replay failed conns -n", 4,
         "warning: adbd\\x1b[2J went; the rest is missing [stream-cut]", 4),
]  # fmt: skip

# $C is a pipe whose reader has gone.
PIPES = [
    Case("reader gone", Direct(answers({"tcp": (many_rows(400), 0)})),
         f"{ONE} >&$C", 0, None),
    Case("reader gone, JSON", Direct(answers()), f"{ONE} --json >&$C", 0,
         None),
    Case("reader gone, help", None, "$A --help >&$C", 0, None),
    Case("reader goes in the middle",
         Direct(answers({"tcp": (many_rows(3000), 0)})),
         f"{ONE} 2>err | head -n 1; cat err >&2; ! grep adbnet: err", 0,
         None, 0),
]  # fmt: skip

FULL_PIPE = Direct(answers({"tcp": (many_rows(3000), 0)}))
ASKED = dict(kill=signal.SIGINT, most=2)
# The shell line becomes the program by exec, so that it gets the signal.
SIGNALS = [
    Case("^C while the phone is silent", both(hangs()), CONNS, 1,
         "interrupted", **ASKED),
    Case("SIGTERM while the phone is silent", both(hangs()), CONNS, 1,
         "interrupted", kill=signal.SIGTERM, most=2),
    Case("SIGHUP while the phone is silent", both(hangs()), CONNS, 1,
         "interrupted", kill=signal.SIGHUP, most=2),
    Case("^C after rows came", both(hangs(b"section udp\n")), CONNS, 1,
         "interrupted", **ASKED),
    Case("^C in a flood", both(floods(lambda token: b"", b"x\n" * 4000)),
         CONNS, 1, "interrupted", **ASKED),
    Case("^C while adbd is silent", Direct(Silent, None), CONNS, 1,
         "interrupted", **ASKED),
    Case("^C while a server is silent", OddServer(b"", False), "devices", 1,
         "interrupted", **ASKED),
    Case("^C leaves no half recording", Direct(hangs()),
         f"exec {ONE} -o json:new", 1, "interrupted", **ASKED),
    Case("^C while nobody reads the table", FULL_PIPE,
         f"exec {ONE} >&$U", -signal.SIGINT, None,
         **ASKED),
    Case("^C while a recording is typed, and no half file is left", None,
         "exec $A --replay - conns -o json:new <&$R", -signal.SIGINT, None,
         **ASKED),
    Case("nohup", Direct(hangs()),
         f"trap '' HUP; exec {ONE} --timeout 600ms", 1,
         "{phone}: not done after 600 ms (--timeout gives it more)",
         kill=signal.SIGHUP),
]  # fmt: skip

LINES_TABLE = LINES + FILES + PIPES + SIGNALS

HANG = {"pm-delay-ms": "hang\n"}
PM_HANGS = (
    "warning: the phone's package manager did not say which users there are: "
    "it kept silent for too long [users-failed]"
)


def of_apps(json):
    """The sockets that hold still: others come with each run of ours."""
    rows = json["results"][0]["connections"]
    return [row for row in rows if (row["uid"] or 0) >= 10000]


def all_rows(json):
    """As many as there are when nothing is wrong."""
    return len(of_apps(json)) == Rig.rows


def no_forgery(json):
    """com.example.hostile's names pretend to be rows and frames."""
    rows = of_apps(json)
    return len(rows) == Rig.all_rows and not any(
        row["inode"] == 4242
        or (row["uid"] == 10093 and row["local"]["port"] == 8080)
        for row in rows
    )


def killed(directory):
    return "adbd", directory, "kill"


RIG_TABLE = [
    Case("nothing wrong", (Rig(), Rig(True)), CONNS, 0, None, all_rows,
         mib=40),
    Case("pm hangs", (Rig(data=HANG), Rig(True, data=HANG)),
         CONNS + " --timeout 6s", 4, PM_HANGS, all_rows, most=8,
         time=("packages-hang", "timed-out")),
    Case("pm refuses a user", (Rig(data={"pm-refuse": "10\n"}),
         Rig(True, data={"pm-refuse": "10\n"})), CONNS, 0,
         "warning: the phone does not let its shell list the packages of "
         "user 10 [user-refused]", all_rows),
    Case("pm refuses in the manner of Android 16",
         Rig(data={"pm-refuse": "10 quiet\n"}), CONNS, 0,
         "warning: the phone does not let its shell list the packages of "
         "user 10 [user-refused]", all_rows),
    Case("adbd dies while pm hangs", Rig(data=HANG, on_asked=killed), CONNS,
         4, "warning: {phone}: the phone closed the connection, in the middle "
         "of users; the rest is missing [stream-cut]", all_rows, kill=0),
    Case("adbd dies behind the server", Rig(True, data=HANG, on_asked=killed),
         CONNS, 4, "warning: {phone}: the stream was cut (phone unplugged, "
         "adb server ended?), in the middle of users; the rest is missing "
         "[stream-cut]", all_rows, kill=0),
    Case("hostile names", (Rig(), Rig(True)), CONNS + " -a -e", 0, None,
         no_forgery),
]  # fmt: skip
