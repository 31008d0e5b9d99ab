"""The attempt at one question, with no app: its stages, the time that counts, and what works when."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.memory import New, Rating
from studyapp.core.planner import Card
from studyapp.core.worked import Variant
from studyapp.study.asked import Asked
from studyapp.tui.ask.attempt import Attempt, Stage
from studyapp.tui.asking import Turn
from studyapp.tui.keys import ASK

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
RIGHT, WRONG = Verdict(Outcome.RIGHT), Verdict(Outcome.WRONG)
USUAL, SOONER = dict.fromkeys(Rating, "10m"), dict.fromkeys(Rating, "1m")


class Source:
    """A source of questions that rates and takes back, or neither."""

    def __init__(self, *, reviews: bool) -> None:
        self.rates = self.can_undo = reviews

    def turn(self) -> Turn:
        raise AssertionError("nothing is asked of it")

    def commit(self, given: object) -> Turn:
        raise AssertionError("nothing is stored")

    def undo(self) -> None:
        raise AssertionError("nothing is taken back")

    def renewed(self, asked: object) -> None:
        raise AssertionError("nothing is changed")

    def result(self) -> None:
        raise AssertionError("nothing is handed back")

    def ending(self) -> None:
        raise AssertionError("nothing is told")


REVIEW, QUIZ = Source(reviews=True), Source(reviews=False)


def asked(kind: str, **fields: Any) -> Asked:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation", "kind": kind}
    question = READ.validate_python({**common, "references": [{"title": "A book"}], **fields})
    return Asked(Card("p/q#answer", New()), question, "", Variant(1))


WORD = asked("text", prompt="Name it.", answer={"accept": ["softmax"]}, explanation="So.", hint="A sum is 1.")
CARD = asked("flashcard", prompt="Front", answer="Back")
WHY = asked("open", prompt="Why?", answer="So.", key_points=[{"text": "It shrinks"}, {"text": "Slopes"}])


def attempt(one: Asked | None = WORD) -> Attempt:
    """A new attempt; its clock says 0, 6, 12 and so on, once for each look."""
    ticks = itertools.count(0.0, 6.0)
    turn = Turn(one, "Pack", 0, 1, previews=USUAL, previews_sooner=SOONER)
    return Attempt(turn, lambda: next(ticks))


def at(stage: Stage, one: Asked | None = WORD, verdict: Verdict | None = WRONG) -> Attempt:
    made = attempt(one)
    made.stage, made.verdict = stage, verdict
    return made


# --- stages -----------------------------------------------------------------------------------------------------


def test_it_begins_at_the_stage_that_its_turn_says() -> None:
    assert Attempt(None, lambda: 0.0).stage == "loading"
    assert attempt(None).stage == "over"
    assert attempt().stage == "asking"


def test_without_a_question_the_clock_is_left_alone() -> None:
    def clock() -> float:
        raise AssertionError("nobody answers")

    for turn in (None, Turn(None, "Pack", 3, 0)):
        assert Attempt(turn, clock).question is None


def test_an_answer_is_stored_as_it_was_shown() -> None:
    made = attempt()
    made.hand_in("soft max", "soft max")
    made.judge(WRONG)
    given = made.given(Rating.HARD)
    assert (given.asked, given.verdict, given.response, given.rating) == (
        WORD,
        WRONG,
        "soft max",
        Rating.HARD,
    )
    assert (given.hinted, given.confidence, given.overridden) == (False, None, False)


def test_of_an_open_answer_what_was_written_is_kept_not_what_was_ticked() -> None:
    made = attempt(WHY)
    made.compare("Slopes shrink it.")
    assert made.stage == "ticking"
    made.hand_in((0, 1), "It shrinks; Slopes")
    assert (made.response, made.shown) == ((0, 1), "Slopes shrink it.")


def test_only_the_time_until_the_answer_counts() -> None:
    sure, searched, written, turned = attempt(), attempt(), attempt(WHY), attempt(CARD)
    sure.ask_how_sure()
    sure.look_for_mistake()
    searched.look_for_mistake()
    written.compare("So.")
    for made in (sure, searched, written, turned):
        made.judge(None)
        assert made.stage == "answered"
        assert made.given(Rating.GOOD).seconds == 6.0


def test_a_result_of_an_earlier_question_is_told_apart() -> None:
    assert attempt().is_about(WORD)
    assert not attempt().is_about(WHY)
    assert not Attempt(None, lambda: 0.0).is_about(WORD)


# --- ratings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "hinted", "rating"),
    [
        (None, False, Rating.GOOD),
        (None, True, Rating.GOOD),
        (RIGHT, False, Rating.GOOD),
        (RIGHT, True, Rating.HARD),
        (WRONG, False, Rating.AGAIN),
    ],
)
def test_the_rating_that_enter_takes_is_the_one_earned(
    verdict: Verdict | None, hinted: bool, rating: Rating
) -> None:
    made = attempt()
    made.hinted = hinted
    made.judge(verdict)
    assert made.rating is rating


def test_i_was_right_lifts_the_rating_and_takes_it_back() -> None:
    made = attempt()
    made.judge(WRONG)
    made.override()
    assert (made.overridden, made.rating) == (True, Rating.GOOD)
    made.override()
    assert (made.overridden, made.rating) == (False, Rating.AGAIN)


@pytest.mark.parametrize("confidence", [None, *Confidence])
@pytest.mark.parametrize("verdict", [None, RIGHT, WRONG])
@pytest.mark.parametrize("overridden", [False, True])
def test_only_what_was_sure_and_wrong_comes_sooner(
    confidence: Confidence | None, verdict: Verdict | None, overridden: bool
) -> None:
    made = attempt()
    made.confidence = confidence
    made.judge(verdict)
    if overridden:
        made.override()
    sooner = confidence is Confidence.SURE and verdict is WRONG and not overridden
    assert made.previews is (SOONER if sooner else USUAL)


def test_how_sure_is_asked_once_and_only_of_what_has_a_verdict() -> None:
    assert attempt().can_be_sure
    assert not at("sure").can_be_sure
    assert not attempt(CARD).can_be_sure
    assert not attempt(WHY).can_be_sure


# --- what works when --------------------------------------------------------------------------------------------

ALL: tuple[Stage, ...] = (
    *("loading", "asking", "ticking", "sure"),
    *("grading", "answered", "storing", "over"),
)


@pytest.mark.parametrize(
    ("action", "parameters", "one", "stages"),
    [
        ("show_answer", (), WORD, {"asking", "ticking"}),
        ("done", (), WHY, {"asking"}),
        ("done", (), WORD, set()),
        ("hint", (), WORD, {"asking"}),
        ("hint", (), WHY, set()),
        ("confident", ("sure",), WORD, {"sure"}),
        ("override", (), WORD, {"answered"}),
        ("override", (), WHY, set()),
        ("rate", (1,), WORD, {"answered"}),
        ("accept", (), WORD, {"answered", "over"}),
        ("layer", ("explanation",), WORD, {"answered"}),
        ("layer", ("example",), WORD, set()),
        ("layer", ("theory",), WORD, set()),
        ("step", (1,), WORD, set()),
        ("new_numbers", (), WORD, set()),
        ("undo", (), WORD, {"asking", "ticking", "answered", "over"}),
        ("back", (), WORD, set(ALL)),
        ("scroll_question", (1,), WORD, set(ALL)),
    ],
)
def test_an_action_works_at_its_stages_alone(
    action: str, parameters: tuple[object, ...], one: Asked, stages: set[Stage]
) -> None:
    assert {stage for stage in ALL if at(stage, one).allows(action, parameters, REVIEW)} == stages


def test_where_nothing_is_rated_or_taken_back() -> None:
    assert not any(at(stage).allows("rate", (1,), QUIZ) for stage in ALL)
    undone = {stage for stage in ALL if at(stage).allows("undo", (), QUIZ)}
    assert undone == {"answered", "ticking"}, "only what is not stored yet"


def test_a_right_answer_cannot_be_counted_as_right() -> None:
    assert not at("answered", verdict=RIGHT).allows("override", (), REVIEW)


def test_enter_belongs_to_the_input_while_it_is_typed_in() -> None:
    assert not at("asking").allows("show_answer", (), REVIEW, typing=True)
    assert at("ticking").allows("show_answer", (), REVIEW, typing=True)


@pytest.mark.parametrize("stage", ["loading", "over"])
@pytest.mark.parametrize("action", ["done", "hint", "override", "layer", "step", "open_player"])
def test_without_a_question_nothing_of_it_works(action: str, stage: Stage) -> None:
    assert not at(stage, None).allows(action, ("example",), REVIEW)


def test_of_a_silent_answer_nothing_is_shown_until_the_end() -> None:
    """It stays on the screen only while it cannot be stored: then it is tried again, taken back or left."""
    made = Attempt(Turn(WORD, "Quiz", 0, 1, silent=True), lambda: 0.0)
    made.judge(WRONG)
    assert not made.answered
    actions = [(key.action.partition("(")[0], key) for key in ASK]
    allowed = {action for action, key in actions if made.allows(action, layer_of(key.action), QUIZ)}
    assert allowed == {"accept", "back", "undo", "scroll_question"}


def layer_of(action: str) -> tuple[object, ...]:
    """The parameters of an action as its binding gives them."""
    return tuple(part.strip("'") for part in re.findall(r"'\w+'|-?\d+", action))
