"""What the store remembers, as plain values: listings, reviews, quiz answers and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from studyapp.core.confidence import Confidence
from studyapp.core.items import Question
from studyapp.core.memory import Rating, State
from studyapp.core.offers import Interval
from studyapp.core.planner import Marks


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as lists show it."""

    id: str
    pack: str
    heading: str
    kind: str
    difficulty: str
    topics: tuple[str, ...]
    backing: str
    section: str | None = None
    """The section of the guide that it belongs to."""


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with the digest of the text it has now."""

    pack: str
    question: Question
    version: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a search found."""

    kind: str
    """question, term or section."""
    target: str
    """pack/question, term, or section id."""
    pack: str
    title: str


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card that a selection found, as lists show it."""

    id: str
    question: str
    pack: str
    heading: str
    kind: str
    difficulty: str
    due: date | None
    """None for a new card."""
    stability: float | None
    """Days; None for a new card."""
    lapses: int
    marks: Marks
    hard: float | None = None
    """The memory model's difficulty, 1 to 10; None for a new card."""
    recall: float | None = None
    """The predicted recall today; None for a new card."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that a question had."""

    version: str
    first_seen: datetime | None
    """None for one that was there before this was kept, and was never asked."""
    body: Mapping[str, Any]
    """The question in its stored form."""


@dataclass(frozen=True, slots=True)
class CardStanding:
    """A card, and whether the learner has anything of it."""

    id: str
    retired: bool
    reviews: int
    """Reviews that stand."""
    begun: bool
    """Whether it has a state, a review or a move."""


@dataclass(frozen=True, slots=True)
class QuestionStanding:
    """A question that a pack has or had."""

    version: str
    retired: bool
    cards: tuple[CardStanding, ...]

    @property
    def begun(self) -> bool:
        return any(card.begun for card in self.cards)

    @property
    def reviews(self) -> int:
        return sum(card.reviews for card in self.cards)


@dataclass(frozen=True, slots=True)
class PackCounts:
    """The cards of a pack."""

    pack: str
    cards: int
    new: int
    due: int


@dataclass(frozen=True, slots=True)
class Review:
    """One review as it was given."""

    card_id: str
    at: datetime
    day: date
    rating: Rating
    outcome: str
    response: str
    mistake: str | None
    hinted: bool
    seconds: float
    seed: int
    variant: Mapping[str, object]
    version: str
    before: State
    hour: int = 0
    """Hour of the local time, 0 to 23."""
    recall: float | None = None
    """The probability of recall that was predicted; None for a new card."""
    interval: Interval | None = None
    """The whole days given; None for a card that stayed in its steps."""
    confidence: Confidence | None = None
    """How sure the learner was before the verdict; None when not asked."""
    overridden: bool = False
    """Whether the learner counted an answer as right that was found wrong; the outcome stays as it was found."""
    score: float | None = None
    """Share of full marks; None where the learner was the judge, and before it was kept."""
    said: Mapping[str, Any] | None = None
    """What was said with the verdict, as `told` packs it."""
    id: int = 0

    @property
    def sure_but_wrong(self) -> bool:
        """Whether it comes back sooner: the learner was sure, and it was not so."""
        wrong = self.outcome == "wrong" and not self.overridden
        return wrong and self.confidence is Confidence.SURE


@dataclass(frozen=True, slots=True)
class Moved:
    """A card that the learner began anew or put on another day."""

    card_id: str
    after_review: int
    """The newest review of any card at that time; 0 when there was none."""
    at: datetime
    due_day: date | None
    """None for a card begun anew."""
    id: int = 0


class ActionKind(StrEnum):
    """What an entry of the journal did."""

    RATE = "rate"
    BURY = "bury"
    SUSPEND = "suspend"
    FLAG = "flag"
    RESET = "reset"
    SET_DUE = "set-due"
    SPREAD = "spread"
    NOTE = "note"
    TAG = "tag"
    EXAM = "exam"
    FIT = "fit"
    EDIT = "edit"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Action:
    """An entry of the journal."""

    id: int
    at: datetime
    kind: ActionKind
    says: str
    """What was done, for a person; empty for a review, which says it itself."""
    review_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """A day on which cards of a selection are to be recalled."""

    id: int
    name: str
    day: date
    selection: str
    """As the learner wrote it; empty for all cards."""
    minutes: int
    """Time for it, a day."""


@dataclass(frozen=True, slots=True)
class DayTally:
    """The answers of a study day."""

    day: date
    answers: int
    recalled: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of a quiz."""

    quiz_id: int
    place: int
    card_id: str
    at: datetime
    outcome: str
    response: str
    mistake: str | None
    score: float
    seconds: float
    seed: int
    variant: Mapping[str, object]
    version: str
    confidence: Confidence | None = None
    overridden: bool = False
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """Answers that the learner counted as right, among those that were found wrong."""

    count: int
    wrong: int

    @property
    def share(self) -> float:
        return self.count / self.wrong if self.wrong else 0.0


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """A named mistake of a question, how often it was made, and the answer in which it was made last."""

    question: str
    facet: str
    mistake: str
    times: int
    newest: int
    """Number of that review, or of that answer among those of quizzes."""
    in_quiz: bool = False


@dataclass(frozen=True, slots=True)
class MistakeShowing:
    """What was shown when a mistake was made, and said of it."""

    version: str
    variables: Mapping[str, object]
    said: str


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """How long a card takes to answer."""

    card_id: str
    answers: int
    seconds: float
    """The mean."""


@dataclass(frozen=True, slots=True)
class QuizResult:
    """A quiz with how it went."""

    id: int
    title: str
    """What it was about."""
    seed: int
    day: date
    asked: int
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic with its questions and cards in study."""

    topic: str
    packs: tuple[str, ...]
    questions: int
    cards: int
    new: int
    due: int
