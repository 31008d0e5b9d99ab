"""A session: typed keys reach the app, and no process outlives its page."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.studyapp.web.conftest import eventually, runs

if TYPE_CHECKING:
    from tests.studyapp.web.conftest import Serve, Served


async def hello(page: aiohttp.ClientWebSocketResponse) -> list[str]:
    """The app's process, a process that it started or 0, its size, and its home."""
    words = (await asyncio.wait_for(page.receive_bytes(), 20)).decode().split()
    assert words[0] == "hello"
    return words[1:]


async def test_keys_and_sizes_reach_the_app(inside: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYAPP_HOME", "/somewhere")
    page = await inside.connect("?width=100&height=30")
    assert (await hello(page))[2:] == ["100x30", "/somewhere"]
    await page.send_json(["stdin", "aé\r"])
    assert await page.receive_bytes() == "typed aé\r".encode()
    await page.send_json(["resize", {"width": 120, "height": 40}])
    assert await page.receive_bytes() == b'told {"type": "resize", "width": 120, "height": 40}'
    await page.send_json(["ping", "7"])
    assert await page.receive_json() == ["pong", "7"]
    for kind in ("blur", "focus"):
        await page.send_json([kind])
        assert await page.receive_bytes() == b'told {"type": "%s"}' % kind.encode()
    await page.close()


@pytest.mark.parametrize("size", ["?width=x&height=", "?width=99999999&height=-3", "?width=1e9"])
async def test_sizes_are_bounded(inside: Served, size: str) -> None:
    page = await inside.connect(size)
    columns, rows = map(int, (await hello(page))[2].split("x"))
    assert 1 <= columns <= 1_000
    assert 1 <= rows <= 1_000
    await page.send_json(["resize", {"width": "9" * 5_000, "height": None}])
    assert await page.receive_bytes() == b'told {"type": "resize", "width": 1000, "height": 24}'


ODD: list[Any] = [
    {},
    [],
    "stdin",
    ["stdin"],
    ["stdin", 1],
    ["resize", 3],
    ["run", "ls"],
    [["stdin"], "x"],
    ["stdin", "a", "b"],
]


@pytest.mark.parametrize(
    "message", [*map(json.dumps, ODD), "no JSON", "[" * 100_000], ids=range(len(ODD) + 2)
)
async def test_what_the_page_never_sends_ends_the_session(inside: Served, message: str) -> None:
    page = await inside.connect()
    process = int((await hello(page))[0])
    await page.send_str(message)
    assert (await asyncio.wait_for(page.receive(), 20)).type is aiohttp.WSMsgType.CLOSE
    await eventually(lambda: not runs(process))
    await eventually(lambda: inside.server.processes == [])


async def test_a_closed_page_ends_its_app(inside: Served) -> None:
    page = await inside.connect()
    process = int((await hello(page))[0])
    assert inside.server.processes == [process]
    assert runs(process)
    await page.close()
    await eventually(lambda: not runs(process))
    await eventually(lambda: inside.server.processes == [])


async def test_an_app_that_will_not_leave_is_killed_with_all_that_it_started(serve: Serve) -> None:
    async with serve("stubborn", grace=0.3) as served:
        await served.enter()
        page = await served.connect()
        process, child = map(int, (await hello(page))[:2])
        assert runs(process)
        assert runs(child)
        await page.close()
        await eventually(lambda: not runs(process) and not runs(child))


async def test_the_end_of_the_server_ends_every_app(serve: Serve) -> None:
    async with serve("stubborn", grace=0.3) as served:
        await served.enter()
        processes: list[int] = []
        for _ in range(3):
            processes += map(int, (await hello(await served.connect()))[:2])
        assert all(map(runs, processes))
    await eventually(lambda: not any(map(runs, processes)))


async def test_a_session_without_keys_ends(serve: Serve) -> None:
    async with serve(idle=0.5) as served:
        await served.enter()
        page = await served.connect()
        process = int((await hello(page))[0])
        # Signs of life that nobody typed do not count.
        await page.send_json(["ping", "7"])
        await page.receive()
        assert (await asyncio.wait_for(page.receive(), 20)).type is aiohttp.WSMsgType.CLOSE
        await eventually(lambda: not runs(process))


async def test_keys_keep_a_session(serve: Serve) -> None:
    async with serve(idle=1.0) as served:
        await served.enter()
        page = await served.connect()
        process = int((await hello(page))[0])
        for _ in range(8):
            await page.send_json(["stdin", "a"])
            assert await page.receive_bytes() == b"typed a"
            await asyncio.sleep(0.25)
        assert runs(process)


async def test_an_app_that_leaves_closes_its_page(serve: Serve) -> None:
    async with serve("left") as served:
        await served.enter()
        page = await served.connect()
        await hello(page)
        assert (await asyncio.wait_for(page.receive(), 20)).type is aiohttp.WSMsgType.CLOSE
        await eventually(lambda: served.server.processes == [])
        assert served.told == []


async def test_an_app_that_fails_closes_its_page_and_says_why(serve: Serve) -> None:
    async with serve("broken") as served:
        await served.enter()
        page = await served.connect()
        assert (await asyncio.wait_for(page.receive(), 20)).type is aiohttp.WSMsgType.CLOSE
        await eventually(lambda: bool(served.told))
        assert "no store" in served.told[0]


async def test_only_web_addresses_are_opened(serve: Serve) -> None:
    async with serve("links") as served:
        await served.enter()
        page = await served.connect()
        await hello(page)
        for address in ("javascript:alert(1)", "file:///etc/passwd", "https://a.example/" + "x" * 2_000):
            await page.send_json(["stdin", address])
        await page.send_json(["stdin", "https://arxiv.org/abs/1211.5063"])
        opened = await asyncio.wait_for(page.receive_json(), 20)
        assert opened == ["open_url", {"url": "https://arxiv.org/abs/1211.5063", "new_tab": True}]
