"""Text that anyone may have written is read, or refused, in the time of a key press; what C code does included.

The suite counts the lines of Python that such text makes run. A pattern or a power that runs away does so inside
one line, which only a clock can tell.
"""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from simulator import run
from studyapp.core.answers import read_number
from studyapp.core.expressions import ExpressionError, parse
from studyapp.render.markdown import plain_text, prepare
from studyapp.render.maths import block, inline, spoken
from tests.simulator.test_expression import HOSTILE as EXPRESSIONS
from tests.studyapp.core.test_answers import UNREADABLE_NUMBERS
from tests.studyapp.core.test_expressions import REFUSED as CLAIMS
from tests.studyapp.render.test_markdown import HOSTILE as TEXTS
from tests.studyapp.render.test_maths import HOSTILE as FORMULAS

pytestmark = pytest.mark.benchmark


def seconds(work: Callable[[], object], refusal: type[Exception] = ValueError) -> float:
    """Seconds of the processor, the least of three; a refusal is as good as an answer."""
    found = []
    for _ in range(3):
        began = time.process_time()
        with suppress(refusal):
            work()
        found.append(time.process_time() - began)
    return min(found)


@pytest.mark.parametrize("text", TEXTS)
def test_text(text: str) -> None:
    assert seconds(lambda: (plain_text(text, 60), prepare(text, width=60))) < 1


@pytest.mark.parametrize("latex", FORMULAS)
def test_formulas(latex: str) -> None:
    assert seconds(lambda: (inline(latex), spoken(latex), block(latex, width=60))) < 0.5


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS])
def test_expressions_of_the_simulator(text: str) -> None:
    assert seconds(lambda: run("expression", {"expression": text})) < 0.1


@pytest.mark.parametrize("text", [text for text, _ in CLAIMS])
def test_expressions_of_a_pack(text: str) -> None:
    assert seconds(lambda: parse(text), ExpressionError) < 0.1


@pytest.mark.parametrize("typed", [typed for typed, _ in UNREADABLE_NUMBERS])
def test_numbers(typed: str) -> None:
    assert seconds(lambda: read_number(typed)) < 0.1
