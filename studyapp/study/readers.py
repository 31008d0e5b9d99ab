"""Questions asked of the store side by side, in a few threads with a session each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import TypeVar

from studyapp.store.cards import Conditions
from studyapp.store.chosen import CHOSEN, choose
from studyapp.store.engine import Session, Store

THREADS = 3

Value = TypeVar("Value")


class Readers:
    """Open while it is entered; each session finds the cards of the selection once.

    SQLite counts outside the interpreter's lock, so that two cores count twice as fast.
    """

    def __init__(self, store: Store, conditions: Conditions) -> None:
        self._store = store
        self._conditions = conditions
        self._here = threading.local()
        self._sessions = ExitStack()
        self._pool = ThreadPoolExecutor(THREADS, initializer=self._open)
        self.wanted: Conditions = CHOSEN if conditions else ()
        """What to ask for in a query."""

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=error is not None)
        self._sessions.close()

    def read(self, query: Callable[..., Value], *given: object) -> Future[Value]:
        """The value of a query of a session and what it is given, once it is there."""
        return self._pool.submit(lambda: query(self._here.session, *given))

    def _open(self) -> None:
        session: Session = self._sessions.enter_context(self._store.reading())
        choose(session, self._conditions)
        self._here.session = session
