"""The three verdicts: right, wrong with a named mistake, not gradable yet; and the rating each is worth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Outcome, Response, Verdict, grade, rating_for, right_answer
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.memory import Rating
from studyapp.core.worked import Named, Variant

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
RIGHT, WRONG, NOT_YET = Outcome.RIGHT, Outcome.WRONG, Outcome.NOT_GRADABLE


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation"}
    return READ.validate_python({**common, "references": [{"title": "A book"}], "kind": kind, **fields})


FLASHCARD = made("flashcard", prompt="Front", answer="Back", both=True)
CLOZE = made("cloze", text="At most [[bound|0.25|1/4]], [[name|long-term memory]], [[drop|-0.5]].")
TRUE = made("true_false", prompt="So.", answer=True)
FALSE = made("true_false", prompt="Not so.", answer=False)
CHOICE = made(
    "choice",
    prompt="Which?",
    options=[
        {"text": "one", "correct": True, "says": "Yes, one."},
        {"text": "two", "says": "Not two.", "tag": "doubled"},
        {"text": "Three!", "says": "Not three."},
    ],
)
CHOICES = made(
    "choices",
    prompt="Which ones?",
    options=[
        {"text": "a", "correct": True},
        {"text": "b", "correct": True},
        {"text": "c", "correct": True},
        {"text": "d", "says": "Not d.", "tag": "took-d"},
        {"text": "e", "says": "Not e."},
    ],
)
TEXT = made(
    "text",
    prompt="Name it.",
    answer={
        "accept": ["logistic function", "1"],
        "reject": [{"text": "tanh", "says": "Centered."}, {"text": "-1", "says": "Mind the sign."}],
    },
)
OPEN = made("open", prompt="Why?", answer="So.", key_points=[{"text": "x"}, {"text": "y"}, {"text": "z"}])
PLAIN = Variant(1)
# Shown in the order c a b, so the letter a stands for the pack's third option.
TURNED = Variant(1, order=(2, 0, 1))


@pytest.mark.parametrize(
    ("question", "facet", "response", "outcome"),
    [
        (FLASHCARD, "forward", "yes", RIGHT),
        (FLASHCARD, "forward", True, RIGHT),
        (FLASHCARD, "reverse", "n", WRONG),
        (FLASHCARD, "forward", False, WRONG),
        (FLASHCARD, "forward", "well", NOT_YET),
        (FLASHCARD, "forward", "", NOT_YET),
        (CLOZE, "bound", "0.25", RIGHT),
        (CLOZE, "bound", " 1/4. ", RIGHT),
        (CLOZE, "bound", "25%", RIGHT),
        (CLOZE, "bound", "2.5e-1", RIGHT),
        (CLOZE, "bound", "-0.25", WRONG),
        (CLOZE, "bound", "0.2500001", WRONG),
        (CLOZE, "bound", "long-term memory", WRONG),
        (CLOZE, "bound", "", NOT_YET),
        (CLOZE, "bound", "\u200f\u202e", NOT_YET),
        (CLOZE, "bound", (0,), NOT_YET),
        (CLOZE, "name", "Long term MEMORY!", RIGHT),
        (CLOZE, "name", "memory", WRONG),
        (CLOZE, "drop", "-0.5", RIGHT),
        (CLOZE, "drop", "−1/2", RIGHT),
        (CLOZE, "drop", "0.5", WRONG),
        (CLOZE, "drop", ".5", WRONG),
        (CLOZE, "drop", "5", WRONG),
        (TRUE, "answer", "t", RIGHT),
        (TRUE, "answer", True, RIGHT),
        (TRUE, "answer", "no", WRONG),
        (TRUE, "answer", False, WRONG),
        (TRUE, "answer", "perhaps", NOT_YET),
        (FALSE, "answer", "False", RIGHT),
        (FALSE, "answer", "true", WRONG),
        (FALSE, "answer", "", NOT_YET),
        (TEXT, "answer", "Logistic  Function", RIGHT),
        (TEXT, "answer", "logistic-function", RIGHT),
        (TEXT, "answer", "1.0", RIGHT),
        (TEXT, "answer", "logistic functions", WRONG),
        (TEXT, "answer", "", NOT_YET),
        (TEXT, "answer", "🙂" * 5_000, NOT_YET),
        (TEXT, "answer", False, NOT_YET),
        (OPEN, "answer", (0, 1, 2), RIGHT),
        (OPEN, "answer", (2, 1, 0, 0), RIGHT),
        (OPEN, "answer", "abc", RIGHT),
        (OPEN, "answer", "1 2 3", RIGHT),
        (OPEN, "answer", (0,), WRONG),
        (OPEN, "answer", (), WRONG),
        (OPEN, "answer", (0, 1, 7), WRONG),
        (OPEN, "answer", "none", WRONG),
        (OPEN, "answer", "0", WRONG),
        (OPEN, "answer", "d", NOT_YET),
        (OPEN, "answer", "", NOT_YET),
        (OPEN, "answer", True, NOT_YET),
    ],
)
def test_verdict(question: Question, facet: str, response: Response, outcome: Outcome) -> None:
    verdict = grade(question, facet, response, PLAIN)
    assert verdict.outcome is outcome
    if outcome is NOT_YET:
        assert verdict.says
    if outcome is RIGHT:
        assert verdict.score == 1


@pytest.mark.parametrize(
    ("typed", "mistake", "says"),
    [
        ("Tanh.", "rejected:tanh", "Centered."),
        ("-1", "rejected:-1", "Mind the sign."),
        ("sinh", None, ""),
    ],
)
def test_a_rejected_text_is_named(typed: str, mistake: str | None, says: str) -> None:
    assert grade(TEXT, "answer", typed, PLAIN) == Verdict(WRONG, says, mistake)


# --- choices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "variant", "outcome", "mistake", "says"),
    [
        ("a", PLAIN, RIGHT, None, "Yes, one."),
        ((0,), PLAIN, RIGHT, None, "Yes, one."),
        ("b", TURNED, RIGHT, None, "Yes, one."),
        ((1,), TURNED, RIGHT, None, "Yes, one."),
        ("2", TURNED, RIGHT, None, "Yes, one."),
        ("b", PLAIN, WRONG, "doubled", "Not two."),
        ("c", TURNED, WRONG, "doubled", "Not two."),
        ("a", TURNED, WRONG, "option:three", "Not three."),
        ((0, 1), PLAIN, WRONG, "doubled", "Not two."),
    ],
)
def test_one_choice(
    response: Response, variant: Variant, outcome: Outcome, mistake: str | None, says: str
) -> None:
    verdict = grade(CHOICE, "answer", response, variant)
    assert (verdict.outcome, verdict.mistake, verdict.says) == (outcome, mistake, says)
    assert verdict.score == (1 if outcome is RIGHT else 0)


@pytest.mark.parametrize("response", ["", "d", "ab", "one", (), True])
def test_no_choice_yet(response: Response) -> None:
    verdict = grade(CHOICE, "answer", response, PLAIN)
    assert verdict.outcome is NOT_YET
    assert verdict.says


@pytest.mark.parametrize(
    ("typed", "outcome", "score", "mistake"),
    [
        ("abc", RIGHT, 1, None),
        ("3 2 1", RIGHT, 1, None),
        ("ab", WRONG, 2 / 3, "incomplete"),
        ("a", WRONG, 1 / 3, "incomplete"),
        ("abcd", WRONG, 1 / 2, "took-d"),
        ("abce", WRONG, 1 / 2, "option:e"),
        ("abd", WRONG, 2 / 3 - 1 / 2, "took-d"),
        ("ad", WRONG, 0, "took-d"),
        ("d", WRONG, 0, "took-d"),
        ("de", WRONG, 0, "took-d"),
        ("abcde", WRONG, 0, "took-d"),
        ("", NOT_YET, 0, None),
        ("f", NOT_YET, 0, None),
    ],
)
def test_several_choices_earn_what_was_found_less_what_was_wrong(
    typed: str, outcome: Outcome, score: float, mistake: str | None
) -> None:
    verdict = grade(CHOICES, "answer", typed, PLAIN)
    assert (verdict.outcome, verdict.mistake) == (outcome, mistake)
    assert verdict.score == pytest.approx(score, abs=1e-12)


def test_what_is_said_of_several_choices() -> None:
    assert grade(CHOICES, "answer", "ab", PLAIN).says == "1 more of the options also hold."
    assert grade(CHOICES, "answer", "ade", PLAIN).says == "Not d.\nNot e."


@given(st.integers(2, 8).flatmap(lambda count: st.tuples(st.just(count), st.integers(1, count - 1))))
def test_all_or_none_earns_nothing(counts: tuple[int, int]) -> None:
    count, right = counts
    options = [{"text": f"option {n}", "correct": n < right, "says": "Why."} for n in range(count)]
    question = made("choices", prompt="Which ones?", options=options)
    assert grade(question, "answer", tuple(range(count)), PLAIN).score == 0
    assert grade(question, "answer", (), PLAIN).score == 0
    assert grade(question, "answer", tuple(range(right)), PLAIN).score == 1


# --- numbers ------------------------------------------------------------------------------------------------

RELATIVE = made("numeric", prompt="?", answer={"value": 1, "tolerance": "10%"})
ABSOLUTE = made("numeric", prompt="?", answer={"value": 1, "tolerance": "0.1"})


@pytest.mark.parametrize("question", [RELATIVE, ABSOLUTE])
@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("1", RIGHT),
        ("100%", RIGHT),
        ("0.9", RIGHT),
        ("1.1", RIGHT),
        ("0.8999", WRONG),
        ("1.1001", WRONG),
        ("9/10", RIGHT),
        ("-1", WRONG),
        ("0", WRONG),
        ("1e300", WRONG),
        ("one", NOT_YET),
        ("0,9", NOT_YET),
        ("9**9**9", NOT_YET),
        ("", NOT_YET),
        (True, NOT_YET),
        ((1,), NOT_YET),
    ],
)
def test_the_edge_of_the_tolerance(question: Question, typed: Response, outcome: Outcome) -> None:
    assert grade(question, "answer", typed, Variant(1, key=1.0)).outcome is outcome


@pytest.mark.parametrize(
    ("tolerance", "key", "typed", "outcome"),
    [
        ("1%", 200.0, "202", RIGHT),
        ("1%", 200.0, "202.1", WRONG),
        ("1%", -200.0, "-198", RIGHT),
        ("1%", -200.0, "-197.9", WRONG),
        ("1%", 3e-12, "3.03e-12", RIGHT),
        ("1%", 3e-12, "0", WRONG),
        ("0.01", 0.0, "0.01", RIGHT),
        ("0.01", 0.0, "-0.011", WRONG),
    ],
)
def test_tolerance_is_of_the_key_or_a_distance(
    tolerance: str, key: float, typed: str, outcome: Outcome
) -> None:
    question = made("numeric", prompt="?", answer={"value": 1, "tolerance": tolerance})
    assert grade(question, "answer", typed, Variant(1, key=key)).outcome is outcome


NAMED = Variant(
    1, key=2.0, mistakes=(Named(8.0, "Left out the slope.", "no-slope"), Named(-2.0, "Down.", "down"))
)


@pytest.mark.parametrize(
    ("typed", "variant", "mistake", "says"),
    [
        ("8", NAMED, "no-slope", "Left out the slope."),
        ("8.7", NAMED, "no-slope", "Left out the slope."),
        ("-2", NAMED, "down", "Down."),
        ("9", NAMED, None, ""),
        ("-2", Variant(1, key=2.0), "sign", "The size is right, the sign is not."),
        ("2.1", Variant(1, key=-2.0), "sign", "The size is right, the sign is not."),
        ("-3", Variant(1, key=2.0), None, ""),
    ],
)
def test_a_wrong_number_is_named(typed: str, variant: Variant, mistake: str | None, says: str) -> None:
    assert grade(RELATIVE, "answer", typed, variant) == Verdict(WRONG, says, mistake)


def test_the_key_goes_before_a_mistake_that_it_overlaps() -> None:
    variant = Variant(1, key=2.0, mistakes=(Named(2.05, "Near.", "near"),))
    assert grade(RELATIVE, "answer", "2.05", variant).outcome is RIGHT


# --- ratings and answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "score", "hinted", "rating"),
    [
        (RIGHT, 1.0, False, Rating.GOOD),
        (RIGHT, 1.0, True, Rating.HARD),
        (WRONG, 0.0, False, Rating.AGAIN),
        (WRONG, 0.9, False, Rating.AGAIN),
        (WRONG, 0.9, True, Rating.AGAIN),
    ],
)
def test_only_full_marks_count_as_recalled(
    outcome: Outcome, score: float, hinted: bool, rating: Rating
) -> None:
    assert rating_for(Verdict(outcome, score=score), hinted=hinted) is rating


@given(
    st.sampled_from([FLASHCARD, CLOZE, TRUE, CHOICE, CHOICES, TEXT, OPEN, RELATIVE]),
    st.one_of(st.text(max_size=50), st.booleans(), st.lists(st.integers(-3, 12), max_size=6)),
)
def test_any_response_has_a_verdict(question: Question, response: Response) -> None:
    verdict = grade(question, question.facets[0], response, Variant(1, key=1.0))
    assert 0 <= verdict.score <= 1
    assert (verdict.score == 1) is (verdict.outcome is RIGHT)
    assert verdict.says or verdict.outcome is not NOT_YET


@pytest.mark.parametrize(
    ("question", "facet", "variant", "shown"),
    [
        (FLASHCARD, "forward", PLAIN, "Back"),
        (FLASHCARD, "reverse", PLAIN, "Front"),
        (CLOZE, "name", PLAIN, "long-term memory"),
        (TRUE, "answer", PLAIN, "true"),
        (FALSE, "answer", PLAIN, "false"),
        (CHOICE, "answer", TURNED, "one"),
        (CHOICES, "answer", PLAIN, "a; b; c"),
        (TEXT, "answer", PLAIN, "logistic function"),
        (OPEN, "answer", PLAIN, "So."),
        (
            made("numeric", prompt="?", answer={"value": 1, "unit": "nats"}),
            "answer",
            Variant(1, key=0.125),
            "0.125 nats",
        ),
    ],
)
def test_right_answer(question: Question, facet: str, variant: Variant, shown: str) -> None:
    assert right_answer(question, facet, variant) == shown


@pytest.mark.parametrize(
    ("question", "variant"),
    [(TRUE, PLAIN), (FALSE, PLAIN), (TEXT, PLAIN), (CLOZE, PLAIN), (RELATIVE, Variant(1, key=3.4567e-7))],
)
def test_the_answer_that_is_shown_is_graded_right(question: Question, variant: Variant) -> None:
    for facet in question.facets:
        assert grade(question, facet, right_answer(question, facet, variant), variant).outcome is RIGHT
