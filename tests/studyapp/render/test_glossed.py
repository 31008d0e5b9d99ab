"""Terms of a glossary in Markdown: the first mention is a link, and what is not running text stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.render.glossed import LONGEST, link_terms

NAMES = (("Sigmoid", "logistic function"), ("Vanishing gradient",), ("Pre-activation",), ("C++",), ("ReLU",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The sigmoid, the Sigmoid.", "The [sigmoid](term:0), the Sigmoid."),
        ("A logistic function.", "A [logistic function](term:0)."),
        ("Sigmoids of **pre-activations**", "[Sigmoids](term:0) of **[pre-activations](term:2)**"),
        ("vanishing\ngradients", "[vanishing\ngradients](term:1)"),
        ("`sigmoid` and ``a ` sigmoid``", "`sigmoid` and ``a ` sigmoid``"),
        ("[sigmoid](https://x.y) ![relu](z)", "[sigmoid](https://x.y) ![relu](z)"),
        ("## Sigmoid\nrelu", "## Sigmoid\n[relu](term:4)"),
        ("sigmoidal presigmoid sigmoid-like my-relu", "sigmoidal presigmoid sigmoid-like my-relu"),
        ("| ReLU | slope |", "| [ReLU](term:4) | slope |"),
        ("\\relu", "\\relu"),
        ("", ""),
    ],
)
def test_what_is_linked(text: str, expected: str) -> None:
    assert link_terms(text, NAMES, set())[0] == expected


def test_a_term_that_was_seen_is_passed_over_and_the_order_is_that_of_the_text() -> None:
    seen = {4}
    text, found = link_terms("ReLU, pre-activation, sigmoid", NAMES, seen)
    assert text == "ReLU, [pre-activation](term:2), [sigmoid](term:0)"
    assert found == (2, 0)
    assert seen == {0, 2, 4}


def test_nothing_to_link() -> None:
    assert link_terms("sigmoid", (), set()) == ("sigmoid", ())
    assert link_terms("sigmoid", (("***",),), set()) == ("sigmoid", ())
    long = "sigmoid " * LONGEST
    assert link_terms(long, NAMES, set()) == (long, ())


@given(st.text(max_size=200) | st.text("sigmod `[]()\\\n#*<>-", max_size=200))
def test_any_text_keeps_its_words(text: str) -> None:
    linked, found = link_terms(text, NAMES, set())
    for number in found:
        linked, times = re.subn(rf"\[([^\]\[]*)\]\(term:{number}\)", r"\1", linked)
        assert times == 1
    assert linked == text
