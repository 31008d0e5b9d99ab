"""Drafts offered one by one: where the learner is, what was decided, and taking that back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from studyapp.core.errors import Refusal
from studyapp.core.items import Pack
from studyapp.core.lint import lint
from studyapp.core.worked import Variant
from studyapp.lab import variants
from studyapp.lab.runner import LabError
from studyapp.packs.draft_steps import Files, Step, files_of, step_between, take
from studyapp.packs.errors import Mark
from studyapp.packs.watching import Watch
from studyapp.study.draft_review import BrokenPack, DraftPlace, DraftReview, answer_line
from studyapp.study.pack_preview import Ran

__all__ = ["Begun", "Board", "DraftBoard", "Sheet", "Watch", "answer_line"]

END = ""
"""In place of an id: past the last draft."""
MOST_STEPS = 50
"""Decisions that can be taken back."""
KEPT, DROPPED, EDITED = "kept", "dropped", "edited"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as it was shown: what it says, and its numbers where they can be drawn."""

    place: DraftPlace
    written: str
    ran: Ran

    @property
    def variant(self) -> Variant | None:
        """Its numbers; None where they cannot be drawn."""
        return self.ran.variant

    @property
    def refused(self) -> str:
        """Why there are no numbers."""
        return self.ran.refused


@dataclass(frozen=True, slots=True)
class Board:
    """What there is to show after a look or a decision."""

    turn: int
    """Grows with each of them, so that an older one is told apart."""
    pack: str
    number: int
    """Place of the draft, from 1; one more than `of` past the last."""
    of: int
    kept: int
    dropped: int
    left: int
    questions: int
    """Those of the pack that are drafts no longer."""
    sheet: Sheet | None
    broken: Mark | None = None
    """Where the pack cannot be read; the rest is then as at the look before."""
    problem: str = ""
    undoes: str = ""
    """What can be taken back, in a word; nothing where there is nothing."""
    redoes: str = ""


class Advice(NamedTuple):
    """What a check says of a draft: level, code and message."""

    level: str
    code: str
    message: str


class _Done(NamedTuple):
    """A decision and what it did to the files."""

    what: str
    id: str
    step: Step


class Begun(NamedTuple):
    """The files at the moment at which an editor opened."""

    id: str
    files: Files


