"""A past review shows the numbers it had: after a restart, on another machine, and with the text changed since."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome
from studyapp.core.memory import Rating
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import ReviewSession
from tests.studyapp.study import tell_history

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

TELL = Path(__file__).with_name("tell_history.py")
DATABASES = Path(__file__).parents[2] / "data" / "databases"
TYPED = ("1", "0.25", "a", "t", "0.0625", "logistic function", "a b")
RATIO = "sigmoids/chain-ratio"


def edit(path: Path, old: str, new: str) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")


def study_for_weeks(study: Study, clock: FrozenClock) -> list[Asked]:
    """Answer whatever comes, rightly and wrongly; what was asked."""
    asked: list[Asked] = []
    for day in range(6):
        session = study.review()
        for place in range(20):
            card = session.next()
            if card is None:
                break
            for typed in TYPED[(day + place) % len(TYPED) :] + TYPED:
                verdict = card.grade(typed)
                if verdict.outcome is not Outcome.NOT_GRADABLE:
                    level = (None, *Confidence)[place % 4]
                    session.rate(card, verdict, response=typed, hinted=day % 5 == 0, confidence=level)
                    asked.append(card)
                    break
            else:
                session.rate(card, None, rating=Rating.GOOD, response="from memory")
                asked.append(card)
            clock.forward(minutes=1)
        clock.forward(days=2)
    return asked


def told(home: Path, packs: Path, *, seed: str, folder: Path) -> str:
    """Every past review, told by another process in another folder, with another order of hashing."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "UTC"}
    done = subprocess.run(
        [sys.executable, str(TELL), str(home), str(packs)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=folder,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_after_a_restart_elsewhere_and_with_the_text_changed(
    open_study: Open, home: Home, packs: Path, clock: FrozenClock, tmp_path: Path
) -> None:
    study = open_study()
    asked = study_for_weeks(study, clock)
    assert len({one.variant.seed for one in asked if one.card.question == RATIO}) > 1
    study.close()
    at_home = told(home.data, packs, seed="1", folder=tmp_path)
    assert at_home.count("\n") == len(asked)
    assert "bias_gradient" in at_home, "no run is in what was told"

    elsewhere = tmp_path / "another machine"
    elsewhere.mkdir()
    shutil.copyfile(home.store, elsewhere / "studyapp.db")
    their_packs = shutil.copytree(packs, elsewhere / "packs")
    numbers = their_packs / "sigmoids" / "questions" / "numbers.yaml"
    edit(numbers, "w: {choice: [0.5, 1, 2, 8, 100]}", "w: {choice: [7, 9]}")
    edit(numbers, "First bias gradient over last?", "Reworded.")
    edit(numbers, 'tolerance: 1%}\n  mistakes:\n    - {value: "{{w}} ** 3"', 'tolerance: 2%}\n  mistakes:\n'
         '    - {value: "{{w}} ** 2"')  # fmt: skip
    edit(
        their_packs / "relus" / "questions" / "all.yaml", "What is the slope of ReLU at 3?", "Its slope at 3?"
    )
    assert told(elsewhere, their_packs, seed="2", folder=elsewhere) == at_home


def test_a_changed_text_is_seen_to_be_changed(open_study: Open, packs: Path, clock: FrozenClock) -> None:
    study = open_study()
    study_for_weeks(study, clock)
    before = study.history.shown(RATIO, 1)
    study.close()
    edit(packs / "sigmoids" / "questions" / "numbers.yaml", "First bias gradient over last?", "Reworded.")
    study = open_study()
    after = study.history.shown(RATIO, 1)
    page = study.library.page(RATIO)
    assert before is not None
    assert after is not None
    assert page is not None
    assert (before.reworded, after.reworded) == (False, True)
    assert before.question == after.question
    assert "First bias gradient" in after.question.prompt
    assert "Reworded." in page.question.prompt


def rate(session: ReviewSession, card_id: str, typed: str, **options: object) -> Asked:
    while (asked := session.next()) is not None and asked.card.id != card_id:
        session.pass_over(asked)
    assert asked is not None
    session.rate(asked, asked.grade(typed), response=typed, **options)  # type: ignore[arg-type]
    return asked


def test_what_is_shown_of_one(study: Study, clock: FrozenClock) -> None:
    asked = rate(
        study.review(), f"{RATIO}#answer", "77", seconds=12.0, hinted=True, confidence=Confidence.SURE
    )
    w = asked.variant.variables["w"]
    assert isinstance(w, float | int)
    clock.forward(days=1)
    (listed,) = study.history.of(RATIO) or ()
    assert (listed.number, listed.facet, listed.rating) == (1, "answer", Rating.AGAIN)
    assert (listed.outcome, listed.overridden, listed.confidence) == ("wrong", False, Confidence.SURE)
    assert (listed.response, listed.seconds, listed.hinted) == ("77", 12.0, True)
    assert listed.seed == asked.variant.seed
    assert f"{listed.at:%Y-%m-%d %H:%M}" == "2026-11-23 10:00", "the learner's own time"
    shown = study.history.shown(RATIO, 1)
    assert shown is not None
    assert (shown.review, shown.variant, shown.question) == (listed, asked.variant, asked.question)
    assert shown.verdict == asked.grade("77")
    assert shown.example is not None
    assert (shown.example.seed, shown.example.experiment) == (asked.variant.seed, "chain")
    assert [claim.holds for claim in shown.example.claims] == [True]
    assert float(shown.answer) == pytest.approx((w / 4) ** 3, rel=1e-3)
    assert not shown.problem


def test_a_review_taken_back_is_not_in_it(study: Study) -> None:
    session = study.review()
    rate(session, "relus/slope-right#answer", "3")
    assert len(study.history.of("relus/slope-right") or ()) == 1
    session.undo()
    assert study.history.of("relus/slope-right") == ()
    assert study.history.shown("relus/slope-right", 1) is None
    assert study.history.of("relus/nothing") is None
    assert study.history.shown("relus/nothing", 1) is None
    for number in (0, -1, 2):
        assert study.history.shown("relus/slope-right", number) is None


def test_both_facets_are_in_the_log_of_their_question(study: Study, clock: FrozenClock) -> None:
    for facet in ("forward", "reverse"):
        session = study.review()
        while (asked := session.next()) is not None and asked.card.id != f"sigmoids/slope-bound#{facet}":
            session.pass_over(asked)
        assert asked is not None
        session.rate(asked, None, rating=Rating.EASY)
        clock.forward(days=1)
    listed = study.history.of("sigmoids/slope-bound") or ()
    assert [(one.number, one.facet, one.outcome) for one in listed] == [
        (1, "forward", "self-rated"),
        (2, "reverse", "self-rated"),
    ]
    answers = []
    for number in (1, 2):
        shown = study.history.shown("sigmoids/slope-bound", number)
        assert shown is not None
        assert shown.verdict is None
        answers.append(shown.answer)
    assert answers == ["1/4, at zero.", "How steep is the sigmoid at most?"]


def test_a_run_that_is_refused_today_says_why(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from studyapp.lab import runner

    rate(study.review(), f"{RATIO}#answer", "3")

    def refused(*_given: object) -> None:
        raise runner.LabError("weights must be at most 1")

    monkeypatch.setattr(runner, "worked", refused)
    shown = study.history.shown(RATIO, 1)
    assert shown is not None
    assert (shown.example, shown.problem) == (None, "weights must be at most 1")


@pytest.mark.parametrize("released", sorted(path.stem for path in DATABASES.glob("*.db")))
def test_the_reviews_of_a_released_store_are_shown(
    released: str, home: Home, packs: Path, open_study: Open
) -> None:
    shutil.copyfile(DATABASES / f"{released}.db", home.store)
    kept = json.loads((DATABASES / f"{released}.json").read_text(encoding="utf-8"))
    lines = tell_history.told(open_study())
    assert len(lines) == len(kept["reviews"]) - len(kept["undone"])
    for row in kept.get("showings", kept["reviews"])[:3]:
        assert any(f"seed={row['seed']}" in line and row["response"] in line for line in lines)
