"""Who is refused, and that nobody else is."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import aiohttp
import pytest

from studyapp.web import server as words

if TYPE_CHECKING:
    from tests.studyapp.web.conftest import Answer, Serve, Served


def refused(answer: Answer, line: str, status: int = 403) -> None:
    """A plain page with one line: no script, no file, no cookie."""
    assert answer.status == status
    assert line.replace("'", "&#x27;") in answer.text
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"<script|<link|<style|src=", answer.text)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; base-uri 'none'")
    assert "script-src" not in answer.headers["Content-Security-Policy"]


async def test_the_link_becomes_a_cookie_and_leaves_the_address(served: Served) -> None:
    answer = await served.enter()
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    name, value = next(iter(served.key.items()))
    assert name == f"studyapp_{served.server.port}"
    assert len(value) >= 43
    assert value not in served.server.gate.link
    attributes = answer.headers["Set-Cookie"].partition(";")[2].split(";")
    assert {part.strip() for part in attributes} == {"HttpOnly", "Path=/", "SameSite=Strict"}
    page = await served.get("/")
    assert page.status == 200
    assert "textual-terminal" in page.text
    assert "token" not in page.text


async def test_the_link_works_once(served: Served) -> None:
    await served.enter()
    refused(await served.get(served.server.gate.link, key=False), words.USED)
    # The browser that has the cookie is sent to the page.
    again = await served.get(served.server.gate.link)
    assert (again.status, again.headers["Location"]) == (303, "/")


@pytest.mark.parametrize(
    "query", ["?token=", "?token=guess", "?token=%00%ff%F0%9F%98%80", "?token", "?other=1"]
)
async def test_a_wrong_token_opens_nothing_and_spends_nothing(served: Served, query: str) -> None:
    refused(await served.get(f"/{query}"), words.USED)
    refused(await served.get(served.server.gate.link[:-1]), words.USED)
    assert (await served.enter()).status == 303


async def test_a_guess_of_the_browser_does_not_spend_the_link(served: Served) -> None:
    refused(await served.get(served.server.gate.link, Sec_Purpose="prefetch;prerender"), words.USED)
    assert (await served.enter()).status == 303


@pytest.mark.parametrize("path", ["/", "/ws", "/static/studyapp.js", "/static/nothing", "/nothing"])
async def test_nothing_is_told_without_the_cookie(inside: Served, path: str) -> None:
    refused(await inside.get(path, key=False, Origin=inside.origin), words.NO_COOKIE)
    right = next(iter(inside.key))
    for value in ("", "guess", inside.key[right][:-1], inside.key[right] + "x", "é"):
        answer = await inside.get(path, key=False, Cookie=f"{right}={value}", Origin=inside.origin)
        refused(answer, words.NO_COOKIE)


async def test_the_cookie_is_worth_nothing_before_the_link_was_opened(served: Served) -> None:
    served.key = {served.server.gate.cookie: served.server.gate._key}
    refused(await served.get("/"), words.NO_COOKIE)


async def test_a_link_followed_from_another_site_can_go_on(inside: Served) -> None:
    """The cookie stays at home then; a link of our own page sends it along."""
    assert '<a href="/">' in (await inside.get("/", key=False, Sec_Fetch_Site="cross-site")).text
    assert "<a" not in (await inside.get("/", key=False)).text


HOSTS = [
    "localhost:{}",
    "127.0.0.1",
    "127.0.0.1:1",
    "evil.example:{}",
    "127.0.0.1.nip.io:{}",
    "127.0.0.1:{}.",
    "[::1]:{}",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
async def test_another_host_is_refused(inside: Served, host: str) -> None:
    """A name that was made to point here is another origin; its pages would otherwise read ours."""
    host = host.format(inside.server.port)
    refused(await inside.get("/", Host=host), words.FOREIGN)
    refused(await inside.get(inside.server.gate.link, Host=host), words.FOREIGN)


ORIGINS = [
    "http://evil.example",
    "null",
    "http://localhost:{}",
    "http://127.0.0.1",
    "https://127.0.0.1:{}",
    "http://127.0.0.1:1",
    "HTTP://127.0.0.1:{}",
    "",
]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_another_origin_is_refused(inside: Served, origin: str) -> None:
    origin = origin.format(inside.server.port)
    refused(await inside.get("/", Origin=origin), words.FOREIGN)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await inside.connect(Origin=origin)
    assert refusal.value.status == 403
    assert inside.server.processes == []


async def test_a_websocket_without_an_origin_or_with_two_is_refused(inside: Served) -> None:
    key = "; ".join(f"{name}={value}" for name, value in inside.key.items())
    head = (
        f"GET /ws HTTP/1.1\r\nHost: {inside.server.gate.host}\r\nCookie: {key}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )
    ours, theirs = f"Origin: {inside.origin}\r\n", "Origin: http://evil.example\r\n"
    for origins in ("", ours + theirs, theirs + ours, ours + ours):
        assert (await raw(inside, head + origins + "\r\n")).startswith("HTTP/1.1 403 ")
    assert (await raw(inside, head + ours + "\r\n")).startswith("HTTP/1.1 101 ")


async def test_two_hosts_are_refused(inside: Served) -> None:
    key = "; ".join(f"{name}={value}" for name, value in inside.key.items())
    hosts = f"Host: {inside.server.gate.host}\r\nHost: evil.example\r\n"
    answer = await raw(inside, f"GET / HTTP/1.1\r\n{hosts}Cookie: {key}\r\n\r\n")
    assert re.match(r"HTTP/1.[01] 40[03] ", answer)
    # Requests that make no sense are not worth a line in the terminal.
    assert inside.told == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_pages_can_only_be_read(inside: Served, method: str) -> None:
    answer = await inside.get("/", method=method)
    assert answer.status == 405
    answer = await inside.get(inside.server.gate.link, method=method, key=False)
    assert "Set-Cookie" not in answer.headers


TRAVERSALS = [
    "/static/../page.html",
    "/static/..%2f..%2fserver.py",
    "/static/%2e%2e/%2e%2e/server.py",
    "/static/....//server.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/..\\server.py",
    "/static/page.html",
    "/static/",
    "/static",
    "/download/1",
    "/static/studyapp.js%00.css",
    "//etc/passwd",
]


@pytest.mark.parametrize("path", TRAVERSALS)
async def test_no_path_leads_out_of_the_files(inside: Served, path: str) -> None:
    key = "; ".join(f"{name}={value}" for name, value in inside.key.items())
    answer = await raw(
        inside, f"GET {path} HTTP/1.1\r\nHost: {inside.server.gate.host}\r\nCookie: {key}\r\n\r\n"
    )
    assert re.match(r"HTTP/1.1 40[04] ", answer), answer
    assert "root:" not in answer
    assert "import" not in answer


async def test_too_many_sessions_are_told_in_the_page(serve: Serve) -> None:
    async with serve(most=2, grace=0.3) as served:
        await served.enter()
        pages = [await served.connect() for _ in range(2)]
        line = "2 sessions are open, which is the most; close one of their pages, then reload this one."
        refused(await served.get("/"), line, 503)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await served.connect()
        assert refusal.value.status == 503
        await pages[0].close()
        assert (await served.get("/")).status == 200
        await served.connect()


async def test_it_listens_on_this_machine_only(served: Served) -> None:
    assert served.server._socket.getsockname()[0] == "127.0.0.1"


async def raw(served: Served, request: str) -> str:
    """The beginning of the answer to bytes that no client would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(request.encode("latin-1"))
    answer = await asyncio.wait_for(reader.read(4_000), 20)
    writer.close()
    await writer.wait_closed()
    return answer.decode("latin-1")
