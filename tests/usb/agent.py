# SPDX-License-Identifier: Apache-2.0
"""Runs in the guest: takes commands from the machine it runs on, one at a
time, and says what they print and how they end. See `guest run` for the other
end. A request is a line of JSON: {"id", "argv", "env", "cwd", "timeout"}; an
answer are lines {"id", "out": base64} and one {"id", "exit": status}."""

import base64
import json
import os
import select
import signal
import subprocess
import time

PORT = "adbnet"
TIMED_OUT = 124


def port_device():
    base = "/sys/class/virtio-ports"
    for name in os.listdir(base):
        with open(os.path.join(base, name, "name")) as f:
            if f.read().strip() == PORT:
                return "/dev/" + name
    raise SystemExit("guest: no port to talk through")


def say(port, **words):
    data = json.dumps(words).encode() + b"\n"
    while data:
        try:
            data = data[os.write(port, data) :]
        except OSError:
            return  # nobody listens any more


def end_group(child):
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(port, request):
    end = time.monotonic() + request["timeout"]
    number = request["id"]
    child = subprocess.Popen(
        request["argv"],
        env={**os.environ, **request["env"]},
        cwd=request["cwd"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    out = child.stdout.fileno()
    while True:
        left = end - time.monotonic()
        if left <= 0:
            end_group(child)
            child.wait()
            return TIMED_OUT
        ready, _, _ = select.select([out], [], [], min(left, 0.2))
        if ready:
            part = os.read(out, 65536)
            if part:
                say(port, id=number, out=base64.b64encode(part).decode())
                continue
        elif child.poll() is None:
            continue
        status = child.wait()
        return status if status >= 0 else 128 - status


def requests(port):
    text = b""
    while True:
        part = os.read(port, 65536)
        if not part:  # the other end is not there yet, or not any more
            time.sleep(0.05)
            continue
        text += part
        while b"\n" in text:
            line, _, text = text.partition(b"\n")
            yield json.loads(line)


def main():
    port = os.open(port_device(), os.O_RDWR)
    for request in requests(port):
        try:
            status = run(port, request)
        except OSError as e:
            error = f"guest: {e}\n".encode()
            say(port, id=request["id"], out=base64.b64encode(error).decode())
            status = 127
        say(port, id=request["id"], exit=status)


if __name__ == "__main__":
    main()
