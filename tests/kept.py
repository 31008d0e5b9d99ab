"""What takes long to put into a store is put there once; stores of later tests get a copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from studyapp.store.engine import Store

_kept: dict[str, bytes] = {}


def kept(store: Store, name: str, fill: Callable[[], object]) -> Store:
    """The store with everything in it that `fill` puts into one of its kind.

    The name stands for what is put there: the same name, the same content.
    """
    beside = store.path.with_name("kept.db")
    known = name in _kept
    if known:
        beside.write_bytes(_kept[name])
    else:
        fill()
    with closing(sqlite3.connect(store.path)) as own, closing(sqlite3.connect(beside)) as copy:
        if known:
            copy.backup(own)
        else:
            own.backup(copy)
    _kept.setdefault(name, beside.read_bytes())
    beside.unlink()
    return store
