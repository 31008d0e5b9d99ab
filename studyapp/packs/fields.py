"""What the item models know: which fields a place may hold, and which of them an author probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from studyapp.core import items

UNION_FIELDS: dict[str, str] = {
    member.__name__: next(iter(member.model_fields)) for member in get_args(items.Variable)
}


@cache
def fields_of(model: type[BaseModel]) -> dict[str, bool]:
    """The fields of a model as authors write them, with whether each is required."""
    return {info.alias or name: info.is_required() for name, info in model.model_fields.items()}


def model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """The model of what is written at a path below a model; None for lists, texts and numbers."""
    here: Any = model
    for step in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = next(
                (info.annotation for name, info in here.model_fields.items() if step in (name, info.alias)),
                None,
            )
        else:
            arguments = [entry for entry in get_args(here) if entry is not Ellipsis]
            here = arguments[-1] if arguments else None
        here = _bare(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """An annotation without its metadata and without `| None`; None for a union of several models."""
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (tuple, dict, None):
        return annotation
    members = [entry for entry in get_args(annotation) if entry is not type(None)]
    return _bare(members[0]) if len(members) == 1 else None


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelled one is nearest to, or None."""
    if len(word) > 60:
        return None
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return close[0] if close else None


@cache
def kinds_with(field: str) -> tuple[str, ...]:
    """The kinds of question that have a field."""
    return tuple(kind for kind, model in items.KINDS.items() if field in fields_of(model))
