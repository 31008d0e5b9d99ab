"""The server: what it answers, and what it refuses."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiohttp import web

from studyapp.web.gate import Gate
from studyapp.web.headers import CLOSED, FIXED, page_policy
from studyapp.web.log import logger
from studyapp.web.pages import app_page, files, plain_page
from studyapp.web.port import listening
from studyapp.web.session import Session

MOST = 4
"""Sessions at once; each is a process."""
IDLE = 3_600.0
"""Seconds without a key after which a session ends."""
GRACE = 3.0
"""Seconds that an app has to leave in, and that a new page waits for one."""

NO_COOKIE = (
    "This page is open to one browser only. "
    "Open the link that 'studyapp serve' printed, or start it again for a new link."
)
USED = "This link does not work, or was used already. Start 'studyapp serve' again for a new one."
FOREIGN = (
    "This request came from another site or under another name. Open the link that 'studyapp serve' printed."
)
NO_PAGE = "There is no such page. The app is at the address without anything after it."
READ_ONLY = "Pages here can only be read."


class Server:
    """One app, served on one port of this machine to one browser."""

    def __init__(
        self,
        command: Sequence[str],
        port: int = 0,
        *,
        most: int = MOST,
        idle: float = IDLE,
        grace: float = GRACE,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Take the port, any free one for 0; a Refusal where it is taken.

        `command` is run once a session; `tell` is called with what went wrong, as it was written.
        """
        self._command = tuple(command)
        self._tell = tell
        self._most, self._idle, self._grace = most, idle, grace
        self._places = asyncio.Semaphore(most)
        self._sessions: dict[asyncio.Task[web.WebSocketResponse], Session] = {}
        self._socket = listening(port)
        self.port: int = self._socket.getsockname()[1]
        self.gate = Gate(self.port)
        self._files = files()

    @property
    def processes(self) -> list[int]:
        """The processes of the sessions that run."""
        return [session.pid for session in self._sessions.values() if session.pid is not None]

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("/", self._page, allow_head=False),
                web.get("/ws", self._websocket, allow_head=False),
                web.get("/static/{name}", self._file, allow_head=False),
            ]
        )
        application.on_response_prepare.append(_with_headers)
        application.on_shutdown.append(self._end_sessions)
        return application

    async def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Serve until SIGINT or SIGTERM, or until cancelled; every session has ended when this returns."""
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, over.set)
        runner = web.AppRunner(
            self.application(), access_log=None, logger=logger(self._tell), shutdown_timeout=2 * self._grace
        )
        await runner.setup()
        try:
            await web.SockSite(runner, self._socket).start()
            started()
            await over.wait()
        finally:
            await runner.cleanup()

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Every refusal, in this order; only what passes all of them reaches a page."""
        origins = request.headers.getall("Origin", [])
        if not self.gate.is_host(request.headers.getall("Host", [])):
            return _refused(FOREIGN)
        if (origins or request.path == "/ws") and not self.gate.is_origin(origins):
            return _refused(FOREIGN)
        if request.method != "GET":
            return _refused(READ_ONLY, 405)
        known = self.gate.admits(request.cookies.get(self.gate.cookie))
        if request.path == "/" and request.query and not known:
            return self._first(request)
        if not known:
            # A link followed from elsewhere leaves the cookie at home; from a page of ours it comes along.
            elsewhere = request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site")
            return _refused(NO_COOKIE, onward=elsewhere and request.path == "/")
        if request.path == "/" and request.query_string:
            return _home()
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _refused(NO_PAGE, error.status)

    def _first(self, request: web.Request) -> web.StreamResponse:
        """The link, opened: a cookie for the token, and the address without it."""
        guessed = "Sec-Purpose" in request.headers or "Purpose" in request.headers
        key = None if guessed else self.gate.use(request.query.get("token", ""))
        if key is None:
            return _refused(USED)
        home = _home()
        home.set_cookie(self.gate.cookie, key, httponly=True, samesite="Strict", path="/")
        return home

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if not await self._place():
            return _refused(self._full(), 503)
        self._places.release()
        nonce = secrets.token_urlsafe(16)
        page = web.Response(text=app_page(nonce, self.gate.host), content_type="text/html")
        page.headers["Content-Security-Policy"] = page_policy(nonce, self.gate.host)
        return page

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        content, kind = found
        return web.Response(body=content, content_type=kind, charset=None if kind == "font/ttf" else "utf-8")

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        if not await self._place():
            return _refused(self._full(), 503)
        session = Session(self._command, idle=self._idle, grace=self._grace)
        # A task of its own: whatever becomes of the request, the session goes its way to the end of its process.
        task = asyncio.create_task(session.run(request))
        self._sessions[task] = session
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[web.WebSocketResponse]) -> None:
        session = self._sessions.pop(task)
        self._places.release()
        if session.last_words:
            self._tell(session.last_words)

    async def _place(self) -> bool:
        """Take a place for a session, waiting a moment for one that is about to end; False where none is free."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._places.acquire(), self._grace)
        return False

    def _full(self) -> str:
        return f"{self._most} sessions are open, which is the most; close one of their pages, then reload this one."

    async def _end_sessions(self, application: web.Application) -> None:
        sessions = dict(self._sessions)
        await asyncio.gather(*(session.end() for session in sessions.values()))
        await asyncio.gather(*sessions, return_exceptions=True)


def _refused(line: str, status: int = 403, *, onward: bool = False) -> web.Response:
    return web.Response(text=plain_page(line, onward=onward), content_type="text/html", status=status)


def _home() -> web.Response:
    return web.Response(status=303, headers={"Location": "/"})


async def _with_headers(request: web.BaseRequest, response: web.StreamResponse) -> None:
    response.headers.update(FIXED)
    response.headers.setdefault("Content-Security-Policy", CLOSED)
