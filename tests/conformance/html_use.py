#!/usr/bin/env python3
"""html_use.py PAGE SCREENSHOT: uses the HTML report as a person does, in headless Chromium.

Two secrets are expected: one in HEAD at deploy/ci.env, added by Bo Builder, and one in history
only, added by Ann Author at src/config.py. Keys are typed and the mouse is pressed where things lie on the page; the page may load
nothing and say nothing on the console.
"""
import base64
import json
import os
import subprocess
import sys
from pathlib import Path


class Browser:
    """Chromium, spoken to over its debugging pipe: JSON messages that end in a NUL."""

    def __init__(self, profile: Path):
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()
        self.process = subprocess.Popen(
            ["sh", "-c", f"exec chromium --headless=new --no-sandbox --disable-gpu --no-first-run "
             f"--disable-background-networking --disable-component-update --disable-sync "
             f"--window-size=1280,1400 --user-data-dir='{profile}' --remote-debugging-pipe about:blank "
             f"3<&{to_browser} 4>&{from_browser}"],
            pass_fds=(to_browser, from_browser), stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.events, self.session = b"", 0, [], None

    def call(self, method: str, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def receive(self) -> dict:
        while b"\0" not in self.rest:
            more = os.read(self.into, 1 << 20)
            assert more, "chromium ended"
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def wait_for(self, method: str) -> None:
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.receive())

    def evaluate(self, script: str):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def click(self, selector: str) -> None:
        x, y = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
            f" const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, selector: str, text: str) -> None:
        self.click(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp")
        self.settle()

    def choose(self, selector: str, value: str) -> None:
        self.evaluate(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)};"
                      " e.dispatchEvent(new Event('input', {bubbles: true}));"
                      " e.dispatchEvent(new Event('change', {bubbles: true})); })()")
        self.settle()

    def settle(self) -> None:
        self.evaluate("new Promise(done => setTimeout(done, 400))")


def open_page(page: Path) -> Browser:
    browser = Browser(Path("profile").absolute())
    target = browser.call("Target.getTargets")["targetInfos"][0]["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Network", "Log"):
        browser.call(domain + ".enable")
    browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    browser.call("Page.navigate", url=page.absolute().as_uri())
    browser.wait_for("Page.loadEventFired")
    browser.settle()
    return browser


def main(page: Path, screenshot: Path) -> None:
    browser = open_page(page)
    shown = "[...document.querySelectorAll('.secret')].filter(e => e.offsetParent).map(e => e.textContent)"

    def expect(count: int, *parts: str) -> None:
        texts = browser.evaluate(shown)
        assert len(texts) == count, f"{len(texts)} secrets are shown, not {count}: {texts}"
        for part in parts:
            assert any(part in text for text in texts), f"{part} is not shown: {texts}"

    expect(2, "deploy/ci.env", "src/config.py")
    browser.type("#q", "CI.env")
    expect(1, "deploy/ci.env")
    browser.type("#q", "nothing such")
    expect(0)
    browser.click("#clear")
    browser.settle()
    expect(2)
    browser.choose("#where", "history")
    expect(1, "src/config.py")
    browser.choose("#where", "")
    browser.choose("#author", browser.evaluate(
        "[...document.querySelector('#author').options].find(o => o.text.includes('Ann Author')).value"))
    expect(1, "src/config.py")
    browser.click("#clear")
    browser.settle()
    browser.click(".secret .head")
    browser.settle()
    text = browser.evaluate("document.querySelector('.secret').innerText")
    assert "WHAT TO DO" in text.upper() and "ITS LIFE" in text.upper(), text
    screenshot.write_bytes(base64.b64decode(browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    loaded = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert all(url.startswith("file:") or url.startswith("data:") for url in loaded) and len(
        [u for u in loaded if u.startswith("file:")]) == 1, f"it loads {loaded}"
    said = [e for e in browser.events
            if e.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    assert not said, f"the console says {said}"
    browser.process.kill()
    browser.process.wait()


main(Path(sys.argv[1]), Path(sys.argv[2]))
