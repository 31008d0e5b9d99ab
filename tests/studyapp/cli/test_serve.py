"""`studyapp serve`: what it says, what it opens, and that no process outlives it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("textual_serve")

import aiohttp

from studyapp import web
from studyapp.config import Home
from studyapp.web.server import Server
from tests.studyapp.web.drawn import Drawn

if TYPE_CHECKING:
    from tests.studyapp.cli.conftest import Cli

ROOT = Path(__file__).parents[3]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened in a browser; the server only says that it has started."""
    links: list[str] = []

    async def run(server: Server, started: Callable[[], None]) -> None:
        started()
        server._socket.close()
        await asyncio.sleep(0.1)

    monkeypatch.setattr(Server, "run", run)
    monkeypatch.setattr(webbrowser, "open", links.append)
    monkeypatch.setenv("DISPLAY", ":0")
    return links


def test_it_prints_the_link_and_opens_it(cli: Cli, opened: list[str]) -> None:
    done = cli("serve")
    assert done.code == 0, done.err
    (link,) = opened
    assert link.startswith("http://127.0.0.1:")
    assert f"it works once:\n  {link}\n" in done.out
    assert done.out.endswith("Ended; every answer given is kept.\n")


def test_it_opens_nothing_where_that_is_not_wanted(
    cli: Cli, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "http://127.0.0.1:" in cli("serve", "--no-open").out
    # A program that reads the link opens it itself; it works once.
    told = cli("serve", "--json").json
    assert told == {"url": told["url"], "port": told["port"]}
    assert told["url"].startswith(f"http://127.0.0.1:{told['port']}/?token=")
    # Over ssh there is no window; a browser in the terminal would take it from us.
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    cli("serve")
    assert opened == []


def test_every_start_has_another_token(cli: Cli, opened: list[str]) -> None:
    tokens = {cli("serve", "--json").json["url"].partition("token=")[2] for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)


def test_without_the_extra_it_says_how_to_get_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "installed", lambda: False)
    cli("serve").says("pip install 'studyapp[web]'")


def test_a_port_that_is_taken(cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        cli("serve", "--port", port).says(port, "in use", "--port 0")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none(cli: Cli, port: str) -> None:
    cli("serve", "--port", port).says("--port")


def test_settings_that_cannot_be_used_are_said_before_it_starts(cli: Cli, home: Home) -> None:
    home.config.mkdir(parents=True)
    home.settings.write_text("theme = 3", encoding="utf-8")
    cli("serve", "--no-open").says("theme must be a text")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, started in a folder of another's, and its link."""
    folder = tmp_path / "folder"
    folder.mkdir()
    # A folder that someone else filled: its modules are not to be taken for ours.
    (folder / "textual.py").write_text("raise SystemExit('taken in')", encoding="utf-8")
    environment = os.environ | {"STUDYAPP_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "studyapp", "serve", "--json"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment,
    ) as process:
        try:
            assert process.stdout is not None
            told: dict[str, Any] = json.loads("".join(iter(process.stdout.readline, "}\n")) + "}")
            yield process, told["url"]
        finally:
            process.kill()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
async def test_no_app_outlives_the_server(
    serving: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    process, link = serving
    origin = link.partition("/?")[0]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        async with client.get(link, allow_redirects=False) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
        headers = {"Origin": origin, "Cookie": cookie}
        page = await client.ws_connect(f"{origin}/ws?width=80&height=24", headers=headers)
        drawn = Drawn()
        async with asyncio.timeout(60):
            while "Welcome to studyapp" not in drawn.text:
                drawn.feed(await page.receive_bytes())
        (app,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(number)
        async with asyncio.timeout(30):
            while Path(f"/proc/{app}").exists() and process_state(app) != "Z":
                await asyncio.sleep(0.05)
        await page.close()
    assert await asyncio.to_thread(process.wait, 30) == (0 if number is signal.SIGTERM else -number)


def process_state(process: str) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
