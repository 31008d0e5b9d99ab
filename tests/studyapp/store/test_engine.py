"""Opening the store: pragmas of every connection, transactions, and places that are hard to spell."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studyapp.store import places
from studyapp.store.engine import Session, Store

pytestmark = pytest.mark.usefixtures("full_commits")


def pragma(session: Session, name: str) -> object:
    return session.execute(text(f"PRAGMA {name}")).scalar_one()


def test_every_connection_is_safe(store: Store) -> None:
    def check(session: Session) -> None:
        assert pragma(session, "journal_mode") == "wal"
        assert pragma(session, "synchronous") == 2
        assert pragma(session, "foreign_keys") == 1
        assert pragma(session, "busy_timeout") == 5000

    with store.reading() as first, store.reading() as second, store.reading() as third:
        connections = {id(each.connection.dbapi_connection) for each in (first, second, third)}
        assert len(connections) == 3
        for session in (first, second, third):
            check(session)
    with store.writing() as session:
        check(session)


def test_a_foreign_key_holds(store: Store) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.writing() as session:
        session.execute(text("INSERT INTO undone (review_id, at) VALUES (77, 'now')"))


def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    def half() -> None:
        with store.writing() as session:
            places.put_place(session, "half", 1)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half()
    with store.reading() as session:
        assert places.place(session, "half") is None


def test_a_writer_waits_for_the_one_before(store: Store) -> None:
    done: list[str] = []

    def write() -> None:
        with store.writing() as session:
            places.put_place(session, "key", "second")
            done.append("second")

    with store.writing() as session:
        places.put_place(session, "key", "first")
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "the second writer was not kept waiting"
        done.append("first")
    thread.join(10)
    assert done == ["first", "second"]
    with store.reading() as session:
        assert places.place(session, "key") == "second"


def test_what_a_writer_reads_is_still_so_when_it_writes(store: Store) -> None:
    with store.writing() as session:
        places.put_place(session, "count", 0)

    def count() -> None:
        for _ in range(20):
            with store.writing() as session:
                places.put_place(session, "count", places.place(session, "count") + 1)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with store.reading() as session:
        assert places.place(session, "count") == 60


def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    with store.reading() as reader:
        assert places.place(reader, "key") is None
        with store.writing() as session:
            places.put_place(session, "key", 1)
        assert places.place(reader, "key") is None
    with store.reading() as reader:
        assert places.place(reader, "key") == 1


@pytest.mark.parametrize("name", ["a b", "what?", "50%", "a#b", "ünïcode", "semi;colon", "a?mode=ro"])
def test_a_folder_of_any_name(name: str, migrated: Path, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    shutil.copyfile(migrated, folder / "studyapp.db")
    store = Store(folder / "studyapp.db")
    with store.writing() as session:
        places.put_place(session, "key", {"deep": [1, 2.5, None, "σ"]})
    with store.reading() as session:
        assert places.place(session, "key") == {"deep": [1, 2.5, None, "σ"]}
    store.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [name]
