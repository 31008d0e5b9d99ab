"""A headless Chromium, driven over its DevTools protocol: pages, keys, and all that it asked the network for."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.studyapp.web.drawn import Drawn

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REBOUND = "rebound.example"
"""A name that leads to this machine."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    # A name that a page asks for is never looked up; the request is recorded all the same.
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE = 60.0
"""Seconds; a busy machine is slow."""
KEYS = {"enter": ("Enter", 13, "\r"), "escape": ("Escape", 27, ""), "down": ("ArrowDown", 40, "")}


class Page:
    """One page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listener = asyncio.create_task(self._listen())
        self.asked: list[str] = []
        """The addresses of all requests and WebSockets."""
        self.complaints: list[str] = []
        """Errors of scripts, and what the policy blocked."""
        self.drawn = Drawn()
        """What the newest app of this page has drawn."""

    async def open(self, address: str, width: int, height: int) -> None:
        for domain in ("Network", "Page", "Runtime", "Log"):
            await self.send(f"{domain}.enable")
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        await self.send("Page.navigate", url=address)

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(self._answers[number], PATIENCE)

    async def value(self, script: str) -> Any:
        """What a script gives, awaited where it is a promise."""
        told = await self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return told["result"]["result"].get("value")

    async def press(self, key: str) -> None:
        name, code, text = KEYS.get(key) or (key, ord(key.upper()), key)
        event = {"key": name, "code": name, "windowsVirtualKeyCode": code, "text": text}
        await self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **event)
        await self.send("Input.dispatchKeyEvent", type="keyUp", **event)

    async def shows(self, *words: str) -> str:
        """Wait until one of the words is on the app's screen; which."""
        text = await self.until(lambda: any(word in self.drawn.text for word in words))
        return next(word for word in words if word in text)

    async def until(self, holds: Callable[[], bool]) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(
                f"waited in vain; on the screen is:\n{self.drawn.text}\n{self.complaints}"
            ) from None
        return self.drawn.text

    async def until_value(self, script: str, wanted: str) -> None:
        """Wait until a script gives a text with this in it."""
        try:
            async with asyncio.timeout(PATIENCE):
                while wanted not in (found := str(await self.value(script))):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{script} is {found!r}, without {wanted!r}") from None

    async def until_text(self, line: str) -> None:
        """Wait until the page itself, not the app in it, has a line."""
        await self.until_value("document.body ? document.body.innerText : ''", line)

    async def until_complaint(self, about: str) -> None:
        await self.until(lambda: any(about in line for line in self.complaints))

    async def picture(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot"))["result"]["data"])

    async def _listen(self) -> None:
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            else:
                self._note(told["method"], told["params"])

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif event == "Network.webSocketCreated":
            self.asked.append(told["url"])
            self.drawn = Drawn()
        elif event == "Network.webSocketFrameReceived" and told["response"]["opcode"] == 2:
            self.drawn.feed(base64.b64decode(told["response"]["payloadData"]))
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"].get("exception", {}).get("description")))
        elif event == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")


class Browser:
    """A browser that has been started."""

    def __init__(self, client: aiohttp.ClientSession, address: str) -> None:
        self._client, self._address = client, address

    async def page(self, address: str, width: int = 1000, height: int = 700) -> Page:
        async with self._client.put(f"{self._address}/json/new?about:blank") as answer:
            target = (await answer.json(content_type=None))["webSocketDebuggerUrl"]
        page = Page(await self._client.ws_connect(target, max_msg_size=0))
        await page.open(address, width, height)
        return page


@asynccontextmanager
async def browser(profile: Path, *flags: str) -> AsyncIterator[Browser]:
    """Chromium with an empty profile, and more flags; it has ended afterwards."""
    assert CHROMIUM
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        *flags,
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        file = profile / "DevToolsActivePort"
        try:
            async with asyncio.timeout(PATIENCE):
                while not (file.exists() and "\n" in file.read_text()):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            pytest.skip("Chromium does not start on this machine")
        async with aiohttp.ClientSession() as client:
            yield Browser(client, f"http://127.0.0.1:{file.read_text().split()[0]}")
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
