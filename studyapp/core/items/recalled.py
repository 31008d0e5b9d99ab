"""Questions that are recalled: flashcards and clozes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, Literal

from studyapp.core.codes import Broken
from studyapp.core.items.common import Common
from studyapp.core.items.fields import Id, Model, Text, rule


class Flashcard(Common):
    """A prompt and its answer, recalled and rated by the learner; in one direction or both."""

    kind: Literal["flashcard"]
    """The learner recalls the answer, turns the card and rates."""
    prompt: Text
    """The front."""
    answer: Text
    """The back."""
    both: bool = False
    """Also ask the other way round, as a card of its own."""
    reverse_prompt: Text | None = None
    """What the other way round asks; the answer's text when left out."""

    @property
    def facets(self) -> tuple[str, ...]:
        return ("forward", "reverse") if self.both else ("forward",)


_BLANK = re.compile(r"\[\[\s*([a-z0-9]+(?:-[a-z0-9]+)*)\s*\|([^\[\]]+)\]\]")


class Blank(Model):
    """One blank of a cloze: what is hidden and what else is accepted."""

    label: Id
    """Names its card; blanks of one label are one card."""
    accept: tuple[str, ...]
    """What is accepted, the answer to show first."""


def _blank(match: re.Match[str]) -> Blank:
    return Blank(label=match.group(1), accept=tuple(part.strip() for part in match.group(2).split("|")))


class Cloze(Common):
    """A sentence with blanks written `[[label|answer|also accepted]]`; each label is a card."""

    kind: Literal["cloze"]
    """The learner fills in blanks of a sentence."""
    text: Text
    """The sentence with its blanks."""

    _pieces: ClassVar[re.Pattern[str]] = _BLANK

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """The blanks in order; those of one label are asked together and must agree."""
        return tuple(map(_blank, _BLANK.finditer(self.text)))

    @property
    def facets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(blank.label for blank in self.blanks))

    @property
    def prompt(self) -> str:
        return self.shown(None)

    def shown(self, facet: str | None) -> str:
        """The sentence with the blanks of `facet` hidden (all of them for None) and the others filled."""

        def piece(blank: Blank) -> str:
            return "_____" if facet is None or blank.label == facet else blank.accept[0]

        return self.replaced(piece)

    def replaced(self, piece: Callable[[Blank], str], text: str | None = None) -> str:
        """The sentence, or `text` in its place, with something else where each blank is."""
        return _BLANK.sub(lambda match: piece(_blank(match)), self.text if text is None else text)

    def answer_to(self, facet: str) -> Blank:
        return next(blank for blank in self.blanks if blank.label == facet)

    @rule
    def _has_blanks(self) -> Cloze:
        blanks = self.blanks
        if not blanks:
            raise Broken("no-blank", "text needs a blank such as [[bound|0.25|1/4]]")
        if len(blanks) > 12:
            raise Broken("too-many-entries", f"text has {len(blanks)} blanks, at most 12 are allowed")
        if any(not part for blank in blanks for part in blank.accept):
            raise Broken("empty-blank", "a blank has an empty answer", at="text")
        answers: dict[str, tuple[str, ...]] = {}
        for blank in blanks:
            if answers.setdefault(blank.label, blank.accept) != blank.accept:
                raise Broken(
                    "blanks-disagree",
                    f"the blanks {blank.label!r} are one card, so they must accept the same",
                    at="text",
                )
        return self
