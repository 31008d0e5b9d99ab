"""What a learner does besides answering, each in one transaction with its entry in the journal; undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from studyapp.core.errors import Refusal
from studyapp.core.habits import Habits
from studyapp.core.memory import Moment, New
from studyapp.core.records import Action, ActionKind, Moved
from studyapp.core.replay import after_move
from studyapp.core.selection import Selection
from studyapp.core.text import one_line
from studyapp.store import cards as card_queries
from studyapp.store import journal, moves, reviews
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.store.selecting import conditions
from studyapp.study.clock import Clock
from studyapp.study.pack_files import PackFiles
from studyapp.study.rules import model_of

FURTHEST = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was undone or done again."""

    action: Action
    says: str
    """What it was, in words."""
    card_id: str | None
    """The card that was rated; None for another action."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal."""

    action: Action
    says: str
    done: bool
    """Whether it stands; otherwise redo would do it again."""


class Actions:
    """Marks and moves of cards, and the way back from everything."""

    def __init__(self, store: Store, clock: Clock, habits: Habits, files: PackFiles | None = None) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits
        self._files = files

    def bury(self, card_ids: Sequence[str]) -> int:
        """Hide cards until tomorrow; how many were not hidden before."""
        tomorrow = self._clock.now().day + timedelta(days=1)
        return self._mark(ActionKind.BURY, "Buried until tomorrow", card_ids, {"buried_until": tomorrow})

    def unbury(self, card_ids: Sequence[str]) -> int:
        return self._mark(ActionKind.BURY, "Unburied", card_ids, {"buried_until": None})

    def suspend(self, card_ids: Sequence[str], suspended: bool = True) -> int:
        """Take cards out of study until they are taken in again; how many."""
        says = "Suspended" if suspended else "Taken in again"
        return self._mark(ActionKind.SUSPEND, says, card_ids, {"suspended": suspended})

    def flag(self, card_ids: Sequence[str], flagged: bool = True) -> int:
        says = "Flagged" if flagged else "Unflagged"
        return self._mark(ActionKind.FLAG, says, card_ids, {"flagged": flagged})

    def reset(self, card_ids: Sequence[str]) -> int:
        """Begin cards anew; their reviews stay in the log. How many had been begun."""
        return self._move(ActionKind.RESET, "Begun anew", dict.fromkeys(card_ids))

    def set_due(self, card_ids: Sequence[str], day: date) -> int:
        """Put reviewed cards on a day, today at the earliest; how many. A new card has no day to change."""
        today = self._clock.now().day
        if not today <= day <= today + FURTHEST:
            raise Refusal(f"a card can be put on today ({today}) or a later day, got {day}")
        return self._move(ActionKind.SET_DUE, f"Due on {day}", dict.fromkeys(card_ids, day))

    def spread(self, due: Mapping[str, date], says: str) -> int:
        """Put each card on a day of its own, as a plan was previewed; how many moved."""
        return self._move(ActionKind.SPREAD, says, due)

    def named(self, names: Sequence[str]) -> list[str]:
        """The cards that a learner names: pack/question for all of a question's, or one as pack/question#facet."""
        found: list[str] = []
        with self._store.reading() as session:
            for name in names:
                question, _, facet = name.partition("#")
                of_question = [card.id for card in card_queries.cards_of(session, question)]
                meant = [card for card in of_question if not facet or card == name]
                if not meant:
                    raise Refusal(
                        f"there is no card {one_line(name, 120)!r}; write PACK/QUESTION or PACK/QUESTION#CARD"
                    )
                found += meant
        return list(dict.fromkeys(found))

    def selected(self, selection: Selection) -> list[str]:
        """The cards of a selection, in study or suspended."""
        with self._store.reading() as session:
            wanted = conditions(
                selection, self._clock.now(), model_of(session, self._habits), self._habits.leech_lapses
            )
            return card_queries.identities(session, wanted)

    def undo(self) -> Done | None:
        """Take the newest action back; None when there is none."""
        now = self._clock.now()
        with self._changing() as session:
            action = journal.newest_done(session)
            if action is None:
                return None
            journal.undo(session, action, now.at)
            self._restore(session, action, back=True)
            return self._told(session, action)

    def redo(self) -> Done | None:
        """Do again what was undone last; None when nothing was, or something else was done since."""
        with self._changing() as session:
            action = journal.oldest_undone(session)
            if action is None:
                return None
            # Files first: what the action did to cards may need questions that they bring.
            self._restore(session, action, back=False)
            journal.redo(session, action, model_of(session, self._habits))
            return self._told(session, action)

    def _changing(self) -> AbstractContextManager[Session]:
        return self._files.writing() if self._files else self._store.writing()

    def _restore(self, session: Session, action: Action, *, back: bool) -> None:
        changes = journal.file_changes(session, action)
        if not changes:
            return
        if self._files is None:
            raise Refusal("this changed files of a pack, which are not open here; nothing was undone")
        self._files.restore(session, changes, back=back)

    def journal(self, limit: int = 50) -> tuple[Entry, ...]:
        """The newest actions, the newest first."""
        with self._store.reading() as session:
            listed = journal.recent(session, limit)
            return tuple(Entry(action, self._told(session, action).says, done) for action, done in listed)

    def record(
        self, kind: ActionKind, change: Callable[[Session, Moment], tuple[str, Sequence[Change]]]
    ) -> int:
        """Do something in one transaction with its entry; `change` does it and says what it was."""
        now = self._clock.now()
        with self._store.writing() as session:
            says, changes = change(session, now)
            if changes:
                journal.record(session, kind, now.at, says=says, changes=changes)
        return len(changes)

    def _mark(self, kind: ActionKind, says: str, card_ids: Sequence[str], values: Mapping[str, Any]) -> int:
        def marked(session: Session, _now: Moment) -> tuple[str, Sequence[Change]]:
            changes = journal.put_cards(session, dict.fromkeys(card_ids, values))
            return _of(says, [change.key["id"] for change in changes]), changes

        return self.record(kind, marked)

    def _move(self, kind: ActionKind, says: str, due: Mapping[str, date | None]) -> int:
        moved: list[str] = []

        def move(session: Session, now: Moment) -> tuple[str, Sequence[Change]]:
            newest = reviews.newest_id(session)
            states: dict[str, dict[str, Any]] = {}
            for card in card_queries.cards_of_identities(session, list(due)):
                if isinstance(card.state, New):
                    continue
                after = after_move(card.state, due[card.id])
                if after != card.state:
                    states[card.id] = card_queries.columns_of(after)
            moved.extend(states)
            added = moves.add(session, [Moved(card_id, newest, now.at, due[card_id]) for card_id in moved])
            return _of(says, moved), [*added, *journal.put_cards(session, states)]

        self.record(kind, move)
        return len(moved)

    def _told(self, session: Session, action: Action) -> Done:
        if action.review_id is None:
            return Done(action, action.says, None)
        review = reviews.review(session, action.review_id)
        assert review is not None
        rated = f"Rated {review.card_id.partition('#')[0]} {review.rating.name.capitalize()}"
        return Done(action, rated, review.card_id)


def _of(says: str, card_ids: Sequence[str]) -> str:
    """What was done, with the card it was done to or how many."""
    if len(card_ids) == 1:
        return f"{says}: {card_ids[0].partition('#')[0]}"
    return f"{says}: {len(card_ids)} cards"


def when(action: Action, now: datetime) -> str:
    """When an action was done, as a person says it."""
    local = action.at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d %b %H:%M}"
