"""Opening the store: one SQLite file, write-ahead log, every commit on the disk before it is acknowledged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, create_engine, event

Session: TypeAlias = Connection
"""What a query is made on: one transaction. No query maps objects, and to load the mapper costs some 30 ms."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
)


class Store:
    """The open store. `reading` and `writing` hand out a session inside one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Built from its parts, since a folder's name may hold a question mark.
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, connect_args={"check_same_thread": False})
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads one consistent state."""
        with self._engine.connect() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends, and leaves nothing behind when it raises."""
        with self._writer.begin() as session:
            yield session

    def close(self) -> None:
        self._engine.dispose()


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver begins nothing by itself: transactions are begun below, so that a writer takes the lock at
    # once and can wait for it, instead of failing half-way.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    try:
        cursor.execute("SELECT pow(2.0, 0.5)")
    except sqlite3.OperationalError:
        # A SQLite built without its mathematics; predicted recall is a power.
        connection.create_function("pow", 2, pow, deterministic=True)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
