# SPDX-License-Identifier: Apache-2.0
"""Reads back jsonl and csv with other programs' eyes (Python's json and csv):
they say what the JSON document of the same phone says, in their own way, and
hold no byte that a terminal or a spreadsheet would obey."""

import csv
import json
import sys
import unicodedata

GOLDEN = "tests/sink/golden/"
REPLAYED = "tests/replay/golden/all"
JSONL = (
    "usual", "hostile", "network", "netstat", "empty", "local", REPLAYED,
)  # fmt: skip
CSV = (
    "usual", "long", "hostile", "listening", "all", "network", "netstat",
    "empty", "local", REPLAYED,
)  # fmt: skip


def read(name):
    with open(name if "/" in name else GOLDEN + name, "rb") as file:
        text = file.read().decode("utf-8", "strict")
    bad = [c for c in text if (c < " " and c != "\n") or "\x7f" <= c < "\xa0"]
    assert not bad, f"{name}: {bad!r} in clear"
    assert not set(text) & set("\u2028\u2029\u202e"), f"{name}: separators"
    assert text.endswith("\n")
    return text


def document(name):
    return json.loads(read(name + ".json"))


def without(line, *keys):
    return {key: value for key, value in line.items() if key not in keys}


def check_jsonl(name):
    whole = document(name)
    result = whole["results"][0]
    serial = result["device"]["serial"]
    lines = [json.loads(line) for line in read(name + ".jsonl").splitlines()]
    assert {tuple(line)[0] for line in lines} == {"type"}
    types = [line["type"] for line in lines]
    assert types[:2] == ["header", "phone"] and types[-1] == "end", types
    assert without(lines[0], "type") == without(whole, "results")
    for key, value in without(lines[1], "type").items():
        assert value == result[key], f"{name}: {key}"
    for many in ("connection", "socket", "warning"):
        found = [line for line in lines if line["type"] == many]
        assert {line["device"] for line in found} <= {serial}
        found = [without(line, "type", "device") for line in found]
        assert found == result[many + "s"], f"{name}: {many}"
    found = [line["counters"] for line in lines if line["type"] == "counters"]
    assert found == ([result["counters"]] if result["counters"] else [])
    end = lines[-1]
    assert end["summary"] == result["summary"]
    assert end["hidden"] == result["hidden"]
    for key in ("policy", "expected_path"):
        assert end[key] == result[key], f"{name}: {key}"
    assert end["status"] == result["summary"]["status"]


def visible(text, more=""):
    """As cells have it: what is not to be seen is written out."""
    out = ""
    for c in text:
        if c == "\\":
            out += "\\\\"
        elif c < " " or c == "\x7f" or c in more:
            out += f"\\x{ord(c):02x}"
        elif unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp"):
            out += f"\\u{{{ord(c):x}}}"
        else:
            out += c
    return out


