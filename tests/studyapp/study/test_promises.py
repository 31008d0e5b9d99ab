"""A card keeps its history for ever, and its state is what its reviews make of it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from studyapp.config import Home
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import DEFAULT_MODEL, New, Rating, State
from studyapp.core.replay import replayed
from studyapp.store import cards, items, reviews
from studyapp.store.engine import Store
from studyapp.store.migrate import HEAD
from studyapp.study import doctor
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from tests.examples import examples

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

DATABASES = Path(__file__).parents[2] / "data" / "databases"
BELOW_ONE = "sigmoids/below-one#answer"


def states(home: Home) -> dict[str, State]:
    """Every card's state, those of retired cards too."""
    store = Store(home.store)
    with store.reading() as session:
        known = session.execute(text("SELECT id FROM cards")).scalars().all()
        found = {identity: card.state for identity in known if (card := cards.card(session, identity))}
    store.close()
    return found


def log(home: Home) -> list[int]:
    store = Store(home.store)
    with store.reading() as session:
        found = list(session.execute(text("SELECT id FROM reviews ORDER BY id")).scalars())
    store.close()
    return found


def answered(study: Study, count: int) -> list[Asked]:
    session = study.review()
    asked: list[Asked] = []
    for _ in range(count):
        card = session.next()
        assert card is not None
        session.rate(card, None, rating=Rating.EASY, response="an answer")
        asked.append(card)
    return asked


def edit(path: Path, old: str, new: str) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")


# --- 1. a card keeps its history ----------------------------------------------------------------------------


def reword(folder: Path) -> None:
    edit(folder / "questions/numbers.yaml", "The slope of the sigmoid is below 1 everywhere.", "σ′ < 1.")


def regrade(folder: Path) -> None:
    edit(
        folder / "questions/numbers.yaml",
        "  answer: true\n  example:\n    experiment: activation\n    with: {activation: sigmoid}\n"
        "  decided_by: derivative_maximum < 1",
        "  answer: false\n  example:\n    experiment: activation\n    with: {activation: sigmoid}\n"
        "  decided_by: derivative_maximum > 1",
    )


def move(folder: Path) -> None:
    """To another file, and before all others."""
    numbers = folder / "questions/numbers.yaml"
    written = numbers.read_text(encoding="utf-8")
    start, end = written.index("- id: below-one"), written.index("- id: largest-slope")
    numbers.write_text(written[:start] + written[end:], encoding="utf-8")
    (folder / "questions/first.yaml").write_text(written[start:end], encoding="utf-8")
    edit(
        folder / "pack.yaml",
        "  - questions/words.yaml\n",
        "  - questions/first.yaml\n  - questions/words.yaml\n",
    )


@pytest.mark.parametrize("change", [reword, regrade, move])
def test_rewording_moving_and_regrading_keep_every_state(
    change: Callable[[Path], None], open_study: Open, home: Home, packs: Path
) -> None:
    study = open_study()
    answered(study, 11)
    study.close()
    before, reviewed = states(home), log(home)
    assert not isinstance(before[BELOW_ONE], New)

    change(packs / "sigmoids")
    again = open_study()

    assert again.problems == ()
    assert states(home) == before
    assert log(home) == reviewed
    assert again.examine() == ()


def test_an_old_review_shows_the_text_it_was_given_for(open_study: Open, home: Home, packs: Path) -> None:
    study = open_study()
    asked = next(card for card in answered(study, 11) if card.card.id == BELOW_ONE)
    study.close()
    reword(packs / "sigmoids")
    again = open_study()
    page = again.library.page("sigmoids/below-one")
    assert page is not None
    assert page.question != asked.question
    store = Store(home.store)
    with store.reading() as session:
        (review,) = reviews.reviews_of(session, BELOW_ONE)
        assert items.version(session, review.version) == asked.question
    store.close()


def test_a_removed_question_is_retired_and_comes_back_exactly(
    open_study: Open, home: Home, packs: Path
) -> None:
    study = open_study()
    answered(study, 11)
    study.close()
    before, reviewed = states(home), log(home)
    numbers = packs / "sigmoids" / "questions/numbers.yaml"
    whole = numbers.read_text(encoding="utf-8")
    start, end = whole.index("- id: below-one"), whole.index("- id: largest-slope")

    numbers.write_text(whole[:start] + whole[end:], encoding="utf-8")
    without = open_study()
    assert without.library.asked("sigmoids/below-one") is None
    assert "sigmoids/below-one" not in {row.id for row in without.library.questions()}
    assert {pack.manifest.id: pack.cards for pack in without.library.packs()} == {"relus": 2, "sigmoids": 10}
    assert states(home) == before
    assert log(home) == reviewed
    assert without.examine() == ()
    assert without.progress.overview().reviews == 11
    without.close()

    numbers.write_text(whole, encoding="utf-8")
    back = open_study()
    assert states(home) == before
    assert back.library.asked("sigmoids/below-one") is not None
    assert {pack.manifest.id: pack.cards for pack in back.library.packs()} == {"relus": 2, "sigmoids": 11}


