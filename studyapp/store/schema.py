"""The newest schema in a store that is new: written as it is now, so that a first start loads no migrations."""

from __future__ import annotations

from sqlalchemy import Connection

from studyapp.store.tables import metadata

_SEARCH = """CREATE VIRTUAL TABLE search USING fts5(\
kind UNINDEXED, target UNINDEXED, pack_id UNINDEXED, title, body, tokenize = 'porter unicode61')"""
_VERSION = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def create(connection: Connection, revision: str) -> None:
    """Make every table and index, and say which revision this is."""
    metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(_SEARCH)
    connection.exec_driver_sql(_VERSION)
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (revision,))
