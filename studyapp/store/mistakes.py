"""Rows of mistakes, which reviews and quiz answers count alike."""

from __future__ import annotations

from typing import Any

from studyapp.core.items import split_card_id
from studyapp.core.records import MistakeCount


def mistake_count(row: Any) -> MistakeCount:
    """A row of card, mistake and times, with what was kept of the newest answer."""
    pack, question, facet = split_card_id(row.card_id)
    variables, said = row.variant.get("variables", {}), (row.said or {}).get("says", "")
    return MistakeCount(f"{pack}/{question}", facet, row.mistake, row.times, row.version, variables, said)
