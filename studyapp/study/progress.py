"""Progress: everything computed from the log of reviews and the cards' states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from studyapp.core.confidence import Calibration, calibration
from studyapp.core.habits import Habits
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.mistakes import GENERAL, mistake_says, spelled_out
from studyapp.core.records import DayTally, MistakeCount, Overrides, QuizResult
from studyapp.lab.runner import mistakes as mistakes_of
from studyapp.store import attempts, items, reviews
from studyapp.store import cards as card_queries
from studyapp.store.engine import Store
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of

FORECAST_DAYS = 30
FIRST_GUESS_SECONDS = 25.0
GUESS_COUNTS_AS = 10
MOST_MISTAKES = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """A review in the history."""

    id: int
    at: datetime
    question: str
    heading: str
    rating: Rating
    outcome: str
    response: str


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """A mistake that the learner makes, in words."""

    says: str
    mistake: str
    """Its stable tag."""
    times: int
    questions: tuple[str, ...]
    """Headings of the questions in which it was made."""


@dataclass(frozen=True, slots=True)
class TopicMastery:
    """How well a topic is known."""

    topic: str
    cards: int
    seen: int
    known: float
    weakest: str
    """Heading of the question least likely recalled."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress screen."""

    day: date
    today: DayTally
    streak: int
    days: Mapping[date, int]
    """Answers by study day."""
    forecast: Mapping[date, int]
    """Cards coming due by study day."""
    reviews: int
    retention: float | None
    """Share of cards recalled among reviews of cards that had left their learning steps; None without any."""
    retention_reviews: int
    topics: tuple[TopicMastery, ...]
    mistakes: tuple[CommonMistake, ...]
    """The commonest first."""
    calibration: tuple[Calibration, ...]
    """How often the learner was right when sure, unsure or guessing; empty when never asked."""
    overrides: Overrides
    """Answers that the learner counted as right, reviews and quizzes together."""
    recent: tuple[Recent, ...]
    quizzes: tuple[QuizResult, ...]


def streak(days: Iterable[date], today: date) -> int:
    """Study days in a row up to today; a day not yet studied does not break it before it is over."""
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    length = 0
    while day in studied:
        length += 1
        day -= timedelta(days=1)
    return length


class Progress:
    """What the log says."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._habits = habits
        self._clock = clock

    def pace(self) -> tuple[int, dict[date, int], float]:
        """(days in a row, answers by day, seconds an answer takes)."""
        with self._store.reading() as session:
            tallies = reviews.tallies(session)
        days = {tally.day: tally.answers for tally in tallies}
        answers = sum(days.values())
        # The first answers say little yet, so the guess counts as some answers of its own.
        spent = sum(tally.seconds for tally in tallies) + GUESS_COUNTS_AS * FIRST_GUESS_SECONDS
        seconds = spent / (answers + GUESS_COUNTS_AS)
        return streak(days, self._clock.now().day), days, seconds

    def overview(self) -> Overview:
        now = self._clock.now()
        with self._store.reading() as session:
            tallies = reviews.tallies(session)
            forecast = card_queries.due_by_day(session, now.day, now.day + timedelta(days=FORECAST_DAYS - 1))
            recalled, tested = reviews.retention(session)
            rows = items.question_rows(session)
            reviewed = card_queries.reviewed_cards(session)
            model = model_of(session, self._habits)
            cards_of = card_queries.cards_by_question(session)
            mistakes = _common(session, [*reviews.mistakes(session), *attempts.mistakes(session)])
            sure = calibration([*reviews.confidences(session), *attempts.confidences(session)])
            counted = [reviews.overrides(session), attempts.overrides(session)]
            newest = reviews.recent(session)
            quizzes = attempts.results(session)
        headings = {row.id: row.heading for row in rows}
        days = {tally.day: tally.answers for tally in tallies}
        known = {
            card.id: model.recall(card.state, now.day)
            for card in reviewed
            if isinstance(card.state, Reviewed)
        }
        return Overview(
            day=now.day,
            today=next((tally for tally in tallies if tally.day == now.day), DayTally(now.day, 0, 0, 0.0)),
            streak=streak(days, now.day),
            days=days,
            forecast=forecast,
            reviews=sum(days.values()),
            retention=recalled / tested if tested else None,
            retention_reviews=tested,
            topics=_mastery({row.id: row.topics[0] for row in rows}, headings, cards_of, known),
            mistakes=mistakes,
            calibration=sure,
            overrides=Overrides(sum(each.count for each in counted), sum(each.wrong for each in counted)),
            recent=tuple(
                Recent(
                    review.id,
                    review.at,
                    question := review.card_id.partition("#")[0],
                    headings.get(question, question),
                    review.rating,
                    review.outcome,
                    review.response,
                )
                for review in newest
            ),
            quizzes=tuple(quizzes),
        )


def _common(session: Session, counted: Sequence[MistakeCount]) -> tuple[CommonMistake, ...]:
    """The commonest mistakes in words; one that means the same in every question is added up over them."""
    found: dict[tuple[str, str], list[MistakeCount]] = {}
    for one in counted:
        found.setdefault(("" if one.mistake in GENERAL else one.question, one.mistake), []).append(one)
    commonest = sorted(found.values(), key=lambda made: -sum(one.times for one in made))[:MOST_MISTAKES]
    common: list[CommonMistake] = []
    for made in commonest:
        stored = {one.question: items.question(session, one.question) for one in made}
        headings = [kept.question.heading if kept else name for name, kept in stored.items()]
        says = GENERAL[made[0].mistake] if len(stored) > 1 else _says(session, made[0])
        times = sum(one.times for one in made)
        common.append(CommonMistake(says, made[0].mistake, times, tuple(headings)))
    return tuple(common)


def _says(session: Session, one: MistakeCount) -> str:
    """What the question has to say now; what its text had, where it was reworded since; what was said then."""
    stored = items.question(session, one.question)
    texts = (stored.question if stored else None, items.version(session, one.version))
    for question in texts:
        if question is not None:
            catalog = mistakes_of(question.example.experiment) if question.example else {}
            if (says := mistake_says(question, one.mistake, one.variables, catalog)) is not None:
                return says
    return one.said or spelled_out(one.mistake)


def _mastery(
    topics: Mapping[str, str],
    headings: Mapping[str, str],
    cards_of: Mapping[str, tuple[str, ...]],
    known: Mapping[str, float],
) -> tuple[TopicMastery, ...]:
    """Mean recall by main topic, the least known first; cards never seen count as 0."""
    by_topic: dict[str, list[tuple[float, str, bool]]] = {}
    for question, topic in topics.items():
        for card in cards_of.get(question, ()):
            entry = (known.get(card, 0.0), headings[question], card in known)
            by_topic.setdefault(topic, []).append(entry)
    mastery = [
        TopicMastery(
            topic,
            len(entries),
            sum(seen for *_, seen in entries),
            sum(recall for recall, *_ in entries) / len(entries),
            min((entry for entry in entries if entry[2]), default=(0.0, "", False))[1],
        )
        for topic, entries in by_topic.items()
    ]
    return tuple(sorted(mastery, key=lambda entry: (entry.seen == 0, entry.known, entry.topic)))
