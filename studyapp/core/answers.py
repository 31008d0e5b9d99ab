"""What a learner typed, read into a value, or a message that says how to write it."""

from __future__ import annotations

import re

from studyapp.core.numbers import Unreadable, read_number
from studyapp.core.text import safe

__all__ = ["MAX_TYPED", "Unreadable", "read_number", "read_options", "read_text", "read_truth"]

MAX_TYPED = 2_000


def read_truth(typed: str) -> bool | Unreadable:
    """True or false from a word or its first letter."""
    word = safe(typed[:MAX_TYPED]).strip().casefold()
    if word in {"t", "true", "y", "yes"}:
        return True
    if word in {"f", "false", "n", "no"}:
        return False
    return Unreadable("write true or false")


def read_options(typed: str, count: int, *, several: bool) -> tuple[int, ...] | Unreadable:
    """Places of the chosen options, counted from 0, from letters or numbers such as ``b`` or ``1 3``."""
    marks = re.findall(r"[a-z]+|\d+", safe(typed[:MAX_TYPED]).casefold())
    last = chr(ord("a") + count - 1)
    how = f"write the letters of your options, a to {last}" if several else f"write one letter, a to {last}"
    places: list[int] = []
    for mark in marks:
        if mark.isdigit() and len(mark) < 3:
            places.append(int(mark) - 1)
        elif mark.isdigit() or (len(mark) > 1 and not several):
            return Unreadable(how)
        else:
            places += [ord(letter) - ord("a") for letter in mark]
    if not places or any(not 0 <= place < count for place in places):
        return Unreadable(how)
    if not several and len(set(places)) > 1:
        return Unreadable(how)
    return tuple(sorted(set(places)))


def read_text(typed: str) -> str | Unreadable:
    """A typed word or phrase, made safe; empty or endless text is not gradable."""
    if len(typed) > MAX_TYPED:
        return Unreadable(f"that is {len(typed)} characters; a few words are enough")
    text = " ".join(safe(typed).split())
    return text or Unreadable("nothing typed yet")
