"""Learning what is new: a section of the guide, then its questions, section by section."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studyapp.core import planner
from studyapp.core.errors import Refusal
from studyapp.core.habits import Habits
from studyapp.core.lessons import Lesson, NewCard, lessons
from studyapp.core.text import one_line
from studyapp.store import cards as card_queries
from studyapp.store import items, reviews
from studyapp.store.engine import Session, Store
from studyapp.study.actions import Actions
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.session import ReviewSession

NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Outline:
    """The lessons of a pack, and how many new cards today still allows."""

    pack: str
    title: str
    lessons: tuple[Lesson, ...]
    allowed: int
    new_a_day: int
    overdue: int

    def next(self, after: Lesson | None = None) -> Lesson | None:
        """The first lesson with something new to ask; after one as it was, the next such one."""
        behind = 0
        if after is not None:
            now = self.find(after.id)
            behind = now.place if now else after.place - 1
        return next((each for each in self.lessons if each.place > behind and each.new), None)

    def find(self, identity: str) -> Lesson | None:
        """A lesson by the id of its section or of one that leads up to it; none is left where all is suspended."""
        for lesson in self.lessons:
            if identity == lesson.id or identity in {section.id for section in lesson.sections}:
                return lesson
        return None

    def lesson(self, identity: str) -> Lesson:
        """The same; Refusal where there is none."""
        if (lesson := self.find(identity)) is not None:
            return lesson
        known = ", ".join(lesson.id for lesson in self.lessons[:12])
        raise Refusal(f"there is no section {one_line(identity, 60)!r} with questions; there are {known}")

    def limit_says(self, lesson: Lesson) -> str:
        """Why fewer new cards may be asked today than a lesson has; empty when it fits."""
        if lesson.new <= self.allowed:
            return ""
        held = f", fewer while {self.overdue} are overdue" if self.overdue >= planner.OVERDUE_PER_NEW else ""
        left = f"{self.allowed} more new cards" if self.allowed != 1 else "1 more new card"
        return f"Today still allows {left} ({self.new_a_day} a day{held})."


class Learning:
    """Leads through the lessons of a pack."""

    def __init__(self, store: Store, clock: Clock, habits: Habits, actions: Actions | None = None) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits
        self._actions = actions

    def outline(self, pack_id: str) -> Outline:
        """The lessons of a pack as they stand now; Refusal where there is no such pack."""
        now = self._clock.now()
        with self._store.reading() as session:
            manifest = next((found for found in items.manifests(session) if found.id == pack_id), None)
            if manifest is None:
                raise Refusal(f"there is no pack {one_line(pack_id, 60)!r}; 'studyapp packs' lists them")
            guide = items.guide(session, pack_id)
            seen = reviews.questions_seen_on(session, now.day)
            # A card whose sibling was seen today would give itself away; it is new again tomorrow.
            cards = [
                NewCard(card, section, new and question not in seen, waits)
                for card, section, question, new, waits in card_queries.new_by_section(session, pack_id)
            ]
            _, overdue = card_queries.count_due(session, now, (), seen)
            allowed = self._allowed(session, overdue)
        found = lessons(guide.sections if guide else (), cards, pack_id)
        return Outline(pack_id, manifest.title, found, allowed, self._habits.new_a_day, overdue)

    def pack_to_learn(self) -> str | None:
        """The first pack with something new, in the order of study."""
        now = self._clock.now()
        with self._store.reading() as session:
            return next((count.pack for count in card_queries.counts(session, now) if count.new), None)

    def session(self, lesson: Lesson, *, beyond_limit: bool = False) -> LessonSession:
        """A session of a lesson's new questions; beyond the limit of a day where the learner says so."""
        now = self._clock.now()
        with self._store.reading() as session:
            _, overdue = card_queries.count_due(session, now, (), reviews.questions_seen_on(session, now.day))
            introduced = reviews.introduced_on(session, now.day)
            limit = NO_LIMIT if beyond_limit else introduced + self._allowed(session, overdue)
        habits = replace(self._habits, new_a_day=limit)
        return LessonSession(self._store, self._clock, habits, listed=lesson.cards, actions=self._actions)

    def _allowed(self, session: Session, overdue: int) -> int:
        introduced = reviews.introduced_on(session, self._clock.now().day)
        return planner.new_allowed(self._habits.new_a_day, introduced, overdue)


class LessonSession(ReviewSession):
    """The questions of a lesson, rated into the schedule like any review."""

    def next(self) -> Asked | None:
        """The next question; what another one held back comes up once that one is known."""
        asked = super().next()
        if asked is None:
            self.changed()
            asked = super().next()
        return asked
