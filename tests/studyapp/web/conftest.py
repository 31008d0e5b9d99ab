"""A server over a small app, and a browser's requests to it, each header as a test wants it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

pytest.importorskip("textual_serve")

import aiohttp

from studyapp.web.server import Server

SMALL_APP = Path(__file__).parent / "small_app.py"


@dataclass
class Served:
    """A server that runs, and a client without a cookie jar."""

    server: Server
    client: aiohttp.ClientSession
    told: list[str]
    """The last words of apps that failed."""
    key: dict[str, str] = field(default_factory=dict)
    """The cookie, once the link was opened."""
    pages: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)
    """What a test leaves open is closed after it: a warning would be given in whichever test collects garbage."""

    @property
    def origin(self) -> str:
        return self.server.gate.origin

    async def get(self, path: str, *, method: str = "GET", key: bool = True, **headers: str) -> Answer:
        address = path if path.startswith("http") else self.origin + path
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        cookies = self.key if key else {}
        async with self.client.request(
            method, address, headers=names, cookies=cookies, allow_redirects=False
        ) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.read())

    async def enter(self) -> Answer:
        """Open the link, and keep the cookie."""
        answer = await self.get(self.server.gate.link)
        name, _, rest = answer.headers["Set-Cookie"].partition("=")
        self.key = {name: rest.partition(";")[0]}
        return answer

    async def connect(self, size: str = "", **headers: str) -> aiohttp.ClientWebSocketResponse:
        names = {"Origin": self.origin} | headers
        cookies = "; ".join(f"{name}={value}" for name, value in self.key.items())
        page = await self.client.ws_connect(f"{self.origin}/ws{size}", headers=names | {"Cookie": cookies})
        self.pages.append(page)
        return page


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Serve(Protocol):
    """async with serve("polite", most=2) as served: …"""

    def __call__(self, manner: str = ..., **options: Any) -> Any: ...


@pytest.fixture
def serve() -> Serve:
    @asynccontextmanager
    async def serving(manner: str = "polite", **options: Any) -> AsyncIterator[Served]:
        told: list[str] = []
        server = Server((sys.executable, str(SMALL_APP), manner), tell=told.append, **options)
        started = asyncio.Event()
        running = asyncio.create_task(server.run(started.set))
        await started.wait()
        try:
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
                served = Served(server, client, told)
                yield served
                for page in served.pages:
                    page._response.close()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    return serving


@pytest.fixture
async def served(serve: Serve) -> AsyncIterator[Served]:
    """A server whose link was not opened yet."""
    async with serve() as running:
        yield running


@pytest.fixture
async def inside(served: Served) -> Served:
    """A server whose link was opened."""
    await served.enter()
    return served


async def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something holds; it must within the time."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


def runs(process: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
