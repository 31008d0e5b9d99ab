"""Questions that are answered in words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.items.common import Common
from studyapp.core.items.fields import Line, Model, Text


class Rejected(Model):
    """A wrong answer that can be told apart."""

    text: Line
    """The answer."""
    says: Text
    """Why it is wrong."""


class TextAnswer(Model):
    """What is accepted as a typed answer."""

    accept: Annotated[tuple[Line, ...], Field(min_length=1, max_length=40)]
    """Accepted answers, the one to show first; case, hyphens, articles and outer punctuation do not count."""
    reject: Annotated[tuple[Rejected, ...], Field(max_length=40)] = ()
    """Wrong answers that deserve a word."""
    plural: bool = False
    """Also accept each answer with or without a plural s."""


class ShortText(Common):
    """A word or a short phrase, typed."""

    kind: Literal["text"]
    """The learner types a word or a short phrase."""
    prompt: Text
    """The question."""
    answer: TextAnswer
    """What is accepted."""


class KeyPoint(Model):
    """One thing that a full answer mentions."""

    text: Line
    """The point, as a learner would tick it."""
    words: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Words that hint that it was mentioned."""


class Open(Common):
    """A question answered in one's own words and marked by the learner against key points."""

    kind: Literal["open"]
    """The learner writes freely, then ticks key points."""
    prompt: Text
    """The question."""
    answer: Text
    """A short model answer."""
    key_points: Annotated[tuple[KeyPoint, ...], Field(min_length=2, max_length=12)]
    """What a full answer mentions."""
