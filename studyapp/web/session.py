"""One session: a page's WebSocket and the app's process behind it, which end together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from studyapp.web.process import AppProcess

MESSAGE = 262_144
"""Bytes of the longest message that a page may send."""
HEARTBEAT = 15.0
"""Seconds between signs of life that a page is asked for."""
CELLS = 1_000
"""The widest and highest screen."""


class Session:
    """Messages of a page to the app, until the page goes, the app leaves, or nothing is typed for long."""

    def __init__(self, command: Sequence[str], *, idle: float, grace: float) -> None:
        self._idle, self._grace = idle, grace
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MESSAGE, timeout=grace)
        self._app = AppProcess(
            command,
            write_bytes=self._socket.send_bytes,
            write_str=self._socket.send_str,
            close=self.end,
            grace=grace,
        )

    @property
    def pid(self) -> int | None:
        return self._app.pid

    @property
    def last_words(self) -> str:
        return self._app.last_words

    async def run(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page; the app's process has ended when this returns."""
        await self._socket.prepare(request)
        try:
            await self._app.start(
                _cells(request.query.get("width"), 80), _cells(request.query.get("height"), 24)
            )
            await self._listen()
        finally:
            await self._app.stop()
            await self.end()
        return self._socket

    async def end(self) -> None:
        """Close the page's connection, which ends the session."""
        if self._socket.prepared:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._idle) as limit:
                async for message in self._socket:
                    told = _read(message.data) if message.type is WSMsgType.TEXT else None
                    if told is None:
                        return
                    if told[0] == "stdin":
                        limit.reschedule(loop.time() + self._idle)
                    # An app that takes nothing for so long, with a full pipe, hangs.
                    async with asyncio.timeout(self._grace):
                        await self._obey(*told)
        except TimeoutError:
            await self.end()

    async def _obey(self, kind: str, value: Any) -> None:
        if kind == "stdin":
            await self._app.send_bytes(value.encode(errors="replace"))
        elif kind == "resize":
            await self._app.set_terminal_size(_cells(value.get("width"), 80), _cells(value.get("height"), 24))
        elif kind == "ping":
            await self._socket.send_json(["pong", value])
        elif kind == "blur":
            await self._app.blur()
        elif kind == "focus":
            await self._app.focus()


def _read(text: str) -> tuple[str, Any] | None:
    """A message as (kind, value), or None for one that the page's script never sends."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(told, list) and 1 <= len(told) <= 2 and isinstance(told[0], str)):
        return None
    kind, value = told[0], told[1] if len(told) == 2 else None
    fits = {"stdin": str, "ping": str, "resize": dict, "blur": object, "focus": object}
    return (kind, value) if isinstance(value, fits.get(kind, ())) else None


def _cells(value: object, otherwise: int) -> int:
    """A number of columns or rows, within bounds."""
    try:
        return min(CELLS, max(1, int(str(value)[:6])))
    except ValueError:
        return otherwise
