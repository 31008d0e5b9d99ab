"""which texts a question had, and since when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("question_id", sa.String(length=129), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("first_seen", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_wordings_question_id")),
        sa.ForeignKeyConstraint(["version"], ["versions.digest"], name=op.f("fk_wordings_version")),
        sa.PrimaryKeyConstraint("question_id", "version", name=op.f("pk_wordings")),
    )
    # A text was first seen when it was first asked; one that never was has no day.
    op.execute(
        "INSERT INTO wordings (question_id, version, first_seen)"
        " SELECT question_id, version, min(at) FROM ("
        " SELECT question_id, version, at FROM reviews"
        " JOIN showings ON review_id = reviews.id JOIN cards ON cards.id = card_id"
        " UNION ALL SELECT question_id, version, at FROM attempts JOIN cards ON cards.id = card_id"
        ") GROUP BY question_id, version"
    )
    op.execute("INSERT OR IGNORE INTO wordings (question_id, version) SELECT id, version FROM questions")
