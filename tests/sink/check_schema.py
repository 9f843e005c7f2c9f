# SPDX-License-Identifier: Apache-2.0
"""JSON and jsonl are what the JSON Schema files say, and the files can tell.

Readers use the files as they are, which let keys be added. Here nothing may
be there that no file names: strict() closes every object.

usage: check_schema.py [--replay]    golden files, or with --replay what the
                                     program ADBNET prints for recordings"""

import copy
import glob
import json
import os
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    # Debian's package is for Debian's Python, which need not be this one.
    if sys.executable != "/usr/bin/python3":
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("python3-jsonschema is missing")
    sys.exit(77)

SCHEMAS = "src/dist/schema/"
MOST_BYTES = 300000
GOLDENS = (
    "tests/sink/golden/*.json*", "tests/replay/golden/*.json*",
    "tests/store/golden/*.json*",
)  # fmt: skip
WATCH = "recordings/watch.adbrec"
SAVED = "tests/replay/saved/*.txt"
COMMANDS = (
    ["conns"], ["conns", "-a"], ["conns", "-l"],
    ["conns", "com.example.*"], ["conns", ":443"],
)  # fmt: skip
checked = 0


def inlined(schema, name, files):
    """The schema with every reference replaced by what it names, so that no
    version of the package has to find files."""
    if isinstance(schema, list):
        return [inlined(part, name, files) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {
        key: inlined(part, name, files)
        for key, part in schema.items()
        if key not in ("$ref", "$defs")
    }
    if "$ref" in schema:
        other, _, pointer = schema["$ref"].partition("#")
        other = other or name
        part = files[other]
        for step in pointer.strip("/").split("/"):
            part = part[step]
        # Beside a reference of ours stands a description at the most.
        assert set(out) <= {"description"}, schema
        out = {**inlined(part, other, files), **out}
    return out


def strict(schema, is_part=False):
    """An inlined schema with every object closed; what is part of another
    object, with the whole."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    if "properties" in out:
        out["properties"] = {
            name: strict(part) for name, part in out["properties"].items()
        }
    if "items" in out:
        out["items"] = strict(out["items"])
    for key in ("allOf", "anyOf"):
        if key in out:
            out[key] = [strict(part, True) for part in out[key]]
    if "then" in out:
        out["then"] = strict(out["then"], True)
    if not is_part and ("properties" in out or "allOf" in out):
        # The first is right for both, and slow.
        key = "unevaluated" if "allOf" in out else "additional"
        out[key + "Properties"] = False
    return out


def load_schemas():
    files = {}
    for path in glob.glob(SCHEMAS + "*.schema.json"):
        with open(path) as file:
            files[os.path.basename(path)] = json.load(file)
    lines = [name for name in files if ".jsonl." in name]
    assert len(lines) >= 6, sorted(files)
    assert all(name.replace(".jsonl", "") in files for name in lines)
    return files


class Checker:
    """All files, as they are or closed."""

    def __init__(self, files, is_strict):
        self.validators = {}
        for name, file in files.items():
            jsonschema.Draft202012Validator.check_schema(file)
            whole = inlined(file, name, files)
            self.validators[name] = jsonschema.Draft202012Validator(
                strict(whole) if is_strict else whole
            )

    def errors(self, name, instance):
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in self.validators[name].iter_errors(instance)
        ]


def pieces(text, is_lines):
    """(schema, instance) of a document, or of each line of jsonl."""
    texts = text.splitlines() if is_lines else [text]
    instances = [json.loads(text) for text in texts]
    command = instances[0]["schema"].split(".")[1].split("/")[0]
    infix = ".jsonl" if is_lines else ""
    name = f"adbnet.{command}.1{infix}.schema.json"
    return [(name, instance) for instance in instances]


def check(checker, what, text, is_lines):
    global checked
    for name, instance in pieces(text, is_lines):
        for error in checker.errors(name, instance):
            print(f"WRONG {what}: {error}")
            sys.exit(1)
        checked += 1


def places(instance, path=()):
    """Paths of all keys in an instance."""
    if isinstance(instance, dict):
        for key, value in instance.items():
            yield path + (key,)
            yield from places(value, path + (key,))
    elif isinstance(instance, list):
        for index, value in enumerate(instance):
            yield from places(value, path + (index,))


def changed(instance, path, change):
    instance = copy.deepcopy(instance)
    inner = instance
    for step in path[:-1]:
        inner = inner[step]
    change(inner, path[-1])
    return instance


def remove(where, key):
    del where[key]


def retype(where, key):
    where[key] = 1.5  # which nothing of ours is


def add(where, key):
    where["no_such_key"] = where[key]


def short(instance):
    """With one element per list."""
    if isinstance(instance, dict):
        return {key: short(value) for key, value in instance.items()}
    if isinstance(instance, list):
        return [short(value) for value in instance[:1]]
    return instance


def check_that_it_can_fail(loose, closed, path, is_lines):
    """Of each object one of a kind, without one of its keys, with one of
    another type, with one more: the last is wrong for our own files only."""
    with open(path) as file:
        text = file.read()
    seen = set()
    for name, instance in pieces(text, is_lines):
        if instance.get("type") in seen:
            continue
        seen.add(instance.get("type"))
        instance = short(instance)
        for place in places(instance):
            for change in (remove, retype):
                bad = changed(instance, place, change)
                assert loose.errors(name, bad), (change, place)
            more = changed(instance, place, add)
            assert not loose.errors(name, more), place
            assert closed.errors(name, more), place


def replayed():
    program = os.environ.get("ADBNET", "build/adbnet")
    for recording in sorted(glob.glob("recordings/*.adbrec")):
        if os.path.getsize(recording) > MOST_BYTES:
            continue  # takes minutes, and its rows are as the others'
        for words in COMMANDS:
            for form in ("json", "jsonl"):
                command = [program, "--replay", recording, *words, "-o", form]
                run = subprocess.run(command, capture_output=True, text=True)
                assert run.returncode in (0, 4), (command, run.stderr)
                yield " ".join(command[1:]), run.stdout, form == "jsonl"
    for form in ("json", "jsonl"):
        command = [program, "--replay", WATCH, "watch", "-n", "-o", form]
        run = subprocess.run(command, capture_output=True, text=True)
        assert run.returncode == 0, (command, run.stderr)
        yield " ".join(command[1:]), run.stdout, form == "jsonl"
    for file in sorted(glob.glob(SAVED)):
        for form in ("json", "jsonl"):
            command = [program, "parse", file, "-a", "-o", form]
            run = subprocess.run(command, capture_output=True, text=True)
            assert run.returncode in (0, 4), (command, run.stderr)
            yield " ".join(command[1:]), run.stdout, form == "jsonl"


def golden():
    for pattern in GOLDENS:
        for path in sorted(glob.glob(pattern)):
            with open(path) as file:
                yield path, file.read(), path.endswith(".jsonl")


def main():
    files = load_schemas()
    loose = Checker(files, False)
    closed = Checker(files, True)
    is_replay = sys.argv[1:] == ["--replay"]
    for what, text, is_lines in replayed() if is_replay else golden():
        check(loose, what, text, is_lines)
        check(closed, what, text, is_lines)
    if not is_replay:
        for name in ("usual.json", "devices.json", "usual.jsonl",
                     "lookups.json", "lookups.jsonl", "watch.json",
                     "watch.jsonl", "scan.json", "scan.jsonl"):
            path = "tests/sink/golden/" + name
            check_that_it_can_fail(loose, closed, path, name.endswith("l"))
        for name in ("diff.json", "report.json", "report.jsonl"):
            path = "tests/store/golden/" + name
            check_that_it_can_fail(loose, closed, path, name.endswith("l"))
    assert checked > 10
    print(f"{checked} documents and lines are as the schema files say")


if __name__ == "__main__":
    main()
