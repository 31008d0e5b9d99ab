"""Typed answers as learners write them: what must be accepted, what must not, and how a slip is treated.

The table in tests/data grows with every fault that is found. It is read against one glossary, as a pack has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Known, Outcome, Verdict, grade, rating_for
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.memory import Rating
from studyapp.core.slips import slip_of
from studyapp.core.terms import term_key
from studyapp.core.worked import Variant
from tests.work import at_most

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
GLOSSARY: Known = frozenset(
    frozenset(names.split(", "))
    for names in (
        "vanishing gradient, vanishing gradients",
        "exploding gradient, exploding gradients",
        "supervised learning",
        "unsupervised learning",
        "self-supervised learning",
        "Adam",
        "AdamW",
        "RMSProp",
        "RProp",
        "ReLU, rectified linear unit",
        "PReLU",
        "softmax",
        "sigmoid, logistic function",
        "logistic regression",
        "linear regression",
        "convex function",
        "concave function",
        "batch normalization, batch norm",
        "layer normalization",
        "weight decay",
        "weight delay",
        "hypothesis",
        "interpolation",
        "overfitting",
        "underfitting",
        "gradient ascent",
        "gradient descent",
    )
)

Pairs = list[tuple[str, str]]
TABLE = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "typed_answers.yaml").read_text(encoding="utf-8")
)
SAME: Pairs = [(answer, typed) for answer, typed in TABLE["same"]]
SLIPS: Pairs = [(answer, typed) for answer, typed in TABLE["slips"]]
LOOK_ALIKES: Pairs = [(answer, typed) for answer, typed in TABLE["look_alikes"]]
REFUSED_THOUGH_ACCEPTABLE: Pairs = [(a, typed) for a, typed in TABLE["refused_though_acceptable"]]


def asked(answer: str, typed: str, **more: Any) -> Verdict:
    fields = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation", "kind": "text"}
    question = READ.validate_python(
        {
            **fields,
            "references": [{"title": "A book"}],
            "prompt": "Name it.",
            "answer": {"accept": [answer], **more},
        }
    )
    return grade(question, "answer", typed, Variant(1), GLOSSARY)


def test_the_table_is_long_enough() -> None:
    table = [*SAME, *SLIPS, *LOOK_ALIKES, *REFUSED_THOUGH_ACCEPTABLE]
    assert len(set(table)) == len(table) >= 120
    assert len(REFUSED_THOUGH_ACCEPTABLE) <= 1


@pytest.mark.parametrize(("answer", "typed"), SAME)
def test_another_way_of_writing_is_right(answer: str, typed: str) -> None:
    assert asked(answer, typed) == Verdict(Outcome.RIGHT, score=1)


@pytest.mark.parametrize(("answer", "typed"), SLIPS)
def test_a_slip_is_right_shows_the_spelling_and_is_hard(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert verdict == Verdict(Outcome.RIGHT, f"Accepted; it is spelled {answer}.", score=1, slip=answer)
    assert rating_for(verdict, hinted=False) is rating_for(verdict, hinted=True) is Rating.HARD


@pytest.mark.parametrize(("answer", "typed"), [*LOOK_ALIKES, *REFUSED_THOUGH_ACCEPTABLE])
def test_a_look_alike_is_wrong(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert (verdict.outcome, verdict.score, verdict.slip) == (Outcome.WRONG, 0, None)


@pytest.mark.parametrize(("answer", "typed"), [*SAME, *SLIPS])
def test_a_rejected_spelling_is_wrong_however_near(answer: str, typed: str) -> None:
    verdict = asked(answer, typed, reject=[{"text": typed, "says": "Not so."}])
    assert (verdict.outcome, verdict.says) == (Outcome.WRONG, "Not so.")


def test_a_slip_of_a_rejected_answer_gets_its_feedback() -> None:
    reject = [{"text": "hyperbolic tangent", "says": "That one is centered."}]
    assert asked("sigmoid", "hyperbolic tangant", reject=reject).says == "That one is centered."


def test_another_term_is_named() -> None:
    verdict = asked("AdamW", "ADAM")
    assert verdict.says == "Adam is another term; look it up in the glossary."
    assert verdict.mistake == "term:adam"


def test_a_plural_is_accepted_where_it_is_declared() -> None:
    assert asked("layer", "layers", plural=True) == Verdict(Outcome.RIGHT, score=1)
    assert asked("layers", "the layer", plural=True) == Verdict(Outcome.RIGHT, score=1)
    assert asked("residual", "residuals").outcome is Outcome.WRONG


def test_terms_that_differ_by_case_alone_are_told_apart() -> None:
    known = frozenset({frozenset({"Lasso"}), frozenset({"LASSO"})})
    question = READ.validate_python(
        {
            "id": "q",
            "kind": "cloze",
            "difficulty": "easy",
            "topics": ["t"],
            "text": "[[a|Lasso]]",
            "backed_by": "citation",
            "references": [{"title": "A book"}],
        }
    )
    assert grade(question, "a", "Lasso", Variant(1), known).outcome is Outcome.RIGHT
    assert grade(question, "a", "LASSO", Variant(1), known).outcome is Outcome.WRONG
    assert grade(question, "a", "lasso", Variant(1)).outcome is Outcome.RIGHT


# --- properties -------------------------------------------------------------------------------------------

NAMES = sorted({name for names in GLOSSARY for name in names} | {answer for answer, _ in LOOK_ALIKES})


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_slip_is_never_another_term_of_the_glossary(answer: str, other: str) -> None:
    same_thing = term_key(answer) == term_key(other) or any({answer, other} <= names for names in GLOSSARY)
    known = GLOSSARY | {frozenset({other})}
    if not same_thing:
        others = [term_key(name) for names in known if answer not in names for name in names]
        assert slip_of(term_key(other), [term_key(answer)], others) is None
        assert asked(answer, other).slip is None


@given(st.sampled_from([name for name in NAMES if len(name) >= 5]), st.data())
def test_what_is_accepted_as_a_slip_is_near_and_begins_alike(answer: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(answer) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz0 "))
    typed = data.draw(st.sampled_from([answer[:place] + letter + answer[place + cut :] for cut in (0, 1, 2)]))
    verdict = asked(answer, typed)
    if verdict.slip:
        assert term_key(typed)[0] == term_key(answer)[0]
        assert abs(len(typed) - len(answer)) <= 2
        assert not any({typed.casefold()} & set(map(str.casefold, names)) for names in GLOSSARY)


@given(st.sampled_from(NAMES), st.one_of(st.text(max_size=100), st.sampled_from(NAMES)))
def test_any_text_has_a_verdict(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert (verdict.score == 1) is (verdict.outcome is Outcome.RIGHT)
    assert verdict.says or verdict.outcome is not Outcome.NOT_GRADABLE


FLOODS = {
    "a tower of powers": "9**9**9",
    "ten thousand digits": "9" * 10_000,
    "control characters": "\x1b[31m\x00\x07" * 2_000,
    "right-to-left marks": "\u202e5\u200f" * 3_000,
    "an emoji flood": "🙂" * 10_000,
    "ligatures that spread": "ﷺ" * 2_000,
    "words": "gradient " * 1_000,
    "a near miss, over and over": "vanishing gradeint " * 20,
}


@pytest.mark.parametrize("typed", FLOODS.values(), ids=FLOODS)
def test_a_flood_takes_no_more_work_than_the_longest_answer(typed: str) -> None:
    """Within a few hundred characters for each name of the glossary, however much was typed."""
    names = sum(map(len, GLOSSARY))
    with at_most(1_000 * names):
        asked("vanishing gradient", typed)
