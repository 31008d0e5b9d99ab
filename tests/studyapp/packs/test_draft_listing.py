"""One question file more or less in pack.yaml, in either layout; comments and everything else stay."""

from __future__ import annotations

import pytest

from studyapp.core.errors import Refusal
from studyapp.packs.draft_listing import with_listed, without_listed

LINES = "id: x\nquestions:  # in order\n  - questions/a.yaml  # one\n  - 'questions/b.yaml'\nobjectives: []\n"
BRACKETS = "id: x\nquestions: [questions/a.yaml, 'questions/b.yaml']  # all\n"


def test_a_file_is_added_behind_the_last() -> None:
    assert "  - 'questions/b.yaml'\n  - c.yaml\nobjectives" in with_listed(LINES, "c.yaml")
    assert "[questions/a.yaml, 'questions/b.yaml', c.yaml]  # all" in with_listed(BRACKETS, "c.yaml")


def test_a_file_is_taken_out() -> None:
    assert without_listed(LINES, "questions/a.yaml") == LINES.replace("  - questions/a.yaml  # one\n", "")
    assert "[questions/a.yaml]  # all" in without_listed(BRACKETS, "questions/b.yaml")
    assert "['questions/b.yaml']  # all" in without_listed(BRACKETS, "questions/a.yaml")
    assert without_listed(LINES, "none.yaml") == LINES


def test_a_pack_keeps_its_last_file() -> None:
    with pytest.raises(Refusal, match="delete the folder instead"):
        without_listed("questions: [a.yaml]\n", "a.yaml")
    with pytest.raises(Refusal, match="lists no question files"):
        with_listed("id: x\n", "a.yaml")
