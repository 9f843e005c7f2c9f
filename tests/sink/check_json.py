# SPDX-License-Identifier: Apache-2.0
"""Reads back the JSON of the golden files with another program's eyes: it is
JSON, in UTF-8, without a byte that a terminal would obey; every object has
exactly the keys of the contract, whatever the data; known values arrive."""

import json
import sys

GOLDEN = "tests/sink/golden/"
SHAPE = {
    "": "schema taken_at results",
    "result": "device users clock network targets connections sockets counters"
    " hidden summary policy expected_path warnings",
    "device": "serial via model manufacturer android patch sdk root",
    "users": "id kind listed",
    "clock": "phone_minus_laptop_ms uncertainty_ms taken_at phone_at",
    "network": "interfaces vpn proxy private_dns",
    "targets": "asked applied exact installed running uids",
    "hidden": "listening loopback udp_without_peer other_without_peer"
    " unowned own",
    "summary": "rows rows_bad rows_duplicate connections sockets"
    " packages status",
    "sockets": "proto kind state protocol protocol_name name ifindex port_id"
    " groups tx_queue rx_queue drops refs uid uid_name user inode packages"
    " attribution pid process pid_how holders source flags",
    "warnings": "code text partial",
    "connections": "proto family local remote state direction tx_queue"
    " rx_queue timer timer_ms retransmits probes drops uid uid_name user"
    " inode packages attribution pid process pid_how holders path source"
    " flags closed_at net_pid policy ptr network",
    "local": "addr port text cut",
    "remote": "addr port service text cut",
    "path": "interface kind proxied",
    "ptr": "status names confirmed source fetched_at",
    "lookup": "status source asn prefix name org country fetched_at"
    " reused holder",
}
PHONE = "serial via state state_text model product next android root avd checks"


