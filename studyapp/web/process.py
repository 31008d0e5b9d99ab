"""The app's process behind one page: started without a shell, fed, and always ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

T = TypeVar("T")

READY = b"__GANGLION__\n"
"""The line after which the app's output is packets."""
PACKET = 16_000_000
"""Bytes of the longest packet that is read."""
ADDRESS = 2_000
"""Characters of the longest address that a page is asked to open."""
KEPT_ERRORS = 4_000
"""Bytes of the app's last words."""


class AppProcess(AppService):
    """textual-serve's packets to and from an app, for one page.

    Its own way of starting goes through a shell, its way of stopping waits without end, and an app that dies leaves
    the page waiting; these three are ours.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        grace: float,
    ) -> None:
        """`grace`: seconds that the app has to leave in, before it is killed."""
        super().__init__(
            "",
            write_bytes=_until_closed(write_bytes),
            write_str=_until_closed(write_str),
            close=close,
            download_manager=DownloadManager(),
        )
        self._argv = tuple(command)
        self._grace = grace
        self._errors = b""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def last_words(self) -> str:
        """What an app that failed wrote last to its standard error; nothing for one that left in good order."""
        failed = self._process is not None and (self._process.returncode or 0) > 0
        lines = self._errors.decode(errors="replace").split("\n") if failed else []
        return next((line for line in reversed(lines) if line.strip()), "")

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        # A browser shows Unicode, whatever the locale of the terminal that serves.
        return super()._build_environment(width, height) | {"LC_ALL": "C.UTF-8"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # A session of its own: Ctrl+C in our terminal is ours to handle, and what the app starts ends with it.
        process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Hand the app's packets to the page until the app ends; then close the page's connection."""
        assert self._process is not None
        assert self._process.stdout is not None
        errors = asyncio.create_task(self._read_errors())
        try:
            await self._read_packets(self._process.stdout)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass  # The app has ended, or what it says is not packets.
        finally:
            errors.cancel()
            with suppress(ConnectionError):
                await self.remote_close()

    async def _read_packets(self, output: asyncio.StreamReader) -> None:
        while (line := await output.readline()) != READY:
            if not line:
                return
        while True:
            kind = await output.readexactly(1)
            size = int.from_bytes(await output.readexactly(4), "big")
            if size > PACKET:
                return
            payload = await output.readexactly(size)
            if kind == b"D":
                await self.on_data(payload)
            elif kind == b"M":
                await self.on_meta(payload)

    async def on_meta(self, data: bytes) -> None:
        """The app leaves or opens a web page; it delivers no files."""
        told: dict[str, Any] = json.loads(data)
        if told.get("type") == "exit":
            await self.remote_close()
        elif told.get("type") == "open_url":
            url = str(told.get("url"))
            if url.startswith(("https://", "http://")) and len(url) <= ADDRESS:
                await self.remote_write_str(json.dumps(["open_url", {"url": url, "new_tab": True}]))

    async def _read_errors(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while piece := await self._process.stderr.read(4_096):
            self._errors = (self._errors + piece)[-KEPT_ERRORS:]

    async def stop(self) -> None:
        """Ask the app to leave, wait a little, then kill it and all that it started."""
        process = self._process
        if process is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._grace):
                if process.returncode is None:
                    await self.send_meta({"type": "quit"})
                await process.wait()
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.returncode is None:
            process.kill()
        await process.wait()
        if self._task is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._task, self._grace)


def _until_closed(write: Callable[[T], Awaitable[None]]) -> Callable[[T], Awaitable[None]]:
    """What an app still draws after its page has gone is dropped, so that it never waits to be read."""

    async def written(data: T) -> None:
        with suppress(ConnectionError):
            await write(data)

    return written
