"""Rows of mistakes, which reviews and quiz answers count alike."""

from __future__ import annotations

from typing import Any

from studyapp.core.items import split_card_id
from studyapp.core.records import MistakeCount, MistakeShowing


def mistake_count(row: Any, *, in_quiz: bool = False) -> MistakeCount:
    """A row of card, mistake, times and newest."""
    pack, question, facet = split_card_id(row.card_id)
    return MistakeCount(f"{pack}/{question}", facet, row.mistake, row.times, row.newest, in_quiz)


def mistake_showing(row: Any) -> MistakeShowing:
    """A row of version, variant and said."""
    return MistakeShowing(row.version, row.variant.get("variables", {}), (row.said or {}).get("says", ""))
