"""Exams and spreading on the command line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring
from studyapp.core.memory import Rating

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

FINALS = "2026-12-13"


def test_an_exam_is_added_listed_shown_and_removed(cli: Cli, fresh_home: Home) -> None:
    assert cli("exam", "list").out == "no exams yet: studyapp exam add NAME DATE\n"
    added = cli("exam", "add", "ML finals", FINALS, "--minutes", "15")
    assert added.code == 0
    assert added.out.startswith("ML finals: 2026-12-13, in 20 days: ")
    assert "% expected with 15 minutes a day\n  Known today: 0 % of " in added.out
    listed = cli("exam", "list", "--json").json["exams"]
    assert [exam["name"] for exam in listed] == ["ML finals"]
    assert listed[0]["days_left"] == 20
    assert 0.5 < listed[0]["recall"] <= 1
    shown = cli("exam", "show", "ml FINALS", "--json").json
    assert shown["day"] == FINALS
    assert shown["wished_recall"] == 0.9
    assert shown["minutes_needed"] >= 1
    assert set(shown["day_off_costs"]) == {"2026-11-23", "2026-11-24"}
    # The plan counts cards; a question with two of them is asked once a day.
    assert 0 < len(shown["today"]) <= shown["days"][0]["new"]
    told = cli("exam", "show", "ML finals", "--recall", "99").out
    assert "A day off today costs" in told
    assert "  2026-11-23     0 reviews" in told
    changed = cli("exam", "change", "ML finals", "--name", "Resit", "--day", "2026-12-20", "--json").json
    assert (changed["name"], changed["day"], changed["minutes"]) == ("Resit", "2026-12-20", 15)
    assert cli("exam", "remove", "resit").out == "removed Resit\n"
    assert cli("exam", "list", "--json").json == {"exams": []}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "x", "2026-13-01"), ("is not a day", "2027-03-31")),
        (("add", "x", "next week\x1b[2J"), ("is not a day",)),
        (("add", "x", "20261213"), ("is not a day",)),
        (("add", "x", FINALS, "--minutes", "0"), ("--minutes",)),
    ],
)
def test_misuse_is_one_line(
    cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: tuple[str]
) -> None:
    done = cli("exam", *arguments)
    done.says(*words)
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "x", "2026-11-23"), ("days ahead",)),
        (("add", "", FINALS), ("needs a name",)),
        (("add", "x", FINALS, "--select", 'topic:"'), ("quote",)),
        (("show", "nope\x1b[2J"), ("there is no exam", "none yet")),
        (("remove", "nope"), ("there is no exam",)),
    ],
)
def test_what_cannot_be_done_is_one_line(
    cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: tuple[str]
) -> None:
    done = cli("exam", *arguments)
    assert done.code in (1, 2)
    done.says(*words, code=done.code)
    assert "\x1b" not in done.err


@pytest.fixture
def behind(fresh_home: Home, clock: FrozenClock, cli: Cli) -> None:
    """Cards learned a month ago."""
    cli("due")
    study = wiring.open_study(fresh_home)
    session = study.review()
    while (asked := session.next()) is not None:
        session.rate(asked, None, rating=Rating.EASY)
    clock.forward(days=60)


def test_a_spread_is_shown_and_asked_about(cli: Cli, behind: None) -> None:
    before = cli("due", "--json").json["due"]
    assert before > 2
    shown = cli("spread", "--per-day", "2", typed="n\n")
    assert "before   after" in shown.out
    assert "at most 2 a day" in shown.out
    assert shown.out.endswith("nothing was changed\n")
    assert cli("due", "--json").json["due"] == before
    # JSON alone is a preview.
    told = cli("spread", "--per-day", "2", "--json").json
    assert told["moved"] == 0
    assert told["days"][0]["before"] == before
    assert told["days"][0]["after"] == 2
    assert len(told["moves"]) == before - 2
    moved = cli("spread", "--per-day", "2", typed="y\n")
    assert moved.out.endswith(f"moved {before - 2} cards; undo takes it back\n")
    assert cli("due", "--json").json["due"] == 2
    assert cli("spread", "--per-day", "2").out == "nothing has to move\n"


def test_a_vacation_is_spread_around(cli: Cli, behind: None, clock: FrozenClock) -> None:
    today = clock.local.date()
    days = "--from", str(today), "--to", str(today + timedelta(days=9))
    told = cli("spread", *days, "--yes", "--json").json
    assert told["moved"] == len(told["moves"]) > 0
    assert all(date.fromisoformat(day) > today + timedelta(days=9) for day in told["moves"].values())
    assert cli("due", "--json").json["due"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("say how",)),
        (("--from", "2026-12-01"), ("--from and --to",)),
        (("--from", "2026-12-01", "--to", "2026-12-02", "--days", "3"), ("one of them",)),
        (("--days", "0"), ("--days",)),
        (("--from", "2026-12-41", "--to", "2026-12-02"), ("is not a day",)),
    ],
)
def test_a_spread_needs_one_way(
    cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: tuple[str]
) -> None:
    cli("spread", *arguments).says(*words)


def test_no_input_to_the_question_is_a_no(cli: Cli, behind: None) -> None:
    before = cli("due", "--json").json["due"]
    assert cli("spread", "--per-day", "1", typed="").code == 130
    assert cli("due", "--json").json["due"] == before
