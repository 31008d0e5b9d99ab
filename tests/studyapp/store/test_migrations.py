"""The schema: made from nothing, brought forward from every released revision, refused where it is not ours."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from studyapp import resources, wiring
from studyapp.config import Home
from studyapp.core.memory import DEFAULT_MODEL, Reviewed
from studyapp.store import items, migrate, reviews
from studyapp.store.engine import Store
from studyapp.store.migrate import HEAD, StoreError, revision, upgrade
from studyapp.store.tables import metadata

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

MIGRATIONS = resources.migrations_root()
DATABASES = Path(__file__).parents[2] / "data" / "databases"
RELEASED = sorted(path.stem for path in DATABASES.glob("*.db"))


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def revisions() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def differences(path: Path) -> list[Any]:
    """What Alembic would change to make a store's schema that of the tables; the search index is not compared."""

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and str(name).startswith("search"))

    store = Store(path)
    with store.reading() as session:
        context = MigrationContext.configure(
            session,
            opts={"include_name": ours, "target_metadata": metadata, "compare_type": True},
        )
        found = compare_metadata(context, metadata)
    store.close()
    return list(found)


# --- from nothing -------------------------------------------------------------------------------------------


def test_a_store_made_from_nothing_has_the_schema_of_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "new.db"
    assert revision(path) is None
    assert upgrade(path, MIGRATIONS) is True
    assert revision(path) == HEAD == revisions().get_current_head()
    assert differences(path) == []
    assert upgrade(path, MIGRATIONS) is False
    assert sorted(file.name for file in path.parent.iterdir()) == ["new.db"]


def built(path: Path) -> dict[str, object]:
    """Every table with its columns, keys and indexes as SQLite knows them, whatever text made it."""
    found: dict[str, object] = {}
    for table, sql in rows(path, "SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        indexes = [
            (unique, partial, name, [column[2:] for column in rows(path, f"PRAGMA index_xinfo('{name}')")])
            for _, name, unique, _, partial in rows(path, f"PRAGMA index_list('{table}')")
        ]
        keys = [key[2:] for key in rows(path, f"PRAGMA foreign_key_list('{table}')")]
        columns = sorted(column[1:] for column in rows(path, f"PRAGMA table_xinfo('{table}')"))
        found[table] = (columns, sorted(keys), sorted(indexes, key=str), "AUTOINCREMENT" in sql)
    found["where"] = rows(
        path, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%' ORDER BY name"
    )
    found["search"] = rows(path, "SELECT sql FROM sqlite_master WHERE name = 'search'")
    return found


def test_a_new_store_is_what_all_migrations_make(tmp_path: Path) -> None:
    new, brought = tmp_path / "new.db", tmp_path / "brought.db"
    upgrade(new, MIGRATIONS)
    migrate._run(brought, MIGRATIONS)
    assert revision(new) == revision(brought) == HEAD
    assert built(new) == built(brought)