# --- 2. a state is what its reviews make of it --------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.sampled_from(Rating),
        st.sampled_from(["undo", "undo", "reopen"]),
        st.floats(0.5, 60 * 24 * 40),  # minutes to wait
        st.just(-600.0),  # a clock set back by ten hours
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_replaying_the_reviews_rebuilds_every_card(
    open_study: Open, home: Home, clock: FrozenClock, steps: list[object]
) -> None:
    study = open_study()
    session = study.review()
    reviewed = len(log(home))
    expected = states(home)
    past: list[dict[str, State]] = []
    for step in steps:
        if isinstance(step, Rating):
            asked = session.next()
            if asked is None:
                clock.forward(days=1)
                continue
            past.append(expected)
            rated = session.rate(asked, None, rating=step)
            expected = {**expected, asked.card.id: rated.state}
            reviewed += 1
        elif step == "undo":
            if past:
                assert session.undo() is not None
                expected = past.pop()
        elif step == "reopen":
            study.close()
            study = open_study()
            session = study.review()
        else:
            assert isinstance(step, float)
            clock.forward(minutes=step)
    assert states(home) == expected
    assert study.examine() == ()
    assert len(log(home)) == reviewed
    study.close()


def spoil(home: Home, change: str) -> None:
    store = Store(home.store)
    with store.writing() as session:
        session.execute(text(change))
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cards SET stability = stability + 1e-9 WHERE id = 'relus/kink#answer'",
        "UPDATE cards SET due_day = '2030-01-01' WHERE id = 'relus/kink#answer'",
        "UPDATE cards SET reps = 7 WHERE id = 'relus/kink#answer'",
        "UPDATE cards SET stability = NULL, difficulty = NULL, last_day = NULL, due_day = NULL, reps = 0"
        " WHERE id = 'relus/kink#answer'",
        "UPDATE cards SET stability = 3.0, retired = 1 WHERE id = 'relus/kink#answer'",
        "UPDATE cards SET stability = 3, difficulty = 5, last_day = '2026-11-01', due_day = '2026-11-04', reps = 1"
        " WHERE id = 'sigmoids/factors#answer'",
    ],
)
def test_the_doctor_finds_a_state_that_does_not_follow_and_mends_it(
    change: str, open_study: Open, home: Home
) -> None:
    study = open_study()
    answered(study, 2)
    sound = states(home)
    assert study.examine() == ()
    assert study.mend() == 0

    spoil(home, change)
    (finding,) = study.examine()
    assert finding.what in change
    assert "does not follow from its reviews" in finding.message
    assert states(home) != sound

    assert study.mend() == 1
    assert study.examine() == ()
    assert states(home) == sound


def test_the_doctor_finds_a_review_without_its_card(open_study: Open, home: Home) -> None:
    study = open_study()
    answered(study, 1)
    with (
        contextlib.closing(sqlite3.connect(home.store)) as connection,
        connection,
    ):  # foreign keys are off here
        connection.execute("DELETE FROM cards WHERE id = 'relus/kink#answer'")
    assert [finding.message for finding in study.examine()] == ["a row of reviews lacks its parent in cards"]


@pytest.mark.parametrize("part", ["reviews", "cards", "ix_reviews_statistics"])
def test_the_doctor_reports_a_damaged_file(part: str, home: Home) -> None:
    home.data.mkdir()
    shutil.copyfile(DATABASES / f"{HEAD}.db", home.store)
    store = Store(home.store)
    assert doctor.examine(store, DEFAULT_HABITS) == ()
    store.close()
    with contextlib.closing(sqlite3.connect(home.store)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (part,)).fetchone()
    with home.store.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 300)
    store = Store(home.store)
    findings = doctor.examine(store, DEFAULT_HABITS)
    store.close()
    assert findings
    assert {finding.what for finding in findings} == {"store"}
    assert findings[-1].message.endswith("restore a backup")


def test_replaying_keeps_to_the_days_of_the_reviews(open_study: Open, home: Home, clock: FrozenClock) -> None:
    study = open_study()
    first = study.review().next()
    assert first is not None
    for wait in (0, 3, 11, 40):
        clock.local += timedelta(days=wait)
        study.review().rate(first, None, rating=Rating.GOOD)
    store = Store(home.store)
    with store.reading() as session:
        kept = reviews.reviews_of(session, first.card.id)
        card = cards.card(session, first.card.id)
        assert card is not None
    store.close()
    assert len(kept) == 4
    assert [review.before for review in kept] == [
        replayed(kept[:place], (), DEFAULT_MODEL) for place in range(4)
    ]
    assert replayed(kept, (), DEFAULT_MODEL) == card.state
