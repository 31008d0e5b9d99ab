"""Tags of the learner's own on questions; the tag `leech` follows from the reviews."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from studyapp.core.errors import Refusal
from studyapp.core.habits import Habits
from studyapp.core.leeches import TAG
from studyapp.core.memory import Moment
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line, safe
from studyapp.store import items
from studyapp.store import tags as tag_queries
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.study.actions import Actions

LONGEST = 64
MOST = 32
"""Tags given or taken at once."""
_TAG = re.compile(r"\w(?:[\w.-]*\w)?")


def tag_name(written: str) -> str:
    """A tag as it is kept: lower case, one word of letters, digits, hyphens, dots and underscores."""
    tag = safe(written).strip().casefold()
    if not _TAG.fullmatch(tag) or len(tag) > LONGEST:
        raise Refusal(
            f"a tag is one word of letters, digits and hyphens, at most {LONGEST} characters, "
            f"got {one_line(written, 80)!r}"
        )
    if tag == TAG:
        raise Refusal(f"the tag {TAG!r} follows from the reviews; choose another word")
    return tag


class Tags:
    """Gives and takes tags, and lists them."""

    def __init__(self, store: Store, actions: Actions, habits: Habits) -> None:
        self._store = store
        self._actions = actions
        self._habits = habits

    def of(self, question: str) -> tuple[str, ...]:
        """The tags of a question, `leech` among them where one of its cards is."""
        with self._store.reading() as session:
            own = tag_queries.tags_of(session, question)
            leech = tag_queries.forgotten_often(session, self._habits.leech_lapses, (question,))
        return (*own, *([TAG] if leech else []))

    def listed(self) -> tuple[tuple[str, int], ...]:
        """(tag, questions that have it), in alphabetical order."""
        with self._store.reading() as session:
            counts = tag_queries.counts(session)
            leeches = len(tag_queries.forgotten_often(session, self._habits.leech_lapses))
        return tuple(sorted([*counts, *([(TAG, leeches)] if leeches else [])]))

    def change(self, questions: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> int:
        """Give questions tags and take tags away, as one action; how many tags were given or taken."""
        given, taken = sorted(set(map(tag_name, add))), sorted(set(map(tag_name, remove)))
        if both := sorted(set(given) & set(taken)):
            raise Refusal(f"the tag {both[0]!r} cannot be given and taken away at once")
        if not 1 <= len(given) + len(taken) <= MOST:
            raise Refusal(f"name 1 to {MOST} tags to give or to take away")

        def changed(session: Session, _now: Moment) -> tuple[str, Sequence[Change]]:
            changes: list[Change | None] = []
            for question in dict.fromkeys(questions):
                if items.question(session, question) is None:
                    raise Refusal(f"there is no question {one_line(question, 120)!r}; write PACK/QUESTION")
                changes += [tag_queries.put(session, question, tag, present=True) for tag in given]
                changes += [tag_queries.put(session, question, tag, present=False) for tag in taken]
            made = [change for change in changes if change is not None]
            words = " ".join([f"+{tag}" for tag in given] + [f"-{tag}" for tag in taken])
            about = questions[0] if len(questions) == 1 else f"{len(questions)} questions"
            return f"Tagged {about}: {words}", made

        return self._actions.record(ActionKind.TAG, changed)
