"""`studyapp stats`: every table in JSON and in words, of a selection and a period."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring
from studyapp.core.memory import Rating

if TYPE_CHECKING:
    from pathlib import Path

    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

TABLES = {
    "selection", "day", "period", "today", "streak", "streak_forgiven", "reviews", "seconds", "days", "hours",
    "weekdays", "forecast", "wanted", "retention", "retention_interval", "retention_expected",
    "retention_reviews", "retention_by_age", "retention_by_expected", "fit", "confidence", "overridden", "packs",
    "topics", "sections", "stability", "difficulty", "times", "slowest", "mistakes", "quizzes",
}  # fmt: skip


@pytest.fixture
def studied(fresh_home: Home, packs: Path, clock: FrozenClock) -> None:
    """Two cards on a Monday, and both again on a Wednesday thirty days later: one is forgotten."""
    study = wiring.open_study(fresh_home, clock=clock.clock, packs=packs)
    for wrong in (None, "kinds/bound"):
        session = study.review()
        for identity in ("kinds/bound", "kinds/chain-of-four"):
            while (asked := session.next()) is not None and asked.card.question != identity:
                session.pass_over(asked)
            assert asked is not None
            rating = Rating.AGAIN if identity == wrong else Rating.EASY
            session.rate(asked, None, rating=rating, seconds=12.0)
            session = study.review()
        clock.forward(days=0 if wrong else 30)
    study.close()


def test_all_tables(cli: Cli, studied: None) -> None:
    told = cli("stats", "--json").json
    assert told.keys() == TABLES
    assert (told["selection"], told["period"], told["reviews"]) == ("", 90, 4)
    assert told["days"] == {"2026-11-23": 2, "2026-12-23": 2}
    assert [hour["answers"] for hour in told["hours"]] == [*[0] * 10, 4, *[0] * 13]
    assert [day["answers"] for day in told["weekdays"]] == [2, 0, 2, 0, 0, 0, 0]
    assert told["retention_reviews"] == sum(part["reviews"] for part in told["retention_by_age"])
    assert told["retention_reviews"] == sum(part["reviews"] for part in told["retention_by_expected"])
    low, high = told["retention_interval"]
    assert 0 <= low <= told["retention"] <= high <= 1
    assert sum(part["count"] for part in told["stability"]["ranges"]) == 2
    assert sum(part["count"] for part in told["times"]["ranges"]) == 4
    assert told["stability"]["ranges"][-1]["to"] is None


def test_in_words(cli: Cli, studied: None) -> None:
    words = cli("stats").out
    assert "Today: 2 answers, 1 right, 0 min" in words
    assert "Streak: 1 day. One day off between days of study is forgiven" in words
    assert "90 days: 4 answers on 2 days" in words
    assert "Remembered: You wanted 90 %, you got 50 % (9–91, 2 reviews)." in words
    assert "  topic" in words
    assert "1 pack not begun" in words


def test_a_period_and_a_selection(cli: Cli, studied: None) -> None:
    assert cli("stats", "--json", "--days", "1").json["reviews"] == 2
    assert cli("stats", "--json", "--days", "30").json["days"] == {"2026-12-23": 2}
    assert cli("stats", "--json", "--days", "ALL").json["period"] is None
    none = cli("stats", "--json", "--select", "pack:more")
    assert none.json["reviews"] == 0
    assert none.json["selection"] == "pack:more"
    assert [pack["pack"] for pack in none.json["packs"]] == ["more"]
    assert cli("stats", "--json", "--select", "-pack:more").json["reviews"] == 4
    assert "No answers in this period." in cli("stats", "--select", "pack:more").out


@pytest.mark.parametrize(
    "days", ["0", "-1", "1.5", "many", "36501", "99999999999", "", "٣", "1_0", "nan", "1e2", "\x1b[2J"]
)
def test_a_period_that_is_none(cli: Cli, fresh_home: Home, days: str) -> None:
    done = cli("stats", "--days", days)
    done.says("'all'", "1 to 36500")
    assert "\x1b" not in done.err


def test_a_selection_that_cannot_be_read(cli: Cli, fresh_home: Home) -> None:
    cli("stats", "--select", "due:(").says("due")
    hinted = cli("stats", "--json", "--select", "topic:nowhere")
    assert hinted.code == 0
    assert hinted.err.startswith("studyapp: no topic 'nowhere'")


def test_the_history_of_a_card(cli: Cli, studied: None) -> None:
    told = cli("history", "kinds/bound", "--json").json
    reviews = [card["reviews"] for card in told["cards"]]
    assert told["cards"][0].keys() == {"facet", "recall", "reviews"}
    for history in reviews:
        for before, after in pairwise(history):
            assert before["phase"] == "new"
            assert (after["elapsed"], after["phase"]) == (30, "review")
            assert 0 < after["recall_before"] < 1
            assert before["stability_after"] > 0
