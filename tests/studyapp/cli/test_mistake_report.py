"""Reporting a mistake and replaying the report, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

FOUR = "kinds/chain-of-four"


@pytest.fixture
def reviewed(fresh_home: Home, clock: FrozenClock, packs: Path) -> None:
    """The question was answered once, with its slope left out."""
    study = wiring.open_study(fresh_home, clock=clock.clock, packs=packs)
    session = study.review()
    while (asked := session.next()) is not None and asked.card.question != FOUR:
        session.pass_over(asked)
    assert asked is not None
    session.rate(asked, asked.diagnose("8"), response="8")
    study.close()


@pytest.mark.usefixtures("reviewed")
def test_the_newest_review_is_reported_and_replayed(cli: Cli, fresh_home: Home) -> None:
    told = cli("report", FOUR, "--says", "I count\x1b[2J three.", "--json").json
    path = Path(told["file"])
    assert path.parent == fresh_home.reports
    assert (told["id"], told["review"]) == (FOUR, 1)
    replay = cli("report", "--replay", str(path))
    assert replay.code == 0, replay.err
    for words in (
        f"{FOUR}, seed {told['seed']}, reported on 2026-11-23",
        "The learner says: I count[2J three.",
        "Answered: 8",
        "Found then: wrong. Found now: wrong.",
        "The answer now: 0.125",
        "All is as it was reported.",
    ):
        assert words in replay.out
    found = cli("report", "--replay", str(path), "--json").json
    assert (found["same"], found["changes"], found["verdict"]["mistake"]) == (True, [], "no-slope")
    assert found["example"]["seed"] == told["seed"]


def test_a_seed_is_reported_without_an_answer(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    done = cli("report", FOUR, "--seed", "5", "--output", str(tmp_path / "out"))
    assert "Written to" in done.out
    (path,) = (tmp_path / "out").iterdir()
    assert path.name == "kinds-chain-of-four-5.json"
    replay = cli("report", "--replay", str(path))
    assert "Answered" not in replay.out
    assert "All is as it was reported." in replay.out


def test_what_differs_is_told(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    told = cli("report", FOUR, "--seed", "5", "--json").json
    path = Path(told["file"])
    held = json.loads(path.read_text(encoding="utf-8"))
    held["versions"]["numpy"] = "1.0\x1b[2J"
    held |= {"expected": "42", "response": "42", "outcome": "right"}
    path.write_text(json.dumps(held), encoding="utf-8")
    done = cli("report", "--replay", str(path))
    assert done.code == 0
    for words in ("It is not as it was reported:", "42 then", "right then, wrong now", "numpy: 1.0[2J then"):
        assert words in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("report",), ["name a question"]),
        (("report", FOUR, "--replay", "x.json"), ["name a question"]),
        (("report", FOUR, "--review", "1", "--seed", "1"), ["one of --review and --seed"]),
        (("report", FOUR, "--review", "1"), ["there is no review 1"]),
        (("report", "kinds/nowhere"), ["there is no question"]),
        (("report", FOUR, "--seed", "-1"), ["seed"]),
        (("report", "--replay", "nowhere.json"), ["cannot read nowhere.json"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_misuse(cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: list[str]) -> None:
    cli(*arguments).says(*words)


def test_a_file_that_is_no_report(cli: Cli, fresh_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("", "[" * 50_000, '{"format": 1}', '{"\x1b[2J": 1}'):
        path.write_text(text, encoding="utf-8")
        cli("report", "--replay", str(path)).says("this is not a report")
