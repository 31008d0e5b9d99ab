"""What is served: our own files, under a policy that lets in nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from studyapp.web import pages

if TYPE_CHECKING:
    from tests.studyapp.web.conftest import Served


async def test_every_answer_has_the_headers(inside: Served) -> None:
    for path, method in (("/", "GET"), ("/static/textual.js", "GET"), ("/nothing", "GET"), ("/", "POST")):
        headers = (await inside.get(path, method=method)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Server"] == "studyapp"


async def test_the_policy_lets_in_our_files_and_our_websocket(inside: Served) -> None:
    first, second = [await inside.get("/") for _ in range(2)]
    policy = dict(
        part.strip().split(" ", 1)
        for part in first.headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    (nonce,) = set(re.findall(r'nonce="([^"]+)"', first.text))
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "script-src": f"'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "font-src": "'self'",
        "img-src": "'self'",
        "connect-src": f"ws://127.0.0.1:{inside.server.port}",
    }
    assert nonce not in second.text


async def test_the_page_asks_for_what_is_there(inside: Served) -> None:
    text = (await inside.get("/")).text
    asked = re.findall(r'(?:src|href)="([^"]+)"', text)
    asked += re.findall(r'url\("([^"]+)"\)', (await inside.get("/static/studyapp.css")).text)
    assert {address.removeprefix("/static/") for address in asked} == set(pages.files())
    for address in asked:
        answer = await inside.get(address)
        assert answer.status == 200
        assert answer.body


async def test_the_page_has_no_script_or_style_of_its_own(inside: Served) -> None:
    text = (await inside.get("/")).text
    assert re.findall(r"<script[^>]*>([^<]*)</script>", text) == ["", ""]
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_our_files_name_no_other_host() -> None:
    for name, (content, kind) in pages.files().items():
        if kind != pages.FONT:
            addresses = set(re.findall(rb"https?://[^\"'`\s)]+", content)) - {b"http://www.w3.org/2000/svg"}
            assert not {address for address in addresses if name != "xterm.css"}, name
            assert b"@import" not in content


async def test_a_query_is_taken_off_the_address(inside: Served) -> None:
    """The terminal's script would fetch what the query's `ping` names."""
    answer = await inside.get("/?ping=http://evil.example&delay=1")
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_a_plain_page_escapes_its_line() -> None:
    assert "<p>1 &lt; 2 &amp; &quot;3&quot;</p>" in pages.plain_page('1 < 2 & "3"')
