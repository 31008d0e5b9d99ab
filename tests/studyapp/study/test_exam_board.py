"""What the screens say of exams: computed once for each state of the journal and each day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.core.exam import Cancelled
from studyapp.core.memory import Rating
from studyapp.study.exam_board import WISH
from studyapp.study.exam_plans import ExamPlans
from studyapp.study.exams import ExamRefusal

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from tests.conftest import FrozenClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts what is computed."""
    counted: Counter[str] = Counter()
    for name in ("outlook", "minutes_needed", "cost_of_days_off"):
        real = getattr(ExamPlans, name)

        def counting(*given: Any, _name: str = name, _real: Any = real, **options: Any) -> Any:
            counted[_name] += 1
            return _real(*given, **options)

        monkeypatch.setattr(ExamPlans, name, counting)
    return counted


def answer(study: Study) -> None:
    session = study.review()
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.EASY)


def test_everything_is_computed_once_until_something_is_done(
    study: Study, clock: FrozenClock, made: Counter[str]
) -> None:
    exam = study.exams.add("Finals", TODAY + timedelta(days=20))
    board = study.exam_board
    day = TODAY + timedelta(days=1)
    for _ in range(3):
        assert board.outlook(exam) == study.exams.outlook(exam)
        assert board.needed(exam) == study.exams.minutes_needed(exam, WISH)
        assert board.cost_of_day_off(exam, day) == study.exams.cost_of_days_off(exam, [day])[day]
    assert set(made.values()) == {4}  # three of ours, one of the board's
    answer(study)
    board.outlook(exam)
    assert made["outlook"] == 5
    study.actions.undo()
    board.outlook(exam)
    assert made["outlook"] == 6
    clock.forward(days=1)
    board.outlook(exam)
    board.outlook(exam)
    assert made["outlook"] == 7


def test_the_exam_that_comes_next(study: Study, clock: FrozenClock) -> None:
    board = study.exam_board
    assert board.nearest() is None
    study.exams.add("Later", TODAY + timedelta(days=40))
    study.exams.add("Sooner", TODAY + timedelta(days=2), minutes=1)
    hint = board.nearest()
    assert hint is not None
    assert hint.outlook.exam.name == "Sooner"
    assert hint.outlook.days_left == 2
    plan = hint.outlook.plan
    assert plan is not None
    assert (hint.needed is None) == (
        plan.recall >= WISH or study.exams.minutes_needed(hint.outlook.exam, WISH) is None
    )
    clock.forward(days=2)
    hint = board.nearest()
    assert hint is not None
    assert (hint.outlook.exam.name, hint.outlook.plan, hint.needed) == ("Sooner", None, None)
    clock.forward(days=1)
    hint = board.nearest()
    assert hint is not None
    assert hint.outlook.exam.name == "Later"


def test_an_exam_whose_cards_cannot_be_read_or_are_none(study: Study) -> None:
    study.exams.add("Nothing", TODAY + timedelta(days=3), "topic:nowhere")
    hint = study.exam_board.nearest()
    assert hint is not None
    assert hint.outlook.plan is not None
    assert hint.outlook.plan.cards == 0
    assert hint.needed is None


def test_what_is_canceled_is_not_kept(study: Study) -> None:
    exam = study.exams.add("Finals", TODAY + timedelta(days=20))
    with pytest.raises(Cancelled):
        study.exam_board.outlook(exam, lambda _share: False)
    shares: list[float] = []

    def heard(share: float) -> bool:
        shares.append(share)
        return True

    study.exam_board.outlook(exam, heard)
    assert shares
    assert all(0 <= share <= 1 for share in shares)


def test_overdue_questions_are_counted(study: Study, clock: FrozenClock) -> None:
    assert study.exam_board.overdue() == 0
    for _ in range(3):
        answer(study)
    clock.forward(days=200)
    assert study.exam_board.overdue() == 3


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " \x1b "}),
        ("name", {"name": "x" * 81}),
        ("name", {"name": "TAKEN"}),
        ("day", {"day": TODAY}),
        ("day", {"day": TODAY + timedelta(days=4_000)}),
        ("selection", {"selected": "is:nothing"}),
        ("selection", {"selected": "(" * 2_000}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 9_999}),
    ],
)
def test_a_refusal_names_its_field(study: Study, field: str, given: dict[str, Any]) -> None:
    study.exams.add("Taken", TODAY + timedelta(days=5))
    wanted: dict[str, Any] = {"name": "Finals", "day": TODAY + timedelta(days=9)} | given
    with pytest.raises(ExamRefusal) as refused:
        study.exams.add(**wanted)
    assert refused.value.field == field
    assert len(study.exams.all()) == 1
