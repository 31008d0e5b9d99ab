"""Makes tests/data/databases/NNNN.db and .json: a populated store at the newest schema, and what it holds.

Run once when a schema is released, from the root of the checkout, and commit both files:

    PYTHONPATH=. .venv/bin/python tests/studyapp/store/make_database.py
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.confidence import Confidence
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.verdicts import Outcome
from studyapp.store.migrate import HEAD
from studyapp.study.app import Study
from studyapp.study.clock import Clock

DATA = Path(__file__).resolve().parents[2] / "data"
LEARNED = (
    *("cards", "reviews", "showings", "undone", "moves", "journal", "quizzes", "attempts"),
    *("places", "versions", "wordings"),
)
LEVELS = (Confidence.SURE, Confidence.UNSURE, Confidence.GUESS, None)
RATINGS = (Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.EASY, Rating.GOOD, Rating.GOOD, Rating.AGAIN)


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of the learner's tables, as SQLite holds it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
            for table in LEARNED
        }


def populate(study: Study, now: list[datetime]) -> None:
    """Ten days of study with every rating, lapses, reviews taken back, a quiz and a reading position."""
    answered = 0
    for _ in range(10):
        session = study.review()
        for _ in range(6):
            asked = session.next()
            if asked is None:
                break
            rating = RATINGS[answered % len(RATINGS)]
            session.rate(asked, None, rating=rating, response=f"answer {answered}", seconds=answered / 4)
            answered += 1
            now[0] += timedelta(minutes=3)
            if answered % 9 == 0:
                session.undo()
        now[0] += timedelta(days=1)
    graded(study, now)
    marked(study, now)
    quiz = study.quizzes.start("sigmoids", count=4, seed=7)
    for place, asked in enumerate(quiz.questions):
        verdict = asked.grade("1")
        wrong = verdict.outcome is Outcome.WRONG
        study.quizzes.answer(
            quiz,
            place,
            verdict,
            response="1",
            seconds=2.5,
            confidence=LEVELS[place % 4],
            overridden=wrong and place % 2 == 1,
        )
    study.library.remember_place("guide/sigmoids", {"section": "chains-of-sigmoids"})


def graded(study: Study, now: list[datetime]) -> None:
    """Answers with a verdict: sure and wrong, unsure and right, counted as right by the learner, not asked."""
    for place in range(12):
        session = study.review()
        asked = session.next()
        if asked is None:
            now[0] += timedelta(days=2)
            continue
        typed = ("1", "0.25", "a", "t")[place % 4]
        verdict = asked.grade(typed)
        if verdict.outcome is Outcome.NOT_GRADABLE:
            session.rate(asked, None, rating=Rating.GOOD, response=typed)
        else:
            wrong = verdict.outcome is Outcome.WRONG
            session.rate(
                asked,
                verdict,
                response=typed,
                seconds=3.5,
                confidence=LEVELS[place % 4],
                overridden=wrong and place % 3 == 0,
            )
        now[0] += timedelta(hours=7)


def marked(study: Study, now: list[datetime]) -> None:
    """Everything that can be done to a card besides answering it, some of it undone and done again."""
    today = study.clock.now().day
    reviewed = [card.id for card in study.library.cards() if isinstance(card.state, Reviewed)]
    study.actions.flag(reviewed[:2])
    study.actions.bury(reviewed[2:4])
    study.actions.suspend(reviewed[4:5])
    study.actions.set_due(reviewed[5:7], today + timedelta(days=9))
    study.actions.reset(reviewed[7:8])
    study.actions.undo()
    study.actions.undo()
    study.actions.redo()
    now[0] += timedelta(minutes=5)


def main() -> None:
    now = [datetime(2026, 3, 24, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))]
    target = DATA / "databases" / f"{HEAD}.db"
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), Path(folder))
        study = wiring.open_study(home, clock=Clock(lambda: now[0]), packs=DATA / "packs")
        populate(study, now)
        study.close()
        with contextlib.closing(sqlite3.connect(home.store)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = DELETE")
        shutil.copyfile(home.store, target)
    text = json.dumps(contents(target), indent=1, ensure_ascii=False, sort_keys=True)
    target.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
