"""What an asking screen needs to know of a review, a quiz or a single try. All of it runs in worker threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from studyapp.core.errors import Refusal
from studyapp.core.selection import parse

if TYPE_CHECKING:
    from studyapp.core.confidence import Confidence
    from studyapp.core.grading import Verdict
    from studyapp.core.memory import Rating
    from studyapp.core.why import Why
    from studyapp.study.app import Study
    from studyapp.study.asked import Asked
    from studyapp.study.endings import Ending
    from studyapp.study.quiz import Result


Aside = Literal["bury", "suspend"]
SET_ASIDE = {"bury": "Buried until tomorrow; u takes it back.", "suspend": "Suspended; u takes it back."}


@dataclass(frozen=True, slots=True)
class Given:
    """A learner's answer, ready to be stored."""

    asked: Asked
    verdict: Verdict | None
    response: str
    rating: Rating | None
    hinted: bool
    seconds: float
    confidence: Confidence | None = None
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The next thing to ask, or the end."""

    asked: Asked | None
    title: str
    """Title of the pack."""
    done: int
    left: int
    minutes: int | None = None
    previews: dict[Rating, str] | None = None
    """The interval behind each rating; None where nothing is rated."""
    previews_sooner: dict[Rating, str] | None = None
    """The same after an answer that was sure and wrong."""
    ending: str = ""
    """What to say when nothing is left."""
    problems: tuple[str, ...] = ()
    more: bool = False
    """Whether something is left beyond a limit that was reached."""
    says: str = ""
    """What was just done besides answering."""
    why: Why | None = None
    """The schedule of the card in words; None where nothing is rated."""
    why_sooner: Why | None = None
    """The same after an answer that was sure and wrong."""
    lapses: int | None = None
    """How often the card would be forgotten, where forgetting it now calls for help."""
    silent: bool = False
    """Whether the verdict is kept for the end."""
    seconds_left: float | None = None
    """Time left for all of it; None without a limit."""


class Asking(Protocol):
    """A source of questions."""

    rates: bool
    can_undo: bool
    """Whether actions are kept in the journal: answers can be taken back, and cards marked."""

    def turn(self) -> Turn: ...

    def commit(self, given: Given) -> Turn:
        """Store an answer and give the next turn; returns once the answer is on the disk."""
        ...

    def undo(self) -> Turn | None:
        """Take the last answer back; None when there is none."""
        ...

    def renewed(self, asked: Asked) -> Turn | None:
        """The same question as it is stored now, the next one where it is gone; None where it stays as it was."""
        ...

    def result(self) -> Result | None:
        """What the asking screen hands back when it is left."""
        ...

    def ending(self) -> Ending | None:
        """How it went so far; None where nothing was answered, or where a result page tells it."""
        ...


class Markable(Protocol):
    """A source whose cards can be marked; nothing of a mark is an answer."""

    def set_aside(self, asked: Asked, how: Aside) -> Turn:
        """Bury or suspend the card; the next turn."""
        ...

    def flag(self, asked: Asked) -> bool:
        """Flag the card, or take the flag away; how it stands."""
        ...

    def redo(self) -> Turn | None:
        """Do again what was undone last; None when there is nothing."""
        ...

    def go_on(self) -> Turn:
        """Ask on beyond a limit that was reached."""
        ...


class Reviewing:
    """A review session."""

    rates = True
    can_undo = True

    def __init__(
        self,
        study: Study,
        packs: Sequence[str],
        select: str = "",
        count: int | None = None,
        minutes: int | None = None,
    ) -> None:
        from studyapp.study.session import Limits

        self._study = study
        self._packs = tuple(packs)
        self._session = study.review(packs, parse(select), Limits(count, minutes))
        self._titles: dict[str, str] = {}
        self._seconds = 0.0
        self._done = 0
        self._told = 0
        self._since = 0
        """The newest review before this session."""
        self._known: dict[tuple[str, int], Asked] = {}
        """What was asked, by card and seed: what is forgotten comes again with other numbers."""
        self._aside: list[Asked] = []
        """Cards buried and suspended here, to be asked again when that is undone."""
        self._back: list[Asked] = []
        """Those of which it was undone."""

    def turn(self) -> Turn:
        if not self._titles:
            self._titles = self._study.library.titles()
            self._seconds = self._study.progress.pace()[2]
            self._since = self._session.newest()
            if unknown := [pack for pack in self._packs if pack not in self._titles]:
                raise Refusal(f"there is no pack {unknown[0]!r}; 'studyapp packs' lists them")
        return self._turn(self._session.next())

    def commit(self, given: Given) -> Turn:
        self._known[given.asked.card.id, given.asked.variant.seed] = given.asked
        self._session.rate(
            given.asked,
            given.verdict,
            response=given.response,
            rating=given.rating,
            hinted=given.hinted,
            seconds=given.seconds,
            confidence=given.confidence,
            overridden=given.overridden,
        )
        self._done += 1
        self._back.clear()
        return self.turn()

    def undo(self) -> Turn | None:
        undone = self._session.undo()
        if undone is None:
            return None
        done, asked = undone
        if done.card_id is not None:
            self._done = max(0, self._done - 1)
        elif self._aside and done.says.endswith(f": {self._aside[-1].card.question}"):
            asked = self._aside.pop()
            self._back.append(asked)
        says = "The last review was taken back." if done.card_id else f"Taken back: {done.says}"
        return replace(self._turn(asked or self._session.next()), says=says)

    def redo(self) -> Turn | None:
        done = self._session.redo()
        if done is None:
            return None
        self._done += done.card_id is not None
        if self._back and done.says.endswith(f": {self._back[-1].card.question}"):
            self._aside.append(self._back.pop())
        return replace(self.turn(), says=f"Done again: {done.says}")

    def set_aside(self, asked: Asked, how: Aside) -> Turn:
        if how == "bury":
            self._session.bury(asked)
        else:
            self._session.suspend(asked)
        self._aside.append(asked)
        self._back.clear()
        return replace(self.turn(), says=SET_ASIDE[how])

    def flag(self, asked: Asked) -> bool:
        return self._session.flag(asked)

    def go_on(self) -> Turn:
        self._session.go_on()
        return self.turn()

    def renewed(self, asked: Asked) -> Turn | None:
        self._session.changed()
        now = self._study.library.renewed(asked)
        return self.turn() if now is None else self._turn(now)

    def result(self) -> Result | None:
        return None

    def ending(self) -> Ending | None:
        return self._study.endings.since(self._since, self._known, self._seconds)

    def _turn(self, asked: Asked | None) -> Turn:
        outlook = self._session.outlook()
        left = outlook.left
        stopped = "" if asked else self._session.stopped
        problems = tuple(self._session.problems[self._told :])
        self._told = len(self._session.problems)
        ending = "Nothing more is due today."
        if outlook.waiting_until is not None:
            local = outlook.waiting_until.astimezone(self._study.clock.local().tzinfo)
            ending = f"Nothing is due right now; the next card comes up at {local:%H:%M}."
        if stopped:
            ending = f"{stopped} {left} {'is' if left == 1 else 'are'} left; m asks more."
        why, why_sooner = self._session.why(asked) if asked else (None, None)
        return Turn(
            asked,
            self._titles.get(asked.card.pack, asked.card.pack) if asked else "Review",
            self._done,
            left,
            round(left * self._seconds / 60),
            self._session.previews(asked) if asked else None,
            self._session.previews(asked, sooner=True) if asked else None,
            ending,
            problems,
            why=why,
            why_sooner=why_sooner,
            lapses=self._session.lapses_for_help(asked) if asked else None,
            more=bool(stopped and left),
        )


class Trying:
    """Questions answered for practice; nothing is stored and the schedule stays as it is."""

    rates = False
    can_undo = False

    def __init__(self, questions: Sequence[Asked], title: str) -> None:
        self._questions = tuple(questions)
        self._title = title
        self._done = 0

    def turn(self) -> Turn:
        left = len(self._questions) - self._done
        asked = self._questions[self._done] if left else None
        return Turn(asked, self._title, self._done, left, ending="That was all.")

    def commit(self, given: Given) -> Turn:
        self._done += 1
        return self.turn()

    def undo(self) -> Turn | None:
        return None

    def renewed(self, asked: Asked) -> Turn | None:
        return None

    def result(self) -> Result | None:
        return None

    def ending(self) -> Ending | None:
        return None
