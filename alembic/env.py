"""Runs the migrations in one transaction, with foreign keys off until every row is in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import URL, Connection, create_engine, event, pool

from studyapp.store.tables import metadata


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Our column types are written as plain ones, so that a revision never depends on the application."""
    if kind == "type" and type(item).__module__ == "studyapp.store.columns":
        return f"sa.{item.impl!r}" if hasattr(item, "impl") else False
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        include_name=lambda name, kind, _: not (kind == "table" and str(name).startswith("search")),
    )
    context.run_migrations()
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"the migration would leave {len(broken)} rows without their parent")


path = context.config.attributes.get("path") or Path(context.get_x_argument(as_dictionary=True)["store"])
engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=pool.NullPool)


@event.listens_for(engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    # With foreign keys on, a batch change of a parent table deletes its children by cascade.
    connection.execute("PRAGMA foreign_keys = OFF")


@event.listens_for(engine, "begin")
def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# One transaction around all revisions: a failed one leaves the store as it was.
with engine.begin() as connection:
    run(connection)