def test_a_difference_would_be_seen(migrated: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(migrated, tmp_path / "other.db")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE cards ADD COLUMN mood TEXT")
        connection.execute("DROP INDEX ix_reviews_card")
    assert {entry[0] for entry in differences(path)} == {"remove_column", "add_index"}


def test_the_keys_of_reviews_are_never_given_out_again(migrated: Path) -> None:
    ((made,),) = rows(migrated, "SELECT sql FROM sqlite_master WHERE name = 'reviews'")
    assert "AUTOINCREMENT" in made


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert upgrade(path, MIGRATIONS) is True
    assert revision(path) == HEAD


@pytest.mark.parametrize(("new", "loaded"), [(False, "('alembic', 'sqlalchemy')"), (True, "('alembic',)")])
def test_alembic_is_loaded_only_when_the_schema_is_behind(
    new: bool, loaded: str, migrated: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, pathlib; from studyapp.store.migrate import upgrade\n"
        "upgrade(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
        "print([name for name in sys.modules if name.startswith(" + loaded + ")])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "new.db" if new else migrated), str(MIGRATIONS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


# --- from what was released ---------------------------------------------------------------------------------


def test_every_revision_has_a_populated_store() -> None:
    assert sorted(script.revision for script in revisions().walk_revisions()) == RELEASED


# What was moved since it was released: the table that holds it today, and how its columns are read.
FROM_NOW = {"reviews": "(SELECT * FROM reviews JOIN showings ON review_id = id)"}
WHERE_NOW = {("quizzes", "pack_id"): "json_extract(options, '$.packs[0]')"}


@pytest.mark.parametrize("released", RELEASED)
def test_a_released_store_keeps_everything(
    released: str, home: Home, packs: Path, clock: FrozenClock, tmp_path: Path
) -> None:
    path = home.store
    home.data.mkdir()
    shutil.copyfile(DATABASES / f"{released}.db", path)
    kept = json.loads((DATABASES / f"{released}.json").read_text(encoding="utf-8"))
    assert min(map(len, kept.values())) > 0, "a store without rows proves nothing"

    upgrade(path, MIGRATIONS)

    assert revision(path) == HEAD
    assert differences(path) == []
    for table, expected in kept.items():
        columns = ", ".join(WHERE_NOW.get((table, name), f'"{name}"') for name in expected[0])
        found = rows(path, f"SELECT {columns} FROM {FROM_NOW.get(table, table)}")
        known = [tuple(row[name] for name in expected[0]) for row in expected]
        assert sorted(map(repr, found)) == sorted(map(repr, known)), table
    study = wiring.open_study(home, clock=clock.clock, packs=packs)
    try:
        assert study.problems == ()
        assert study.examine() == ()
        assert study.progress.overview(days=None).reviews == len(kept["reviews"]) - len(kept["undone"])
        assert study.review().next() is not None
        store = Store(path)
        with store.reading() as session:
            for row in kept["versions"]:
                assert items.version(session, row["digest"]) is not None
        store.close()
    finally:
        study.close()


def test_answers_from_before_0002_say_nothing_that_was_not_kept(tmp_path: Path) -> None:
    path = shutil.copyfile(DATABASES / "0001.db", tmp_path / "old.db")
    upgrade(path, MIGRATIONS)
    for table in (FROM_NOW["reviews"], "attempts"):
        new = rows(path, f"SELECT DISTINCT confidence, overridden, said FROM {table}")
        assert new == [(None, 0, None)], table
    assert rows(path, "SELECT DISTINCT score FROM reviews") == [(None,)]
    scores = rows(DATABASES / "0001.db", "SELECT score FROM attempts")
    assert rows(path, "SELECT score FROM attempts") == scores
    assert path.with_name(f"old.before-{HEAD}.db").is_file()


def test_reviews_from_before_0003_say_how_their_card_stood(tmp_path: Path) -> None:
    path = shutil.copyfile(DATABASES / "0002.db", tmp_path / "old.db")
    upgrade(path, MIGRATIONS)
    standing = "SELECT count(*) FROM reviews WHERE id NOT IN (SELECT review_id FROM undone)"
    ((count,),) = rows(path, standing)
    assert rows(path, "SELECT count(*) FROM journal WHERE state = 'done' AND review_id > 0") == [(count,)]
    log = rows(path, f"SELECT before, phase, stability, elapsed, recall FROM {FROM_NOW['reviews']}")
    assert {row[1] for row in log} == {"new", "learning", "review", "relearning"}
    for packed, phase, stability, elapsed, recall in log:
        before = reviews.unpacked(json.loads(packed) if packed else None)
        assert phase == reviews.phase(before)
        if isinstance(before, Reviewed):
            assert stability == before.stability
            day = before.last_day + timedelta(days=elapsed)
            assert recall == pytest.approx(DEFAULT_MODEL.recall(before, day), rel=1e-12)
        else:
            assert (stability, elapsed, recall) == (None, None, None)
    # Whole days were given wherever the next state has left its steps; the doctor replays them (above).
    given = f"{standing} AND days > 0 AND days = ideal AND days = fuzzed"
    assert rows(path, given) != [(0,)]
    assert rows(path, "SELECT count(*) FROM reviews WHERE hour BETWEEN 0 AND 23") == [(len(log),)]


def test_texts_from_before_0004_were_first_seen_when_they_were_first_asked(tmp_path: Path) -> None:
    path = shutil.copyfile(DATABASES / "0003.db", tmp_path / "old.db")
    upgrade(path, MIGRATIONS)
    seen = dict(rows(path, "SELECT question_id || ' ' || version, first_seen FROM wordings"))
    asked = (
        "SELECT question_id || ' ' || version, min(at) FROM"
        " (SELECT version, at, question_id FROM {} JOIN cards ON cards.id = card_id) GROUP BY 1"
    )
    first: dict[str, str] = {}
    for log in ("reviews JOIN showings ON review_id = reviews.id", "attempts"):
        for text, at in rows(path, asked.format(log)):
            first[text] = min(at, first.get(text, at))
    assert len(first) > 5
    assert {text: at for text, at in seen.items() if at} == first
    never_asked = rows(path, "SELECT id || ' ' || version FROM questions")
    assert seen.keys() == first.keys() | {row[0] for row in never_asked}


def test_the_newest_populated_store_holds_every_kind_of_answer() -> None:
    path = DATABASES / f"{HEAD}.db"
    for table in ("reviews", "attempts"):
        levels = {row[0] for row in rows(path, f"SELECT DISTINCT confidence FROM {table}")}
        assert levels == {"sure", "unsure", "guess", None}, table
        assert rows(path, f"SELECT count(*) FROM {table} WHERE overridden AND outcome = 'wrong'") != [(0,)]
        said = FROM_NOW.get(table, table)
        assert rows(path, f"SELECT count(*) FROM {said} WHERE said IS NOT NULL") != [(0,)]
    sure_but_wrong = "outcome = 'wrong' AND confidence = 'sure' AND NOT overridden"
    assert rows(path, f"SELECT count(*) FROM reviews WHERE {sure_but_wrong}") != [(0,)]


# --- a migration to come ------------------------------------------------------------------------------------

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("cards") as batch:
        batch.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch.alter_column("position", existing_type=sa.Integer(), nullable=True)
    {then}
"""


@pytest.fixture
def populated(tmp_path: Path) -> Path:
    return shutil.copyfile(DATABASES / f"{HEAD}.db", tmp_path / "old.db")


def migrations_with(tmp_path: Path, then: str) -> Path:
    folder = shutil.copytree(
        MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "versions" / "0005_next.py").write_text(NEXT.format(then=then), encoding="utf-8")
    return folder


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "HEAD", "0005")


LEARNED = (
    "SELECT (SELECT count(*) FROM reviews), (SELECT count(*) FROM attempts), (SELECT count(*) FROM cards)"
)


@pytest.mark.usefixtures("behind")
def test_changing_a_parent_table_keeps_its_children_and_copies_the_store_aside(
    populated: Path, tmp_path: Path
) -> None:
    before = rows(populated, LEARNED)
    assert upgrade(populated, migrations_with(tmp_path, "pass")) is True
    assert revision(populated) == "0005"
    assert rows(populated, LEARNED) == before != [(0, 0, 0)]
    assert "note" in {row[1] for row in rows(populated, "PRAGMA table_info(cards)")}
    aside = populated.with_name("old.before-0005.db")
    assert revision(aside) == HEAD
    assert rows(aside, LEARNED) == before


@pytest.mark.usefixtures("behind")
@pytest.mark.parametrize(
    ("then", "message"),
    [
        ('op.execute("SELECT * FROM nowhere")', "no such table: nowhere"),
        ('raise ValueError("half-way")', "half-way"),
        ("op.execute(\"DELETE FROM cards WHERE id LIKE 'relus%'\")", "rows without their parent"),
    ],
)
def test_a_migration_that_fails_leaves_the_store_as_it_was(
    then: str, message: str, populated: Path, tmp_path: Path
) -> None:
    schema = rows(populated, "SELECT name, sql FROM sqlite_master ORDER BY name")
    learned = rows(populated, LEARNED)
    with pytest.raises(Exception, match=message):
        upgrade(populated, migrations_with(tmp_path, then))
    assert revision(populated) == HEAD
    assert rows(populated, "SELECT name, sql FROM sqlite_master ORDER BY name") == schema
    assert rows(populated, LEARNED) == learned


# --- what is refused ----------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        upgrade(path, MIGRATIONS)
    said = str(caught.value)
    assert "\n" not in said
    assert str(path) in said
    return said


def test_a_newer_store(populated: Path) -> None:
    with contextlib.closing(sqlite3.connect(populated)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    bytes_before = populated.read_bytes()
    assert "newer studyapp (schema 9999); install that version" in refusal(populated)
    assert populated.read_bytes() == bytes_before


@pytest.mark.parametrize(
    "content", [b"not a database at all\n" * 100, b"x", b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "studyapp.db"
    path.write_bytes(content)
    assert "move it away to start afresh" in refusal(path)
    assert path.read_bytes() == content


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "studyapp.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    assert "another program's database; move it away" in refusal(path)
    assert rows(path, "SELECT name FROM sqlite_master") == [("notes",)]


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "studyapp.db"
    path.mkdir()
    assert "cannot use" in refusal(path)


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    assert "cannot use" in refusal(tmp_path / "home" / "studyapp.db")


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may write anywhere, so it steps down for the test."""
    if os.geteuid() == 0:
        os.seteuid(65_534)
        yield
        os.seteuid(0)
    else:
        yield


@pytest.mark.parametrize("mode", [0o000, 0o555])
def test_a_folder_that_takes_nothing(mode: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o711)
    tmp_path.chmod(0o711)
    folder.chmod(mode)
    request.getfixturevalue("nobody")
    try:
        assert "set STUDYAPP_HOME to a folder you can write to" in refusal(folder / "studyapp.db")
    finally:
        if os.geteuid() != 65_534:
            folder.chmod(0o755)
