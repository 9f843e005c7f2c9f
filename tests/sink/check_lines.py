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
JSONL = ("usual", "hostile", "netstat", "empty", "local", REPLAYED)
CSV = (
    "usual", "long", "hostile", "listening", "all", "netstat", "empty",
    "local", REPLAYED,
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
    if column in row:
        return row[column]
    outer, _, inner = column.partition("_")
    # What only the others have: sockets with addresses, or without.
    return row[outer][inner] if inner and outer in row else None


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


def main():
    for name in JSONL:
        check_jsonl(name)
    for name in CSV:
        check_csv(name)
    for name in ("devices", "devices-none"):
        check_devices(name)
    check_two()
    print("every line as the document has it")


if __name__ == "__main__":
    sys.exit(main())
