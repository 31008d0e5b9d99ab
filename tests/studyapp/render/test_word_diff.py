"""What changed between two texts, told by signs that need no color."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.render.word_diff import changes, word_diff


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a x c", "a [-b-] {+x+} c"),
        ("a b", "a b c", "a b {+c+}"),
        ("a b c", "b c", "[-a-] b c"),
        ("all of it", "none here", "[-all of it-] {+none here+}"),
        ("one\ntwo  three", "one two\nthree", "spaces or line ends only"),
        (
            "1 2 3 4 5 6 7 8 9 a 1 2 3 4 5 6 7 8 9 10 11 12 13 b 1 2 3 4 5 6 7",
            "1 2 3 4 5 6 7 8 9 A 1 2 3 4 5 6 7 8 9 10 11 12 13 B 1 2 3 4 5 6 7",
            "… 4 5 6 7 8 9 [-a-] {+A+} 1 2 3 4 5 6 … 8 9 10 11 12 13 [-b-] {+B+} 1 2 3 4 5 6 …",
        ),
        ("a \x1b[2Jb", "a c", "a [-[2Jb-] {+c+}"),
    ],
)
def test_words(before: str, after: str, shown: str) -> None:
    assert word_diff(before, after) == shown


def test_fields() -> None:
    before = {
        "id": "q",
        "prompt": "The slope?",
        "topics": ["a", "b"],
        "answer": {"value": "1", "tolerance": "1%"},
        "options": [{"text": "x", "correct": True}, {"text": "y"}],
    }
    after = {
        "id": "q",
        "prompt": "The slope at 0?",
        "topics": ["a", "c"],
        "answer": {"value": "1", "exact": True},
        "options": [{"text": "x", "correct": True}, {"text": "z"}],
    }
    assert changes(before, after) == (
        "  prompt: The [-slope?-] {+slope at 0?+}",
        "  topics: a, [-b-] {+c+}",
        "+ answer.exact: true",
        "  options 2.text: [-y-] {+z+}",
        "- answer.tolerance: 1%",
    )
    assert changes(before, before) == ()


WORDS = st.lists(st.sampled_from("abcde"), max_size=12)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_it(before: list[str], after: list[str]) -> None:
    shown = word_diff(" ".join(before), " ".join(after))
    if "…" not in shown and before != after:
        old = re.sub(r"\{\+.*?\+\}", "", shown).replace("[-", "").replace("-]", "")
        new = re.sub(r"\[-.*?-\]", "", shown).replace("{+", "").replace("+}", "")
        assert (old.split(), new.split()) == (before, after)
