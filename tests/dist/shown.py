# SPDX-License-Identifier: Apache-2.0
"""What --help and the man page say, each read for itself."""

import re
import subprocess


class Option:
    def __init__(self, letter, name, argument, text):
        self.letter, self.name = letter, name
        self.argument, self.text = argument, text
        self.commands = set()  # none: every command

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return repr(vars(self))

    def spelt(self):
        return {f"--{self.name}"} | ({f"-{self.letter}"} - {"-None"})

    def words(self):
        """Those of "auto|su|never" that can be typed as they stand."""
        parts = (self.argument or "").split("|")
        return [part for part in parts if re.fullmatch("[a-z0-9-]+", part)]


HELP_OPTION = re.compile(
    r"  (?:-(\w),|   ) --([a-z0-9-]+)(\[=\S+| (?! )\S+)?(?: +(.*))?$")


def help_options(text):
    """Rows; what is indented to their text continues it."""
    found = []
    for line in text.split("\n"):
        row = HELP_OPTION.match(line)
        if row:
            letter, name, argument, words = row.groups()
            found.append(Option(letter, name,
                                argument and argument.strip(), words or ""))
        elif found and line.startswith(" " * 30):
            found[-1].text = (found[-1].text + " " + line.strip()).strip()
        elif found and line:
            break
    return found


def read_help(program):
    """(commands: name to (arguments, summary, examples), options by name)"""
    def ask(*words):
        return subprocess.run([program, *words, "--help"], text=True,
                              capture_output=True, check=True).stdout

    whole = ask()
    names = re.search(r"Commands:\n(.*?)\n\n", whole, re.S).group(1)
    options = {option.name: option for option in help_options(whole)}
    commands = {}
    for name in [line.split()[0] for line in names.split("\n")]:
        own = ask(name)
        usage = re.match(rf"Usage: adbnet \[options\] {name} ?(.*)\n", own)
        summary = re.search(rf"^  {name} +{re.escape(usage.group(1))} *(.*)$",
                            whole, re.M).group(1)
        examples = re.findall(r"^  (ad(?:bnet|b shell) .*)$", own, re.M)
        commands[name] = (usage.group(1), summary, examples)
        for option in help_options(own):
            option.commands = {name}
            before = options.setdefault(option.name, option)
            if before is not option:
                before.commands.add(name)
    return commands, options


ROFF = {r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\(ti": "~", r"\(ha": "^",
        r"\&": "", r"\e": "\\"}


def plain(line):
    return re.sub(r"\\f[A-Z]|\\-|\\\(..|\\&|\\e",
                  lambda found: ROFF.get(found.group(), ""), line)


def section(page, title):
    found = re.search(rf"^\.SH {title}\n(.*?)(?=^\.SH |\Z)", page, re.S | re.M)
    return found.group(1)


def read_man(page):
    """As read_help(), without examples."""
    commands = {}
    for head, text in re.findall(r"^\.SS (.*)\n(.*)$",
                                 section(page, "COMMANDS"), re.M):
        name, _, arguments = plain(head).partition(" ")
        commands[name] = (arguments, plain(text))
    options = {}
    for part in section(page, "OPTIONS").split("\n.SS ")[1:]:
        group = part.split("\n")[0]
        for head, text in re.findall(r"^\.TP\n(.*)\n(.*)$", part, re.M):
            row = re.match(r"(?:-(\w), )?--([a-z0-9-]+)(\[=\S+| \S+)?$",
                           plain(head))
            letter, name, argument = row.groups()
            option = Option(letter, name, argument and argument.strip(),
                            plain(text))
            if group != "For every command":
                option.commands = set(group.removeprefix("Of ").split(", "))
            if name in options:
                raise SystemExit(f"the man page has --{name} twice")
            options[name] = option
    return commands, options
