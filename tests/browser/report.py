# SPDX-License-Identifier: Apache-2.0
"""The report as a page in a real browser: it asks for nothing, says nothing
on the console, runs nothing that came from elsewhere, and is quick.

usage: report.py [DIRECTORY]    with DIRECTORY pictures are left there"""

import base64
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from chromium import Page

ADBNET = os.environ["ADBNET"]
MAKE = os.path.join(os.environ["ADBNET_BUILD"], "make_scan")
PAGE_MAX = 5_000_000
MEMORY_MAX_KIB = 400 * 1024
QUICK_MS = 2000

# From navigation until nothing but what was searched for is laid out.
SEARCH = """new Promise((done) => {
  const input = document.querySelector('#search');
  input.value = %s;
  input.dispatchEvent(new Event('input'));
  const look = () => {
    if (performance.getEntriesByName('adbnet-searched').length === 0) {
      requestAnimationFrame(look);
      return;
    }
    const rows = [...document.querySelectorAll('table.cn tbody tr')];
    const last = rows[rows.length - 1];
    done({
      rows: rows.length,
      last: last.textContent,
      height: last.getBoundingClientRect().height,
      loaded: performance.getEntriesByName('adbnet-ready')[0].startTime,
      ms: performance.now(),
    });
  };
  look();
})"""


def make(kind):
    capture, page = f"{kind}.adbnet", f"{kind}.html"
    subprocess.run([MAKE, capture, kind], check=True)
    with subprocess.Popen(
        [ADBNET, "report", capture, "-o", f"html:{page}"]
        + ["-o", f"junit:{kind}.xml"]
    ) as done:
        _, status, used = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
    assert done.returncode == 4, "some of the packages have crashed"
    return os.path.abspath(page), used.ru_maxrss


def assert_silent(page, url):
    """Nothing was asked for but the page, nothing was complained about."""
    asked = [
        event["params"]["request"]["url"]
        for event in page.events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert asked == [url], asked
    loud = [
        event
        for event in page.events
        if event["method"]
        in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown",
            "Log.entryAdded", "Page.javascriptDialogOpening")
    ]
    assert loud == [], loud


def picture(page, place, name, width, height):
    if place is None:
        return
    page.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=height,
        deviceScaleFactor=1, mobile=width < 500,
    )
    shot = page.ask("Page.captureScreenshot", format="png")["data"]
    with open(os.path.join(place, name + ".png"), "wb") as file:
        file.write(base64.b64decode(shot))


def check_many(page, place):
    path, memory = make("many")
    size = os.path.getsize(path)
    assert size < PAGE_MAX, size
    assert memory < MEMORY_MAX_KIB, memory
    url = "file://" + path
    page.open(url)
    found = page.run(SEARCH % "'app199 8019'")
    assert 0 < found["rows"] < 100 and found["height"] > 0, found
    assert "app199" in found["last"], found
    assert found["ms"] < QUICK_MS, found
    head = page.run("document.querySelector('main h2').textContent")
    assert head == "Not judged: 4 of 200 runs", head
    assert "EXAMPLE4F2K" not in page.run("document.body.textContent")
    assert_silent(page, url)
    for name, width, height in (
        ("phone", 390, 844), ("laptop", 1366, 768),
    ):
        page.run("document.querySelector('#search').value = ''; search()")
        page.run("scrollTo(0, 0)")
        picture(page, place, name, width, height)
        page.run("document.querySelector('table.ep').scrollIntoView()")
        picture(page, place, name + "-endpoints", width, height)
        page.run("document.querySelector('table.tl').scrollIntoView()")
        picture(page, place, name + "-timeline", width, height)
    print(f"many: {size} bytes, {memory} KiB, {found}")


def check_junit():
    """What was not judged is an error, and nothing else is."""
    root = xml.etree.ElementTree.parse("many.xml").getroot()
    suite = root.find("testsuite")
    errors = suite.findall("testcase/error")
    assert suite.get("tests") == "200" and suite.get("errors") == "4"
    assert len(suite.findall("testcase")) == 200 and len(errors) == 4
    assert {error.get("type") for error in errors} == {"crashed"}
    assert root.find(".//failure") is None


# Cells of a table that are not in sight, or do not hold what is in them.
OUTSIDE = """[...document.querySelectorAll(%s)].filter((cell) => {
  const box = cell.getBoundingClientRect();
  return box.right > innerWidth || cell.scrollWidth > cell.clientWidth + 1;
}).map((cell) => cell.textContent)"""


# A name that has no blank at which it could be broken.
NAME_LONG = """document.querySelectorAll(
  '.hi td:nth-child(3), .hi td:nth-child(5), .ep td:nth-child(10)'
).forEach((cell) => {
  cell.textContent = 'com.example.' + 'averylongcompanyname.'.repeat(4);
})"""


