"""docs/search.md: each example runs, and every key and mark of the language is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.core.selection import parse
from studyapp.core.selection_reader import DEEPEST, LONGEST, MOST_TERMS
from studyapp.core.selection_terms import KEYS, MARKS

if TYPE_CHECKING:
    from studyapp.study.app import Study

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
WITHIN = re.findall(r"`([a-z]+:[^`]+)`", PAGE)
COMMANDS = re.findall(r"^studyapp .*'([^']+)'$", PAGE, re.MULTILINE)


def test_the_page_has_examples() -> None:
    assert len(ROWS) > 30
    assert len(COMMANDS) == 2


@pytest.mark.parametrize("example", dict.fromkeys((*ROWS, *WITHIN, *COMMANDS)))
def test_each_example_runs(study: Study, example: str) -> None:
    found = study.search(example)
    assert len(found.cards) == found.count
    assert parse(str(parse(example))) == parse(example)


def test_every_key_and_mark_is_told() -> None:
    shown = " ".join(ROWS)
    assert [key for key in KEYS if f"{key}:" not in shown] == []
    assert [mark for mark in MARKS if f"is:{mark}" not in shown] == []


def test_the_limits_are_those_of_the_reader() -> None:
    assert f"at most {LONGEST} characters and {MOST_TERMS} terms, and groups go {DEEPEST} deep" in PAGE
