"""The library: packs brought into the store, and what can be read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.core import fading
from studyapp.core.habits import Habits
from studyapp.core.items import Guide, Manifest, Question, Term, Trace
from studyapp.core.mastery import Group, of_packs
from studyapp.core.planner import Card
from studyapp.core.records import Hit, QuestionRow
from studyapp.core.worked import Variant
from studyapp.lab import variants
from studyapp.packs.errors import PackErrors
from studyapp.packs.loader import digest, load, pack_folders
from studyapp.store import cards as card_queries
from studyapp.store import items, places, reviews, search, standings
from studyapp.store.cards import of_packs as of_packs_only
from studyapp.store.engine import Store
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.pack_order import arrange
from studyapp.study.rules import model_of


@dataclass(frozen=True, slots=True)
class PackSummary:
    """A pack on the home screen."""

    manifest: Manifest
    cards: int
    new: int
    due: int
    known: float
    """Mean probability of recall over all cards now; a new card counts as 0."""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Everything about one question."""

    pack: str
    question: Question
    variant: Variant
    cards: tuple[Card, ...]
    related: tuple[QuestionRow, ...]


class Library:
    """Packs, questions, guides and glossaries, and the search over them."""

    def __init__(
        self, store: Store, packs_root: Path, clock: Clock, habits: Habits, own: Path | None = None
    ) -> None:
        self._store = store
        self._habits = habits
        self._packs_root = packs_root
        self._own = own
        self._clock = clock

    def synchronize(self) -> tuple[str, ...]:
        """Bring built-in and installed packs into the store where their files changed; what could not be read.

        A pack that cannot be read keeps the content it had; one that is gone is retired with its history kept.
        """
        problems: list[str] = []
        changed = False
        with self._store.reading() as session:
            known = items.pack_digests(session)
        builtin = pack_folders(self._packs_root)
        names = {folder.name for folder in builtin}
        installed = pack_folders(self._own) if self._own else ()
        for folder in installed:
            if folder.name in names:
                problems.append(f"{folder.name}: a built-in pack has this id; rename or remove {folder}")
        folders = [*builtin, *(folder for folder in installed if folder.name not in names)]
        for position, folder in enumerate(folders):
            try:
                if digest(folder) == known.get(folder.name):
                    continue
                loaded = load(folder)
                with self._store.writing() as session:
                    # Another window may be changing its files: what is stored is what is there now.
                    if digest(folder) == loaded.digest:
                        items.put_pack(session, loaded.pack, loaded.digest, position, self._clock.now().at)
                        changed = True
            except PackErrors as errors:
                problems.append(f"{folder.name}/{errors.problems[0]}")
        for gone in known.keys() - {folder.name for folder in folders}:
            with self._store.writing() as session:
                items.retire_pack(session, gone)
        if changed:
            with self._store.writing() as session:
                arrange(session, [folder.name for folder in builtin])
        return tuple(problems)

    def packs(self) -> tuple[PackSummary, ...]:
        """The packs in study with their counts and how well they are known."""
        now = self._clock.now()
        with self._store.reading() as session:
            manifests = {manifest.id: manifest for manifest in items.manifests(session)}
            counts = card_queries.counts(session, now)
            groups = standings.known_by_section(session, model_of(session, self._habits), now.day)
        known = {mastery.name: mastery.known for mastery in of_packs(groups)}
        return tuple(
            PackSummary(
                manifests[count.pack],
                count.cards,
                count.new,
                count.due,
                known.get(count.pack, 0.0),
            )
            for count in counts
        )

    def titles(self) -> dict[str, str]:
        """The titles of the packs in study by their ids, in their order."""
        with self._store.reading() as session:
            return items.pack_titles(session)

    def manifest(self, pack_id: str) -> Manifest | None:
        with self._store.reading() as session:
            return next((found for found in items.manifests(session) if found.id == pack_id), None)

    def cards(self, pack_ids: Sequence[str] = ()) -> tuple[Card, ...]:
        """The cards of the packs in study, reviewed or not, in the order of study."""
        with self._store.reading() as session:
            return tuple(card_queries.all_cards(session, pack_ids))

    def questions(self, pack_ids: Sequence[str] = ()) -> tuple[QuestionRow, ...]:
        """The questions of the packs, in the order of study."""
        with self._store.reading() as session:
            return tuple(items.question_rows(session, pack_ids))

    def page(self, identity: str, seed: int | None = None) -> QuestionPage | None:
        """A question's page with the numbers of a seed (its first variant when left out)."""
        with self._store.reading() as session:
            stored = items.question(session, identity)
            if stored is None:
                return None
            found = card_queries.cards_of(session, identity)
            rows = {row.id: row for row in items.question_rows(session)}
        related = (
            reference if "/" in reference else f"{stored.pack}/{reference}"
            for reference in stored.question.related
        )
        if seed is None:
            seed = variants.seed_for(stored.pack, stored.question.id, 0)
        return QuestionPage(
            stored.pack,
            stored.question,
            variants.draw(stored.pack, stored.question, seed),
            tuple(found),
            tuple(rows[reference] for reference in related if reference in rows),
        )

    def asked(self, identity: str) -> Asked | None:
        """A question put for practice, with the numbers of its first variant."""
        with self._store.reading() as session:
            stored = items.question(session, identity)
            found = card_queries.cards_of(session, identity) if stored else []
            known = items.known_terms(session, stored.pack) if stored else frozenset()
        if stored is None or not found:
            return None
        seed = variants.seed_for(stored.pack, stored.question.id, 0)
        variant = variants.draw(stored.pack, stored.question, seed)
        return Asked(found[0], stored.question, stored.version, variant, known)

    def renewed(self, asked: Asked) -> Asked | None:
        """A card that was not answered yet, as it is stored now, with the same seed; None where it is gone.

        LabError where it cannot be asked any more.
        """
        with self._store.reading() as session:
            stored = items.question(session, asked.card.question)
            card = card_queries.card(session, asked.card.id)
            in_study = {row.id for row in items.question_rows(session, [asked.card.pack])}
            if stored is None or card is None or asked.card.question not in in_study:
                return None
            if asked.facet not in stored.question.facets:
                return None
            known = items.known_terms(session, stored.pack)
            level = fading.HIGHEST
            if isinstance(stored.question, Trace):
                level = fading.level(reviews.clean_answers(session, card.id))
        variant = variants.draw(stored.pack, stored.question, asked.variant.seed, level)
        return Asked(card, stored.question, stored.version, variant, known)

    def section(self, identity: str) -> str | None:
        """The section of the guide that a question belongs to."""
        with self._store.reading() as session:
            return items.guide_section(session, identity)

    def guide(self, pack_id: str) -> Guide | None:
        with self._store.reading() as session:
            return items.guide(session, pack_id)

    def headings(self, identities: Sequence[str]) -> dict[str, str]:
        """The headings of questions."""
        with self._store.reading() as session:
            return standings.headings(session, identities)

    def related(self, pack_id: str, question: Question) -> tuple[tuple[str, str], ...]:
        """The questions that a question is related to and that are in study, each with its heading."""
        of = [reference if "/" in reference else f"{pack_id}/{reference}" for reference in question.related]
        known = self.headings(of)
        return tuple((identity, known[identity]) for identity in of if identity in known)

    def known_by_section(self, pack_id: str) -> dict[str, Group]:
        """What is recalled now of each section of a pack's guide that has cards."""
        with self._store.reading() as session:
            model, day = model_of(session, self._habits), self._clock.now().day
            groups = standings.known_by_section(session, model, day, of_packs_only([pack_id]))
        return {group.place[1]: group for group in groups if group.place[1]}

    def glossary(self, pack_id: str) -> tuple[Term, ...]:
        with self._store.reading() as session:
            return tuple(items.glossary(session, pack_id))

    def search(self, query: str) -> tuple[Hit, ...]:
        """Questions, terms and guide sections that match all words of a query."""
        with self._store.reading() as session:
            return tuple(search.find(session, query))

    def place(self, key: str) -> object:
        """Where the learner was, such as the section of a guide; None when never there."""
        with self._store.reading() as session:
            found: object = places.place(session, key)
            return found

    def remember_place(self, key: str, value: object) -> None:
        with self._store.writing() as session:
            places.put_place(session, key, value)
