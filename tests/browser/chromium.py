# SPDX-License-Identifier: Apache-2.0
"""A Chromium without a screen, spoken to over its DevTools protocol by two
pipes (--remote-debugging-pipe): JSON, each message ended by a zero byte."""

import json
import os
import select
import subprocess
import time

MESSAGE_S = 60


class Page:
    """One page; events holds all that was told and is no answer."""

    def __init__(self, place):
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        self.events = []
        self.number = 0
        self.rest = b""
        # The browser wants the pipes as its descriptors 3 and 4.
        read, write = os.dup(to_read), os.dup(to_write)

        def arrange():
            os.dup2(read, 3)
            os.dup2(write, 4)

        for end in (to_read, to_write):
            os.close(end)
        self.process = subprocess.Popen(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-sync",
                "--disable-component-update", "--remote-debugging-pipe",
                f"--user-data-dir={place}", "about:blank",
            ],
            preexec_fn=arrange,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read)
        os.close(write)
        self.session = None
        targets = self.ask("Target.getTargets")["targetInfos"]
        target = next(t for t in targets if t["type"] == "page")
        self.session = self.ask(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def take(self):
        end = time.monotonic() + MESSAGE_S
        while b"\0" not in self.rest:
            left = end - time.monotonic()
            assert left > 0 and select.select([self.back], [], [], left)[0], (
                "the browser says nothing"
            )
            more = os.read(self.back, 1 << 20)
            assert more, "the browser has gone"
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        while True:
            answer = self.take()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.take())

    def open(self, url):
        self.events = []
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def run(self, script):
        done = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def close(self):
        self.session = None
        try:
            self.ask("Browser.close")
        except (AssertionError, OSError):
            self.process.kill()
        self.process.wait(MESSAGE_S)
        os.close(self.to)
        os.close(self.back)
