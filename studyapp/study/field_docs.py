"""The sentences under the fields of the item models, read from their source only when a schema is wanted: read by
pydantic itself, they would cost every start a tenth of a second.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from studyapp.core.items import Model


def models() -> dict[str, type[Model]]:
    """Every item model by its name."""
    items = Model.__module__.rpartition(".")[0]
    return {model.__name__: model for model in _below(Model) if model.__module__.startswith(items)}


def said_of(model: type[Model], field: str) -> str | None:
    """The sentence under a field, in the class that says it last."""
    for owner in model.__mro__:
        module = inspect.getmodule(owner)
        if module is not None and issubclass(owner, Model):
            said = _sentences(module).get((owner.__name__, field))
            if said is not None:
                return said
    return None


def _below(model: type[Model]) -> Iterator[type[Model]]:
    for under in model.__subclasses__():
        yield under
        yield from _below(under)


@cache
def _sentences(module: ModuleType) -> dict[tuple[str, str], str]:
    """By class and field: the text that stands right under the field."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, under in zip(node.body, node.body[1:], strict=False):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant):
                found[node.name, field.target.id] = inspect.cleandoc(str(under.value.value))
    return found
