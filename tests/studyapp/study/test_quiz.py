"""Quizzes: the same seed gives the same quiz, answers are kept, and the schedule stays as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studyapp.config import Home
from studyapp.core.grading import Outcome, Verdict, right_answer
from studyapp.core.items import Flashcard, Open
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.quiz import Quiz, QuizError, Result

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, WritePack
    from tests.conftest import Open as OpenStudy

RIGHT, WRONG = Verdict(Outcome.RIGHT, score=1.0), Verdict(Outcome.WRONG, mistake="value")


def drawn(quiz: Quiz) -> list[object]:
    return [(asked.card.id, asked.variant, asked.version) for asked in quiz.questions]


def test_the_same_seed_gives_the_same_quiz(open_study: OpenStudy, clock: FrozenClock) -> None:
    first = open_study().quizzes.start("sigmoids", 5, seed=42)
    clock.forward(days=3)
    second = open_study().quizzes.start("sigmoids", 5, seed=42)
    assert drawn(first) == drawn(second)
    assert first.id != second.id
    others = [drawn(open_study().quizzes.start("sigmoids", 5, seed=seed)) for seed in (43, 44)]
    assert drawn(first) not in others
    assert others[0] != others[1]


def test_a_shorter_quiz_is_the_beginning_of_a_longer_one(study: Study) -> None:
    longer, shorter = (study.quizzes.start("sigmoids", count, seed=5) for count in (6, 3))
    assert drawn(longer)[:3] == drawn(shorter)


def test_a_quiz_asks_each_question_once_and_only_what_the_machine_can_grade(study: Study) -> None:
    quiz = study.quizzes.start("sigmoids", 200, seed=1)
    asked = [one.question.id for one in quiz.questions]
    assert sorted(asked) == [
        "below-one",
        "chain-ratio",
        "factors",
        "largest-slope",
        "other-name",
        "two-blanks",
        "two-slopes",
    ]
    assert not any(isinstance(one.question, Flashcard | Open) for one in quiz.questions)


def test_a_quiz_without_a_seed_draws_one_that_repeats_it(study: Study, clock: FrozenClock) -> None:
    quiz = study.quizzes.start("sigmoids", 4)
    assert drawn(study.quizzes.start("sigmoids", 4, seed=quiz.seed)) == drawn(quiz)
    clock.forward(seconds=1)
    assert study.quizzes.start("sigmoids", 4).seed != quiz.seed


def test_a_quiz_leaves_the_schedule_alone(study: Study, home: Home) -> None:
    def schedule() -> list[object]:
        store = Store(home.store)
        with store.reading() as session:
            found = session.execute(text("SELECT * FROM cards ORDER BY id")).all()
            count = session.execute(text("SELECT count(*) FROM reviews")).scalar_one()
        store.close()
        return [*map(tuple, found), count]

    before = schedule(), study.today()
    quiz = study.quizzes.start("sigmoids", 7, seed=1)
    for place, asked in enumerate(quiz.questions):
        options = getattr(asked.question, "options", ())
        right = tuple(shown for shown, kept in enumerate(asked.variant.order) if options[kept].correct)
        typed = right_answer(asked.question, asked.facet, asked.variant)
        verdict = asked.grade(right or typed)
        assert verdict.outcome is Outcome.RIGHT
        study.quizzes.answer(quiz, place, verdict, response=typed)
    assert (schedule(), study.today()) == before


def test_results(study: Study) -> None:
    quiz = study.quizzes.start("relus", 2, seed=1)
    answers = [
        study.quizzes.answer(quiz, place, verdict, response="x", seconds=1.0)
        for place, verdict in enumerate((RIGHT, WRONG))
    ]
    result = Result(quiz, tuple(answers))
    assert result.right == 1
    assert [missed.asked for missed in result.missed] == [quiz.questions[1]]
    study.quizzes.start("relus", 1, seed=2)  # begun and left
    full = study.quizzes.start("sigmoids", 3, seed=3)
    for place in range(3):
        study.quizzes.answer(full, place, RIGHT)
    found = [
        (quiz.title, quiz.day, quiz.asked, quiz.answered, quiz.right)
        for quiz in study.progress.overview().quizzes
    ]
    day = date(2026, 11, 23)
    assert found == [("Sigmoids", day, 3, 3, 3), ("ReLUs", day, 2, 2, 1)]


def test_what_an_answer_stores(study: Study, home: Home) -> None:
    quiz = study.quizzes.start("relus", 2, seed=9)
    study.quizzes.answer(quiz, 0, WRONG, response="a\x1b[2J\udcff", seconds=-3.0)
    store = Store(home.store)
    with store.reading() as session:
        row = session.execute(text("SELECT * FROM attempts")).one()
    store.close()
    assert (row.quiz_id, row.place, row.card_id) == (quiz.id, 0, quiz.questions[0].card.id)
    assert (row.outcome, row.mistake, row.score, row.seconds) == ("wrong", "value", 0.0, 0.0)
    assert row.response == "a[2J"
    assert (row.seed, row.version) == (quiz.questions[0].variant.seed, quiz.questions[0].version)


def test_an_answer_is_given_once_and_only_when_it_can_be_graded(study: Study) -> None:
    quiz = study.quizzes.start("relus", 2, seed=9)
    with pytest.raises(ValueError, match="costs nothing"):
        study.quizzes.answer(quiz, 0, Verdict(Outcome.NOT_GRADABLE, "write a number"))
    study.quizzes.answer(quiz, 0, RIGHT)
    with pytest.raises(IntegrityError):
        study.quizzes.answer(quiz, 0, WRONG)
    assert study.progress.overview().quizzes[0].right == 1


@pytest.mark.parametrize(
    ("pack", "count", "message"),
    [
        ("relus", 0, "a quiz has 1 to 200 questions, got 0"),
        ("relus", 201, "a quiz has 1 to 200 questions, got 201"),
        ("nothing", 3, "there is no pack 'nothing'; 'studyapp packs' lists them"),
        ("cards-only", 3, "pack 'cards-only' has no question that can be graded by the machine"),
    ],
)
def test_refused(pack: str, count: int, message: str, open_study: OpenStudy, write_pack: WritePack) -> None:
    card: dict[str, object] = {
        "id": "card",
        "kind": "flashcard",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "Front",
        "answer": "Back",
        "backed_by": "citation",
        "references": [{"title": "A book"}],
    }
    write_pack("cards-only", [card])
    with pytest.raises(QuizError) as caught:
        open_study().quizzes.start(pack, count, seed=1)
    assert str(caught.value) == message
