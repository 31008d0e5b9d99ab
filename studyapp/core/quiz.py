"""What a quiz is made of: its mode and options, the order of what it asks, and the time it has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line, unsafe_character

LONGEST = 200
"""Most questions of a quiz."""
MOST_SECONDS = 24 * 3_600
MOST_CHOSEN = 100
"""Most packs, topics or kinds that are named."""
LONGEST_SELECTION = 1_000
SEEDS = 2**31
DIFFICULTIES = ("easy", "medium", "hard")
SELF_RATED = frozenset({"flashcard", "open"})
"""Kinds whose answer the learner judges."""
KINDS = (
    *("cloze", "choice", "choices", "true_false", "numeric", "array", "parts", "trace", "ordering"),
    *("matching", "predict", "bug", "expression", "text", "flashcard", "open"),
)
"""Every kind by name; new ones go to the end, since challenge codes count by place."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class QuizError(Refusal):
    """A quiz that cannot be given; the message says why in one line."""


class Mode(StrEnum):
    """What a quiz is for."""

    QUIZ = "quiz"
    CRAM = "cram"
    MISTAKES = "mistakes"
    TOPIC = "topic"
    CHALLENGE = "challenge"

    @property
    def graded(self) -> bool:
        """Whether the machine grades everything; elsewhere cards take part that the learner judges."""
        return self not in (Mode.CRAM, Mode.MISTAKES)

    @property
    def repeats(self) -> bool:
        """Whether what was missed is asked until it was right once."""
        return self is Mode.CRAM


class Feedback(StrEnum):
    """When the verdicts are shown."""

    NOW = "now"
    END = "end"


@dataclass(frozen=True, slots=True)
class QuizOptions:
    """Which questions a quiz has and how they are asked; QuizError when it cannot be so."""

    packs: tuple[str, ...] = ()
    """Only of these packs; of all when empty. The same holds for what follows."""
    topics: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    count: int = 10
    seed: int | None = None
    """None draws one."""
    selection: str = ""
    """A search that the cards must match."""
    seconds: int | None = None
    """Time for the whole quiz; None for no limit."""
    feedback: Feedback = Feedback.NOW
    mode: Mode = Mode.QUIZ

    def __post_init__(self) -> None:
        if not 1 <= self.count <= LONGEST:
            raise QuizError(f"a quiz has 1 to {LONGEST} questions, got {self.count}")
        if self.seed is not None and not 0 <= self.seed < SEEDS:
            raise QuizError(f"a seed lies between 0 and {SEEDS - 1}, got {self.seed}")
        if self.seconds is not None and not 1 <= self.seconds <= MOST_SECONDS:
            raise QuizError(
                f"a quiz has 1 second to {MOST_SECONDS // 3600} hours, got {self.seconds} seconds"
            )
        for name, what in (("packs", "a pack"), ("topics", "a topic")):
            for value in _few(getattr(self, name), name):
                if not _NAME.fullmatch(value):
                    raise QuizError(f"{one_line(repr(value), 80)} is not the id of {what}")
        _known(self.difficulties, DIFFICULTIES, "difficulty", "difficulties")
        _known(self.kinds, KINDS, "kind", "kinds")
        _readable(self.selection)
        if self.mode is Mode.TOPIC and len(self.topics) != 1:
            raise QuizError("a quiz on one topic needs one topic; 'studyapp topics' lists them")
        if self.mode is Mode.CHALLENGE and self.selection:
            raise QuizError("a challenge cannot have a search: it would ask everyone something else")
        if self.mode.graded and self.kinds and not self.asked_kinds:
            raise QuizError(
                f"{self.kinds[0]} is judged by the learner; a quiz asks what the machine can grade"
            )

    @property
    def asked_kinds(self) -> tuple[str, ...]:
        """The kinds that take part."""
        wanted = self.kinds or KINDS
        return tuple(kind for kind in wanted if not (self.mode.graded and kind in SELF_RATED))

    def packed(self) -> dict[str, Any]:
        """As plain JSON, without what was left at its default."""
        bare = QuizOptions()
        values = asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value != getattr(bare, name)
        }


def unpacked(stored: Mapping[str, Any]) -> QuizOptions:
    """The options that `packed` wrote; what a later app added is left out."""
    names = {field.name for field in fields(QuizOptions)}
    known = {name: value for name, value in stored.items() if name in names}
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    if "mode" in known:
        known["mode"] = Mode(known["mode"])
    if "feedback" in known:
        known["feedback"] = Feedback(known["feedback"])
    return QuizOptions(**known)


def _few(values: tuple[str, ...], name: str) -> tuple[str, ...]:
    if len(values) > MOST_CHOSEN:
        raise QuizError(f"at most {MOST_CHOSEN} {name} can be named, got {len(values)}")
    return values


def _known(values: tuple[str, ...], known: tuple[str, ...], one: str, many: str) -> None:
    for value in _few(values, many):
        if value not in known:
            raise QuizError(f"there is no {one} {one_line(repr(value), 80)}; there are {', '.join(known)}")


def _readable(selection: str) -> None:
    if len(selection) > LONGEST_SELECTION:
        raise QuizError(f"a search has at most {LONGEST_SELECTION} characters, got {len(selection)}")
    if sign := unsafe_character(selection):
        raise QuizError(f"a search cannot hold a {sign}")


def place_of(seed: int, question: str) -> bytes:
    """Where a question stands in the order of a seed.

    It depends on nothing else, neither on the other questions nor on the order in which they are stored: a question
    added to a pack leaves the others in their order.
    """
    return hashlib.sha256(f"{seed}/{question}".encode()).digest()


def title_of(options: QuizOptions, packs: Mapping[str, str]) -> str:
    """What a quiz is about, in a line; `packs` gives their titles."""
    every = not options.packs or (len(packs) > 1 and packs.keys() <= set(options.packs))
    about = ["All packs"] if every else [packs.get(pack, pack) for pack in options.packs]
    line = ", ".join(about if len(about) <= 2 else (*about[:2], f"{len(about) - 2} more"))
    narrowed = [*options.topics[:2], *options.difficulties, *options.kinds[:2], options.selection]
    if of := ", ".join(part.replace("_", " ") for part in narrowed if part):
        line += f": {of}"
    lead = {Mode.CRAM: "Cram", Mode.MISTAKES: "Mistakes", Mode.CHALLENGE: "Challenge"}.get(options.mode)
    return one_line(f"{lead}: {line}" if lead else line, 120)


class Countdown:
    """The time left of a quiz: what was spent before a restart counts, what passed while it was away does not."""

    def __init__(self, seconds: int | None, spent: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._spent = spent
        self._clock = clock
        self._began = clock()

    @property
    def spent(self) -> float:
        """Seconds used so far."""
        return self._spent + max(0.0, self._clock() - self._began)

    @property
    def left(self) -> float | None:
        """Seconds left, 0 at the end; None without a limit."""
        return None if self._seconds is None else max(0.0, self._seconds - self.spent)

    @property
    def over(self) -> bool:
        return self.left == 0.0


def time_text(seconds: float) -> str:
    """Time left as a person reads it: 4:05, 1:00:00. A begun second counts."""
    whole = int(-(-seconds // 1))
    hours, rest = divmod(whole, 3_600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
