"""Questions that ask the same again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    Flashcard,
    Formula,
    Matching,
    Numeric,
    Open,
    Ordering,
    Parts,
    Predict,
    Question,
    ShortText,
    Trace,
    TrueFalse,
)
from studyapp.core.lint.found import Findings, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import STEMS, plain, tokens

CODES = {
    "duplicate-question": "Remove one of the two; keep the id that learners have studied.",
    "near-duplicate": "Ask it once, or say in both prompts what tells them apart.",
}

ALIKE = 0.7
"""Share of words and pairs of neighbors that two prompts have in common, of all that either has (Jaccard)."""
SAME_ANSWER = 0.6
"""The same for the words of two answers."""
MOST_COMPARED = 64
"""Questions that one is compared with at most, the first ones of the pack; it bounds packs made of one sentence."""

_FUNCTION = frozenset(
    "a an the is are was were be been of to in on at by for with from and that this it its as does do did then there"
    " what which how when who where one has have had will would can could usually typically".split()
)
"""Words whose change leaves a question the same."""


class Asked(NamedTuple):
    """What tells one question from another."""

    place: int
    kind: str
    shown: tuple[str, ...]
    answer: tuple[str, ...]
    """The words of the answer; none where a run or a truth value is the answer."""
    backing: str
    """The key as it is computed, with what the run is given."""


def asked(place: int, told: Told) -> Asked:
    question = told.question
    shown = list(told.tokens)
    answer: list[str] = []
    backing = ""
    if told.options:
        shown += [word for option in told.options for word in option.tokens]
        answer = [word for option in told.options if option.correct for word in option.tokens]
        backing = repr(question.value) if not isinstance(question, Predict) and question.value else ""
    elif isinstance(question, Flashcard | Open):
        answer = tokens(plain(question.answer))
    elif isinstance(question, ShortText):
        answer = tokens(plain(question.answer.accept[0]))
    elif isinstance(question, Cloze):
        answer = [word for blank in question.blanks for word in tokens(plain(blank.accept[0]))]
    elif isinstance(question, TrueFalse):
        backing = repr(question.answer)
    else:
        labels, backing = _computed(question)
        shown += [word for label in labels for word in tokens(plain(label))]
    if told.kind in _BY_RUN or "value" in backing:
        backing += _run(question)
    return Asked(place, told.kind, tuple(shown), tuple(answer), backing)


_BY_RUN = frozenset(
    {"numeric", "array", "parts", "trace", "expression", "ordering", "matching", "predict", "bug"}
)


def _computed(question: Question) -> tuple[list[str], str]:
    """(what else is shown, the key as it is written) of a question whose answer is computed."""
    match question:
        case Numeric() | ArrayQuestion() | Formula():
            return [], question.answer.value
        case Parts():
            return [part.prompt for part in question.parts], repr([part.value for part in question.parts])
        case Trace():
            return [row.label for row in question.rows], repr([row.value for row in question.rows])
        case Bug():
            return [step.label for step in question.steps], repr((question.mistakes, question.steps))
        case Ordering():
            return [item.text for item in question.items], repr(question.items)
        case Matching():
            return [text for pair in question.pairs for text in (pair.left, pair.right)], repr(question.pairs)
    return [], ""


def _run(question: Question) -> str:
    """What the run is given, with the variables as they are drawn: other numbers make another question."""
    example = question.example
    if example is None:
        return repr(question.variables)
    return repr((example.experiment, example.with_, question.variables))


def overall(questions: Sequence[Told]) -> Findings:
    """Each question that asks what an earlier one asks, once, beside the first such question."""
    every = [asked(place, told) for place, told in enumerate(questions)]
    exact: dict[tuple[str, tuple[str, ...], tuple[str, ...], str], int] = {}
    alone: list[Asked] = []
    for one in every:
        first = exact.setdefault((one.kind, one.shown, one.answer, one.backing), one.place)
        if first == one.place:
            alone.append(one)
            continue
        told, other = questions[one.place], questions[first]
        message = f"is the same question as {other.id!r}; remove one of the two"
        yield warning("duplicate-question", message, told.id, told.field)
    for one, earlier in _near(alone):
        told, other = questions[one.place], questions[earlier.place]
        says = "asks the same as" if one.shown != earlier.shown else "has the prompt of"
        message = f"{says} {other.id!r}; ask it once, or say in both prompts what tells them apart"
        yield warning("near-duplicate", message, told.id, told.field)


def _near(every: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Each question with the first earlier one of its kind that is nearly the same.

    Two sets of which ALIKE is shared have a common entry among the rarest few of each, so only these are looked
    up: the prefix filter of S. Chaudhuri, V. Ganti and R. Kaushik, "A primitive operator for similarity joins in
    data cleaning", 2006, and R. Bayardo, Y. Ma and R. Srikant, "Scaling up all pairs similarity search", 2007.
    """
    features = [_features(one.kind, one.shown) for one in every]
    common = Counter(feature for found in features for feature in found)
    holders: dict[str, list[int]] = {}
    for place, found in enumerate(features):
        shared_by_some = [feature for feature in sorted(found) if common[feature] > 1]
        # The rarest are looked up; those that no other question has lead to none.
        looked_up = len(shared_by_some) - ceil(ALIKE * len(found)) + 1
        if looked_up < 1:
            continue
        shared_by_some.sort(key=common.__getitem__)
        candidates: set[int] = set()
        for feature in shared_by_some[:looked_up]:
            held = holders.setdefault(feature, [])
            candidates.update(held)
            if len(held) < MOST_COMPARED:
                held.append(place)
        for other in sorted(candidates)[:MOST_COMPARED]:
            theirs = features[other]
            smaller, larger = sorted((len(found), len(theirs)))
            if smaller < ALIKE * larger:
                continue
            shared = len(found & theirs)
            if shared >= ALIKE * (len(found) + len(theirs) - shared) and _same(every[place], every[other]):
                yield every[place], every[other]
                break


def _features(kind: str, shown: Sequence[str]) -> frozenset[str]:
    """The stems of a prompt's words and their pairs of neighbors, of one kind of question."""
    words = [STEMS[word] for word in shown if word not in _FUNCTION]
    pairs = [f"{one} {other}" for one, other in zip(words, words[1:], strict=False)]
    return frozenset((kind, *words, *pairs))


def _same(one: Asked, other: Asked) -> bool:
    """Whether two questions of like prompts have the same answer too, or one prompt and two answers."""
    if one.backing != other.backing:
        return False
    if one.shown == other.shown:
        return True
    mine, theirs = _stems(one.shown), _stems(other.shown)
    replaced = bool(mine - theirs) and bool(theirs - mine)
    if not one.answer and not other.answer:
        # A word in place of another makes another statement: first and last, sigmoid and tanh, 2 and 3.
        return not replaced
    answers, others = _stems(one.answer), _stems(other.answer)
    shared = len(answers & others)
    return shared >= SAME_ANSWER * (len(answers) + len(others) - shared)


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(STEMS[word] for word in words if word not in _FUNCTION)
