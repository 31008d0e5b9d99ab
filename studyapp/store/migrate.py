"""Bringing the store to the newest schema; Alembic is imported only when one is behind."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from studyapp.core.errors import Refusal

HEAD = "0004"
HEADER = b"SQLite format 3\0"


class StoreError(Refusal):
    """The store cannot be opened; the message says in one line what to do."""


def revision(path: Path) -> str | None:
    """The schema's revision in a store, None for a new one."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        with path.open("rb") as file:
            # SQLite itself would take a file of a few bytes for an empty database, and write over it.
            if file.read(len(HEADER)) != HEADER:
                raise StoreError(f"{path} is not a studyapp store; move it away to start afresh")
        with contextlib.closing(sqlite3.connect(path, timeout=5)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if not tables:
                return None
            if "alembic_version" not in tables:
                raise StoreError(f"{path} is another program's database; move it away to start afresh")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (OSError, sqlite3.OperationalError) as error:
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path} is damaged or no studyapp store ({error});"
            " restore a backup, or move it away to start afresh"
        ) from error
    return str(row[0]) if row else None


def _unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(f"cannot use {path}: {error}; set STUDYAPP_HOME to a folder you can write to")


def upgrade(path: Path, migrations: Path) -> bool:
    """Bring a store to HEAD, copying it aside first; whether anything was done."""
    current = revision(path)
    if current == HEAD:
        return False
    if current is not None and current > HEAD:
        raise StoreError(f"{path} was written by a newer studyapp (schema {current}); install that version")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if current is not None:
            _copy_aside(path, path.with_name(f"{path.stem}.before-{HEAD}{path.suffix}"))
        # Tried before Alembic is: a folder that takes no files is then told in a line.
        with contextlib.closing(sqlite3.connect(path, timeout=5)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except (OSError, sqlite3.OperationalError) as error:
        raise _unusable(path, error) from error
    if current is None:
        _begin(path)
    else:
        _run(path, migrations)
    return True


def _begin(path: Path) -> None:
    from studyapp.store.engine import Store
    from studyapp.store.schema import create

    store = Store(path)
    try:
        with store.writing() as session:
            create(session, HEAD)
    finally:
        store.close()


def _copy_aside(path: Path, copy: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _run(path: Path, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["path"] = path
    command.upgrade(config, "head")
