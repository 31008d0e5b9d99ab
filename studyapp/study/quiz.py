"""Quizzes in every mode: drawn by their options, answered, taken up again; the schedule stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.habits import DEFAULT_HABITS, Habits
from studyapp.core.items import Flashcard
from studyapp.core.quiz import QuizError, QuizOptions, title_of, unpacked
from studyapp.core.records import Attempt, TopicCount
from studyapp.core.text import safe
from studyapp.core.verdicts import retold, told
from studyapp.core.worked import packed_variant, unpacked_variant
from studyapp.lab import variants
from studyapp.store import attempts, items, quizzes
from studyapp.store.engine import Session, Store
from studyapp.store.quizzes import StoredQuiz
from studyapp.study.asked import Asked
from studyapp.study.challenges import code_for, quiz_of
from studyapp.study.clock import Clock
from studyapp.study.drawing import Drawing
from studyapp.study.quiz_values import Answered, Quiz, Result, Unfinished
from studyapp.study.session import MAX_RESPONSE

__all__ = ["Answered", "Quiz", "QuizError", "Quizzes", "Result", "Unfinished"]


class Quizzes:
    """Draws quizzes and keeps their answers."""

    def __init__(self, store: Store, clock: Clock, habits: Habits = DEFAULT_HABITS) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits

    # --- beginning --------------------------------------------------------------------------------------------

    def packs(self) -> dict[str, str]:
        """Titles of the packs, in their order."""
        with self._store.reading() as session:
            return _titles(session)

    def topics(self, packs: Sequence[str] = ()) -> tuple[TopicCount, ...]:
        """The topics of some packs, or of all."""
        with self._store.reading() as session:
            known = _titles(session)
            if missing := [pack for pack in packs if pack not in known]:
                raise QuizError(f"there is no pack {missing[0]!r}; 'studyapp packs' lists them")
            return tuple(quizzes.topic_counts(session, self._clock.now().day, packs))

    def matching(self, options: QuizOptions) -> int:
        """How many questions the options allow."""
        with self._store.reading() as session:
            return self._drawing(session).matching(options)

    def start(self, pack_id: str, count: int = 10, seed: int | None = None) -> Quiz:
        """A quiz of one pack with nothing else chosen."""
        return self.begin(QuizOptions((pack_id,), count=count, seed=seed))

    def begin(self, options: QuizOptions) -> Quiz:
        """Draw a quiz. The same options, content and seed give the same one; QuizError where nothing fits."""
        if options.seed is None:
            moment = int(self._clock.now().at.timestamp())
            options = replace(options, seed=variants.seed_for("", "quiz", moment))
        assert options.seed is not None
        with self._store.reading() as session:
            drawn = self._drawing(session).quiz(options, options.seed)
            titles = _titles(session)
        return self._begun(options, drawn, titles)

    def challenge(self, code: str, packs: Sequence[str] = (), topics: Sequence[str] = ()) -> Quiz:
        """The quiz of a code, as the other person has it; packs and topics where the code alone does not tell."""
        with self._store.reading() as session:
            day = self._clock.now().day
            options, drawn = quiz_of(session, self._drawing(session), code, (packs, topics), day)
            titles = _titles(session)
        return self._begun(options, drawn, titles)

    def _drawing(self, session: Session) -> Drawing:
        return Drawing(session, self._clock.now(), self._habits)

    def _begun(self, options: QuizOptions, drawn: Sequence[Asked], titles: dict[str, str]) -> Quiz:
        assert options.seed is not None
        now, title = self._clock.now(), title_of(options, titles)
        kept = {"options": options.packed(), "cards": [[asked.card.id, asked.version] for asked in drawn]}
        with self._store.writing() as session:
            quiz_id = attempts.start(
                session,
                title,
                options.mode.value,
                kept,
                seed=options.seed,
                asked=len(drawn),
                at=now.at,
                day=now.day,
            )
            quizzes.put_open(session, quiz_id, 0.0)
        return Quiz(quiz_id, title, options, tuple(drawn), code_for(options, drawn, titles))

    # --- taking up again --------------------------------------------------------------------------------------

    def unfinished(self) -> Unfinished | None:
        """The quiz that was left before its end, if any."""
        with self._store.reading() as session:
            found = self._open(session)
            if found is None:
                return None
            stored, spent = found
            options = unpacked(stored.options)
            answered = len({one.card_id for one in quizzes.answers_of(session, stored.id)})
        left = None if options.seconds is None else max(0.0, options.seconds - spent)
        return Unfinished(stored.id, stored.title, answered, len(stored.cards), left)

    def take_up(self) -> Quiz:
        """The unfinished quiz as it was left: the same questions, and what was answered."""
        with self._store.reading() as session:
            found = self._open(session)
            if found is None:
                raise QuizError("there is no quiz to go on with; every one was finished")
            stored, spent = found
            options, drawing = unpacked(stored.options), self._drawing(session)
            drawn = [drawing.card(card, stored.seed, version) for card, version in stored.cards]
            asked = {one.card.id: one for one in drawn if one is not None}
            answers = tuple(
                _answered(asked[one.card_id], one)
                for one in quizzes.answers_of(session, stored.id)
                if one.card_id in asked
            )
            code = code_for(options, list(asked.values()), _titles(session))
        return Quiz(stored.id, stored.title, options, tuple(asked.values()), code, answers, spent)

    def again(self, quiz: Quiz, asked: Asked, times: int) -> Asked:
        """A card of a quiz once more, with other numbers; the same ones where it has no others."""
        with self._store.reading() as session:
            return self._drawing(session).card(asked.card.id, quiz.seed, asked.version, times) or asked

    def end(self, quiz: Quiz) -> None:
        """A quiz is over: it is not offered any more."""
        with self._store.writing() as session:
            quizzes.close_open(session, quiz.id)

    @staticmethod
    def _open(session: Session) -> tuple[StoredQuiz, float] | None:
        under_way = quizzes.open_quiz(session)
        stored = quizzes.quiz(session, under_way[0]) if under_way else None
        return (stored, under_way[1]) if stored and under_way else None

    # --- answering --------------------------------------------------------------------------------------------

    def answer(
        self,
        quiz: Quiz,
        place: int,
        verdict: Verdict,
        *,
        asked: Asked | None = None,
        response: str = "",
        seconds: float = 0.0,
        confidence: Confidence | None = None,
        overridden: bool = False,
        spent: float = 0.0,
        last: bool = False,
    ) -> Answered:
        """Store the answer with this number; returns once it is on the disk.

        `asked` where it is not the question of that place; `spent` are the seconds used of the whole quiz, and
        `last` says that it ends here.
        """
        if verdict.outcome is Outcome.NOT_GRADABLE:
            raise ValueError("what cannot be graded costs nothing; ask again")
        if overridden:
            _must_be_wrong(verdict)
        asked = asked or quiz.questions[place]
        judged = isinstance(asked.question, Flashcard)
        with self._store.writing() as session:
            attempts.add(
                session,
                Attempt(
                    quiz_id=quiz.id,
                    place=place,
                    card_id=asked.card.id,
                    at=self._clock.now().at,
                    outcome="self-rated" if judged else verdict.outcome.value,
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
            if last:
                quizzes.close_open(session, quiz.id)
            elif (under_way := quizzes.open_quiz(session)) and under_way[0] == quiz.id:
                quizzes.put_open(session, quiz.id, spent)
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


def _titles(session: Session) -> dict[str, str]:
    return {manifest.id: manifest.title for manifest in items.manifests(session)}


def _answered(asked: Asked, attempt: Attempt) -> Answered:
    """An answer as it was stored, with the numbers that it had."""
    outcome = attempt.outcome
    if outcome == "self-rated":
        outcome = Outcome.RIGHT if attempt.score >= 1.0 else Outcome.WRONG
    shown = replace(asked, variant=unpacked_variant(attempt.seed, attempt.variant))
    verdict = retold(Outcome(outcome), attempt.mistake, attempt.score, attempt.said)
    return Answered(shown, verdict, attempt.response, attempt.overridden)
