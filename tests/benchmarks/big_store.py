"""A store as large as one gets: 100,000 cards with 1,000,000 reviews over years, made in about a minute and kept.

    path = copy_of_big_store(tmp_path)                      # to write to
    path = big_store()                                      # to read only, shared by all benchmarks
    study = open_big(path)                                  # the use cases over it, at 10:00 on TODAY

Rows are written as SQLite holds them, so that it is made fast. Stabilities, days and ratings grow as a memory does,
though not by the model's own formula: replaying the log would give other numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np

from studyapp import resources
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock
from tests.benchmarks.big_content import NOW, TODAY, put_content
from tests.benchmarks.big_history import history
from tests.benchmarks.big_rows import put_cards, put_reviews

__all__ = ["NOW", "TODAY", "big_store", "copy_of_big_store", "open_big"]


NEW_SHARE = 0.2
UNDONE_SHARE = 0.005


def big_store(cards: int = 100_000, reviews: int = 1_000_000, seed: int = 0) -> Path:
    """The store of these sizes, made now or when it was first asked for; to be read only."""
    sources = [
        *sorted(Path(__file__).parent.glob("big_*.py")),
        *sorted(resources.migrations_root().glob("versions/*.py")),
    ]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / "studyapp-benchmarks" / f"{cards}-{reviews}-{seed}-{digest}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(f".{np.random.default_rng().integers(2**31)}")
        upgrade(making, resources.migrations_root())
        _fill(making, cards, reviews, np.random.default_rng(seed))
        making.rename(path)
    return path


def copy_of_big_store(folder: Path, cards: int = 100_000, reviews: int = 1_000_000, seed: int = 0) -> Path:
    """A copy of it in a folder, to write to."""
    return Path(shutil.copyfile(big_store(cards, reviews, seed), folder / "big.db"))


def open_big(path: Path, now: datetime = NOW) -> Study:
    """The use cases over it; packs are not brought up to date, since there are no files behind them."""
    return Study(Store(path), path.parent, Clock(lambda: now))


def _fill(path: Path, cards: int, reviews: int, source: np.random.Generator) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = connection.execute(query).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        deck = put_content(connection, cards, source)
        reviewed = np.sort(source.choice(cards, size=round(cards * (1 - NEW_SHARE)), replace=False))
        log = history(reviewed, reviews - round(reviews * UNDONE_SHARE), source)
        put_cards(connection, deck, log, reviewed, source)
        put_reviews(connection, deck, log, reviews, source)
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    print(big_store())
