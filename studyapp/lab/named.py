"""Mistakes of a run by what they give: the answer of a question, computed on really mutated passes."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import TypeAlias

from studyapp.core import expressions
from studyapp.core.diagnosis import told_apart
from studyapp.core.expressions import ExpressionError
from studyapp.core.items import ArrayQuestion, Numeric, Question
from studyapp.core.nearness import Near
from studyapp.core.worked import Named, Numbers, Variant
from studyapp.lab import runner
from studyapp.lab.keys import numbers_of
from studyapp.lab.runner import Asked, LabError

LONGEST_RUN = 0.1
"""Seconds: the mutants of a run that takes longer are not made, so that no verdict waits for them."""

_Key: TypeAlias = tuple[str, Near]
_MOST_REMEMBERED = 16
_made: OrderedDict[_Key, tuple[Named, ...]] = OrderedDict()
_making, _lock = Lock(), Lock()


def named_by_mutants(question: Question, variant: Variant) -> tuple[Named, ...]:
    """What each mistake that the experiment knows would answer, those that can be told apart, in its own order.

    None for a question without such an answer, and for a run that takes long. It may take a second: for a worker.
    """
    asked = runner.asked(question, variant)
    if not isinstance(question, Numeric | ArrayQuestion) or asked is None:
        return ()
    with _making:  # asked for twice, it is made once
        key = _key(question, asked)
        if (found := _remembered(key)) is None:
            found = _named(question, variant, asked)
            _remember(key, found)
        return found


def at_hand(question: Question, variant: Variant) -> bool:
    """Whether `named_by_mutants` has its result already and gives it at once."""
    asked = runner.asked(question, variant)
    if not isinstance(question, Numeric | ArrayQuestion) or asked is None:
        return True
    return _remembered(_key(question, asked)) is not None


def _named(question: Numeric | ArrayQuestion, variant: Variant, asked: Asked) -> tuple[Named, ...]:
    expression = expressions.parse(question.answer.value)
    if not expressions.names_in(expression)[0]:
        return ()
    known = runner.mistakes(asked[0])
    try:
        mutants = {} if runner.seconds(*asked) > LONGEST_RUN else runner.mutants(*asked)
    except LabError:
        return ()
    made: list[Named] = []
    for name in sorted(mutants.keys() & known.keys(), key=list(known).index):
        try:
            value = numbers_of(expressions.evaluate(expression, mutants[name], variant.variables))
        except ExpressionError:
            continue  # the mutated pass has no such measurement, or a division by its 0
        made.append(Named(value, _says(known[name]), name))
    key: Numbers | None = variant.key if isinstance(question, Numeric) else variant.cells[0].value
    return () if key is None else told_apart(made, key, question.answer.near)


def _says(mistake: str) -> str:
    """The mistake in a sentence of its own goes on after a colon."""
    if mistake[1:2].islower():
        mistake = mistake[0].lower() + mistake[1:]
    return f"This is what you get with one mistake in the pass: {mistake}"


def _key(question: Numeric | ArrayQuestion, asked: Asked) -> _Key:
    return json.dumps([*asked, question.answer.value], sort_keys=True, default=list), question.answer.near


def _remembered(key: _Key) -> tuple[Named, ...] | None:
    with _lock:
        return _made.get(key)


def _remember(key: _Key, named: tuple[Named, ...]) -> None:
    with _lock:
        _made[key] = named
        while len(_made) > _MOST_REMEMBERED:
            _made.popitem(last=False)
