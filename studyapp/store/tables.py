"""The tables. Packs, questions and what belongs to them mirror the content; all else is the learner's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    select,
    text,
)

from studyapp.store.columns import Day, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

packs = Table(
    "packs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("manifest", Json, nullable=False),
    Column("guide", Text),
    Column("glossary", Json, nullable=False),
    Column("retired", Boolean, nullable=False, default=False),
)

# Every text that a question ever had, so that a past review can be shown as it was.
versions = Table(
    "versions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", Json, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String(129), primary_key=True),
    Column("pack_id", String(64), ForeignKey("packs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("version", String(64), ForeignKey("versions.digest"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("difficulty", String(10), nullable=False),
    Column("heading", Text, nullable=False),
    Column("topics", Json, nullable=False),
    Column("backing", String(10), nullable=False),
    Column("section", String(200)),
    Column("retired", Boolean, nullable=False, default=False),
    Index(None, "pack_id", "position"),
)

# Which texts a question had, and since when.
wordings = Table(
    "wordings",
    metadata,
    Column("question_id", String(129), ForeignKey("questions.id"), primary_key=True),
    Column("version", String(64), ForeignKey("versions.digest"), primary_key=True),
    Column("first_seen", Instant),
)

topics = Table(
    "topics",
    metadata,
    Column("question_id", String(129), ForeignKey("questions.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("topic", String(64), nullable=False),
    Index(None, "topic", "question_id"),
)

# Questions to know first. What is required may be missing: the pack that has it may not be there.
requirements = Table(
    "requirements",
    metadata,
    Column("question_id", String(129), ForeignKey("questions.id"), primary_key=True),
    Column("required_id", String(129), primary_key=True),
)

IN_STUDY = text("retired = 0 AND suspended = 0")

# A card's state is a cache of its reviews and moves: replaying them rebuilds it.
cards = Table(
    "cards",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("question_id", String(129), ForeignKey("questions.id"), nullable=False),
    Column("pack_id", String(64), ForeignKey("packs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("retired", Boolean, nullable=False, default=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("last_day", Day),
    Column("due_day", Day),
    Column("due_at", Instant),
    Column("step", Integer),
    Column("relearning", Boolean, nullable=False, default=False),
    Column("reps", Integer, nullable=False, default=0),
    Column("lapses", Integer, nullable=False, default=0),
    # What the learner decided; none of it follows from reviews.
    Column("suspended", Boolean, nullable=False, default=False),
    Column("flagged", Boolean, nullable=False, default=False),
    Column("buried_until", Day),
    Index("ix_cards_due", "due_day", sqlite_where=IN_STUDY),
    Index("ix_cards_step", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index(
        "ix_cards_new",
        "pack_id",
        "position",
        sqlite_where=text("stability IS NULL AND retired = 0 AND suspended = 0"),
    ),
    Index("ix_cards_pack", "pack_id", "position"),
    # With `retired`, so that the cards of many questions are counted without reading them.
    Index(None, "question_id", "position", "retired"),
)


def _judged() -> list[Column[Any]]:
    """How sure the learner was, None when not asked; and whether they counted a wrong answer as right, which leaves
    the outcome as it was found.
    """
    return [
        Column("confidence", String(10)),
        Column("overridden", Boolean, nullable=False, default=False, server_default=text("0")),
    ]


def _shown() -> list[Column[Any]]:
    """What was shown, what the learner gave, and what was said with the verdict."""
    return [
        Column("response", Text, nullable=False),
        Column("seed", Integer, nullable=False),
        Column("variant", Json, nullable=False),
        Column("version", String(64), ForeignKey("versions.digest"), nullable=False),
        Column("said", Json),
    ]


COUNTED = (
    "hour",
    "rating",
    "outcome",
    "overridden",
    "confidence",
    "phase",
    "elapsed",
    "recall",
    "stability",
    "seconds",
)
"""Columns that statistics count."""

# Append-only: a review taken back stays, and a row in `undone` says so. Narrow, since statistics read much of it.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("card_id", String(200), ForeignKey("cards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Day, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("mistake", String(80)),
    Column("hinted", Boolean, nullable=False),
    Column("seconds", Float, nullable=False),
    *_judged(),
    Column("score", Float),
    # Of the card before the review: new, learning, review or relearning; its stability, days since its last review
    # and the recall that was predicted.
    Column("phase", String(10), nullable=False),
    Column("stability", Float),
    Column("elapsed", Integer),
    Column("recall", Float),
    # The interval given, in days, and how it came about; none for a card that stayed in its steps.
    Column("ideal", Integer),
    Column("fuzzed", Integer),
    Column("days", Integer),
    # What statistics ask of many reviews is answered from these alone, by day or by card.
    Index("ix_reviews_card", "card_id", "id", "day", *COUNTED),
    Index("ix_reviews_statistics", "day", *COUNTED),
    Index("ix_reviews_again", "card_id", "day", sqlite_where=text("rating = 1")),
    Index(
        "ix_reviews_mistake",
        "mistake",
        "card_id",
        "day",
        "overridden",
        sqlite_where=text("mistake IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

# The wide part of a review.
showings = Table(
    "showings",
    metadata,
    Column("review_id", Integer, ForeignKey("reviews.id"), primary_key=True),
    *_shown(),
    Column("before", Json),
)

undone = Table(
    "undone",
    metadata,
    Column("review_id", Integer, ForeignKey("reviews.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)
NOT_TAKEN_BACK = reviews.c.id.not_in(select(undone.c.review_id))
"""The reviews that stand."""

# What the learner did to a card besides reviewing it: begun anew, or put on another day. `after_review` is the
# newest review there was, which gives both logs one order.
moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("card_id", String(200), ForeignKey("cards.id"), nullable=False),
    Column("after_review", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_day", Day),
    Index(None, "card_id", "id"),
    sqlite_autoincrement=True,
)

# Every action, so that it can be undone and done again; written in the transaction of the action.
journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("says", Text, nullable=False),
    Column("review_id", Integer, ForeignKey("reviews.id")),
    Column("changes", Json),
    Column("state", String(10), nullable=False),
    Index(None, "state", "id"),
    sqlite_autoincrement=True,
)

quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("mode", String(20), nullable=False),
    Column("options", Json, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("started", Instant, nullable=False),
    Column("day", Day, nullable=False),
    sqlite_autoincrement=True,
)

attempts = Table(
    "attempts",
    metadata,
    Column("quiz_id", Integer, ForeignKey("quizzes.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("card_id", String(200), ForeignKey("cards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("mistake", String(80)),
    Column("score", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    *_judged(),
    *_shown(),
    Index(None, "card_id"),
)

# The learner's own words on a question, a term or a section of a guide: kind and identity.
notes = Table(
    "notes",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("target", String(300), primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

tags = Table(
    "tags",
    metadata,
    Column("question_id", String(129), ForeignKey("questions.id"), primary_key=True),
    Column("tag", String(64), primary_key=True),
    Index(None, "tag"),
)

exams = Table(
    "exams",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("day", Day, nullable=False),
    Column("selection", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# Where the learner is: reading positions and the like, one value a key.
places = Table(
    "places",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Json, nullable=False),
)
