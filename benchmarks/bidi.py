"""A small client of WebDriver BiDi: starts Firefox and drives its tabs; standard library only."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LONGEST = 15.0
LISTENS = re.compile(r"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")
QUIET = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}
"""So that it asks nobody but the site."""

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket:
    """One connection to a server of this machine (RFC 6455); text only."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST)
        self._stream = self._socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        if b" 101 " not in self._stream.readline():
            raise ConnectionError("The browser does not speak WebSocket.")
        while self._stream.readline().strip():
            pass

    def send(self, text: str) -> None:
        self._send(TEXT, text.encode())

    def receive(self) -> str:
        message = b""
        while True:
            first, second = self._stream.read(2)
            length = second & 127
            if length > 125:
                size, form = (2, ">H") if length == 126 else (8, ">Q")
                (length,) = struct.unpack(form, self._stream.read(size))
            data, kind = self._stream.read(length), first & 15
            if kind == CLOSE:
                raise ConnectionError("The browser closed the connection.")
            if kind == PING:
                self._send(PONG, data)
            elif kind != PONG:
                message += data
                if first & 128:
                    return message.decode()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _send(self, kind: int, data: bytes) -> None:
        length = len(data)
        if length < 126:
            head = struct.pack(">BB", 128 | kind, 128 | length)
        else:
            form, mark = (">BBH", 126) if length < 65_536 else (">BBQ", 127)
            head = struct.pack(form, 128 | kind, 128 | mark, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)


class Browser:
    """A session; `errors` is what pages told the console as an error."""

    def __init__(self, port: int) -> None:
        self._socket = WebSocket(port, "/session")
        self._number = 0
        self.errors: list[str] = []
        told = self.ask("session.new", capabilities={})["capabilities"]
        self.name = f"{told['browserName']} {told['browserVersion']}"
        self.ask("session.subscribe", events=["log.entryAdded"])

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a command; events that come before it are noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.receive())
            if answer.get("id") == self._number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            if answer.get("params", {}).get("level") == "error":
                self.errors.append(str(answer["params"]["text"]))

    def tab(self, site: str) -> Tab:
        """A tab of somebody who was never here."""
        context = self.ask("browser.createUserContext")["userContext"]
        made = self.ask("browsingContext.create", type="tab", userContext=context)
        return Tab(self, made["context"], site)

    def close(self) -> None:
        self._socket.close()


class Tab:
    """A tab: what a person does in it, and what they see."""

    def __init__(self, browser: Browser, context: str, site: str) -> None:
        self.browser = browser
        self._context = context
        self._site = site

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command about this tab."""
        return self.browser.ask(method, context=self._context, **parameters)

    def open(self, address: str) -> None:
        """Go there, an address of the site or a whole one, and wait until it is loaded."""
        url = address if address.startswith("http") else self._site + address
        self.ask("browsingContext.navigate", url=url, wait="complete")

    def reload(self) -> None:
        self.ask("browsingContext.reload", wait="complete")

    def resize(self, width: int, height: int) -> None:
        self.ask("browsingContext.setViewport", viewport={"width": width, "height": height})

    def value(self, expression: str) -> Any:
        """What the expression gives in the page."""
        answer = self.browser.ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def wait(self, expression: str) -> None:
        """Until the expression holds; AssertionError after a while."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            try:
                if self.value(expression):
                    return
            except RuntimeError:  # the page is being replaced at this moment
                pass
            time.sleep(0.05)
        raise AssertionError(f"{expression} never held at {self.value('location.pathname')}")

    def click(self, **locator: str) -> None:
        """Click the first that is seen: by `css`, or by what its `text` begins with."""
        origin = {"type": "element", "element": {"sharedId": self._found(locator)}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._perform({"type": "pointer", "id": "mouse", "actions": moves})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, a text character by character."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._perform({"type": "key", "id": "keyboard", "actions": strokes})

    def _perform(self, source: dict[str, Any]) -> None:
        self.ask("input.performActions", actions=[source])

    def _found(self, locator: dict[str, str]) -> str:
        how = _how(**locator)
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            for node in self.ask("browsingContext.locateNodes", locator=how)["nodes"]:
                if self._comes_into_view(node["sharedId"]):
                    return str(node["sharedId"])
            time.sleep(0.05)
        raise AssertionError(f"There is no {locator} at {self.value('location.pathname')}.")

    def _comes_into_view(self, shared_id: str) -> bool:
        answer = self.browser.ask(
            "script.callFunction",
            functionDeclaration="""(one) => {
              one.scrollIntoView({block: 'center', behavior: 'instant'});
              return one.checkVisibility() && one.getBoundingClientRect().width > 0;
            }""",
            arguments=[{"sharedId": shared_id}],
            target={"context": self._context},
            awaitPromise=False,
        )
        return bool(answer.get("result", {}).get("value"))


def _how(css: str = "", text: str = "") -> dict[str, str]:
    if css:
        return {"type": "css", "value": css}
    holds = f'starts-with(normalize-space(.), "{text}")'
    return {"type": "xpath", "value": f"//main//*[self::a or self::button or self::label][{holds}]"}


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Browser]:
    """Firefox without windows, with a new profile in the folder."""
    profile = folder / "profile"
    profile.mkdir()
    lines = (f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in QUIET.items())
    (profile / "user.js").write_text("\n".join(lines))
    command = [program, "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
    log = folder / "firefox.log"
    with log.open("wb") as told:
        home = {**os.environ, "HOME": str(folder)}
        process = subprocess.Popen(command, stdout=told, stderr=told, env=home)
    try:
        browser = Browser(_port(process, log))
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(20)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        if found := LISTENS.search(log.read_text()):
            return int(found[1])
        time.sleep(0.1)
    raise RuntimeError(f"Firefox did not start: {log.read_text()[-300:]}")
