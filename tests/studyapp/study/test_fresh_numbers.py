"""New numbers at each scheduled review, the same after a restart, and other ones than the last time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.core.items import Question
from studyapp.core.memory import Rating, Reviewed
from studyapp.lab import variants
from studyapp.packs.loader import load
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from tests.examples import examples

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open, WritePack

REPETITIONS = examples(25)
# The names are not in alphabetical order, which is how the store returns them.
FEW: dict[str, Any] = {"w": {"choice": [2, 3]}, "a": {"choice": [5, 7]}}
ROUNDED: dict[str, Any] = {"w": {"real": [0.0, 1.0], "decimals": 1}, "a": {"integer": [0, 1]}}


def varying(**fields: Any) -> dict[str, object]:
    return {
        "id": "varying",
        "kind": "numeric",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "What is {{w}} and {{a}}?",
        "variables": FEW,
        "answer": {"value": "{{w}} + {{a}}"},
        "backed_by": "citation",
        "references": [{"title": "A book"}],
        **fields,
    }


def asked_now(study: Study, clock: FrozenClock) -> Asked:
    """The card of the pack, once it is due."""
    asked = study.review(("numbers",)).next()
    if asked is None:
        page = study.library.page("numbers/varying")
        assert page is not None
        state = page.cards[0].state
        assert isinstance(state, Reviewed)
        clock.forward(days=max(1, (state.due_day - clock.clock.now().day).days))
        asked = study.review(("numbers",)).next()
    assert asked is not None
    return asked


def note(asked: Asked) -> str:
    question: Question = asked.question
    return variants.note(question, asked.variant.variables)


@pytest.mark.parametrize(
    "fields",
    [{}, {"variables": ROUNDED}, {"note": "{{w}}"}],
    ids=["two of two", "rounded", "by its note"],
)
def test_each_review_has_other_numbers_than_the_last(
    fields: dict[str, Any], open_study: Open, write_pack: WritePack, clock: FrozenClock
) -> None:
    write_pack("numbers", [varying(**fields)])
    notes: list[str] = []
    keys: list[object] = []
    for repetition in range(REPETITIONS):
        study = open_study()
        asked = asked_now(study, clock)
        again = open_study()
        assert asked_now(again, clock).variant == asked.variant, "a restart draws other numbers"
        assert asked.variant.seed in {
            variants.seed_for("numbers", "varying", repetition),
            *variants._seeds("numbers", "varying", repetition),
        }
        assert asked.grade(str(asked.variant.key)).score == 1
        study.review().rate(asked, asked.grade("0"), rating=Rating.EASY)
        notes.append(note(asked))
        keys.append(asked.variant.variables)
        study.close()
        again.close()
    assert all(one != other for one, other in pairwise(notes)), notes
    if not fields:
        assert len(set(notes)) == 4, "all four pairs of numbers come up some time"


def test_the_store_draws_what_the_packs_file_draws(
    open_study: Open, write_pack: WritePack, clock: FrozenClock
) -> None:
    """What `pack check` tries is what is asked; a variable may be derived from one whose name comes later."""
    variables = {"w": {"choice": [2, 3]}, "u": {"choice": [5, 7]}, "a": {"derived": "{{w}} * {{u}}"}}
    folder = write_pack("numbers", [varying(variables=variables)])
    (question,) = load(folder).pack.questions
    study = open_study()
    for seed in range(1, 9):
        page = study.library.page("numbers/varying", seed)
        assert page is not None
        assert page.variant == variants.draw("numbers", question, seed)
    asked = asked_now(study, clock)
    values = asked.variant.variables
    assert values["a"] == values["w"] * values["u"]  # type: ignore[operator]
    assert asked.variant == variants.draw("numbers", question, asked.variant.seed)


def test_a_question_with_a_single_variant_keeps_it(
    open_study: Open, write_pack: WritePack, clock: FrozenClock
) -> None:
    write_pack("numbers", [varying(where=["{{w}} == 2", "{{a}} == 5"])])
    seen = set()
    for _ in range(4):
        study = open_study()
        asked = asked_now(study, clock)
        seen.add(note(asked))
        study.review().rate(asked, None, rating=Rating.EASY)
        study.close()
    assert len(seen) == 1


def test_a_review_taken_back_is_asked_again_with_its_numbers(
    open_study: Open, write_pack: WritePack, clock: FrozenClock
) -> None:
    write_pack("numbers", [varying()])
    study = open_study()
    for _ in range(6):
        asked = asked_now(study, clock)
        session = study.review(("numbers",))
        session.rate(asked, None, rating=Rating.EASY)
        undone = session.undo()
        assert undone is not None
        assert undone[1] is not None
        assert undone[1].variant == asked.variant
        study.close()
        study = open_study()
        assert asked_now(study, clock).variant == asked.variant
        study.review().rate(asked, None, rating=Rating.EASY)


def test_looking_and_trying_change_no_numbers(
    open_study: Open, write_pack: WritePack, clock: FrozenClock
) -> None:
    write_pack("numbers", [varying()])
    study = open_study()
    study.review().rate(asked_now(study, clock), None, rating=Rating.EASY)
    expected = asked_now(study, clock).variant
    study.library.page("numbers/varying", seed=99)
    study.library.asked("numbers/varying")
    quiz = study.quizzes.start("numbers", 1, seed=4)
    study.quizzes.answer(quiz, 0, quiz.questions[0].grade("0"))
    session = study.review(("numbers",))
    for _ in range(3):
        asked = session.next()
        assert asked is not None
        session.previews(asked)
        assert asked.variant == expected
