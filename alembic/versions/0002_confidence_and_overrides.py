"""how sure the learner was, answers they counted as right, and what was said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Columns are added in place, so that a long log of reviews is not written anew.
    for table in ("reviews", "attempts"):
        op.add_column(table, sa.Column("confidence", sa.String(length=10), nullable=True))
        op.add_column(
            table, sa.Column("overridden", sa.Boolean(), server_default=sa.text("0"), nullable=False)
        )
        op.add_column(table, sa.Column("said", sa.Text(), nullable=True))
    # What a partly right answer earned before was not kept, so it stays open.
    op.add_column("reviews", sa.Column("score", sa.Float(), nullable=True))
    # Questions were stored with their keys sorted, which lost the order in which variables are drawn: each pack is
    # read again at the next start.
    op.execute("UPDATE packs SET digest = ''")