class DraftBoard:
    """The drafts of one folder. Its methods are for workers; what they give is plain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._review: DraftReview | None = None
        self._lock = Lock()
        self._order: list[str] = []
        """Ids of every draft that was offered, in the order in which they are."""
        self._decided: dict[str, str] = {}
        self._now: dict[str, DraftPlace] = {}
        self._done: deque[_Done] = deque(maxlen=MOST_STEPS)
        self._undone: list[_Done] = []
        self._last: Board | None = None
        self._files: Files = {}
        """The files of the newest look, where it found no fault."""
        self._turn = 0

    def look(self, at: str | None = None, by: int = 0) -> Board:
        """The draft with an id as it is now, or the open one after or before it; the first where none is named."""
        with self._lock:
            return self._look(at, by)

    def keep(self, seen: Sheet) -> Board:
        """Make a question of a draft as it was shown; the next one. Refusal when it has changed since."""
        return self._decide(seen, KEPT)

    def drop(self, seen: Sheet) -> Board:
        """Take a draft out of the pack; the next one. Refusal when it has changed since it was shown."""
        return self._decide(seen, DROPPED)

    def answer(self, seen: Sheet, text: str) -> Board:
        """Give a draft another answer, a line of text; the draft again."""
        with self._lock:
            review = self._same(seen)
            self._stepping(EDITED, seen.place.id, lambda: review.answer(seen.place.id, text))
            return self._look(seen.place.id)

    def begin(self, identity: str) -> Begun:
        """Before an editor opens: what its work is taken back to."""
        with self._lock:
            return Begun(identity, files_of(self.folder))

    def edited(self, begun: Begun) -> Board:
        """After an editor has ended: the draft as it is now."""
        with self._lock:
            self._record(EDITED, begun.id, begun.files)
            return self._look(begun.id)

    def undo(self) -> Board:
        """Take the last decision back; its draft again. Refusal when a file has changed since."""
        with self._lock:
            if not self._done:
                raise Refusal("there is nothing to take back")
            last = self._done[-1]
            take(self.folder, last.step, back=True)
            self._undone.append(self._done.pop())
            self._decided.pop(last.id, None)
            return self._look(last.id)

    def redo(self) -> Board:
        """Do again what was taken back; the draft after it."""
        with self._lock:
            if not self._undone:
                raise Refusal("there is nothing to do again")
            last = self._undone[-1]
            take(self.folder, last.step, back=False)
            self._done.append(self._undone.pop())
            if last.what != EDITED:
                self._decided[last.id] = last.what
            return self._look(last.id)

    def advice(self, sheet: Sheet) -> tuple[Advice, ...]:
        """What rules over the text of the pack say of a draft."""
        pack = self._pack()
        found = lint(pack) if pack is not None else ()
        return tuple(
            Advice(one.level, one.code, one.message)
            for one in found
            if one.question == sheet.place.id and one.code != "draft"  # which this screen is about
        )

    def _pack(self) -> Pack | None:
        return self._review.pack if self._review is not None else None

    # --- inside the lock ------------------------------------------------------------------------------------------

    def _decide(self, seen: Sheet, what: str) -> Board:
        with self._lock:
            review, identity = self._same(seen), seen.place.id
            self._stepping(what, identity, lambda: (review.keep if what == KEPT else review.drop)(identity))
            self._decided[identity] = what
            return self._look(identity)

    def _same(self, seen: Sheet) -> DraftReview:
        """The review, once it is certain that a draft still is what was shown."""
        identity = seen.place.id
        review = self._opened()
        if files_of(self.folder) == self._files:
            return review
        if review.draft(identity) is None:
            raise Refusal(f"{identity[:80]} was decided outside; nothing was changed")
        if review.text_of(identity) != seen.written:
            raise Refusal("this draft was changed outside; here it is as it is now, decide again")
        return review

    def _stepping(self, what: str, identity: str, change: Callable[[], None]) -> None:
        before = files_of(self.folder)
        change()
        self._record(what, identity, before)

    def _record(self, what: str, identity: str, before: Files) -> None:
        step = step_between(before, files_of(self.folder))
        if step is not None:
            self._done.append(_Done(what, identity, step))
            self._undone.clear()

    def _opened(self) -> DraftReview:
        if self._review is None:
            self._review = DraftReview(self.folder)
        return self._review

    def _look(self, at: str | None, by: int = 0) -> Board:
        files = files_of(self.folder)
        last = self._last
        if last is not None and by == 0 and files and files == self._files and at == _shown(last):
            return last  # the files were saved by a decision here, or as they are
        self._turn += 1
        try:
            found = self._opened().drafts()
        except BrokenPack as broken:
            return self._broken(broken)
        self._files = files
        came = self._arrange([one.id for one in found])
        self._now = {one.id: one for one in found}
        if at is not None and at not in self._now and at not in self._decided and came:
            at = came[0]  # an editor gave it another id
        shown = self._turned(at, by)
        counted = [each for each in self._order if each in self._now or each in self._decided]
        decided = list(self._decided.values())
        pack = self._opened().pack
        self._last = Board(
            self._turn,
            pack.id,
            len(counted) + 1 if shown is None else counted.index(shown) + 1,
            len(counted),
            decided.count(KEPT),
            decided.count(DROPPED),
            len(self._now),
            sum(not question.draft for question in pack.questions),
            None if shown is None else self._sheet(self._now[shown], pack.id),
            undoes=self._done[-1].what if self._done else "",
            redoes=self._undone[-1].what if self._undone else "",
        )
        return self._last

    def _broken(self, broken: BrokenPack) -> Board:
        mark, last = broken.problem.mark, self._last
        self._files = {}
        if last is None:
            return Board(self._turn, self.folder.name, 0, 0, 0, 0, 0, 0, None, mark, str(broken))
        undoes = self._done[-1].what if self._done else ""
        return replace(last, turn=self._turn, broken=mark, problem=str(broken), undoes=undoes)

    def _arrange(self, found: list[str]) -> list[str]:
        """Give new drafts their place after the one before them in the pack; those that came."""
        came: list[str] = []
        place = 0
        for identity in found:
            if identity in self._order:
                place = self._order.index(identity) + 1
                continue
            self._order.insert(place, identity)
            place += 1
            came.append(identity)
        for identity in found:
            self._decided.pop(identity, None)  # it was made a draft again
        return came

    def _turned(self, at: str | None, by: int) -> str | None:
        """The open draft to show: `at` itself or the next open one, the one after it or the one before it."""
        here = len(self._order) if at == END else self._order.index(at) if at in self._order else 0
        still = [place for place, each in enumerate(self._order) if each in self._now]
        if by < 0:
            still = [place for place in still if place < here][-1:] or still[:1]
        else:
            still = [place for place in still if place >= here + by]
        return self._order[still[0]] if still else None

    def _sheet(self, place: DraftPlace, pack_id: str) -> Sheet:
        written = self._opened().text_of(place.id)
        seed = variants.seed_for(pack_id, place.id, 0)
        try:
            return Sheet(place, written, Ran(seed, variants.draw(pack_id, place.question, seed)))
        except LabError as error:
            return Sheet(place, written, Ran(seed, refused=str(error).removeprefix(f"{place.id}: ")))


def _shown(board: Board) -> str:
    return END if board.sheet is None else board.sheet.place.id
