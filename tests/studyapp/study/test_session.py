"""A review session: what is asked, what a rating stores, taking back, and what is found again the next day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from studyapp.config import Home
from studyapp.core.grading import Outcome
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import New, Rating, Reviewed
from studyapp.core.offers import Interval
from studyapp.lab import variants
from studyapp.store import reviews
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import MAX_RESPONSE, ReviewSession

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open, WritePack


def must(asked: Asked | None) -> Asked:
    assert asked is not None
    return asked


def taken_back(session: ReviewSession) -> Asked:
    """The card that is asked again once its rating was taken back."""
    undone = session.undo()
    assert undone is not None
    return must(undone[1])


def rate_all(session: ReviewSession, rating: Rating) -> list[str]:
    """Rate whatever comes until nothing is due now; the cards in the order asked."""
    asked: list[str] = []
    while (card := session.next()) is not None:
        session.rate(card, None, rating=rating)
        asked.append(card.card.id)
        assert len(asked) < 200
    return asked


def table(home: Home, query: str) -> list[tuple[object, ...]]:
    store = Store(home.store)
    with store.reading() as session:
        found = [tuple(row) for row in session.execute(text(query))]
    store.close()
    return found


def test_new_cards_come_in_order_and_one_facet_of_a_question_a_day(study: Study, clock: FrozenClock) -> None:
    first_day = rate_all(study.review(), Rating.EASY)
    assert first_day == [
        "relus/kink#answer",
        "relus/slope-right#answer",
        "sigmoids/slope-bound#forward",
        "sigmoids/two-blanks#bound",
        "sigmoids/factors#answer",
        "sigmoids/other-name#answer",
        "sigmoids/why-chains-fade#answer",
        "sigmoids/chain-ratio#answer",
        "sigmoids/two-slopes#answer",
        "sigmoids/below-one#answer",
        "sigmoids/largest-slope#answer",
    ]
    clock.forward(hours=12)
    assert study.review().next() is None
    clock.forward(hours=7)
    assert rate_all(study.review(), Rating.EASY) == [
        "sigmoids/slope-bound#reverse",
        "sigmoids/two-blanks#place",
    ]


def test_a_session_of_one_pack(study: Study) -> None:
    session = study.review(("relus",))
    assert session.outlook().new == 2
    assert rate_all(session, Rating.EASY) == ["relus/kink#answer", "relus/slope-right#answer"]
    assert session.outlook().new == 0
    assert study.review(("nothing",)).next() is None
    assert study.review().outlook().new == 9


def many(count: int) -> list[dict[str, object]]:
    return [
        {
            "id": f"fact-{place:02}",
            "kind": "true_false",
            "difficulty": "easy",
            "topics": ["facts"],
            "prompt": f"Fact {place}.",
            "answer": True,
            "backed_by": "citation",
            "references": [{"title": "A book"}],
        }
        for place in range(count)
    ]


def test_new_cards_come_in_blocks_of_a_topic(open_study: Open, write_pack: WritePack) -> None:
    questions = many(6)
    for place, question in enumerate(questions):
        question["topics"] = [("slopes", "chains")[place % 2], "facts"]
    write_pack("facts", questions)
    asked = rate_all(open_study().review(("facts",)), Rating.EASY)
    assert asked == [f"facts/fact-{place:02}#answer" for place in (0, 2, 4, 1, 3, 5)]


def test_what_is_required_comes_first(open_study: Open, write_pack: WritePack, clock: FrozenClock) -> None:
    questions = many(4)
    questions[0]["requires"] = ["fact-02", "fact-03"]
    questions[1]["requires"] = ["relus/kink"]
    write_pack("facts", questions)
    study = open_study()
    session = study.review(("facts",))
    assert session.outlook().new == 2, "two wait for what they build on"
    first = must(session.next())
    assert first.card.id == "facts/fact-02#answer"
    session.rate(first, None, rating=Rating.EASY)
    second = must(session.next())
    session.rate(second, None, rating=Rating.GOOD)
    assert session.next() is not None, "in a learning step"
    assert study.review(("facts",)).outlook().new == 0, "a card in its steps is not known yet"
    clock.forward(minutes=10)
    session.rate(second, None, rating=Rating.GOOD)
    assert must(study.review(("facts",)).next()).card.id == "facts/fact-00#answer"
    # One that the learner put aside holds nothing back.
    study.actions.suspend(["relus/kink#answer"])
    assert study.review(("facts",)).outlook().new == 2


def test_the_limit_of_new_cards_a_day(open_study: Open, write_pack: WritePack, clock: FrozenClock) -> None:
    write_pack("facts", many(DEFAULT_HABITS.new_a_day + 10))
    study = open_study()
    session = study.review()
    assert session.outlook().new == DEFAULT_HABITS.new_a_day
    assert len(rate_all(session, Rating.EASY)) == DEFAULT_HABITS.new_a_day
    assert session.outlook().new == 0
    # A card taken back makes room again, one that was only answered twice takes none.
    assert study.review().undo() is not None
    assert session.outlook().new == 1
    study.close()
    assert open_study().review().outlook().new == 1
    clock.forward(days=1)
    assert open_study().review().outlook().new == DEFAULT_HABITS.new_a_day


def test_due_cards_go_before_new_ones(study: Study, clock: FrozenClock) -> None:
    session = study.review()
    first = must(session.next())
    session.rate(first, None, rating=Rating.AGAIN)
    assert must(session.next()).card.id != first.card.id
    clock.forward(seconds=61)
    session = study.review()
    assert must(session.next()).card.id == first.card.id


def test_the_last_card_is_not_repeated_unless_it_is_alone(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    first = must(session.next())
    session.rate(first, None, rating=Rating.AGAIN)
    clock.forward(minutes=2)
    second = must(session.next())
    assert second.card.id != first.card.id, "the card just rated came again though another one was new"
    session.pass_over(second)
    assert must(session.next()).card.id == first.card.id


def test_a_card_passed_over_is_left_for_another_session(study: Study) -> None:
    session = study.review()
    first = must(session.next())
    session.pass_over(first)
    assert must(session.next()).card.id != first.card.id
    assert must(study.review().next()).card.id == first.card.id


def test_a_learning_step_comes_early_only_when_nothing_else_is_left(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    first = must(session.next())
    session.rate(first, None, rating=Rating.GOOD)
    assert (session.outlook().due, session.outlook().new, session.outlook().ahead) == (0, 1, 1)
    second = must(session.next())
    assert second.card.id != first.card.id
    session.rate(second, None, rating=Rating.EASY)
    assert session.outlook().waiting_until == clock().astimezone(UTC) + timedelta(minutes=10)
    assert study.today().ahead == 1
    early = must(session.next())
    assert early.card.id == first.card.id
    assert session.rate(early, None, rating=Rating.GOOD).state.due_at is None
    assert session.next() is None


def test_a_learning_step_is_due_when_its_time_has_come(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    asked = must(session.next())
    session.rate(asked, None, rating=Rating.AGAIN)
    clock.forward(minutes=1)
    assert session.outlook().due == 1
    assert must(study.review(("relus",)).next()).card.id == asked.card.id


def test_what_a_review_stores(study: Study, home: Home, clock: FrozenClock) -> None:
    session = study.review(("sigmoids",))
    asked = must(session.next())
    while asked.card.id != "sigmoids/chain-ratio#answer":
        session.pass_over(asked)
        asked = must(session.next())
    verdict = asked.grade("77777")
    rated = session.rate(asked, verdict, response="7\x1b777\u202e7" + "7" * 5_000, hinted=True, seconds=3.5)
    store = Store(home.store)
    with store.reading() as opened:
        review = reviews.review(opened, rated.review_id)
    store.close()
    assert review is not None
    assert (review.card_id, review.rating, review.outcome) == (asked.card.id, Rating.AGAIN, "wrong")
    assert (review.hinted, review.seconds, review.before) == (True, 3.5, New())
    assert review.response == "7" * MAX_RESPONSE
    assert review.at == clock().astimezone(UTC)
    assert review.day == date(2026, 11, 23)
    assert review.version == asked.version
    assert review.seed == asked.variant.seed
    redrawn = variants.draw("sigmoids", asked.question, review.seed)
    assert redrawn == asked.variant
    assert review.variant["key"] == redrawn.key
    assert review.variant["variables"] == redrawn.variables


def test_a_half_of_a_surrogate_pair_is_stored_as_nothing(study: Study, home: Home) -> None:
    session = study.review()
    session.rate(must(session.next()), None, rating=Rating.GOOD, response="caf\udce9")
    assert table(home, "SELECT response FROM showings") == [("caf",)]


@pytest.mark.parametrize(
    ("response", "hinted", "rating"),
    [("true", False, Rating.GOOD), ("true", True, Rating.HARD), ("false", False, Rating.AGAIN)],
)
def test_the_rating_follows_from_the_verdict(
    study: Study, response: str, hinted: bool, rating: Rating
) -> None:
    session = study.review(("relus",))
    asked = must(session.next())
    assert session.rate(asked, asked.grade(response), hinted=hinted).rating is rating


def test_what_is_not_gradable_costs_nothing(study: Study, home: Home) -> None:
    session = study.review()
    before = (table(home, "SELECT * FROM cards"), table(home, "SELECT * FROM reviews"), session.outlook())
    asked = must(session.next())
    for typed in ("", "perhaps", "9**9**9", "🙂" * 10_000):
        verdict = asked.grade(typed)
        assert verdict.outcome is Outcome.NOT_GRADABLE
        for rating in (None, Rating.GOOD):
            with pytest.raises(ValueError, match="costs nothing"):
                session.rate(asked, verdict, rating=rating)
    assert (
        table(home, "SELECT * FROM cards"),
        table(home, "SELECT * FROM reviews"),
        session.outlook(),
    ) == before
    assert must(session.next()) == asked
    with pytest.raises(ValueError, match="needs a rating"):
        session.rate(asked, None)


def test_previews_say_what_a_rating_then_does(study: Study) -> None:
    session = study.review()
    asked = must(session.next())
    assert session.previews(asked) == {
        Rating.AGAIN: "1m",
        Rating.HARD: "6m",
        Rating.GOOD: "10m",
        Rating.EASY: "10d",
    }
    rated = session.rate(asked, None, rating=Rating.EASY)
    assert rated.state.due_day == date(2026, 11, 23) + timedelta(days=10)
    assert rated.interval == Interval(ideal=8, fuzzed=10, days=10)


# --- taking back --------------------------------------------------------------------------------------------


def test_taking_back_asks_the_same_card_with_the_same_numbers(study: Study, home: Home) -> None:
    session = study.review()
    first = must(session.next())
    session.rate(first, None, rating=Rating.EASY)
    second = must(session.next())
    session.rate(second, None, rating=Rating.AGAIN)
    assert taken_back(session) == second
    assert taken_back(session) == first
    assert session.undo() is None
    assert table(home, "SELECT count(*) FROM reviews") == [(2,)]
    assert table(home, "SELECT review_id FROM undone ORDER BY 1") == [(1,), (2,)]
    assert table(home, "SELECT count(*) FROM cards WHERE stability IS NOT NULL OR reps > 0") == [(0,)]
    assert session.next() == first
    assert study.progress.overview().reviews == 0


def test_taking_back_in_another_process(open_study: Open) -> None:
    session = open_study().review()
    first = must(session.next())
    session.rate(first, None, rating=Rating.EASY)
    other = open_study().review()
    assert taken_back(other) == first
    assert session.undo() is None


def test_two_windows_rate_one_card_one_after_the_other(open_study: Open) -> None:
    here, there = open_study(), open_study()
    asked = must(here.review().next())
    also = must(there.review().next())
    assert also == asked
    assert here.review().rate(asked, None, rating=Rating.GOOD).state.reps == 1
    assert there.review().rate(also, None, rating=Rating.GOOD).state.reps == 2
    assert here.examine() == ()


# --- the next day -------------------------------------------------------------------------------------------


def test_everything_is_as_it_was_left(open_study: Open, home: Home, clock: FrozenClock) -> None:
    study = open_study()
    for rating in (Rating.GOOD, Rating.HARD, Rating.EASY, Rating.AGAIN):
        for _ in range(4):
            session = study.review()
            if (asked := session.next()) is not None:
                session.rate(asked, None, rating=rating, response="an answer", seconds=4.0)
            clock.forward(minutes=7)
        clock.forward(days=1)
    quiz = study.quizzes.start("sigmoids", 2, seed=3)
    study.quizzes.answer(quiz, 0, quiz.questions[0].grade("1"), response="1")
    study.library.remember_place("guide/sigmoids", 2)

    def seen(app: Study) -> object:
        return (
            app.today(),
            app.progress.overview(),
            app.review().outlook(),
            app.review().next(),
            table(home, "SELECT * FROM cards ORDER BY id"),
            table(home, "SELECT * FROM reviews ORDER BY id"),
            app.library.place("guide/sigmoids"),
        )

    left = seen(study)
    assert study.today().due > 0
    assert study.today().streak == 4
    study.close()
    assert seen(open_study()) == left


def test_a_question_that_cannot_be_asked_is_passed_over_and_reported(
    open_study: Open, write_pack: WritePack
) -> None:
    broken: dict[str, object] = {
        "id": "broken",
        "kind": "numeric",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "?",
        "variables": {"w": {"choice": [0, 0.0]}},
        "answer": {"value": "1 / {{w}}"},
        "backed_by": "citation",
        "references": [{"title": "A book"}],
    }
    write_pack("a-broken-one", [broken, *many(1)])
    session = open_study().review(("a-broken-one",))
    assert must(session.next()).card.id == "a-broken-one/fact-00#answer"
    assert session.problems == ["a-broken-one/broken cannot be asked: / divides by zero"]
    must(session.next())
    assert len(session.problems) == 1


# --- the day by the clock on the wall -----------------------------------------------------------------------


def test_a_late_evening_belongs_to_its_day(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    clock.local = clock.local.replace(hour=23, minute=50)
    session.rate(must(session.next()), None, rating=Rating.EASY)
    clock.forward(hours=3)
    session.rate(must(session.next()), None, rating=Rating.EASY)
    today = study.today()
    assert (today.day, today.answers, today.streak) == (date(2026, 11, 23), 2, 1)
    clock.forward(hours=2)
    today = study.today()
    assert (today.day, today.answers, today.streak) == (date(2026, 11, 24), 0, 1)


@pytest.mark.parametrize("turn", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_turns_at_four_when_the_clocks_change(study: Study, clock: FrozenClock, turn: date) -> None:
    zone = clock.local.tzinfo
    day_before = datetime(turn.year, turn.month, turn.day, 12, tzinfo=zone) - timedelta(days=1)
    clock.local = day_before
    session = study.review(("relus",))
    rated = session.rate(must(session.next()), None, rating=Rating.EASY)
    while rated.state.due_day > turn:
        clock.local -= timedelta(days=1)
        assert session.undo() is not None
        rated = session.rate(must(session.next()), None, rating=Rating.EASY)
    assert rated.state.due_day == turn
    session.pass_over(must(session.next()))
    clock.local = datetime(turn.year, turn.month, turn.day, 3, 59, tzinfo=zone)
    assert session.outlook().due == 0
    clock.local = datetime(turn.year, turn.month, turn.day, 4, 0, tzinfo=zone)
    assert session.outlook().due == 1


def test_a_clock_moved_back_loses_nothing(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    rated = session.rate(must(session.next()), None, rating=Rating.EASY)
    clock.forward(days=-30)
    assert session.outlook().due == 0
    again = session.rate(must(session.next()), None, rating=Rating.EASY)
    assert again.state.last_day == date(2026, 10, 24)
    assert study.examine() == ()
    clock.forward(days=30 + (rated.state.due_day - rated.state.last_day).days)
    assert session.outlook().due == 2
    assert isinstance(must(session.next()).card.state, Reviewed)
