"""Quizzes: the same seed gives the same quiz; the schedule stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studyapp.core.confidence import Confidence
from studyapp.core.errors import Refusal
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.items import Flashcard, Open
from studyapp.core.planner import Card
from studyapp.core.records import Attempt
from studyapp.core.text import safe
from studyapp.core.verdicts import told
from studyapp.core.worked import packed_variant
from studyapp.lab import variants
from studyapp.lab.runner import LabError
from studyapp.store import attempts, items
from studyapp.store import cards as card_queries
from studyapp.store.engine import Store
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.session import MAX_RESPONSE

LONGEST = 200


class QuizError(Refusal):
    """A quiz that cannot be given; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz that was drawn."""

    id: int
    pack: str
    seed: int
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a quiz."""

    asked: Asked
    verdict: Verdict
    response: str
    overridden: bool = False
    """Whether the learner counts it as right."""

    @property
    def right(self) -> bool:
        return self.overridden or self.verdict.outcome is Outcome.RIGHT


@dataclass(frozen=True, slots=True)
class Result:
    """How a quiz went."""

    quiz: Quiz
    answers: tuple[Answered, ...]

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.answers)

    @property
    def missed(self) -> tuple[Answered, ...]:
        return tuple(answer for answer in self.answers if not answer.right)


class Quizzes:
    """Draws quizzes and keeps their answers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def start(self, pack_id: str, count: int = 10, seed: int | None = None) -> Quiz:
        """Draw a quiz of a pack: questions that the machine can grade, each once."""
        if not 1 <= count <= LONGEST:
            raise QuizError(f"a quiz has 1 to {LONGEST} questions, got {count}")
        now = self._clock.now()
        if seed is None:
            seed = variants.seed_for(pack_id, "quiz", int(now.at.timestamp()))
        with self._store.reading() as session:
            rows = items.question_rows(session, (pack_id,))
            if not rows:
                raise QuizError(f"there is no pack {pack_id!r}; 'studyapp packs' lists them")
            known = items.known_terms(session, pack_id)
            source = variants.generator(pack_id, "quiz", seed, "selection")
            chosen: list[Asked] = []
            for place in source.permutation(len(rows)):
                if len(chosen) == count:
                    break
                stored = items.question(session, rows[place].id)
                if stored is None or isinstance(stored.question, Flashcard | Open):
                    continue
                question = stored.question
                cards = card_queries.cards_of(session, rows[place].id)
                card: Card = cards[int(source.integers(len(cards)))]
                try:
                    variant = variants.draw(pack_id, question, variants.seed_for(pack_id, question.id, seed))
                except LabError:
                    continue
                chosen.append(Asked(card, question, stored.version, variant, known))
        if not chosen:
            raise QuizError(f"pack {pack_id!r} has no question that can be graded by the machine")
        with self._store.writing() as session:
            quiz_id = attempts.start(
                session,
                pack_id,
                "quiz",
                {"packs": [pack_id]},
                seed=seed,
                asked=len(chosen),
                at=now.at,
                day=now.day,
            )
        return Quiz(quiz_id, pack_id, seed, tuple(chosen))

    def answer(
        self,
        quiz: Quiz,
        place: int,
        verdict: Verdict,
        *,
        response: str = "",
        seconds: float = 0.0,
        confidence: Confidence | None = None,
        overridden: bool = False,
    ) -> Answered:
        """Store an answer; returns once it is on the disk."""
        if verdict.outcome is Outcome.NOT_GRADABLE:
            raise ValueError("what cannot be graded costs nothing; ask again")
        if overridden:
            _must_be_wrong(verdict)
        asked = quiz.questions[place]
        with self._store.writing() as session:
            attempts.add(
                session,
                Attempt(
                    quiz_id=quiz.id,
                    place=place,
                    card_id=asked.card.id,
                    at=self._clock.now().at,
                    outcome=verdict.outcome.value,
                    response=safe(response)[:MAX_RESPONSE],
                    mistake=verdict.mistake,
                    score=verdict.score,
                    seconds=max(0.0, seconds),
                    seed=asked.variant.seed,
                    variant=packed_variant(asked.variant),
                    version=asked.version,
                    confidence=confidence,
                    overridden=overridden,
                    said=told(verdict),
                ),
            )
        return Answered(asked, verdict, response, overridden)

    def override(self, quiz: Quiz, place: int, answered: Answered, overridden: bool) -> Answered:
        """Count a stored answer that was found wrong as right, or no longer; its outcome stays as it was found."""
        _must_be_wrong(answered.verdict)
        with self._store.writing() as session:
            attempts.override(session, quiz.id, place, overridden)
        return replace(answered, overridden=overridden)


def _must_be_wrong(verdict: Verdict) -> None:
    if verdict.outcome is not Outcome.WRONG:
        raise ValueError("only an answer that was found wrong can be counted as right")
