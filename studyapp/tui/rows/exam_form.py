"""What is typed of an exam, as a pure value: read field by field, with what to say below each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from studyapp.core.day_words import ahead_words, day_of
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from studyapp.core.records import Exam

FIELDS = ("name", "day", "selection", "minutes")
LABELS = {"name": "name", "day": "day", "selection": "cards", "minutes": "minutes"}
HINTS = {
    "name": "such as ML finals",
    "day": "2027-03-31, or in 19 days",
    "selection": "all, or topic:… pack:… and words",
    "minutes": "a day",
}
LONGEST = {"name": 80, "day": 40, "selection": 1_000, "minutes": 4}


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of the fields as they are typed."""

    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A draft as far as it can be read."""

    name: str
    day: date | None
    selection: str
    minutes: int | None
    refused: Mapping[str, str]
    """What is wrong, by field; nothing when the exam can be kept."""


def draft_of(exam: Exam | None, minutes: int) -> Draft:
    """The fields of an exam, or those of a new one."""
    if exam is None:
        return Draft({"name": "", "day": "", "selection": "", "minutes": str(minutes)})
    return Draft(
        {
            "name": exam.name,
            "day": exam.day.isoformat(),
            "selection": exam.selection,
            "minutes": str(exam.minutes),
        }
    )


def read_draft(draft: Draft, today: date) -> Read:
    """What the fields say; what their texts alone show to be wrong is refused."""
    refused: dict[str, str] = {}
    texts = draft.texts
    if not texts["name"].strip():
        refused["name"] = "an exam needs a name"
    day = minutes = None
    try:
        day = day_of(texts["day"], today)
    except Refusal as refusal:
        refused["day"] = str(refusal)
    typed = texts["minutes"].strip()
    if typed.isascii() and typed.isdigit():
        minutes = int(typed)
    else:
        refused["minutes"] = "write the minutes a day as a number, such as 20"
    return Read(texts["name"], day, texts["selection"], minutes, refused)


def day_note(text: str, today: date, *, short: bool = False) -> str:
    """The day that is typed, in full; empty for what is none yet."""
    try:
        day = day_of(text, today)
    except Refusal:
        return ""
    named = f"{day:%a} {day.day} {day:%b}" if short else f"{day:%A} {day.day} {day:%B %Y}"
    return f"{named}, {ahead_words((day - today).days)}"
