"""`studyapp optimize`: what it says, what it asks, and that it changes nothing unasked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.core.memory import DEFAULT_MODEL
from studyapp.store import places
from studyapp.store.engine import Store
from studyapp.study import fit_process
from studyapp.study.rules import FITTED
from tests.kept import kept
from tests.learner import FORGETFUL, simulated, write_log

if TYPE_CHECKING:
    from tests.studyapp.cli.conftest import Cli

USED = "Used from now on"
REAL = fit_process.fitted


@pytest.fixture(autouse=True)
def finds_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    """No optimizer is needed: it is there, and finds the parameters that the learner has."""
    monkeypatch.setattr(fit_process, "installed", lambda: True)
    monkeypatch.setattr(fit_process, "fitted", lambda lives, cancelled: FORGETFUL)


@pytest.fixture
def logged(fresh_home: Home, ledger: Store) -> Store:
    """The learner's store with 500 usable reviews."""
    return kept(ledger, "500 reviews", lambda: write_log(ledger, simulated(FORGETFUL, 500, 7)))


def fitted(store: Store) -> bool:
    with store.reading() as session:
        return places.place(session, FITTED) is not None


def test_it_says_what_it_gains_and_asks(cli: Cli, logged: Store) -> None:
    done = cli("optimize", typed="y\n")
    assert done.code == 0, done.err
    assert "Fitted to 500 reviews" in done.out
    assert "points out of 100" in done.out
    assert "of 5 parts of your log" in done.out
    assert "until now 2d, 11d, 1.5mo, 5.4mo" in done.out
    assert "[y/N]" in done.out
    assert USED in done.out
    assert fitted(logged)
    assert cli("doctor").code == 0


@pytest.mark.parametrize("typed", ["n\n", "\n", ""], ids=["no", "enter", "end of input"])
def test_it_can_be_refused(cli: Cli, logged: Store, typed: str) -> None:
    done = cli("optimize", typed=typed)
    assert (done.code, done.out.endswith("Nothing was changed.\n")) == (0, True)
    assert not fitted(logged)


def test_a_dry_run_changes_nothing_and_asks_nothing(cli: Cli, logged: Store) -> None:
    done = cli("optimize", "--dry-run", typed="y\n")
    assert done.code == 0
    assert "points out of 100" in done.out
    assert "[y/N]" not in done.out
    assert not fitted(logged)


def test_yes_asks_nothing_and_defaults_go_back(cli: Cli, logged: Store) -> None:
    assert USED in cli("optimize", "--yes").out
    assert fitted(logged)
    assert "Back to the default parameters" in cli("optimize", "--defaults").out
    assert not fitted(logged)
    assert cli("doctor").code == 0
    assert "in force already" in cli("optimize", "--defaults").out


def test_json_reports_and_changes_nothing_unless_told(cli: Cli, logged: Store) -> None:
    told = cli("optimize", "--json").json
    assert (told["reviews"], told["accepted"], told["why_not"], told["used"]) == (500, True, None, False)
    assert told["before"] == list(DEFAULT_MODEL.parameters)
    assert len(told["parameters"]) == 21
    assert told["log_loss"]["after"] < told["log_loss"]["before"]
    assert len(told["folds"]) == 5
    assert told["intervals"]["before"] == [2, 11, 46, 163]
    assert not fitted(logged)
    told = cli("optimize", "--json", "--yes").json
    assert told["used"]
    assert told["cards_changed"] > 0
    assert fitted(logged)
    assert cli("optimize", "--json", "--defaults").json["used"] is True
    assert cli("optimize", "--json", "--defaults").json == {"used": False, "cards_changed": 0}


def test_what_predicts_no_better_is_not_offered(
    cli: Cli, logged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_process, "fitted", lambda lives, cancelled: DEFAULT_MODEL.parameters)
    for arguments in (("optimize",), ("optimize", "--yes")):
        done = cli(*arguments, typed="y\n")
        assert done.code == 0
        assert "It is not offered: it predicts your later reviews no better" in done.out
        assert "[y/N]" not in done.out
        assert done.out.endswith("Nothing was changed.\n")
        assert not fitted(logged)
    told = cli("optimize", "--json", "--yes").json
    assert (told["accepted"], told["used"]) == (False, False)


@pytest.mark.parametrize("option", ["--yes", "--defaults"])
def test_a_dry_run_with_something_to_do_is_misuse(cli: Cli, fresh_home: Home, option: str) -> None:
    cli("optimize", "--dry-run", option).says("--dry-run", option)


def test_too_few_reviews_say_how_many_are_needed(cli: Cli, fresh_home: Home) -> None:
    cli("optimize").says("needs 400 reviews", "you have 0")


def test_without_the_extra_it_says_how_to_get_it(
    cli: Cli, fresh_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_process, "installed", lambda: False)
    cli("optimize").says("pip install 'studyapp[fit]'")


def test_a_crash_of_the_optimizer_is_one_line_and_changes_nothing(
    cli: Cli, logged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = (sys.executable, "-c", "import os; os.abort()")
    monkeypatch.setattr(fit_process, "fitted", lambda lives, cancelled: REAL(lives, cancelled, crash))
    cli("optimize", "--yes").says("fitting failed (exit -6)", "nothing was changed")
    assert not fitted(logged)
