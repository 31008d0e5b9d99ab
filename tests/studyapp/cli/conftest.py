"""The command line inside this process: arguments and input in, exit code and both outputs back."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from studyapp import resources, wiring
from studyapp.cli import main
from studyapp.config import Home
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.clock import Clock

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

PACKS = Path(__file__).parents[1] / "tui" / "packs"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code in (0, 1), self.err
        return json.loads(self.out)

    def says(self, *words: str, code: int = 2) -> None:
        """It failed in one clear line on stderr that has these words in it."""
        assert self.code == code, (self.out, self.err)
        assert self.err.startswith("studyapp: ")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        assert "this should not happen" not in self.err
        for word in words:
            assert word in self.err


class Cli(Protocol):
    """cli("due", "--json", typed="…") -> what came of it."""

    def __call__(self, *arguments: str, typed: str = ...) -> Done: ...


@pytest.fixture
def packs() -> Path:
    """The packs of the screens' tests: `kinds`, with a question of every kind, and `more`, with one."""
    return PACKS


@pytest.fixture(scope="session")
def stocked_for_cli(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the packs already, to be copied."""
    folder = tmp_path_factory.mktemp("stocked")
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=PACKS)
    assert not study.problems
    study.close()
    return home.store


@pytest.fixture
def fresh_home(home: Home, stocked_for_cli: Path) -> Home:
    """The test's home with a store in it that has no reviews yet."""
    home.data.mkdir()
    shutil.copyfile(stocked_for_cli, home.store)
    return home


@pytest.fixture
def cli(
    home: Home,
    clock: FrozenClock,
    packs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Cli]:
    """Runs a command; what it opened is closed at the end."""
    studies: list[Study] = []
    open_study = wiring.open_study

    def opening(*given: Any, **options: Any) -> Study:
        studies.append(open_study(*given, **dict[str, Any](clock=clock.clock, packs=packs) | options))
        return studies[-1]

    monkeypatch.setattr(wiring, "open_study", opening)
    monkeypatch.setattr(resources, "packs_root", lambda: packs)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("STUDYAPP_DEBUG", raising=False)

    def ran(*arguments: str, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["studyapp", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Done(code, told.out, told.err)

    yield ran
    for study in studies:
        study.close()


@pytest.fixture
def ledger(fresh_home: Home) -> Iterator[Store]:
    """A second look at the learner's store."""
    opened = Store(fresh_home.store)
    yield opened
    opened.close()
