# SPDX-License-Identifier: Apache-2.0
"""The text that runs on the phone (src/collect/*.sh): mksh's traps, and the
shells and tools of Android 5. Why each rule is one: .github/CONTRIBUTING.md,
"The phone's script"."""

import os
import re
import shutil
import subprocess
import sys

import house
import shell_text

COLUMNS = 200
BUILTINS = set(
    ". : [ [[ alias break builtin cd command continue eval exec exit export"
    " false getopts jobs kill let local print pwd read readonly return set"
    " shift test trap true typeset ulimit umask unalias unset wait whence"
    " for".split()
)
# A counter may go up or down by a number, or up by a length.
COUNTER = re.compile(r"\$\(\(\s*\w+\s*[+-]\s*(\d+|\$\{#\w+\})\s*\)\)")
PROC_NET = re.compile(r"<\s*\"?/proc/([\w$\{\}]+/)?net/")

# (pattern in the text without comments, what is wrong with it)
TEXT_RULES = [
    (r"<<", "a here-document or <<< writes a temporary file"),
    (r"`", "a backtick; use $( )"),
    (r"(?<!\$)\(\(", "arithmetic is 32 bits"),
    (r"\b(typeset|local)\s+-\w*[iLRZ]", "an integer is 32 bits"),
    (r"/system/xbin|/usr/bin|/bin/bash", "a path phones do not have"),
]


def without_comments(text):
    return re.sub(r"(?m)(^|(?<=[ \t]))#.*$", "", text)


def check_text(path, text):
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isascii() or re.search(r"[^\t\x20-\x7e]", line):
            found.append((path, number, "a byte that is not printable ASCII"))
        if len(line) > COLUMNS:
            found.append((path, number, f"line over {COLUMNS} bytes"))
    bare = without_comments(text)
    for pattern, why in TEXT_RULES:
        for match in re.finditer(pattern, bare):
            found.append((path, house.line_of(bare, match.start()), why))
    for match in re.finditer(r"\$\(\(", bare):
        if not COUNTER.match(bare, match.start()):
            line = house.line_of(bare, match.start())
            found.append((path, line, "arithmetic is 32 bits"))
    return found


def command_name(command):
    """The word that names what runs, or None for assignments alone."""
    for word in command.words:
        if word in ("exec", "command", "builtin") and len(command.words) > 1:
            continue
        if re.match(r"\w+(\[\w+\])?\+?=", word):
            continue
        return word
    return None


def check_command(path, command, functions):
    name = command_name(command)
    found = []

    def say(why):
        found.append((path, command.line, why))

    if name in ("printf", "echo"):
        say(f"{name}: use print -r --")
    elif name == "print":
        options = re.match(r"((?: -\w+)*) --", " " + " ".join(command.words[1:]))
        if options is None or "r" not in options.group(1):
            say("print without -r and --")
    elif name in ("let", "integer"):
        say("arithmetic is 32 bits")
    elif name == "read":
        if command.loop and "-t" not in command.words:
            say("a read loop is a system call per byte; only ticks may")
        if any(PROC_NET.match(each) for each in command.redirects):
            say("read on /proc/net is a system call per byte; use cat")
    elif name is not None and name not in BUILTINS | functions:
        if not command.is_fed():
            say(f"{name} without </dev/null would eat the script's input")
    return found


def check_syntax(root, path):
    run = subprocess.run(
        ["mksh", "-n", os.path.join(root, path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 0 and not run.stderr:
        return []
    return [(path, 1, f"mksh does not read it: {run.stderr.strip()}")]


def check(root):
    found = []
    paths = house.files(root, ("src/collect",), (".sh",))
    if not paths and os.path.isfile(f"{root}/src/collect/CMakeLists.txt"):
        found.append(("src/collect", 1, "there is no script to look at"))
    functions = set()
    for path in paths:
        functions |= shell_text.functions(house.read(root, path))
    for path in paths:
        text = house.read(root, path)
        found += check_text(path, text)
        for command in shell_text.commands(text):
            found += check_command(path, command, functions)
        found += check_syntax(root, path)
    return sorted(set(found))


def _sh(text):
    return {"src/collect/a.sh": text + "\n"}


PLANTED = [
    ({"src/collect/CMakeLists.txt": ""}, "no script to look at"),
    (_sh("cat <<E </dev/null\nE"), "here-document"),
    (_sh("read -r a <<<b"), "here-document"),
    (_sh("printf x"), "use print -r --"),
    (_sh("if x=$(echo y); then :; fi"), "use print -r --"),
    (_sh("print $a"), "print without"),
    (_sh("print -r $a"), "print without"),
    (_sh("print -n -- $a"), "print without"),
    (_sh("a=$((inode * 2))"), "32 bits"),
    (_sh("a=$((now - then))"), "32 bits"),
    (_sh("((a++))"), "32 bits"),
    (_sh("let a=1"), "32 bits"),
    (_sh("typeset -i a"), "32 bits"),
    (_sh("pm list packages"), "pm without </dev/null"),
    (_sh("a=$(getprop x)"), "getprop without </dev/null"),
    (_sh("if true; then\n    ps -A | grep x\nfi"), "ps without </dev/null"),
    (_sh("for a in 1 2; do cat /x; done"), "cat without </dev/null"),
    (_sh("case $a in\nx|y) su -c id ;;\nesac"), "su without </dev/null"),
    (_sh("f() { cat /x; }\nf </dev/null"), "cat without </dev/null"),
    (_sh("exec cat /x"), "cat without </dev/null"),
    (_sh("A=1 $tool x"), "$tool without </dev/null"),
    (_sh("while read -r a; do :; done </x"), "system call per byte"),
    (_sh("read -r a </proc/net/tcp"), "use cat"),
    (_sh("read -r a </proc/$p/net/tcp"), "use cat"),
    (_sh("a=\xe9"), "not printable ASCII"),
    (_sh("a=1\r"), "not printable ASCII"),
    (_sh("a=" + "x" * 199), "over 200"),
    (_sh("a=`b`"), "backtick"),
    (_sh("if true; then"), "mksh does not read it"),
]
CLEAN = [
    _sh(
        "# cat <<E and `printf` in a comment; don't mind\n"
        "n=$((n + 1)) size=$(( size + ${#line} ))\n"
        "f() {\n    print -r -- \"$1; cat /x\"\n}\n"
        "a=$(</proc/$p/stat) b=$(id -u </dev/null)\n"
        "while read -r -t 2 tick; do\n"
        "    case $tick in\n"
        "    s|p) cat /proc/net/tcp </dev/null 2>/dev/null || f no ;;\n"
        "    (k) f 'it is; cat y' ;;\n"
        "    *Info{+([0-9]):*|@(a|b)) f ;;\n"
        "    *) break ;;\n"
        "    esac\n"
        "done\n"
        "{ pm list packages; cmd x; } </dev/null 2>&1 |&\n"
        "exec 4<&p\n"
        "ps -A </dev/null | tr -c a-z _ | cat\n"
        "(cat /a; cat /b) </dev/null\n"
        "read -r up idle </proc/uptime\n"
        "[ -n \"$a\" ] && f \"${b#*:}\" && kill $! && print -rn -u3 -- x\n"
    )
]

if __name__ == "__main__":
    if shutil.which("mksh") is None:
        print("mksh is not here")
        sys.exit(77)
    house.main(check, PLANTED, CLEAN)
