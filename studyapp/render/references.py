"""References as text."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.items import Reference


def reference_line(reference: Reference) -> str:
    """Authors (year). Title. Note. Address."""
    year = f" ({reference.year})" if reference.year else ""
    who = f"{reference.authors}{year}. " if reference.authors else year.strip()
    parts = [f"{who}{reference.title}.", f"{reference.note}." if reference.note else "", reference.url or ""]
    return " ".join(part for part in parts if part).replace("..", ".")


def references_text(references: Sequence[Reference]) -> str:
    """The references as a list."""
    return "\n\n".join(reference_line(reference) for reference in references)
