"""Challenges: the code of a quiz, and the quiz of a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from studyapp.core.challenge import (
    Challenge,
    ChallengeError,
    challenge_of,
    code_of,
    content_of,
    read_code,
    scope_of,
    scopes,
)
from studyapp.core.quiz import QuizOptions
from studyapp.store import items, quizzes
from studyapp.store.engine import Session
from studyapp.study.asked import Asked
from studyapp.study.drawing import Drawing

Scope = tuple[Sequence[str], Sequence[str]]
"""Packs and topics."""


def code_for(options: QuizOptions, drawn: Sequence[Asked], packs: Mapping[str, str]) -> str | None:
    """The code that gives others a quiz; None where it depends on the learner's own cards."""
    challenge = challenge_of(options, options.packs or packs, _digest(drawn))
    return code_of(challenge) if challenge else None


def quiz_of(
    session: Session, drawing: Drawing, code: str, named: Scope, day: date
) -> tuple[QuizOptions, list[Asked]]:
    """The quiz of a code, exactly as the other person has it; ChallengeError says why it cannot be.

    `named` are packs and topics that the learner names beside the code, for one about an unlikely choice of them.
    """
    challenge = read_code(code)
    packs, topics = _about(session, challenge, named, day)
    options = challenge.options(packs, topics)
    drawn = drawing.quiz(options, challenge.seed)
    if content_of(_digest(drawn)) != challenge.content:
        versions = {each.id: each.version for each in items.manifests(session)}
        here = ", ".join(f"{pack} {versions[pack]}" for pack in packs)
        raise ChallengeError(f"this challenge was made with another version of its packs; here is {here}")
    return options, drawn


def _about(session: Session, challenge: Challenge, named: Scope, day: date) -> Scope:
    """The packs and topics whose digest the code has."""
    packs = [manifest.id for manifest in items.manifests(session)]
    counted = quizzes.topic_counts(session, day)
    topics = {pack: [each.topic for each in counted if pack in each.packs] for pack in packs}
    for found in scopes(packs, topics, named):
        if scope_of(*found) == challenge.scope:
            return found
    raise ChallengeError(
        "this challenge is about packs or topics that are not here; name them beside the code"
    )


def _digest(drawn: Sequence[Asked]) -> list[object]:
    """What two people must have in common to have the same quiz, as a plain JSON value."""
    return [
        [asked.card.id, asked.version, asked.variant.seed, dict(asked.variant.variables)] for asked in drawn
    ]
