# SPDX-License-Identifier: Apache-2.0
"""What a rig is made of: the fetched packages, and the phone's /system, made
of them and of the C files here, kept in the cache by content. It starts
nothing; see rig."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = {
    "init": ["boot.c", "phone.c", "util.c"],
    "app_process64": ["gen.c", "gen_other.c", "address.c", "plan.c", "world.c", "util.c"],
    "cmd": [
        "standin.c", "package.c", "rights.c", "util.c", "address.c",
        "app_file.c", "activity.c", "launch.c", "play.c", "play_conn.c", "ledger.c",
        "screen.c", "logcat.c",
    ],
    "ip": ["ip.c"],
}
CFLAGS = "-std=c11 -O2 -Wall -Wextra -static".split()


def die(text, status=1):
    print(f"rig: {text}", file=sys.stderr)
    sys.exit(status)


def read(path, default=""):
    try:
        with open(path, errors="surrogateescape") as f:
            return f.read()
    except OSError:
        return default


def cache_dir():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.environ.get("ADBNET_RIG_CACHE") or os.path.join(
        home, "adbnet-rig"
    )


def packages():
    done = subprocess.run(
        [os.path.join(HERE, "fetch")], stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        die("the phone's programs could not be fetched")
    return done.stdout.strip()


def loader(libs):
    """The command that runs a program of an unpacked tree on this machine."""
    dirs, found = [], None
    for base, _, files in os.walk(libs):
        if any(".so." in name for name in files):
            dirs.append(base)
        for name in files:
            path = os.path.join(base, name)
            if name.startswith("ld-linux") and not os.path.islink(path):
                found = path
    return [found, "--library-path", ":".join(sorted(dirs))]


def write_file(path, text, mode=0o644):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)


def fill_build(into, libs):
    """adb29, adb34, and the phone's /system and /etc."""
    trixie = os.path.join(libs, "trixie")
    bin_dir = os.path.join(into, "system/bin")
    os.makedirs(bin_dir)
    os.makedirs(os.path.join(into, "system/etc"))
    os.makedirs(os.path.join(into, "etc"))
    compiler = os.environ.get("CC", "gcc")
    for name, sources in PROGRAMS.items():
        out = os.path.join(bin_dir, name)
        files = [os.path.join(HERE, s) for s in sources]
        if subprocess.run([compiler, *CFLAGS, "-o", out, *files]).returncode:
            die(f"{compiler} cannot build {name}")
    for source, name in (
        ("usr/bin/mksh", "sh"),
        ("usr/bin/toybox", "toybox"),
        ("usr/lib/android-sdk/platform-tools/adbd", "adbd"),
    ):
        shutil.copy(os.path.join(trixie, source), os.path.join(bin_dir, name))
    toybox = os.path.join(bin_dir, "toybox")
    applets = subprocess.run(
        loader(trixie) + [toybox], stdout=subprocess.PIPE, text=True
    ).stdout.split()
    if "cat" not in applets:
        die("toybox of Debian trixie does not run here")
    for name in applets:
        os.symlink("toybox", os.path.join(bin_dir, name))
    for name in ("getprop", "dumpsys", "logcat", "input", "wm", "monkey"):
        os.symlink("cmd", os.path.join(bin_dir, name))
    # What phone.c puts the stand-in's copy over.
    for name in ("su", "run-as", "app_process"):
        if os.path.islink(os.path.join(bin_dir, name)):
            os.unlink(os.path.join(bin_dir, name))  # toybox has its own
        write_file(os.path.join(bin_dir, name), "")
    # Scripts, as on a phone: each costs a shell, and its child is the one
    # that hangs.
    for name, service in (
        ("pm", "package"),
        ("am", "activity"),
        ("settings", "settings"),
    ):
        write_file(
            os.path.join(bin_dir, name),
            f'#!/system/bin/sh\ncmd {service} "$@"\n',
            0o755,
        )
    write_file(os.path.join(into, "system/etc/mkshrc"), "PS1='$ '\n")
    write_file(
        os.path.join(into, "etc/passwd"),
        "root:x:0:0::/:/system/bin/sh\nshell:x:2000:2000::/:/system/bin/sh\n",
    )
    write_file(os.path.join(into, "etc/group"), "root:x:0:\nshell:x:2000:\n")
    for version, tree in (("29", "adb29"), ("34", "trixie")):
        tree = os.path.join(libs, tree)
        adb = os.path.join(tree, "usr/lib/android-sdk/platform-tools/adb")
        write_file(
            os.path.join(into, f"adb{version}"),
            "#!/bin/sh\nexec " + " ".join(loader(tree) + [adb]) + ' "$@"\n',
            0o755,
        )


def build():
    libs = packages()
    digest = hashlib.sha256(libs.encode())
    for name in sorted(os.listdir(HERE)):
        if name.endswith((".c", ".h")) or name == "rigbuild.py":
            with open(os.path.join(HERE, name), "rb") as f:
                digest.update(f.read())
    into = os.path.join(cache_dir(), "build-" + digest.hexdigest()[:16])
    if not os.path.isdir(into):
        for tool in (os.environ.get("CC", "gcc"), "ip", "ss", "nsenter"):
            if not shutil.which(tool):
                die(f"no {tool} here; the packages are in packages.txt")
        work = tempfile.mkdtemp(prefix=".build-", dir=cache_dir())
        os.chmod(work, 0o755)
        try:
            fill_build(work, libs)
            os.rename(work, into)
        except OSError:
            if not os.path.isdir(into):
                raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return libs, into
