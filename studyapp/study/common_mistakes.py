"""The learner's commonest mistakes, in the words that their questions have for them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studyapp.core.mistakes import GENERAL, mistake_says, spelled_out
from studyapp.core.records import MistakeCount, MistakeShowing
from studyapp.lab.runner import mistakes as mistakes_of
from studyapp.store import attempts, items, standings, statistics
from studyapp.store.engine import Session

MOST_MISTAKES = 10
MOST_QUESTIONS = 20
"""Questions named for one mistake."""


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """A mistake that the learner makes, in words."""

    says: str
    mistake: str
    """Its stable tag."""
    times: int
    questions: tuple[str, ...]
    """Headings of the questions in which it was made, the commonest first, at most MOST_QUESTIONS."""
    more: int = 0
    """Questions beyond those."""


def commonest(session: Session, counted: Sequence[MistakeCount]) -> tuple[CommonMistake, ...]:
    """The commonest mistakes in words; one that means the same in every question is added up over them."""
    found: dict[tuple[str, str], list[MistakeCount]] = {}
    for one in counted:
        found.setdefault(("" if one.mistake in GENERAL else one.question, one.mistake), []).append(one)
    most = sorted(found.values(), key=lambda made: -sum(one.times for one in made))[:MOST_MISTAKES]
    return tuple(_in_words(session, made) for made in most)


def _in_words(session: Session, made: Sequence[MistakeCount]) -> CommonMistake:
    questions = list(dict.fromkeys(one.question for one in made))
    headings = standings.headings(session, questions[:MOST_QUESTIONS])
    named = tuple(headings.get(name, name) for name in questions[:MOST_QUESTIONS])
    says = GENERAL[made[0].mistake] if len(questions) > 1 else _says(session, made[0])
    times = sum(one.times for one in made)
    return CommonMistake(says, made[0].mistake, times, named, len(questions) - len(named))


def _says(session: Session, one: MistakeCount) -> str:
    """What the question has to say now; what its text had, where it was reworded since; what was said then."""
    shown = _shown(session, one)
    stored = items.question(session, one.question)
    texts = (stored.question if stored else None, items.version(session, shown.version))
    for question in texts:
        if question is not None:
            catalog = mistakes_of(question.example.experiment) if question.example else {}
            if (says := mistake_says(question, one.mistake, shown.variables, catalog)) is not None:
                return says
    return shown.said or spelled_out(one.mistake)


def _shown(session: Session, one: MistakeCount) -> MistakeShowing:
    if not one.in_quiz:
        return statistics.mistake_shown(session, one.newest)
    return attempts.mistake_shown(session, one.newest)