def cell_of(value, column):
    """The cell a value of the document has to have."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        text = " ".join(visible(item, " ") for item in value)
    else:
        text = visible(value)
    return "'" + text if text[:1] and text[0] in "=+-@'" else text


def value_of(row, column, result):
    """remote_port is remote.port, but pid_how is pid_how."""
    if column == "device":
        return result["device"]["serial"]
    if column == "taken_at":
        return result["clock"]["taken_at"]
    if column == "policy":
        return row.get(column) and row[column]["judgement"]
    if column in row:
        return row[column]
    outer, _, inner = column.partition("_")
    # What only the others have: sockets with addresses, or without.
    return row[outer][inner] if inner and row.get(outer) else None


def rows_of(name):
    text = read(name + ".csv")
    rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    # A cell never reaches over a line end, so that line tools can be used.
    assert len(rows) == text.count("\n")
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def check_csv(name):
    result = document(name)["results"][0]
    head, *rows = rows_of(name)
    assert len(set(head)) == len(head)
    all_rows = result["connections"] + result["sockets"]
    assert len(rows) == len(all_rows)
    for cells, row in zip(rows, all_rows):
        for column, cell in zip(head, cells):
            want = cell_of(value_of(row, column, result), column)
            # Bytes that are no UTF-8 are U+FFFD in JSON, \xff here.
            if "\ufffd" not in want:
                assert cell == want, f"{name}: {column}: {cell!r}, {want!r}"
            assert cell[:1] not in list("=+-@\t\r"), f"{name}: {cell!r}"


def check_devices(name):
    phones = document(name)["results"]
    lines = [json.loads(line) for line in read(name + ".jsonl").splitlines()]
    assert [without(line, "type") for line in lines[1:-1]] == phones
    assert lines[-1]["summary"] == {"devices": len(phones)}
    head, *rows = rows_of(name)
    assert len(rows) == len(phones)
    for cells, phone in zip(rows, phones):
        phone = without(phone, "checks")  # a list, which is not for a cell
        assert head == list(phone)
        for cell, value in zip(cells, phone.values()):
            want = cell_of(value, "")
            assert "\ufffd" in want or cell == want, f"{cell!r}, {want!r}"


def check_two():
    lines = [json.loads(line) for line in read("two.jsonl").splitlines()]
    phones = [line for line in lines if line["type"] == "phone"]
    assert len(phones) == 2 and lines[-1]["type"] == "end"
    rows = [line for line in lines if line["type"] == "connection"]
    assert lines[-1]["summary"]["connections"] == len(rows)
    assert lines[-1]["summary"]["rows_duplicate"] == 5
    assert lines[-1]["hidden"]["listening"] == 17
    assert lines[-1]["status"] == "partial"


NOT_AN_EVENT = ("header", "phone", "warning", "summary", "end")


def check_watch(name):
    """The same events, phones and sums, whatever the format."""
    whole = document(name)
    lines = [json.loads(line) for line in read(name + ".jsonl").splitlines()]
    assert lines[0]["type"] == "header" and lines[-1]["type"] == "end"
    events = [line for line in lines if line["type"] not in NOT_AN_EVENT]
    assert events == whole["events"]
    for key in ("status", "summary"):
        assert lines[-1][key] == whole[key]
    for kind in ("phone", "summary"):
        found = [line for line in lines if line["type"] == kind]
        assert len(found) == len(whole["results"])
        for line, result in zip(found, whole["results"]):
            assert line["serial"] == result["device"]["serial"]
            result = result if kind == "phone" else result[kind]
            for key, value in without(line, "type", "serial").items():
                assert value == result[key], f"{name}: {key}"
    assert whole["summary"]["events"] == len(events)


def value_of_event(event, column):
    gap = event.get("gap") or {}
    connection = event.get("connection") or event.get("lookup") or {}
    if column == "event":
        return event["type"]
    if column == "gap_ms":
        return None
    if column == "ticks":
        return gap.get("ticks")
    if column == "text" and gap:
        return gap["why"]
    if column == "device":
        return event["serial"] if "connection" in event else None
    if column == "taken_at":
        return None
    if column == "remote_addr" and "lookup" in event:
        return connection["addr"]
    if column in event:
        return event[column]
    if column in connection:
        return connection[column]
    outer, _, inner = column.partition("_")
    part = connection.get(outer)
    return part.get(inner) if isinstance(part, dict) else None


def check_watch_csv(name):
    head, *rows = rows_of(name)
    assert len(set(head)) == len(head)
    events = document(name)["events"]
    assert len(rows) == len(events)
    for cells, event in zip(rows, events):
        for column, cell in zip(head, cells):
            want = cell_of(value_of_event(event, column), column)
            if column == "t_ms":
                want = str(event["t_ms"])
            if "\ufffd" not in want and column != "gap_ms":
                assert cell == want, f"{name}: {column}: {cell!r}, {want!r}"
            # A number below zero is no formula.
            bad = "=+@\t\r" if column == "t_ms" else "=+-@\t\r"
            assert cell[:1] not in list(bad), f"{name}: {cell!r}"


def main():
    for name in JSONL:
        check_jsonl(name)
    for name in CSV:
        check_csv(name)
    for name in ("devices", "devices-none"):
        check_devices(name)
    check_two()
    for name in ("watch", "watch-hostile", "watch-empty", "watch-two"):
        check_watch(name)
        if name != "watch-two":
            check_watch_csv(name)
    print("every line as the document has it")


if __name__ == "__main__":
    sys.exit(main())
