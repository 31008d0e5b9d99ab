"""a journal of every action, moves, intervals as given, and what the learner keeps: marks, notes, tags, exams"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# The decay of FSRS-6 that every store used until now, and what follows from it.
DECAY = 0.1542
FACTOR = 0.9 ** (-1 / DECAY) - 1

WIDE = ("response", "seed", "variant", "version", "said", "before")
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


def upgrade() -> None:
    _content()
    _cards()
    _reviews()
    _journal()
    _quizzes()
    _kept()
    # Sections, topics and requirements are filled when each pack is read again at the next start.
    op.execute("UPDATE packs SET digest = ''")


def _content() -> None:
    op.add_column("questions", sa.Column("section", sa.String(length=200), nullable=True))
    op.create_table(
        "topics",
        sa.Column("question_id", sa.String(length=129), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_topics_question_id")),
        sa.PrimaryKeyConstraint("question_id", "place", name=op.f("pk_topics")),
    )
    op.create_index(op.f("ix_topics_topic_question_id"), "topics", ["topic", "question_id"])
    op.create_table(
        "requirements",
        sa.Column("question_id", sa.String(length=129), nullable=False),
        sa.Column("required_id", sa.String(length=129), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_requirements_question_id")),
        sa.PrimaryKeyConstraint("question_id", "required_id", name=op.f("pk_requirements")),
    )


def _cards() -> None:
    with op.batch_alter_table("cards") as batch:
        batch.add_column(sa.Column("pack_id", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("suspended", sa.Boolean(), server_default="0", nullable=False))
        batch.add_column(sa.Column("flagged", sa.Boolean(), server_default="0", nullable=False))
        batch.add_column(sa.Column("buried_until", sa.String(length=10), nullable=True))
        batch.drop_index("ix_cards_due_day")
        batch.drop_index("ix_cards_question_id_position")
    op.execute(
        "UPDATE cards SET pack_id = (SELECT pack_id FROM questions WHERE questions.id = cards.question_id)"
    )
    with op.batch_alter_table("cards") as batch:
        batch.alter_column("pack_id", existing_type=sa.String(length=64), nullable=False)
        batch.alter_column("suspended", existing_type=sa.Boolean(), server_default=None)
        batch.alter_column("flagged", existing_type=sa.Boolean(), server_default=None)
        batch.create_foreign_key(op.f("fk_cards_pack_id"), "packs", ["pack_id"], ["id"])
    in_study = "retired = 0 AND suspended = 0"
    op.create_index("ix_cards_due", "cards", ["due_day"], sqlite_where=sa.text(in_study))
    op.create_index("ix_cards_step", "cards", ["due_at"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        "ix_cards_new",
        "cards",
        ["pack_id", "position"],
        sqlite_where=sa.text(f"stability IS NULL AND {in_study}"),
    )
    op.create_index("ix_cards_pack", "cards", ["pack_id", "position"])
    op.create_index(
        op.f("ix_cards_question_id_position_retired"), "cards", ["question_id", "position", "retired"]
    )


def _reviews() -> None:
    op.create_table(
        "showings",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_showings_review_id")),
        sa.ForeignKeyConstraint(["version"], ["versions.digest"], name=op.f("fk_showings_version")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_showings")),
    )
    wide = ", ".join(WIDE)
    op.execute(f"INSERT INTO showings (review_id, {wide}) SELECT id, {wide} FROM reviews")
    with op.batch_alter_table("reviews", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name in WIDE:
            batch.drop_column(name)
        batch.add_column(sa.Column("hour", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("phase", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("stability", sa.Float(), nullable=True))
        batch.add_column(sa.Column("elapsed", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("recall", sa.Float(), nullable=True))
        for name in ("ideal", "fuzzed", "days"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
    op.execute("UPDATE reviews SET hour = CAST(strftime('%H', at, 'localtime') AS INTEGER)")
    _fill_in()
    with op.batch_alter_table("reviews", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("hour", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("phase", existing_type=sa.String(length=10), nullable=False)
        batch.drop_index("ix_reviews_card_id_id")
        batch.drop_index("ix_reviews_day")
    op.create_index("ix_reviews_card", "reviews", ["card_id", "id", "day", *COUNTED])
    op.create_index("ix_reviews_statistics", "reviews", ["day", *COUNTED])
    op.create_index("ix_reviews_again", "reviews", ["card_id", "day"], sqlite_where=sa.text("rating = 1"))
    op.create_index(
        "ix_reviews_mistake",
        "reviews",
        ["mistake", "card_id", "day", "overridden"],
        sqlite_where=sa.text("mistake IS NOT NULL"),
    )


def _fill_in() -> None:
    """What a review now says of its card: how it stood before, and the interval that was given."""
    connection = op.get_bind()
    undone = {row[0] for row in connection.exec_driver_sql("SELECT review_id FROM undone")}
    after: dict[str, dict[str, Any]] = {
        row.id: {"last_day": row.last_day, "due_day": row.due_day, "step": row.step}
        for row in connection.exec_driver_sql("SELECT id, last_day, due_day, step FROM cards")
    }
    log = connection.exec_driver_sql(
        "SELECT reviews.id, card_id, day, showings.before FROM reviews"
        " JOIN showings ON review_id = reviews.id ORDER BY reviews.id DESC"
    ).fetchall()
    for review_id, card_id, day, packed in log:
        before = json.loads(packed) if packed else None
        values: dict[str, Any] = {"phase": "new"}
        if before is not None:
            elapsed = max(0, (date.fromisoformat(day) - date.fromisoformat(before["last_day"])).days)
            relearning = "relearning" if before.get("relearning") else "learning"
            values["phase"] = "review" if before.get("step") is None else relearning
            values["stability"] = before["stability"]
            values["elapsed"] = elapsed
            values["recall"] = (1 + FACTOR * elapsed / before["stability"]) ** -DECAY
        if review_id not in undone:
            # No interval was moved then: the one given is the one that the model asked for.
            state = after[card_id]
            if state.get("step") is None:
                given = date.fromisoformat(state["due_day"]) - date.fromisoformat(state["last_day"])
                values |= {"ideal": given.days, "fuzzed": given.days, "days": given.days}
            after[card_id] = before or {}
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(
            sa.text(f"UPDATE reviews SET {assignments} WHERE id = :id"), values | {"id": review_id}
        )


def _journal() -> None:
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(length=200), nullable=False),
        sa.Column("after_review", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("due_day", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_moves_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_moves_card_id_id"), "moves", ["card_id", "id"])
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_journal_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_journal_state_id"), "journal", ["state", "id"])
    op.execute(
        "INSERT INTO journal (at, kind, says, review_id, state)"
        " SELECT at, 'rate', '', id, 'done' FROM reviews"
        " WHERE id NOT IN (SELECT review_id FROM undone) ORDER BY id"
    )


def _quizzes() -> None:
    op.add_column("quizzes", sa.Column("title", sa.Text(), nullable=False, server_default=""))
    op.add_column("quizzes", sa.Column("mode", sa.String(length=20), nullable=False, server_default="quiz"))
    op.add_column("quizzes", sa.Column("options", sa.Text(), nullable=False, server_default="{}"))
    op.execute("UPDATE quizzes SET title = pack_id, options = json_object('packs', json_array(pack_id))")
    with op.batch_alter_table("quizzes", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("fk_quizzes_pack_id", type_="foreignkey")
        batch.drop_column("pack_id")
        for name, kind in (("title", sa.Text()), ("mode", sa.String(length=20)), ("options", sa.Text())):
            batch.alter_column(name, existing_type=kind, server_default=None)


def _kept() -> None:
    op.create_table(
        "notes",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("kind", "target", name=op.f("pk_notes")),
    )
    op.create_table(
        "tags",
        sa.Column("question_id", sa.String(length=129), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_tags_question_id")),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_tags")),
    )
    op.create_index(op.f("ix_tags_tag"), "tags", ["tag"])
    op.create_table(
        "exams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exams")),
        sqlite_autoincrement=True,
    )
