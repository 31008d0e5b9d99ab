"""A search while it is typed: its last word is a beginning, and marks are put in and taken out by a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.selection import SelectionError, filtered, parse, unfinished


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        ("slo", "slo*"),
        ("slo ", "slo"),
        ("is:due slo", "is:due slo*"),
        ("slope or rel", "slope or rel*"),
        ("slo*", "slo*"),
        ('"positive slope"', '"positive slope"'),
        ("(slope rel)", "(slope rel)"),
        ("slope -rel", "slope -rel"),
        ("topic:sig", "topic:sig"),
        ("slope is:due", "slope is:due"),
    ],
)
def test_the_last_word_is_a_beginning(text: str, meant: str) -> None:
    assert str(unfinished(text)) == str(parse(meant))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "is:due"),
        ("slo", "is:due slo"),
        ("is:due", ""),
        ("is:due slo", "slo"),
        ("slo IS:DUE relu", "slo relu"),
        ("-is:due", "is:due -is:due"),
        ("is:dues", "is:due is:dues"),
        ("slope or relu", "is:due (slope or relu)"),
        ("slope (", "is:due slope ("),
    ],
)
def test_a_mark_is_put_in_and_taken_out(text: str, after: str) -> None:
    assert filtered(text, "is:due") == after


@given(
    st.sampled_from(["slope", "a or b", "topic:x -is:new", "(a or b) c", '"a b"', "lapses:>=3 or is:leech"])
)
def test_put_in_and_taken_out_again_means_the_same(text: str) -> None:
    once = filtered(text, "is:flagged")
    assert str(parse(once)).startswith("is:flagged ")
    assert str(parse(filtered(once, "is:flagged"))) == str(parse(text))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (unfinished, lambda typed: parse(filtered(typed, "is:due"))):
        try:
            read(text)
        except SelectionError:
            continue
