"""What can be done with many cards at once, each told with its count and undone by one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from studyapp.core.day_words import day_of
from studyapp.core.errors import Refusal
from studyapp.tui.rows.browse import done_text
from studyapp.tui.undoing import UndoingScreen

if TYPE_CHECKING:
    from studyapp.study.app import Study

Act = Literal["bury", "suspend", "flag"]
SAYS = {
    "bury": ("Buried until tomorrow", "Unburied"),
    "suspend": ("Suspended", "Taken in again"),
    "flag": ("Flagged", "Unflagged"),
}
Cards = Callable[[], Sequence[str]]


def switch(study: Study, act: Act, cards: Cards) -> str:
    """Give the cards a mark, or take it away where all of them have it; what was done."""
    identities = cards()
    count, says = 0, SAYS[act][0]
    if identities:
        actions = study.actions
        ways: dict[Act, tuple[Callable[[Sequence[str]], int], Callable[[Sequence[str]], int]]] = {
            "bury": (actions.bury, actions.unbury),
            "suspend": (actions.suspend, partial(actions.suspend, suspended=False)),
            "flag": (actions.flag, partial(actions.flag, flagged=False)),
        }
        give, take = ways[act]
        if not (count := give(identities)):
            count, says = take(identities), SAYS[act][1]
    return done_text(says, count)


def begin_anew(study: Study, cards: Cards) -> str:
    """Forget what is known of the cards; their reviews stay in the log."""
    return done_text("Begun anew", study.actions.reset(cards()))


def put_on(study: Study, cards: Cards, written: str) -> str:
    """Put reviewed cards on the day that is written."""
    day = day_of(written, study.clock.now().day)
    return done_text(f"Due on {day:%d %B %Y}".replace(" 0", " "), study.actions.set_due(cards(), day))


def give_tags(study: Study, cards: Cards, written: str) -> str:
    """Give the questions of the cards tags, and take away those that are written with a minus sign."""
    words = written.split()
    if not words:
        raise Refusal("write the tags to give, and -TAG for one to take away")
    add = [word.removeprefix("+") for word in words if not word.startswith("-")]
    remove = [word[1:] for word in words if word.startswith("-")]
    questions = list(dict.fromkeys(card.partition("#")[0] for card in cards()))
    if not questions:
        return done_text("Tagged", 0)
    said = f"Tagged {len(questions):,} question{'' if len(questions) == 1 else 's'}"
    return done_text(said, study.tags.change(questions, add, remove), "tag")


class BulkScreen(UndoingScreen):
    """Acts on the cards that are meant: those marked, or the one under the cursor."""

    def meant(self) -> Cards | None:
        """What gives the cards that are meant, called in a worker; None when there is no card."""
        raise NotImplementedError

    def act(self, what: Callable[[Study, Cards], str]) -> None:
        """Do something with the cards that are meant, then tell it and show what is there now."""
        study, cards = self.study, self.meant()
        if cards is None:
            self.notify("There is no card under the cursor.", timeout=3)
            return
        self.in_background(lambda: what(study, cards), self._acted, group="commit")

    def _acted(self, says: str) -> None:
        self.app.clear_notifications()
        self.notify(says, markup=False)
        self.changed()

    def action_switch(self, act: Act) -> None:
        self.act(lambda study, cards: switch(study, act, cards))

    def action_reset(self) -> None:
        self.act(begin_anew)
