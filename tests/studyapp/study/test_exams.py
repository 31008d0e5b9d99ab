"""Exams over the store: kept, changed and taken back; what they ask today, and what is expected on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core import planner
from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating
from studyapp.store import cards
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.exams import DEFAULT_MINUTES, MOST_EXAMS

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import FrozenClock, Open, WritePack

TODAY = date(2026, 11, 23)
FINALS = date(2026, 12, 13)


def flashcards(count: int) -> list[dict[str, object]]:
    return [
        {
            "id": f"card-{number:02}",
            "kind": "flashcard",
            "difficulty": "easy",
            "topics": ["relu"],
            "prompt": f"Front {number}",
            "answer": f"Back {number}",
            "backed_by": "citation",
            "references": [{"title": "A book"}],
        }
        for number in range(count)
    ]


@pytest.fixture
def many(write_pack: WritePack, open_study: Open) -> Study:
    """The app with thirty flashcards besides the small packs."""
    write_pack("many", flashcards(30))
    study = open_study()
    assert not study.problems
    return study


def study_a_day(study: Study, rating: Rating = Rating.GOOD, seconds: float = 10.0) -> int:
    session, count = study.review(), 0
    while (asked := session.next()) is not None:
        session.rate(asked, None, rating=rating, seconds=seconds)
        count += 1
        assert count < 300
    return count


def test_an_exam_is_kept_and_found_again(many: Study, open_study: Open) -> None:
    added = many.exams.add("  ML \x1b[31mfinals ", FINALS, "pack:many", 15)
    assert added.name == "ML [31mfinals"
    again = open_study()
    assert again.exams.all() == (added,)
    assert again.exams.named("ml [31mFINALS") == added
    assert (added.day, added.selection, added.minutes) == (FINALS, "pack:many", 15)
    assert many.exams.add("Other", FINALS).minutes == DEFAULT_MINUTES


def test_every_change_can_be_undone_and_done_again(study: Study) -> None:
    added = study.exams.add("Finals", FINALS)
    changed = study.exams.change("finals", new_name="Resit", day=FINALS + timedelta(days=9), minutes=5)
    assert changed == study.exams.named("resit")
    study.exams.remove("Resit")
    assert study.exams.all() == ()
    says = []
    for expected in ((changed,), (added,), ()):
        done = study.actions.undo()
        assert done is not None
        says.append(done.says)
        assert study.exams.all() == expected
    assert says == ["Removed exam Resit", "Changed exam Finals", "Added exam Finals"]
    for expected in ((added,), (changed,), ()):
        assert study.actions.redo() is not None
        assert study.exams.all() == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("", FINALS), "needs a name"),
        (("x" * 81, FINALS), "needs a name"),
        (("\x1b\x07", FINALS), "needs a name"),
        (("Late", TODAY), "days ahead"),
        (("Late", date(2040, 1, 1)), "days ahead"),
        (("Long", FINALS, "", 0), "minutes a day"),
        (("Long", FINALS, "", 1441), "minutes a day"),
        (("Odd", FINALS, "x" * 1001), "selection"),
        (("Odd", FINALS, '"'), "quote"),
        (("FINALS", FINALS), "already"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    study: Study, given: tuple[str, date], words: str
) -> None:
    kept = study.exams.add("Finals", FINALS)
    with pytest.raises(Refusal, match=words):
        study.exams.add(*given)
    assert study.exams.all() == (kept,)


def test_names_are_told_apart_and_their_number_is_limited(study: Study) -> None:
    for number in range(MOST_EXAMS):
        study.exams.add(f"Exam {number}", FINALS)
    with pytest.raises(Refusal, match="remove one first"):
        study.exams.add("One more", FINALS)
    with pytest.raises(Refusal, match="already"):
        study.exams.change("Exam 3", new_name="exam 4")
    with pytest.raises(Refusal, match="there is no exam 'Nope'"):
        study.exams.remove("Nope")


def test_a_plan_is_expected_to_beat_doing_nothing(many: Study, clock: FrozenClock) -> None:
    exam = many.exams.add("Finals", FINALS, minutes=10)
    outlook = many.exams.outlook(exam)
    assert outlook.days_left == 20
    assert outlook.plan is not None
    assert outlook.plan.recall_now == outlook.plan.recall_untouched == 0.0
    assert outlook.plan.recall > 0.8
    study_a_day(many)
    clock.forward(days=3)
    later = many.exams.outlook(exam).plan
    assert later is not None
    assert 0 < later.recall_untouched < later.recall_now < later.recall
    assert many.exams.outlooks()[0].plan == later
    clock.forward(days=17)
    over = many.exams.outlook(exam)
    assert (over.days_left, over.plan) == (0, None)
    assert many.exams.todays_cards() == ()
    with pytest.raises(Refusal, match="has come"):
        many.exams.cost_of_days_off(exam, [TODAY])


def test_today_asks_what_the_plan_says_one_card_a_question(
    many: Study, home: Home, clock: FrozenClock
) -> None:
    many.exams.add("Finals", FINALS, minutes=10)
    asked = many.exams.todays_cards()
    questions = [card.partition("#")[0] for card in asked]
    assert asked
    assert len(set(questions)) == len(questions)
    # New cards come in the order of study.
    store = Store(home.store)
    with store.reading() as session:
        in_order = planner.one_of_each_question(cards.cards_in_study(session, []))
    store.close()
    assert list(asked) == [card.id for card in in_order][: len(asked)]
    study_a_day(many)
    seen = set(questions)
    assert not seen & {card.partition("#")[0] for card in many.exams.todays_cards()}
    clock.forward(days=1)
    assert many.exams.todays_cards()


def test_a_new_card_waits_for_what_it_requires(write_pack: WritePack, open_study: Open) -> None:
    first, second = flashcards(2)
    write_pack("many", [first | {"requires": ["card-01"]}, second])
    study = open_study()
    exam = study.exams.add("Finals", FINALS, "pack:many", 60)
    asked = study.exams.todays_cards_of(exam)
    assert "many/card-01#answer" in asked or "many/card-01#forward" in asked
    assert not any(card.startswith("many/card-00#") for card in asked)


def test_hidden_cards_are_not_asked(many: Study) -> None:
    many.exams.add("Finals", FINALS, minutes=60)
    first, second, *_ = many.exams.todays_cards()
    many.actions.suspend([first])
    many.actions.bury([second])
    assert not {first, second} & set(many.exams.todays_cards())


def test_the_time_of_today_is_used_up_by_answers(many: Study) -> None:
    exam = many.exams.add("Finals", FINALS, minutes=1)
    before = len(many.exams.todays_cards_of(exam))
    session = many.review()
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.GOOD, seconds=59.0)
    assert len(many.exams.todays_cards_of(exam)) < before


def test_a_day_off_costs_and_a_wish_takes_minutes(many: Study) -> None:
    exam = many.exams.add("Finals", TODAY + timedelta(days=6), minutes=2)
    last = TODAY + timedelta(days=5)
    costs = many.exams.cost_of_days_off(exam, [TODAY, last])
    assert set(costs) == {TODAY, last}
    assert costs[last] > 0
    minutes = many.exams.minutes_needed(exam, 0.9)
    assert minutes is not None
    assert minutes > 2
    assert many.exams.minutes_needed(exam, 0.1) in (1, 2)


def test_a_selection_that_can_no_longer_be_read_is_told(many: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from studyapp.core import selection

    exam = many.exams.add("Finals", FINALS)

    def refuse(_text: str) -> None:
        raise selection.SelectionError("at 1: no such word")

    monkeypatch.setattr(selection, "parse", refuse)
    assert many.exams.outlook(exam).problem == "at 1: no such word"
    assert many.exams.todays_cards() == ()
