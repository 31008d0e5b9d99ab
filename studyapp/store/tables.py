"""The tables. Packs and questions mirror the content; cards, reviews and attempts are the learner's."""

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
    Column("retired", Boolean, nullable=False, default=False),
    Index(None, "pack_id", "position"),
)

# A card's state is a cache of its reviews: replaying them rebuilds it.
cards = Table(
    "cards",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("question_id", String(129), ForeignKey("questions.id"), nullable=False),
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
    Index(None, "due_day"),
    Index(None, "question_id", "position"),
)


def _judged() -> list[Column[Any]]:
    """How sure the learner was, None when not asked; whether they counted a wrong answer as right, which leaves the
    outcome as it was found; and what was said with the verdict.
    """
    return [
        Column("confidence", String(10)),
        Column("overridden", Boolean, nullable=False, default=False, server_default=text("0")),
        Column("said", Json),
    ]


# Append-only: a review taken back stays, and a row in `undone` says so.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("card_id", String(200), ForeignKey("cards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Day, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("response", Text, nullable=False),
    Column("mistake", String(80)),
    Column("hinted", Boolean, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("variant", Json, nullable=False),
    Column("version", String(64), ForeignKey("versions.digest"), nullable=False),
    Column("before", Json),
    *_judged(),
    Column("score", Float),
    Index(None, "card_id", "id"),
    Index(None, "day"),
    sqlite_autoincrement=True,
)

undone = Table(
    "undone",
    metadata,
    Column("review_id", Integer, ForeignKey("reviews.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pack_id", String(64), ForeignKey("packs.id"), nullable=False),
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
    Column("response", Text, nullable=False),
    Column("mistake", String(80)),
    Column("score", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("variant", Json, nullable=False),
    Column("version", String(64), ForeignKey("versions.digest"), nullable=False),
    *_judged(),
    Index(None, "card_id"),
)

# Where the learner is: reading positions and the like, one value a key.
places = Table(
    "places",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Json, nullable=False),
)
