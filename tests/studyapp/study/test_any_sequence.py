"""Any sequence of actions, undo, redo, restarts, day turns and clocks put wrong: nothing is lost, limits hold, and
undo restores the exact former state.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from studyapp.config import Home
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Moment, New, Rating, Reviewed
from studyapp.core.planner import LEARN_AHEAD
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.session import ReviewSession

PACKS = Path(__file__).parents[2] / "data" / "packs"
HABITS = replace(DEFAULT_HABITS, new_a_day=4, weekdays=(1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0))
SNAPSHOT = {
    "cards": "SELECT * FROM cards ORDER BY id",
    "standing": "SELECT id FROM reviews WHERE id NOT IN (SELECT review_id FROM undone) ORDER BY id",
    "moves": "SELECT * FROM moves ORDER BY id",
}
SITTING = timedelta(minutes=1)
Snapshot = dict[str, list[tuple[Any, ...]]]


class Learner(RuleBasedStateMachine):
    """A learner who does anything in any order, beside a record of how things stood before each action."""

    migrated: Path
    """An empty store, to be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = datetime(2026, 3, 27, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # clocks change on the 29th
        self.before: list[Snapshot] = []
        self.after: list[Snapshot] = []
        """What redo leads to, the next one last."""
        self.last: str | None = None
        """The card rated last in this session."""

    @initialize()
    def begin(self) -> None:
        self.home = Home(self.folder, self.folder)
        shutil.copyfile(self.migrated, self.home.store)
        self.open()
        self.count = len(self.snapshot()["cards"])

    def open(self) -> None:
        self.study = Study(Store(self.home.store), PACKS, Clock(lambda: self.now), HABITS)
        assert self.study.library.synchronize() == ()
        self.session: ReviewSession = self.study.review()
        self.last = None

    def teardown(self) -> None:
        self.study.close()
        shutil.rmtree(self.folder)

    def snapshot(self) -> Snapshot:
        store = Store(self.home.store)
        with store.reading() as session:
            found = {
                name: [tuple(row) for row in session.execute(text(query))] for name, query in SNAPSHOT.items()
            }
        store.close()
        return found

    def act(self, action: Callable[[], object]) -> None:
        """Do something that goes into the journal, unless it changes nothing."""
        before = self.snapshot()
        action()
        if self.snapshot() != before:
            self.before.append(before)
            self.after.clear()

    # --- what a learner does ----------------------------------------------------------------------------------

    @rule(ratings=st.lists(st.sampled_from(Rating), min_size=1, max_size=6), waits=st.booleans())
    def study_on(self, ratings: list[Rating], waits: bool) -> None:
        for rating in ratings:
            self.rate(rating, waits)

    def rate(self, rating: Rating, waits: bool) -> None:
        asked = self.session.next()
        if asked is None:
            return
        self.not_twice(asked)
        card = asked.card
        assert not card.marks.suspended
        assert card.due(self.study.clock.now()) or isinstance(card.state, New) or card.state.step is not None
        previews = self.session.offers(asked)
        rated = self.session.rate
        self.act(lambda: rated(asked, None, rating=rating, seconds=5.0))
        page = self.study.library.page(card.question)
        assert page is not None
        state = next(each.state for each in page.cards if each.id == card.id)
        assert isinstance(state, Reviewed)
        assert state == previews[rating].state, "what was shown is not what was given"
        self.last = card.id
        if waits:
            self.now += SITTING

    def not_twice(self, asked: Asked) -> None:
        """The card just rated comes again only when nothing else is left."""
        if self.last is not None and asked.card.id == self.last:
            others = [card for card in self.study.library.cards() if card.id != self.last]
            now = self.study.clock.now()
            soon = Moment(now.at + LEARN_AHEAD, now.day)
            seen = {row.card.partition("#")[0] for row in self.seen_today()}
            for card in others:
                by_step = card.due(soon) and isinstance(card.state, Reviewed) and card.state.step is not None
                assert not by_step, card.id
                assert not card.due(now) or card.question in seen, card.id

    def seen_today(self) -> list[Any]:
        store = Store(self.home.store)
        query = (
            "SELECT card_id AS card FROM reviews WHERE day = :day"
            " AND id NOT IN (SELECT review_id FROM undone)"
        )
        with store.reading() as session:
            found = list(session.execute(text(query), {"day": self.study.clock.now().day.isoformat()}))
        store.close()
        return found

    @rule(
        what=st.sampled_from(("bury", "unbury", "suspend", "take in", "flag", "reset", "set due")),
        place=st.integers(0, 12),
        count=st.integers(1, 3),
        days=st.integers(0, 40),
    )
    def mark(self, what: str, place: int, count: int, days: int) -> None:
        chosen = [card.id for card in self.study.library.cards()[place : place + count]]
        actions = self.study.actions
        day = self.study.clock.now().day + timedelta(days=days)
        does: dict[str, Callable[[], object]] = {
            "bury": lambda: actions.bury(chosen),
            "unbury": lambda: actions.unbury(chosen),
            "suspend": lambda: actions.suspend(chosen),
            "take in": lambda: actions.suspend(chosen, False),
            "flag": lambda: actions.flag(chosen, days % 2 == 0),
            "reset": lambda: actions.reset(chosen),
            "set due": lambda: actions.set_due(chosen, day),
        }
        self.act(does[what])

    @rule()
    def undo(self) -> None:
        now = self.snapshot()
        done = self.session.undo()
        assert (done is None) is (not self.before)
        if done is not None:
            assert self.snapshot() == self.before.pop()
            self.after.append(now)
        self.last = None

    @rule()
    def redo(self) -> None:
        before = self.snapshot()
        done = self.session.redo()
        assert (done is None) is (not self.after)
        if done is not None:
            assert self.snapshot() == self.after.pop()
            self.before.append(before)
            self.last = done.card_id

    @rule()
    def restart(self) -> None:
        self.study.close()
        self.open()

    @rule(hours=st.sampled_from((0.2, 3.0, 9.0, 24.0, 24.0 * 6, -2.0, -30.0)))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule(zone=st.sampled_from(("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata")))
    def travel(self, zone: str) -> None:
        self.now = self.now.astimezone(ZoneInfo(zone))

    # --- what always holds ------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        assert len(self.snapshot()["cards"]) == self.count
        assert self.study.examine() == ()

    @invariant()
    def the_limit_of_the_day_is_kept(self) -> None:
        first: dict[Any, set[str]] = {}
        for row in self.first_reviews():
            first.setdefault(row.day, set()).add(row.card_id)
        # A card begun anew counts as new once more, so that cards are counted, not reviews.
        assert all(len(cards) <= HABITS.new_a_day + self.begun_anew() for cards in first.values())

    def first_reviews(self) -> list[Any]:
        store = Store(self.home.store)
        query = "SELECT day, card_id FROM reviews WHERE phase = 'new' AND id NOT IN (SELECT review_id FROM undone)"
        with store.reading() as session:
            found = list(session.execute(text(query)))
        store.close()
        return found

    def begun_anew(self) -> int:
        return sum(row[4] is None for row in self.snapshot()["moves"])


@pytest.fixture(autouse=True)
def learners(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Learner, "migrated", migrated, raising=False)


def test_any_sequence() -> None:
    run_state_machine_as_test(
        Learner,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_many_sequences() -> None:
    run_state_machine_as_test(
        Learner,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