def no_doubles(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key twice in {keys}"
    return dict(pairs)


def load(name):
    with open(GOLDEN + name, "rb") as file:
        raw = file.read()
    text = raw.decode("utf-8", "strict")
    bad = [c for c in text if (c < " " and c != "\n") or "\x7f" <= c < "\xa0"]
    assert not bad, f"{name}: {bad!r} in clear"
    assert not set(text) & set("\u2028\u2029\u202e"), f"{name}: separators"
    return json.loads(text, object_pairs_hook=no_doubles)


def has_shape(thing, name):
    want = SHAPE[name].split()
    assert list(thing) == want, f"{name}: {list(thing)} is not {want}"


def check_connection(connection):
    has_shape(connection, "connections")
    for name in ("local", "remote", "path", "ptr"):
        has_shape(connection[name], name)
    has_shape(connection["network"], "lookup")
    assert connection["ptr"]["status"] == "skipped"
    assert connection["network"]["status"] == "skipped"
    assert connection["attribution"] in (
        "pid", "uid", "uid-shared", "history", "system", "none"
    )
    assert connection["direction"] in ("out", "in", "listen", "local", None)
    for name in ("tx_queue", "rx_queue"):
        assert isinstance(connection[name], int), name


def check_result(result):
    has_shape(result, "result")
    for name in ("device", "clock", "network", "hidden", "summary"):
        has_shape(result[name], name)
    for name in ("users", "targets", "warnings"):
        for item in result[name]:
            has_shape(item, name)
    for connection in result["connections"]:
        check_connection(connection)
    for socket in result["sockets"]:
        has_shape(socket, "sockets")
    assert len(result["sockets"]) == result["summary"]["sockets"]
    assert result["summary"]["status"] in ("ok", "partial")
    assert len(result["connections"]) == result["summary"]["connections"]


def check_usual(result):
    rows = result["connections"]
    assert result["device"]["serial"] == "192.0.2.40:5555"
    assert result["device"]["root"] is False
    assert result["summary"]["status"] == "partial"
    assert rows[0]["remote"] == {
        "addr": "203.0.113.10", "port": 443, "service": "https",
        "text": None, "cut": False,
    }
    assert rows[0]["family"] == "ipv4-mapped"
    assert (rows[0]["timer"], rows[0]["timer_ms"]) == ("keepalive", 26200)
    assert rows[0]["pid_how"] == "only-process"
    shared = [row for row in rows if row["attribution"] == "uid-shared"]
    assert [len(row["packages"]) for row in shared] == [2, 12]
    waiting = [row for row in rows if row["state"] == "TIME_WAIT"]
    # Read at 12:40:05.118 with 59, 52 and 45 of 60 seconds left.
    assert [row["closed_at"][17:] for row in waiting] == [
        "04.118Z", "57.118Z", "50.118Z"
    ]
    assert {row["uid"] for row in waiting} == {None}
    udp = [row for row in rows if row["proto"] == "udp"][0]
    assert (udp["drops"], udp["retransmits"], udp["timer"]) == (3, None, None)


def check_netstat(result):
    rows = result["connections"]
    assert {row["source"] for row in rows} == {"netstat"}
    assert rows[0]["remote"] == {
        "addr": None, "port": 443, "service": "https",
        "text": "edge-24.cdn.exam", "cut": True,
    }  # fmt: skip
    assert (rows[0]["pid"], rows[0]["pid_how"]) == (24685, "netstat")
    assert rows[2]["remote"]["text"] == "api.bank.example"
    assert rows[2]["remote"]["cut"] is False
    # Numbers that netstat prints beside a timer only.
    assert [row["retransmits"] for row in rows[:3]] == [None, None, 0]
    assert rows[4]["remote"]["addr"] == "198.51.100.7"
    assert rows[4]["remote"]["port"] is None
    assert rows[5]["local"] == {
        "addr": None, "port": 47924, "text": "phone.exampl", "cut": True,
    }  # fmt: skip
    assert rows[5]["flags"] == ["local-cut"]
    assert {row["uid"] for row in rows[4:]} == {None}
    assert rows[7]["proto"] == "udp" and rows[7]["drops"] is None


def check_local(result):
    raw, connected, ping, lite, apart = result["connections"]
    assert apart["net_pid"] == 24685 and raw["net_pid"] is None
    assert "other-network" in apart["flags"]
    assert raw["local"] == {
        "addr": "0.0.0.0", "port": 1, "text": None, "cut": False,
    }  # fmt: skip
    assert (raw["proto"], raw["state"], raw["drops"]) == (
        "raw", "UNCONNECTED", 3
    )
    # An identifier and a protocol are no ports: no service, no flag.
    for row in (connected, ping):
        assert row["remote"]["addr"] == "203.0.113.10"
        assert row["remote"]["port"] is row["remote"]["service"] is None
        assert row["flags"] == [] and row["state"] == "CONNECTED"
    assert (lite["proto"], lite["remote"]["port"]) == ("udplite", 80)
    unix = [row for row in result["sockets"] if row["proto"] == "unix"]
    assert (unix[0]["pid"], unix[0]["pid_how"]) == (24685, "fd")
    assert unix[0]["packages"] == ["com.example.bank"]
    assert [h["pid"] for h in unix[0]["holders"]] == [24685, 24690]
    forged = [row for row in unix if row["flags"] == ["doubtful"]]
    assert [row["inode"] for row in forged] == [75412]
    assert forged[0]["name"] == "=cmd|' /C calc'!A0,\n\x1b[2J\ufffd"
    packet = [row for row in result["sockets"] if row["proto"] == "packet"]
    assert [row["flags"] for row in packet] == [["sniffs"], []]
    assert [row["uid"] for row in packet] == [10666, 1010]
    assert [row["ifindex"] for row in packet] == [5, None]
    assert packet[1]["inode"] == 18446744073709551615
    netlink = [row for row in result["sockets"] if row["proto"] == "netlink"]
    assert [row["protocol_name"] for row in netlink] == ["route", None]
    assert result["counters"]["tcp_active_opens"] == 4096
    assert result["counters"]["tcp_inuse"] == 0
    assert result["counters"]["udp_inuse"] is None


def check_hostile(result):
    # What the fixture put in, with U+FFFD for bytes that are no UTF-8.
    assert result["device"]["serial"] == 'a"b\\c\x7f'
    assert result["device"]["model"] == "Pixel\x1b]0;owned\x07 7\ufffd"
    row = result["connections"][0]
    assert row["process"] == "a\r\n\x85  b,\u2028\ufffd\ufffd"
    assert row["packages"][1] == "com.example.\u202e\x1b[2J"
    assert result["warnings"][0]["text"] == 'cat: \x1b[31m"tcp"\u2029: no'


def main():
    documents = {}
    for name in (
        "usual", "long", "hostile", "listening", "all", "empty", "netstat",
        "local",
    ):  # fmt: skip
        document = load(name + ".json")
        has_shape(document, "")
        assert document["schema"] == "adbnet.conns/1"
        assert document["taken_at"] == "2026-11-22T12:40:05.118Z"
        assert len(document["results"]) == 1
        check_result(document["results"][0])
        documents[name] = document["results"][0]
    assert load("nothing.json")["results"] == []
    assert load("devices-none.json")["results"] == []
    phones = load("devices.json")["results"]
    assert {tuple(phone) for phone in phones} == {tuple(PHONE.split())}
    assert phones[3]["serial"] == "bad\x1b[2Jserial"
    check_usual(documents["usual"])
    check_hostile(documents["hostile"])
    check_netstat(documents["netstat"])
    check_local(documents["local"])
    assert documents["all"]["clock"]["phone_minus_laptop_ms"] is None
    assert documents["all"]["clock"]["phone_at"] is None
    assert documents["all"]["device"]["root"] is None
    assert documents["long"]["connections"][0]["tx_queue"] == 4294967295
    listener = documents["listening"]["connections"][0]
    assert listener["remote"]["addr"] is listener["remote"]["port"] is None
    installed = [t["installed"] for t in documents["empty"]["targets"]]
    assert installed == [True, True, True, None]
    print("read back as written")


if __name__ == "__main__":
    sys.exit(main())
