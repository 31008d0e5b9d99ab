"""Every tag that grading gives has words: the author's own, or what the tag means in general."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from studyapp import resources
from studyapp.core.grading import Outcome, Response, grade
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.mistakes import GENERAL, mistake_says, spelled_out
from studyapp.lab import variants
from studyapp.packs.loader import load, pack_folders

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
CHAIN = {"experiment": "chain", "with": {"weights": ["{{w}}", 3], "activation": "sigmoid"}}
KNOWN = frozenset({frozenset({"sigmoid", "logistic function"}), frozenset({"softmax"})})


def made(kind: str, **fields: Any) -> Question:
    common = {
        "id": "q",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "?",
        "backed_by": "citation",
        "references": [{"title": "A book"}],
        "variables": {"w": {"choice": [2, 4]}},
        "example": CHAIN,
    }
    return READ.validate_python(common | {"kind": kind} | fields)


NUMERIC = made(
    "numeric",
    answer={"value": "{{w}} * 3 + 1"},
    mistakes=[
        {"value": "{{w}} * 3", "says": "The 1 is missing from {{w}} times 3.", "tag": "no-one"},
        {"value": "{{w}} * 50", "says": "That is 50 times {{w}}."},
    ],
)
CHOICE = made(
    "choice",
    options=[
        {"text": "Right", "correct": True},
        {"text": "Wrong, by {{w}}", "says": "It is {{w}}, not more.", "tag": "by-w"},
        {"text": "A long wrong option" * 6, "says": "No tag of its own."},
    ],
)
CHOICES = made(
    "choices",
    options=[
        {"text": "One", "correct": True},
        {"text": "Two", "correct": True},
        {"text": "Three", "says": "Three is too many."},
    ],
)
TEXT = made(
    "text",
    answer={"accept": ["sigmoid"], "reject": [{"text": "Tanh!", "says": "That one is centered on 0."}]},
)
ARRAY = made(
    "array",
    answer={"value": "weight"},
    mistakes=[{"value": "bias_gradient", "says": "Those are gradients.", "tag": "gradients"}],
)
PARTS = made(
    "parts",
    parts=[
        {"id": "a", "prompt": "First", "value": "weight[1]"},
        {"id": "b", "prompt": "Second", "value": "weight[2]"},
    ],
)
ORDERING = made("ordering", items=[{"text": text} for text in ("one", "two", "three")])
MATCHING = made("matching", pairs=[{"left": "a", "right": "1"}, {"left": "b", "right": "2"}])
PREDICT = made(
    "predict",
    prospects=[
        {"text": "The first is larger", "holds": "weight[1] > 100", "says": "It is {{w}}."},
        {"text": "The second is larger", "holds": "weight[1] > 200"},
        {"text": "Neither", "holds": "weight[1] < 100"},
    ],
)
BUG = made(
    "bug",
    mistakes=["forgotten_weight"],
    steps=[{"label": f"Step {layer}", "value": f"bias_gradient[{layer}]"} for layer in (2, 1)]
    + [{"label": "Input gradient", "value": "input_gradient"}],
)


@pytest.mark.parametrize(
    ("question", "typed", "tag", "words"),
    [
        (NUMERIC, "{3w}", "no-one", "The 1 is missing from {w} times 3."),
        (NUMERIC, "{50w}", "mistake-2", "That is 50 times {w}."),
        (NUMERIC, "-{3w+1}", "sign", GENERAL["sign"]),
        (NUMERIC, "1/{3w+1}", "reciprocal", GENERAL["reciprocal"]),
        (NUMERIC, "{3w+1}%", "percent", GENERAL["percent"]),
        (NUMERIC, "{3w+1}00", "percent", GENERAL["percent"]),
        (NUMERIC, "{3w+1}0", "power-of-ten", GENERAL["power-of-ten"]),
        (NUMERIC, "{6w+2}", "double", GENERAL["double"]),
        (NUMERIC, "{3w+1}/2", "half", GENERAL["half"]),
        (CHOICE, "Wrong, by {{w}}", "by-w", "It is {w}, not more."),
        (CHOICE, "A long wrong option" * 6, None, "No tag of its own."),
        (CHOICES, (0,), "incomplete", GENERAL["incomplete"]),
        (CHOICES, "Three", "option:three", "Three is too many."),
        (TEXT, "tanh", "rejected:tanh", "That one is centered on 0."),
        (TEXT, "softmax", "term:softmax", "Taken for another term: softmax"),
        (ARRAY, "gradients", "gradients", "Those are gradients."),
        (PARTS, ("{w}", "9"), "part:Second", "A wrong part: Second"),
        (ORDERING, "reversed", "reversed", GENERAL["reversed"]),
        (ORDERING, "order", "order", GENERAL["order"]),
        (MATCHING, "pairs", "pairs", GENERAL["pairs"]),
        (PREDICT, (0,), "expected:the first is larger", "It is {w}."),
        (PREDICT, (1,), "expected:the second is larger", "Expected: The second is larger"),
        (BUG, (0,), "bug:too-early", GENERAL["bug:too-early"]),
        (BUG, (2,), "bug:consequence", GENERAL["bug:consequence"]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else None,
)
def test_a_wrong_answer_is_tagged_and_the_tag_has_words(
    question: Question, typed: object, tag: str | None, words: str
) -> None:
    for seed in (1, 2, 3, 4):
        variant = variants.draw("pack", question, seed)
        w = int(str(variant.variables["w"]))
        verdict = grade(question, "answer", response_to(question, typed, variant, w), variant, KNOWN)
        assert verdict.outcome is Outcome.WRONG
        assert verdict.mistake is not None
        assert tag in (None, verdict.mistake)
        says = mistake_says(question, verdict.mistake, variant.variables)
        assert says == words.replace("{w}", str(w))
        if question in (CHOICE, PREDICT) and "Expected" not in words:
            assert verdict.says == says, "the learner saw the placeholder"


def response_to(question: Question, typed: object, variant: Any, w: int) -> Response:
    """The answer of a row: numbers with w filled in, an option by its text, an order by its name."""
    if question is ORDERING:
        shown = {item: place for place, item in enumerate(variant.order)}
        wanted = (2, 1, 0) if typed == "reversed" else (1, 0, 2)
        return [shown[item] for item in wanted]
    if question is MATCHING:
        return [variant.order.index(1), variant.order.index(0)]
    if question is ARRAY:
        return " ".join(str(value) for value in variant.mistakes[0].value)
    if question in (CHOICE, CHOICES) and isinstance(typed, str):
        texts = [option.text for option in question.options]  # type: ignore[union-attr]
        return [variant.order.index(texts.index(typed))]
    if question is CHOICES:
        return [variant.order.index(0)]
    filled = {"{3w}": 3 * w, "{50w}": 50 * w, "{3w+1}": 3 * w + 1, "{6w+2}": 6 * w + 2, "{w}": w}
    if isinstance(typed, tuple):
        return [one if isinstance(one, int) else str(filled.get(one, one)) for one in typed]  # type: ignore[return-value]
    text = str(typed)
    for name, value in filled.items():
        text = text.replace(name, str(value))
    return text


def test_what_a_question_no_longer_knows() -> None:
    for question in (NUMERIC, CHOICE, TEXT, PREDICT, BUG):
        assert mistake_says(question, "gone", {}) is None
        assert mistake_says(question, "option:gone", {}) is None
    assert mistake_says(NUMERIC, "mistake-1", {}) is None, "the first has a tag of its own"
    assert spelled_out("one-too-many") == "one too many"
    assert spelled_out("option:the loss") == "the loss"


def test_an_authors_words_go_before_the_general_ones() -> None:
    named = made(
        "numeric",
        answer={"value": 7},
        mistakes=[{"value": -7, "says": "Downhill is minus the gradient.", "tag": "sign"}],
    )
    assert mistake_says(named, "sign", {}) == "Downhill is minus the gradient."


def test_every_mistake_of_the_built_in_packs_has_words_and_a_tag_of_its_own() -> None:
    checked = 0
    for folder in pack_folders(resources.packs_root()):
        for question in load(folder).pack.questions:
            named = [
                mistake.tag or "" for mistake in getattr(question, "mistakes", ()) if hasattr(mistake, "tag")
            ]
            named += [option.tag or option.text for option in getattr(question, "options", ())]
            assert len(set(named)) == len(named), f"{question.id} has two mistakes of one tag"
            for tag in filter(None, (getattr(one, "tag", None) for one in getattr(question, "mistakes", ()))):
                assert mistake_says(question, tag, {}), f"{question.id}: {tag}"
                checked += 1
    assert checked > 100
