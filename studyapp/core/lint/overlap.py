"""Options that say the same, or ranges of numbers of which two may hold at once."""

from __future__ import annotations

import re
from typing import NamedTuple

from studyapp.core.items import SingleChoice
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.lint.texts import Told
from studyapp.core.text import folded

CODES = {
    "duplicate-option": "Replace one of the two options.",
    "overlapping-options": "Set the ranges apart, so that one option holds at most.",
}

_DIGIT = re.compile(r"\d")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s\b")
_NUMBER = r"([-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?(?:/\d+(?:\.\d+)?)?)\s*(%?)"
_SINGLE = re.compile(rf"[^\w\-−+]*{_NUMBER}\s*(?P<unit>[^\d]*?)\W*", re.IGNORECASE)
_RANGES = (
    (
        re.compile(rf"(?:between|from)?\s*{_NUMBER}\s*(?:and|to|-|–|—)\s*{_NUMBER}\s*(?P<unit>[^\d]*)"),
        "between",
    ),
    (
        re.compile(
            r"(?:(?:is |are )?(?:less|fewer|smaller|lower|shorter) than|below|under|at most|up to|<=?|≤)"
            rf"\s*{_NUMBER}\s*(?P<unit>[^\d]*)"
        ),
        "below",
    ),
    (re.compile(rf"{_NUMBER}\s*(?P<unit>[^\d]*?)\s*(?:or|and) (?:less|fewer|smaller|below|under)"), "below"),
    (
        re.compile(
            rf"(?:(?:is |are )?(?:more|greater|larger|higher|longer) than|above|over|at least|>=?|≥)\s*{_NUMBER}"
            r"\s*(?P<unit>[^\d]*)"
        ),
        "above",
    ),
    (re.compile(rf"{_NUMBER}\s*(?P<unit>[^\d]*?)\s*(?:or|and) (?:more|greater|larger|above|over)"), "above"),
)


class Range(NamedTuple):
    """The numbers that an option speaks of; one number is a range of no width."""

    low: float
    high: float
    unit: str

    def overlaps(self, other: Range) -> bool:
        """Whether they share more than an end."""
        if self.unit != other.unit:
            return False
        if self.low == self.high or other.low == other.high:
            point, around = (self.low, other) if self.low == self.high else (other.low, self)
            return around.low == around.high == point or around.low < point < around.high
        return max(self.low, other.low) < min(self.high, other.high)


def rules(told: Told) -> Findings:
    options = told.options
    if not options:
        return
    field = "options" if options[0].correct is not None else "prospects"
    seen: dict[str, str] = {}
    for place, option in enumerate(options):
        if "{{" in option.text:
            continue
        first = seen.setdefault(_read(option.text), option.text)
        if first != option.text:
            message = f"{quoted(option.text)} says the same as {quoted(first)}; replace one of the two"
            yield warning("duplicate-option", message, told.id, field, place, "text")
    if isinstance(told.question, SingleChoice):
        yield from _ranges(told)


def _read(text: str) -> str:
    """An option without its article, plurals and outer punctuation."""
    text = folded(text)
    article = _ARTICLE.match(text)
    return _PLURAL.sub("", text[article.end() :] if article else text)


def _ranges(told: Told) -> Findings:
    ranges: list[tuple[str, Range]] = []
    for place, option in enumerate(told.options):
        found = range_of(option.text)
        if found is None:
            continue
        for text, other in ranges:
            if found.overlaps(other):
                message = (
                    f"{quoted(option.text)} and {quoted(text)} may hold at once;"
                    " set them apart, so that one option holds at most"
                )
                yield warning("overlapping-options", message, told.id, "options", place, "text")
                break
        ranges.append((option.text, found))


def range_of(text: str) -> Range | None:
    """The numbers that an option means if it is nothing but a number or a range, with the unit behind it."""
    if len(text) > 60 or _DIGIT.search(text) is None:
        return None
    text = text.strip().rstrip(".").replace(",", "").lower()
    if single := _SINGLE.fullmatch(text):
        return _range("single", single)
    for pattern, shape in _RANGES:
        if found := pattern.fullmatch(text):
            return _range(shape, found)
    return None


def _range(shape: str, found: re.Match[str]) -> Range | None:
    groups = found.groups()
    unit = found["unit"].strip()
    first = _value(groups[0], groups[1])
    if first is None:
        return None
    if shape == "between":
        second = _value(groups[2], groups[3])
        return None if second is None else Range(min(first, second), max(first, second), unit)
    low = first if shape in ("single", "above") else float("-inf")
    high = first if shape in ("single", "below") else float("inf")
    return Range(low, high, unit)


def _value(written: str, percent: str) -> float | None:
    top, _, bottom = written.replace("−", "-").partition("/")
    try:
        value = float(top) / (float(bottom) if bottom else 1.0)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return value / 100 if percent else value
