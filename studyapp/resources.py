"""Where the packs, schemas and migrations are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _root(inside: str, beside: str) -> Path:
    bundled = _HERE / inside
    return bundled if bundled.is_dir() else _HERE.parent / beside


def packs_root() -> Path:
    """The folder of the built-in packs."""
    return _root("_content", "content") / "packs"


def bundled_packs() -> Path | None:
    """The folder of the packs that came inside a wheel; None in a checkout, whose packs may be changed."""
    root = packs_root()
    return root if root.is_relative_to(_HERE) else None


def template_root() -> Path:
    """The folder of the pack that `pack new` copies."""
    return _root("_content", "content") / "template"


def schemas_root() -> Path:
    """The folder of the schemas of pack files, which `pack new` puts beside a pack."""
    return _root("_content", "content") / "schema"


def migrations_root() -> Path:
    """The folder of the Alembic environment."""
    return _root("_alembic", "alembic")
