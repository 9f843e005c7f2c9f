# SPDX-License-Identifier: Apache-2.0
"""Reads shell text into its simple commands: enough of the grammar to know
which word is a command and where its standard input comes from. Not a lint
itself, and no judge of syntax: mksh -n is."""

import re
from dataclasses import dataclass, field

LEAD = {
    "if", "then", "elif", "else", "while", "until", "do", "!", "{", "time",
}
CLOSE = {"fi", "done", "esac", "}", ")"}
OPEN = {"if": "fi", "while": "done", "until": "done", "for": "done",
        "{": "}", "case": "esac", "(": ")", "$(": ")"}


@dataclass
class Command:
    """One simple command. loop: it is the condition of a while or until."""

    line: int
    words: list = field(default_factory=list)
    redirects: list = field(default_factory=list)
    piped: bool = False
    loop: bool = False
    group_fed: bool = False

    def is_fed(self):
        """Whether its standard input is anything but the script's own."""
        return self.piped or self.group_fed or any(
            re.match(r"0?<", redirect) for redirect in self.redirects
        )


_TOKEN = re.compile(
    r"""(?P<skip>[ \t]+|\\\n|\#[^\n]*)
      | (?P<redirect>[0-9]*(?:<<<|<<-?|>>|<>|[<>]&|>\||<|>)[ \t]*)
      | (?P<end>\n|;;|;|&&|\|\||\|&|\||&)
      | (?P<paren>[()])
      | (?P<word>[^ \t\n;&|()<>]+)""",
    re.VERBOSE,
)


def _closing(text, at):
    """Index after the ')' that closes the '(' before at."""
    depth = 1
    while at < len(text) and depth > 0:
        if text[at] == "'":
            at = text.find("'", at + 1)
            at = len(text) - 1 if at < 0 else at
        elif text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
        at += 1
    return at


def _word(text, at, inner):
    """Index after the word that begins at at. Command substitutions within
    it are added to inner as (offset, text)."""
    quoted = False
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
        elif char == "'" and not quoted:
            end = text.find("'", at + 1)
            at = len(text) if end < 0 else end + 1
        elif char == '"':
            quoted = not quoted
            at += 1
        elif text.startswith("$((", at):
            end = text.find("))", at)
            at = len(text) if end < 0 else end + 2
        elif text.startswith("$(", at):
            end = _closing(text, at + 2)
            inner.append((at + 2, text[at + 2 : end - 1]))
            at = end
        elif text.startswith("${", at):
            end = text.find("}", at)
            at = len(text) if end < 0 else end + 1
        elif not quoted and re.match(r"[+*?@!]\(", text[at : at + 2]):
            at = _closing(text, at + 2)
        elif not quoted and char in " \t\n;&|()<>":
            break
        else:
            at += 1
    return at


class _Reader:
    def __init__(self, first_line):
        self.first_line = first_line
        self.commands = []
        self.groups = []  # [closing word, index of its first command]
        self.now = None
        self.pipe = False
        self.loop = False
        self.closed = None  # a group just closed: redirections feed it
        self.case = ""  # "in": the word after case; "pattern"; ""

    def command(self, line):
        if self.now is None:
            self.now = Command(line, piped=self.pipe, loop=self.loop)
            self.commands.append(self.now)
            self.pipe = self.loop = False
        return self.now

    def end(self, token):
        if token == ";;" and self.groups:
            self.case = "pattern"
        if self.now is not None or self.closed is not None:
            self.pipe = token in ("|",)
        self.now = None
        self.closed = None

    def open(self, word):
        self.groups.append([OPEN[word], len(self.commands)])

    def close(self, word):
        if self.groups and self.groups[-1][0] == word:
            self.closed = self.groups.pop()[1]
        self.now = None
        self.case = ""

    def redirect(self, line, text):
        if self.now is None and self.closed is not None:
            if re.match(r"0?<", text):
                for command in self.commands[self.closed :]:
                    command.group_fed = True
            return
        self.command(line).redirects.append(text)

    def word(self, line, word):
        if self.case == "in":
            self.case = "pattern" if word == "in" else "in"
            return
        if self.case == "pattern" and word != "esac":
            return
        if self.now is None and word in CLOSE:
            self.close(word)
            return
        if self.now is None and word in LEAD | {"for", "case"}:
            if word in OPEN:
                self.open(word)
            self.loop = word in ("while", "until")
            self.case = "in" if word == "case" else self.case
            if word == "for":
                self.command(line).words.append(word)
            return
        self.command(line).words.append(word)

    def paren(self, line, token, text, at):
        if self.case == "pattern":
            self.case = "" if token == ")" else self.case
        elif token == ")":
            self.close(")")
        elif self.now is not None and len(self.now.words) == 1:
            self.commands.remove(self.now)  # NAME() { ...
            self.now = None
            return len(re.match(r"\(\s*\)", text[at:]).group(0))
        else:
            self.open("(")
        return 1


def commands(text, first_line=1):
    """Every simple command of text, substitutions included."""
    reader = _Reader(first_line)
    at, inner = 0, []
    while at < len(text):
        line = first_line + text.count("\n", 0, at)
        match = _TOKEN.match(text, at)
        if match.lastgroup == "skip":
            at = match.end()
        elif match.lastgroup == "redirect":
            stop = _word(text, match.end(), inner)
            reader.redirect(line, text[at:stop])
            at = stop
        elif match.lastgroup == "end":
            reader.end(match.group("end"))
            at = match.end()
        elif match.lastgroup == "paren":
            at += reader.paren(line, match.group("paren"), text, at)
        else:
            stop = _word(text, at, inner)
            reader.word(line, text[at:stop])
            at = stop
    found = reader.commands
    for offset, part in inner:
        if part.startswith("<"):
            continue  # $(<file) is read by the shell itself
        found += commands(part, first_line + text.count("\n", 0, offset))
    return found


def functions(text):
    return set(re.findall(r"^\s*(\w+)\s*\(\s*\)", text, re.M))
