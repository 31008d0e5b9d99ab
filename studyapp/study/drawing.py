"""Drawing a quiz: which cards, in which order, with which numbers."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import timedelta

from studyapp.core.cram import siblings_apart
from studyapp.core.grading import Known
from studyapp.core.habits import Habits
from studyapp.core.items import Question, card_id
from studyapp.core.memory import Moment
from studyapp.core.quiz import Mode, QuizError, QuizOptions, place_of
from studyapp.core.selection import parse
from studyapp.lab import variants
from studyapp.lab.runner import LabError
from studyapp.store import cards as card_queries
from studyapp.store import items, quizzes
from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
from studyapp.store.selecting import conditions
from studyapp.study.asked import Asked
from studyapp.study.rules import model_of

LATELY = timedelta(days=30)
"""Mistakes older than this are not asked for again by themselves."""
APART = 7_919
"""Between the repetitions of a card in a round, so that each has numbers of its own."""


class Drawing:
    """Draws from what is stored, within one reading session."""

    def __init__(self, session: Session, now: Moment, habits: Habits) -> None:
        self._session = session
        self._now = now
        self._habits = habits
        self._known: dict[str, Known] = {}

    def quiz(self, options: QuizOptions, seed: int) -> list[Asked]:
        """The questions of a quiz; QuizError when there are none."""
        self._must_be_here(options.packs)
        drawn: list[Asked] = []
        for card in self._cards(options, seed):
            if (asked := self.card(card, seed)) is not None:
                drawn.append(asked)
            if len(drawn) == options.count:
                break
        if not drawn:
            raise QuizError(_nothing(options))
        return drawn

    def matching(self, options: QuizOptions) -> int:
        """How many questions the options allow; cards where these are asked one by one, mistakes up to `count`."""
        self._must_be_here(options.packs)
        if options.mode is Mode.CRAM:
            return quizzes.count_cards(self._session, options, self._wanted(options))
        if options.mode is Mode.MISTAKES:
            return sum(1 for _ in self._cards(options, 0))
        return len(quizzes.matching(self._session, options, self._wanted(options)))

    def card(self, card: str, seed: int, version: str | None = None, times: int = 0) -> Asked | None:
        """A card with the numbers of a seed, for the n-th time; None when it cannot be asked.

        With a version the question as it was then.
        """
        stored = items.question(self._session, card.partition("#")[0])
        found = card_queries.card(self._session, card)
        if stored is None or found is None:
            return None
        question: Question = stored.question
        if version is not None and version != stored.version:
            question = items.version(self._session, version) or question
        try:
            drawn = variants.seed_for(stored.pack, question.id, seed + APART * times)
            variant = variants.draw(stored.pack, question, drawn)
        except LabError:
            return None
        return Asked(found, question, version or stored.version, variant, self._terms(stored.pack))

    def _terms(self, pack: str) -> Known:
        if pack not in self._known:
            self._known[pack] = items.known_terms(self._session, pack)
        return self._known[pack]

    def _must_be_here(self, packs: Sequence[str]) -> None:
        known = items.pack_digests(self._session)
        if missing := [pack for pack in packs if pack not in known]:
            raise QuizError(f"there is no pack {missing[0]!r}; 'studyapp packs' lists them")

    def _wanted(self, options: QuizOptions) -> Conditions:
        if not options.selection.strip():
            return []
        model = model_of(self._session, self._habits)
        return conditions(parse(options.selection), self._now, model, self._habits.leech_lapses)

    def _cards(self, options: QuizOptions, seed: int) -> Iterator[str]:
        """The cards that may be asked, in their order."""
        wanted = self._wanted(options)
        if options.mode is Mode.CRAM:
            found = quizzes.weakest(self._session, self._now, options, wanted, options.count)
            yield from siblings_apart(found)
        elif options.mode is Mode.MISTAKES:
            since = self._now.day - LATELY
            yield from quizzes.missed_lately(self._session, since, options, wanted, options.count)
        else:
            # A heap, since most of many questions are never reached.
            places = [
                (place_of(seed, each), each) for each in quizzes.matching(self._session, options, wanted)
            ]
            heapq.heapify(places)
            while places:
                yield self._facet(heapq.heappop(places)[1], seed)

    def _facet(self, identity: str, seed: int) -> str:
        """One of the cards of a question."""
        stored = items.question(self._session, identity)
        assert stored is not None
        facets = stored.question.facets
        source = variants.generator(stored.pack, stored.question.id, seed, "facet")
        chosen = facets[int(source.integers(len(facets)))] if len(facets) > 1 else facets[0]
        return card_id(stored.pack, stored.question.id, chosen)


def _nothing(options: QuizOptions) -> str:
    narrowed = options.topics or options.difficulties or options.kinds or options.selection
    if options.mode is Mode.MISTAKES:
        return f"nothing was answered wrong in the last {LATELY.days} days that was not right since"
    if options.mode is Mode.CRAM or narrowed:
        return "no question fits; choose other packs, topics, kinds or difficulties"
    if len(options.packs) == 1:
        return f"pack {options.packs[0]!r} has no question that can be graded by the machine"
    return "there is no question that can be graded by the machine"
