"""What every test is handed: a home of its own, a clock that stands still, small packs, and the app over them."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import settings
from sqlalchemy import Engine, create_engine

from studyapp import resources, wiring
from studyapp.config import Home
from studyapp.lab import named
from studyapp.packs.errors import PackErrors
from studyapp.packs.loader import digest, pack_folders
from studyapp.render import diagrams
from studyapp.store import engine
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock
from tests.examples import SUITE

settings.load_profile(SUITE)

DATA = Path(__file__).parent / "data"
ZONE = ZoneInfo("Europe/Berlin")
PRAGMAS = engine._PRAGMAS


@dataclass
class FrozenClock:
    """A clock that stands still until it is moved; call it for the local time, hand out `clock` to use cases."""

    local: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)  # a Monday

    def __call__(self) -> datetime:
        return self.local

    @property
    def clock(self) -> Clock:
        return Clock(self)

    def forward(self, **span: float) -> None:
        """Move on by wall-clock time: forward(days=1), forward(minutes=10)."""
        self.local += timedelta(**span)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays to the end: garbage is looked for elsewhere, and seldom, unless time is measured."""
    if not all(item.get_closest_marker("benchmark") for item in session.items):
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)


Open = Callable[[], Study]
Question = dict[str, object]
WritePack = Callable[[str, list[Question]], Path]


@pytest.fixture(scope="session", autouse=True)
def no_hurry() -> Iterator[None]:
    """What the app gives up after some time of the real clock may take its time: a busy machine draws the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagrams, "SECONDS", 60.0)
        patch.setattr(named, "LONGEST_RUN", 60.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_stores() -> Iterator[None]:
    """Stores whose commits do not wait for the disk, and that share what was compiled of their statements.

    No test here survives a loss of power. `full_commits` gives the pragmas of the app back.
    """
    shared = create_engine("sqlite://")
    shared.connect().close()

    def made(*given: Any, **options: Any) -> Engine:
        own = create_engine(*given, **options)
        own.dialect = own.pool._dialect = shared.dialect
        own._compiled_cache = shared._compiled_cache
        return own

    hurried = tuple(line.replace("synchronous = FULL", "synchronous = OFF") for line in engine._PRAGMAS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", made)
        patch.setattr(engine, "_PRAGMAS", hurried)
        yield
    shared.dispose()


@pytest.fixture
def full_commits(quick_stores: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores opened in this test have the pragmas of the app."""
    monkeypatch.setattr(engine, "_PRAGMAS", PRAGMAS)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A folder of the test's own, which STUDYAPP_HOME names."""
    root = tmp_path / "home"
    monkeypatch.setenv("STUDYAPP_HOME", str(root))
    return Home(root, root)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the two small packs, `relus` and `sigmoids`, that a test may change."""
    return shutil.copytree(DATA / "packs", tmp_path / "packs")


@pytest.fixture
def write_pack(packs: Path) -> WritePack:
    """write_pack(id, questions) -> the folder of a pack with these questions, beside the small ones."""

    def written(pack_id: str, questions: list[Question]) -> Path:
        folder = packs / pack_id
        folder.mkdir(exist_ok=True)
        manifest = {
            "format": 1,
            "id": pack_id,
            "title": pack_id.capitalize(),
            "summary": "Made by a test.",
            "authors": ["A test"],
            "license": "MIT",
            "questions": ["all.yaml"],
        }
        (folder / "pack.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
        (folder / "all.yaml").write_text(yaml.safe_dump(questions, sort_keys=False), encoding="utf-8")
        return folder

    return written


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store at the newest schema, to be copied: the migration runs once for all tests."""
    path = tmp_path_factory.mktemp("migrated") / "studyapp.db"
    upgrade(path, resources.migrations_root())
    return path


@pytest.fixture
def store(migrated: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store of the test's own."""
    path = tmp_path / "store.db"
    shutil.copyfile(migrated, path)
    opened = Store(path)
    yield opened
    opened.close()


class Stocks:
    """Stores that hold packs already, one for each content of packs that was ever opened, to be copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[tuple[str, str], ...], Path] = {}

    def open(self, home: Home, packs: Path, clock: FrozenClock, empty: bool) -> Study:
        """The app over a home; with an empty store, the packs are read only the first time."""
        key = self._key(home, packs) if empty else None
        if key in self._kept:
            shutil.copyfile(self._kept[key], home.store)
        study = wiring.open_study(home, clock=clock.clock, packs=packs)
        if key and key not in self._kept and not study.problems:
            self._kept[key] = self._folder / f"{len(self._kept)}.db"
            with (
                closing(sqlite3.connect(home.store)) as opened,
                closing(sqlite3.connect(self._kept[key])) as kept,
            ):
                opened.backup(kept)
        return study

    @staticmethod
    def _key(home: Home, packs: Path) -> tuple[tuple[str, str], ...] | None:
        """What the packs hold; none where they cannot be read, or are not all."""
        if home.packs.exists():
            return None
        try:
            return tuple((folder.name, digest(folder)) for folder in pack_folders(packs))
        except PackErrors:
            return None


@pytest.fixture(scope="session")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> Stocks:
    return Stocks(tmp_path_factory.mktemp("stocks"))


@pytest.fixture
def open_study(home: Home, clock: FrozenClock, packs: Path, migrated: Path, stocks: Stocks) -> Iterator[Open]:
    """Opens the app over the test's home, as often as asked; what was opened is closed at the end."""
    home.data.mkdir()
    shutil.copyfile(migrated, home.store)
    written = home.store.stat().st_mtime_ns
    opened: list[Study] = []

    def opening() -> Study:
        journal = home.store.with_name(f"{home.store.name}-wal").exists()
        untouched = not journal and home.store.is_file() and home.store.stat().st_mtime_ns == written
        opened.append(stocks.open(home, packs, clock, empty=not opened and untouched))
        return opened[-1]

    yield opening
    for study in opened:
        study.close()


@pytest.fixture
def study(open_study: Open) -> Study:
    """The app, just opened."""
    return open_study()
