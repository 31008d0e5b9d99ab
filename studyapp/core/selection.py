"""A selection of cards, as a learner writes it: `topic:gradient* is:due -is:flagged or "vanishing gradient"`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from studyapp.core.selection_reader import SelectionError, read
from studyapp.core.selection_terms import And, Node, Or, Word, Words, all_of, any_of

__all__ = ["ALL", "Selection", "SelectionError", "filtered", "parse", "unfinished"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cards are meant; `str()` writes it so that it can be read again."""

    packs: tuple[str, ...] = ()
    """Only of these packs; of all when empty."""
    where: Node | None = None
    """What else they must meet."""
    text: str = field(default="", compare=False)
    """As it was typed."""

    @property
    def condition(self) -> Node | None:
        """All that is asked of a card, packs included; None when nothing is."""
        packs: tuple[Node, ...] = tuple(Word("pack", pack) for pack in self.packs)
        parts = ((any_of(packs),) if packs else ()) + (() if self.where is None else (self.where,))
        return all_of(parts) if parts else None

    @property
    def plain(self) -> bool:
        """Whether it is nothing but words and phrases that must all occur."""
        parts = self.where.parts if isinstance(self.where, And) else (self.where,)
        return not self.packs and all(part is None or isinstance(part, Words) for part in parts)

    def of_packs(self, packs: tuple[str, ...]) -> Selection:
        """The same, only of these packs; of those it names when empty."""
        return replace(self, packs=packs) if packs else self

    def __str__(self) -> str:
        return "" if self.condition is None else str(self.condition)


ALL = Selection()


def parse(text: str) -> Selection:
    """The selection that a text describes, all cards for an empty one; SelectionError says what cannot be read."""
    return Selection(where=read(text), text=text.strip())


def unfinished(text: str) -> Selection:
    """The selection of a text that is being typed: its last word is taken as a beginning."""
    selection = parse(text)
    if selection.where is None or not text[-1].isalnum():
        return selection
    return replace(selection, where=_begun(selection.where))


def _begun(node: Node) -> Node:
    match node:
        case And(parts):
            return And((*parts[:-1], _begun(parts[-1])))
        case Or(parts):
            return Or((*parts[:-1], _begun(parts[-1])))
        case Words():
            return replace(node, prefix=True)
        case _:
            return node


def filtered(text: str, term: str) -> str:
    """A text with a term such as `is:due` put before it, or taken out where it stands already.

    The word that is being typed stays the last one.
    """
    there = re.compile(rf"(?<!\S){re.escape(term)}(?!\S)", re.IGNORECASE)
    without, times = there.subn(" ", text)
    if times:
        return " ".join(without.split())
    try:
        # What stands side by side binds tighter than `or`.
        alternatives = isinstance(parse(text).where, Or)
    except SelectionError:
        alternatives = False
    return f"{term} ({text.strip()})" if alternatives else f"{term} {text.lstrip()}".strip()
