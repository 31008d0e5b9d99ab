"""The app in a real browser: a learner's way through it, and another site's ways to get at it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("textual_serve")

from aiohttp import web

from studyapp.web import server as words
from tests.studyapp.web.browser import CHROMIUM, REBOUND, Browser, Page, browser
from tests.studyapp.web.conftest import eventually, runs

if TYPE_CHECKING:
    from tests.studyapp.web.conftest import Serve

ROOT = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a real browser needs seconds of its own, and more on a busy machine
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc"),
]

ENOUGH_TO_BE_SEEN = 20_000
"""Bytes of a picture of a page with text and a chart."""


@dataclass(frozen=True)
class Command:
    """`studyapp serve --json`, which runs, and what it said."""

    process: subprocess.Popen[str]
    environment: dict[str, str]
    told: dict[str, Any]

    def apps(self) -> list[int]:
        """The processes that it started."""
        pid = self.process.pid
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def stats(self) -> dict[str, Any]:
        told = subprocess.run(
            [sys.executable, "-m", "studyapp", "stats", "--json"],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env=self.environment,
        )
        stats: dict[str, Any] = json.loads(told.stdout)
        return stats


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    environment = os.environ | {"STUDYAPP_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        [sys.executable, "-m", "studyapp", "serve", "--json"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:
        try:
            assert process.stdout is not None
            told = "".join(iter(process.stdout.readline, "}\n")) + "}"
            yield Command(process, environment, json.loads(told))
        finally:
            process.kill()


async def test_a_learner_studies_and_sees_the_chart(command: Command, tmp_path: Path) -> None:
    # Without WebGL the terminal draws with elements and styles, which the page's policy has to let in.
    async with browser(tmp_path / "profile", "--disable-3d-apis") as chromium:
        await study(command, chromium)


async def study(command: Command, chromium: Browser) -> None:
    host = f"127.0.0.1:{command.told['port']}"
    page = await chromium.page(command.told["url"])
    await page.shows("Enter asks the first question")
    # The token has left the address, and scripts do not see the cookie.
    assert await page.value("location.href") == f"http://{host}/"
    assert await page.value("document.cookie") == ""
    await page.press("enter")
    for number in range(3):
        await answer(page)
        if number == 0:
            await sees_the_chart(page)
        await page.press("enter")
        await page.until(lambda: "Before:" not in page.drawn.text)
    (app,) = command.apps()
    assert {urllib.parse.urlsplit(address).netloc for address in page.asked} == {host}
    assert f"http://{host}/static/mono.ttf" in page.asked
    assert page.complaints == []
    # The page goes, and with it the app; the answers stay.
    await page.send("Page.navigate", url="about:blank")
    await eventually(lambda: not runs(app))
    assert command.stats()["reviews"] == 3
    # Ctrl+C ends the server in good order, with the apps that still run.
    again = await chromium.page(f"http://{host}/")
    await again.shows("3 in learning")
    (app,) = command.apps()
    command.process.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(command.process.wait, 30) == 0
    assert not runs(app)
    await again.until_value("document.activeElement.id", "again")


async def answer(page: Page) -> None:
    """Answer the question that is shown, right or wrong, until its verdict is there."""
    asked = await page.shows("Type the word", "Recall it", "Choose one")
    if asked == "Type the word":
        for key in "vanishing gradient":
            await page.press(key)
    elif asked == "Choose one":
        await page.press("b")
    await page.press("enter")
    await page.shows("Before:")


async def sees_the_chart(page: Page) -> None:
    """The gradient of each layer on a logarithmic axis, its points joined by a line of braille."""
    await page.shows("10⁻⁵")
    assert "●⣀⡠" in page.drawn.text
    assert len(await page.picture()) > ENOUGH_TO_BE_SEEN


ATTACK = """
const socket = new Promise(done => {
  const socket = new WebSocket("ws://HOST/ws");
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
});
const read = path => fetch("http://HOST" + path, {credentials: "include"}).then(() => "read", () => "refused");
const script = new Promise(done => {
  const script = document.createElement("script");
  script.src = "http://HOST/static/studyapp.js";
  script.onload = () => done("loaded");
  script.onerror = () => done("refused");
  document.head.append(script);
});
Promise.all([socket, read("/"), read("/static/textual.js"), script]);
"""


async def test_nobody_else_gets_in(serve: Serve, tmp_path: Path) -> None:
    async with serve() as served, other_site() as other, browser(tmp_path / "profile") as chromium:
        gate = served.server.gate
        wrong = await chromium.page(f"{gate.origin}/?token=wrong")
        await wrong.until_text(words.USED)
        page = await chromium.page(gate.link)
        await page.shows("hello")
        (app,) = served.server.processes
        # Another server of this machine is the same site: the browser sends it the cookie, and sends ours along.
        foreign = await chromium.page(other)
        assert gate.cookie in await foreign.value("fetch('/cookies').then(answer => answer.text())")
        tried = await foreign.value(ATTACK.replace("HOST", gate.host))
        assert tried == ["refused", "refused", "refused", "refused"]
        # A name that was made to point to this machine.
        rebound = await chromium.page(f"http://{REBOUND}:{served.server.port}/")
        await rebound.until_text(words.FOREIGN)
        # A page that shows ours in a frame would have it clicked through.
        framed = await chromium.page(f"{other}/frame?{gate.origin}/")
        await framed.until_complaint("frame-ancestors")
        assert served.server.processes == [app]


@asynccontextmanager
async def other_site() -> AsyncIterator[str]:
    """A server on another port of this machine; its address."""

    async def frame(request: web.Request) -> web.Response:
        return web.Response(text=f'<iframe src="{request.query_string}"></iframe>', content_type="text/html")

    async def cookies(request: web.Request) -> web.Response:
        return web.Response(text=request.headers.get("Cookie", ""))

    async def empty(request: web.Request) -> web.Response:
        return web.Response(text="<!DOCTYPE html><title>other</title>", content_type="text/html")

    application = web.Application()
    application.add_routes([web.get("/", empty), web.get("/frame", frame), web.get("/cookies", cookies)])
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
