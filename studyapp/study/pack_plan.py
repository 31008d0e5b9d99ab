"""What a new version of a pack does to its questions and to their schedules, before it is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from studyapp.core.items import Pack, Question, card_id
from studyapp.core.likeness import likely_renamed, wording
from studyapp.core.records import CardStanding, QuestionStanding
from studyapp.core.text import one_line
from studyapp.store import items, renaming, standing
from studyapp.store.engine import Session

Answers = Mapping[tuple[str, str], bool]
"""Whether (the id that is gone, the id that came) name the same question."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the learner: is the one that is gone now called otherwise?"""

    gone: str
    came: str
    share: float
    """Share of their words in common."""
    gone_text: str
    came_text: str


@dataclass(frozen=True, slots=True)
class PackPlan:
    """What will change. Questions are named by their ids inside the pack."""

    pack: str
    title: str
    version: tuple[str | None, str | None]
    """As the author counts, before and after; None where the pack is not there."""
    added: tuple[str, ...]
    returning: tuple[str, ...]
    """Added ones that were there before: their cards come back as they were."""
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    """(id before, id after) of those known to be the same question."""
    asks: tuple[Ask, ...]
    unchanged: int
    kept_cards: int
    """Cards of changed questions that keep a schedule."""
    moved_cards: int
    """Cards whose schedule goes to another id."""
    left_cards: int
    """Cards that leave study with a schedule, and may come back with it."""
    left_reviews: int
    """Their reviews, which stay readable."""
    drafts: int = 0
    """Questions of the pack that are drafts, and left out."""

    @property
    def nothing(self) -> bool:
        return not (self.added or self.returning or self.changed or self.retired or self.renamed)


def plan(session: Session, pack_id: str, pack: Pack | None, answers: Answers) -> PackPlan:
    """What bringing a pack in as it would be does; None takes it out of study."""
    there = standing.of_pack(session, pack_id)
    coming = {question.id: question for question in pack.questions if not question.draft} if pack else {}
    before = {name for name, found in there.items() if not found.retired}
    gone = [name for name in there if name in before and name not in coming]
    came = [name for name in coming if name not in before]
    changed = [
        name
        for name, question in coming.items()
        if name in before and items.version_of(question) != there[name].version
    ]
    same, asks = _renamed(session, pack_id, there, coming, answers)
    old, new = {one for one, _ in same}, {other for _, other in same}
    lost = [card for name in changed for card in _cards_lost(pack_id, there[name], coming[name])]
    left = [*lost, *(card for name in gone if name not in old for card in there[name].cards)]
    now = standing.pack_in_study(session, pack_id)
    return PackPlan(
        pack_id,
        pack.manifest.title if pack else now[0] if now else pack_id,
        (now[1] if now else None, pack.manifest.version if pack else None),
        added=tuple(name for name in came if name not in new and name not in there),
        returning=tuple(name for name in came if name not in new and name in there),
        changed=tuple(changed),
        retired=tuple(name for name in gone if name not in old),
        renamed=same,
        asks=asks,
        unchanged=len(coming) - len(came) - len(changed),
        kept_cards=_begun(card for name in changed for card in there[name].cards) - _begun(lost),
        moved_cards=_begun(card for name in old for card in there[name].cards),
        left_cards=_begun(left),
        left_reviews=sum(card.reviews for card in left),
        drafts=sum(question.draft for question in pack.questions) if pack else 0,
    )


def _begun(found: Iterable[CardStanding]) -> int:
    return sum(card.begun for card in found)


def _cards_lost(pack_id: str, before: QuestionStanding, now: Question) -> list[CardStanding]:
    """Cards that a question no longer makes, such as those of a blank that is gone."""
    left = {card_id(pack_id, now.id, facet) for facet in now.facets}
    return [card for card in before.cards if not card.retired and card.id not in left]


def _renamed(
    session: Session,
    pack_id: str,
    there: Mapping[str, QuestionStanding],
    coming: Mapping[str, Question],
    answers: Answers,
) -> tuple[tuple[tuple[str, str], ...], tuple[Ask, ...]]:
    """Pairs that are known to be one question, and those to ask about.

    Only a question with a history has something to lose, whenever it was retired, and only one without takes it.
    """
    losing = [name for name, found in there.items() if found.begun and name not in coming]
    taking = [name for name in coming if name not in there or (there[name].retired and not there[name].begun)]
    if not losing or not taking:
        return (), ()
    known = renaming.known_same(session, pack_id)
    known |= {(min(pair), max(pair)): same for pair, same in answers.items()}
    bodies = standing.bodies(session, {there[name].version for name in losing})
    old = {name: bodies[there[name].version] for name in losing}
    new = {name: items.stored_form(coming[name]) for name in taking}
    group = _groups(pair for pair, same in known.items() if same)
    same = _matched(old, new, lambda name, _: group.get(name, ("", name)))
    # A text that is the same in all but its id is the same question; nothing is to be asked.
    same |= _matched(_left(old, same.keys()), _left(new, same.values()), lambda _, body: _but_id(body))
    near = likely_renamed(
        {name: wording(body) for name, body in _left(old, same.keys()).items()},
        {name: wording(body) for name, body in _left(new, same.values()).items()},
        {pair for pair, one in known.items() if not one},
    )
    asks = tuple(Ask(*pair, _text(old[pair.gone]), _text(new[pair.came])) for pair in near)
    return tuple(same.items()), asks


Body = Mapping[str, Any]


def _matched(
    old: Mapping[str, Body], new: Mapping[str, Body], by: Callable[[str, Body], Hashable]
) -> dict[str, str]:
    """Old and new ones for which `by` gives the same, one to one."""
    free: dict[Hashable, list[str]] = {}
    for name, body in new.items():
        free.setdefault(by(name, body), []).append(name)
    found: dict[str, str] = {}
    for name, body in old.items():
        if left := free.get(by(name, body)):
            found[name] = left.pop(0)
    return found


def _left(bodies: Mapping[str, Body], taken: Iterable[str]) -> dict[str, Body]:
    those = set(taken)
    return {name: body for name, body in bodies.items() if name not in those}


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, Hashable]:
    """For each id that was ever called otherwise, one name for all its ids."""
    head: dict[str, str] = {}

    def of(name: str) -> str:
        while head.get(name, name) != name:
            name = head[name]
        return name

    for one, other in pairs:
        head[of(one)] = of(other)
    return {name: of(name) for name in {*head, *head.values()}}


def _but_id(body: Body) -> str:
    text = {name: value for name, value in body.items() if name not in ("id", "source")}
    return json.dumps(text, sort_keys=True)


def _text(body: Body) -> str:
    return one_line(str(body.get("prompt") or body.get("text") or ""), 200)