def check_widths(page):
    """On a laptop hints and endpoints are there without scrolling, and what
    is empty has no label on a phone; whatever apps are called."""
    page.run(NAME_LONG)
    page.ask("Emulation.setDeviceMetricsOverride", width=1366, height=768,
             deviceScaleFactor=1, mobile=False)  # fmt: skip
    seen = page.run(OUTSIDE % "'.hi th, .hi td, .ep th, .ep td'")
    assert seen == [], seen[:5]
    page.ask("Emulation.setDeviceMetricsOverride", width=390, height=844,
             deviceScaleFactor=1, mobile=True)  # fmt: skip
    seen = page.run(OUTSIDE % "'.hi td, .ep td'")
    assert seen == [], seen[:5]
    labels = page.run(
        "[...document.querySelectorAll('.ep td')].filter((cell) => "
        "cell.textContent.trim() === '' && cell.offsetHeight > 0).length"
    )
    assert labels == 0, labels


def check_sorting(page):
    page.run("document.querySelector('table.cn th button').click()")
    page.run("document.querySelector('table.cn th button').click()")
    last = page.run(
        "[...document.querySelectorAll('table.cn tbody tr')]"
        ".slice(-2).map((row) => parseFloat(row.cells[0].textContent))"
    )
    assert 10 > last[0] >= last[1], last
    sort = page.run(
        "document.querySelector('table.cn th').getAttribute('aria-sort')"
    )
    assert sort == "descending", sort


def check_keys(page):
    for key in ("/", "a", "Escape"):
        text = {"text": key} if len(key) == 1 else {}
        page.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        page.ask("Input.dispatchKeyEvent", type="keyUp", key=key)
    focus = page.run("document.activeElement.id + search.name + "
                     "document.querySelector('#search').value")
    assert focus == "searchsearch", focus


def check_hostile(page):
    path, _ = make("hostile")
    url = "file://" + path
    page.open(url)
    page.run(SEARCH % "'alert'")
    assert_silent(page, url)
    found = page.run(
        "[document.scripts.length, document.images.length,"
        " document.querySelectorAll('style').length,"
        " document.querySelectorAll('[onerror],[onmouseover],a,base').length,"
        " document.querySelectorAll('main table.cn tbody tr').length,"
        " document.body.textContent.includes('\\u202e'),"
        " document.body.textContent.includes('\\\\u{202e}')]"
    )
    assert found == [1, 0, 1, 0, 300, False, True], found
    subprocess.run(["xmllint", "--noout", "hostile.xml"], check=True)
    # The policy holds: what is put into the page does not run.
    page.run(
        "const one = document.createElement('script');"
        "one.textContent = 'window.wasRun = 1'; document.body.append(one)"
    )
    assert page.run("window.wasRun === undefined") is True


def check_without_script(page, path):
    page.ask("Emulation.setScriptExecutionDisabled", value=True)
    page.open("file://" + path)
    page.ask("Emulation.setScriptExecutionDisabled", value=False)
    found = page.run(
        "[document.querySelectorAll('table.cn tbody tr').length,"
        " document.querySelector('.tools').hidden,"
        " document.querySelectorAll('button').length]"
    )
    assert found == [20000, True, 0], found


def check_print(page, place):
    """Paper: all of a report of usual size, and no search."""
    page.open("file://" + os.path.abspath("hostile.html"))
    page.ask("Emulation.setEmulatedMedia", media="print")
    shown = page.run(
        "getComputedStyle(document.querySelector('.tools')).display"
    )
    assert shown == "none", shown
    head = page.run(
        "(([head]) => [getComputedStyle(head, '::before').content,"
        " getComputedStyle(head.firstChild).display])"
        "(document.querySelectorAll('table.ep th'))"
    )
    assert head == ['"Flag"', "none"], head
    picture(page, place, "print", 1040, 720)
    page.ask("Emulation.setEmulatedMedia", media="", features=[
        {"name": "prefers-color-scheme", "value": "dark"}
    ])
    back = page.run("getComputedStyle(document.body).backgroundColor")
    assert back == "rgb(20, 23, 28)", back
    picture(page, place, "dark", 1366, 768)


def main():
    place = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        page = Page(os.path.join(here, "profile"))
        try:
            check_many(page, place)
            check_junit()
            check_sorting(page)
            check_keys(page)
            check_without_script(page, os.path.abspath("many.html"))
            check_hostile(page)
            check_widths(page)
            check_print(page, place)
        finally:
            page.close()
    print("report in a browser: as it should be")


main()
