"""What every test is handed: a home of its own, a clock that stands still, small packs, and the app over them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import settings

from studyapp import resources, wiring
from studyapp.config import Home
from studyapp.lab import named
from studyapp.render import diagrams
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("ci")

DATA = Path(__file__).parent / "data"
ZONE = ZoneInfo("Europe/Berlin")


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


@pytest.fixture
def open_study(home: Home, clock: FrozenClock, packs: Path, migrated: Path) -> Iterator[Open]:
    """Opens the app over the test's home, as often as asked; what was opened is closed at the end."""
    home.data.mkdir()
    shutil.copyfile(migrated, home.store)
    opened: list[Study] = []

    def opening() -> Study:
        study = wiring.open_study(home, clock=clock.clock, packs=packs)
        opened.append(study)
        return study

    yield opening
    for study in opened:
        study.close()


@pytest.fixture
def study(open_study: Open) -> Study:
    """The app, just opened."""
    return open_study()
