"""Quizzes by their options, cramming, mistakes, time, and a quiz that is taken up again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import Rating
from studyapp.core.quiz import Mode, QuizError, QuizOptions
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.quiz import Quiz
from studyapp.study.quiz_run import QuizRun

if TYPE_CHECKING:
    from tests.conftest import FrozenClock
    from tests.conftest import Open as OpenStudy

RIGHT, WRONG = Verdict(Outcome.RIGHT, score=1.0), Verdict(Outcome.WRONG, mistake="value")


def drawn(quiz: Quiz) -> list[object]:
    return [(asked.card.id, asked.variant, asked.version) for asked in quiz.questions]


def cards(quiz: Quiz) -> list[str]:
    return [asked.card.id for asked in quiz.questions]


def rows(home: Home, *tables: str) -> list[object]:
    store = Store(home.store)
    with store.reading() as session:
        found = [session.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all() for table in tables]
    store.close()
    return [tuple(row) for table in found for row in table]


def rate(study: Study, card: str, rating: Rating) -> None:
    """Review the next card that is asked until it is this one."""
    session = study.review()
    while (asked := session.next()) is not None:
        if asked.card.id == card:
            session.rate(asked, None, rating=rating)
            return
        session.pass_over(asked)
    raise AssertionError(f"{card} is not asked")


# --- by options -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        QuizOptions(topics=("chain-rule",), seed=1),
        QuizOptions(kinds=("numeric", "cloze"), seed=1),
        QuizOptions(difficulties=("easy",), seed=1),
        QuizOptions(("relus",), difficulties=("easy", "medium"), seed=1),
        QuizOptions(topics=("sigmoid",), mode=Mode.TOPIC, seed=1),
    ],
    ids=str,
)
def test_only_what_the_options_allow_is_asked(study: Study, options: QuizOptions) -> None:
    quiz = study.quizzes.begin(options)
    for asked in quiz.questions:
        assert not options.packs or asked.card.pack in options.packs
        assert not options.topics or set(options.topics) & set(asked.question.topics)
        assert not options.kinds or asked.question.kind in options.kinds
        assert not options.difficulties or asked.question.difficulty in options.difficulties
    assert len(quiz.questions) == study.quizzes.matching(options) > 0
    other = [asked.question.id for asked in study.quizzes.begin(QuizOptions(seed=1, count=200)).questions]
    assert len(other) > len(quiz.questions)


def test_a_quiz_minds_neither_the_rows_nor_the_history(
    study: Study, open_study: OpenStudy, home: Home, clock: FrozenClock
) -> None:
    options = QuizOptions(seed=8, count=6)
    before = study.quizzes.begin(options)
    rate(study, "sigmoids/slope-bound#forward", Rating.EASY)
    study.actions.suspend(cards(before)[:2])
    store = Store(home.store)
    with store.writing() as session:
        identities = session.scalars(text("SELECT id FROM questions")).all()
        places = random.Random(4).sample(range(1_000, 2_000), len(identities))
        for identity, place in zip(identities, places, strict=True):
            session.execute(
                text("UPDATE questions SET position = :at, rowid = :at WHERE id = :id"),
                {"at": place, "id": identity},
            )
    store.close()
    clock.forward(days=40)
    assert drawn(open_study().quizzes.begin(options)) == drawn(before)


def test_a_search_chooses_too(study: Study) -> None:
    missed = "sigmoids/slope-bound#forward"
    rate(study, missed, Rating.AGAIN)
    for search, mode, expected in [
        ("topic:relu kind:numeric", Mode.QUIZ, {"relus/slope-right#answer"}),
        (
            "is:new topic:chain-rule -kind:open",
            Mode.CRAM,
            {"sigmoids/chain-ratio#answer", "sigmoids/factors#answer"},
        ),
        ("rated:1", Mode.MISTAKES, {missed}),
    ]:
        options = QuizOptions(selection=search, mode=mode, seed=1, count=50)
        quiz = study.quizzes.begin(options)
        assert set(cards(quiz)) == expected
        assert study.quizzes.matching(options) == len(expected)
        assert quiz.code is None, "what a search chose may depend on the learner"
    with pytest.raises(Refusal):
        study.quizzes.begin(QuizOptions(selection='kind:"'))
    with pytest.raises(QuizError, match="nothing was answered wrong"):
        study.quizzes.begin(QuizOptions(selection="topic:relu", mode=Mode.MISTAKES))


def test_what_fits_nothing_is_said_in_one_line(study: Study) -> None:
    for options, says in [
        (QuizOptions(topics=("nowhere",)), "no question fits"),
        (QuizOptions(mode=Mode.MISTAKES), "nothing was answered wrong in the last 30 days"),
        (QuizOptions(("relus", "gone")), "there is no pack 'gone'"),
    ]:
        with pytest.raises(QuizError, match=says):
            study.quizzes.begin(options)


# --- cramming ---------------------------------------------------------------------------------------------------


def test_cramming_repeats_until_right_once_and_leaves_the_schedule_alone(study: Study, home: Home) -> None:
    rate(study, "sigmoids/slope-bound#forward", Rating.GOOD)
    before = rows(home, "cards", "reviews", "showings", "undone", "journal", "moves")
    today = study.today()
    for seed in range(8):
        source = random.Random(seed)
        run = QuizRun(study.quizzes, study.quizzes.begin(QuizOptions(mode=Mode.CRAM, seed=seed, count=5)))
        right: set[str] = set()
        last, answers = None, 0
        while (asked := run.asked) is not None:
            assert asked.card.id not in right, "what was right once is not asked again"
            assert asked.card.id != last or run.left == 1
            verdict = source.choice((RIGHT, WRONG))
            run.answer(verdict)
            right |= {asked.card.id} if verdict is RIGHT else set()
            last, answers = asked.card.id, answers + 1
        assert right == set(cards(run.quiz))
        result = run.result()
        assert result is not None
        assert (result.answered, result.asked) == (5, 5)
        assert len(result.answers) == answers
        assert result.right + len(result.missed) == 5
    assert rows(home, "cards", "reviews", "showings", "undone", "journal", "moves") == before
    assert (study.today().due, study.today().new) == (today.due, today.new)
    assert study.progress.overview().quizzes == ()


def test_cramming_asks_the_weakest_first(study: Study, clock: FrozenClock) -> None:
    strong, weak = "sigmoids/largest-slope#answer", "sigmoids/other-name#answer"
    rate(study, strong, Rating.EASY)
    rate(study, weak, Rating.HARD)
    clock.forward(minutes=10)
    rate(study, weak, Rating.EASY)
    clock.forward(days=3)
    asked = cards(study.quizzes.begin(QuizOptions(mode=Mode.CRAM, count=200, seed=1)))
    assert asked[:2] == [weak, strong]
    assert any(card.startswith("sigmoids/slope-bound") for card in asked), "cards take part too"
    study.actions.suspend([weak])
    assert weak not in cards(study.quizzes.begin(QuizOptions(mode=Mode.CRAM, count=200, seed=1)))


def test_a_repetition_has_numbers_of_its_own(study: Study) -> None:
    options = QuizOptions(("sigmoids",), kinds=("numeric",), mode=Mode.CRAM, seed=2, count=1)
    run = QuizRun(study.quizzes, study.quizzes.begin(options))
    seeds = []
    for _ in range(4):
        assert run.asked is not None
        seeds.append(run.asked.variant.seed)
        run.answer(WRONG)
    assert len(set(seeds)) == 4
    again = QuizRun(study.quizzes, study.quizzes.take_up())
    assert again.asked is not None
    assert run.asked is not None
    assert again.asked.variant == run.asked.variant


def test_a_card_that_the_learner_judges_is_kept_as_such(study: Study, home: Home) -> None:
    options = QuizOptions(kinds=("flashcard",), mode=Mode.CRAM, count=2, seed=1)
    run = QuizRun(study.quizzes, study.quizzes.begin(options))
    run.answer(WRONG)
    run.answer(RIGHT)
    stored = rows(home, "(SELECT place, outcome, score FROM attempts)")
    assert stored == [(0, "self-rated", 0.0), (1, "self-rated", 1.0)]
    taken_up = study.quizzes.take_up()
    assert [one.right for one in taken_up.answered] == [False, True]


# --- mistakes ---------------------------------------------------------------------------------------------------


def test_mistakes_are_what_was_wrong_lately_and_not_right_since(study: Study, clock: FrozenClock) -> None:
    def missed() -> list[str]:
        try:
            return cards(study.quizzes.begin(QuizOptions(mode=Mode.MISTAKES, count=50, seed=1)))
        except QuizError:
            return []

    reviewed = "sigmoids/slope-bound#forward"
    rate(study, reviewed, Rating.AGAIN)
    clock.forward(minutes=1)
    quiz = study.quizzes.start("sigmoids", 3, seed=1)
    for place, verdict in enumerate((WRONG, RIGHT, WRONG)):
        study.quizzes.answer(quiz, place, verdict)
        clock.forward(seconds=10)
    first, _, third = cards(quiz)
    assert missed() == [third, first, reviewed]
    run = QuizRun(study.quizzes, study.quizzes.begin(QuizOptions(mode=Mode.MISTAKES, count=50, seed=1)))
    run.answer(RIGHT)
    assert missed() == [first, reviewed]
    run.answer(WRONG)
    assert run.override() is not None
    assert missed() == [reviewed]
    study.actions.undo()
    assert missed() == [], "a review that was taken back is no mistake"
    study.actions.redo()
    assert missed() == [reviewed]
    clock.forward(days=31)
    assert missed() == [], "lately are 30 days"


# --- time, and what is left -------------------------------------------------------------------------------------


def test_an_unfinished_quiz_is_taken_up_where_it_was_left(
    study: Study, open_study: OpenStudy, clock: FrozenClock
) -> None:
    ticks = [0.0]
    options = QuizOptions(count=5, seed=3, seconds=600)
    quiz = study.quizzes.begin(options)
    run = QuizRun(study.quizzes, quiz, lambda: ticks[0])
    for verdict in (RIGHT, WRONG):
        ticks[0] += 50
        run.answer(verdict, response="x")
    study.close()
    clock.forward(days=2)
    later = open_study()
    left = later.quizzes.unfinished()
    assert left is not None
    assert (left.id, left.answered, left.asked, left.seconds_left) == (quiz.id, 2, 5, 500)
    again = QuizRun(later.quizzes, later.quizzes.take_up(), lambda: ticks[0])
    assert drawn(again.quiz) == drawn(quiz)
    assert again.quiz.code == quiz.code
    assert (again.done, again.left, again.seconds_left) == (2, 3, 500)
    for question in quiz.questions[2:]:
        assert again.asked == question
        again.answer(RIGHT)
    result = again.result()
    assert result is not None
    assert (result.right, result.answered, len(result.missed)) == (4, 5, 1)
    assert later.quizzes.unfinished() is None
    with pytest.raises(QuizError, match="no quiz to go on with"):
        later.quizzes.take_up()


def test_a_quiz_ends_when_its_time_is_over_and_the_rest_is_unanswered(study: Study) -> None:
    ticks = [0.0]
    run = QuizRun(
        study.quizzes, study.quizzes.begin(QuizOptions(count=5, seed=3, seconds=60)), lambda: ticks[0]
    )
    ticks[0] = 30.0
    run.answer(WRONG)
    assert not run.out_of_time()
    ticks[0] = 61.0
    run.answer(RIGHT)  # given in time, stored a moment later
    asked = run.asked
    assert asked is None
    result = run.result()
    assert result is not None
    assert (result.time_over, result.answered, result.asked, result.right) == (True, 2, 5, 1)
    assert [one.right for one in result.missed] == [False]
    assert study.quizzes.unfinished() is None


def test_leaving_early_counts_nothing_as_wrong(study: Study) -> None:
    run = QuizRun(study.quizzes, study.quizzes.begin(QuizOptions(count=5, seed=3)))
    assert run.result() is None
    run.answer(RIGHT)
    run.skip()
    result = run.result()
    assert result is not None
    assert (result.right, result.answered, result.asked, result.missed) == (1, 1, 5, ())
    assert study.progress.overview().quizzes[0].answered == 1


def test_a_newer_quiz_takes_the_place_of_an_unfinished_one(study: Study) -> None:
    first = study.quizzes.begin(QuizOptions(count=5, seed=3))
    second = study.quizzes.begin(QuizOptions(count=4, seed=4))
    study.quizzes.answer(first, 0, RIGHT)
    found = study.quizzes.unfinished()
    assert found is not None
    assert (found.id, found.answered) == (second.id, 0)
    study.quizzes.end(first)
    assert study.quizzes.unfinished() == found
    study.quizzes.end(second)
    assert study.quizzes.unfinished() is None
