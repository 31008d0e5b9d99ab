"""Bounded parameters, and the one line that says what is wrong with them."""

import reprlib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails


class Parameters(BaseModel):
    """Base of every experiment's parameters: frozen, and nothing unknown is taken."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_max_length=64, defer_build=True
    )

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value, as plain data."""
        return self.model_dump(mode="json")


Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number; text and truth values are not numbers."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number."""

Slope = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-10, le=10)]
LearningRate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]

P = TypeVar("P", bound=Parameters)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = 40


def given(value: object) -> str:
    """What was given, on one short line, whatever it was."""
    try:
        return _short.repr(value)
    except ValueError:  # Python does not print integers of more than 4,300 digits
        return "a number of thousands of digits"


def checked(model: type[P], name: str, parameters: Mapping[str, Any]) -> P:
    """The parameters as their model, or a ValueError of one line: parameter, what is allowed, what was given."""
    if not isinstance(parameters, Mapping):
        raise ValueError(f"{name}: parameters must be a mapping of names to values, got {given(parameters)}")
    for key in parameters:
        if key not in model.model_fields:
            raise ValueError(_unknown(model, name, key))
    try:
        return model.model_validate(dict(parameters))
    except ValidationError as error:
        raise ValueError(f"{name}: {_one_line(error)}") from None


def _unknown(model: type[Parameters], name: str, key: object) -> str:
    known = ", ".join(sorted(model.model_fields))
    close = get_close_matches(str(key)[:64], list(model.model_fields), n=1) if isinstance(key, str) else []
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{name}: there is no parameter {given(key)}; {hint}it takes {known}"


def _one_line(error: ValidationError) -> str:
    """The deepest complaint: where a value may have several forms, the one that got furthest was meant."""
    details = error.errors(include_url=False, include_context=True)
    first = details[0]["loc"][:1]
    details = [one for one in details if one["loc"][:1] == first]
    deepest = max(_depth(one) for one in details)
    chosen = [one for one in details if _depth(one) == deepest]
    if not first:  # a check across parameters names them itself
        return str(chosen[0]["ctx"]["error"]) if "ctx" in chosen[0] else chosen[0]["msg"]
    where = str(first[0]) + "".join(f"[{part}]" for part in _path(chosen[0])[1:])
    if chosen[0]["type"] == "extra_forbidden":
        return f"{where} has no parameter {given(chosen[0]['loc'][-1])}"
    allowed = " or ".join(dict.fromkeys(_allowed(one) for one in chosen))
    return f"{where} {allowed}, got {given(chosen[0]['input'])}"


def _path(detail: ErrorDetails) -> list[int | str]:
    """The location without the names of union branches, which look like `tuple[float, ...]` or `float`."""
    return [
        part
        for at, part in enumerate(detail["loc"])
        if at == 0 or isinstance(part, int) or part in _FIELDS_OF_PARTS
    ]


_FIELDS_OF_PARTS = frozenset(
    {"name", "activation", "initialization", "weight_scale", "depth", "slope"}
    | {"normalization", "residual", "dropout", "learning_rate"}
    | {"gate", "qubit", "control", "angle"}  # of `circuit`
    | {"wq", "bq", "wk", "bk", "wv", "bv", "wo", "bo", "w1", "b1", "w2", "b2"}  # of `transformer_block`
    | {"scale1", "shift1", "scale2", "shift2"}
    | {"width", "optimizer", "learning_rate", "batch_size", "clip", "clip_limit"}  # of `training`
)


def _depth(detail: ErrorDetails) -> int:
    return len(_path(detail))


def _allowed(detail: ErrorDetails) -> str:
    message, limits = (
        detail["msg"].replace("valid tuple", "list").replace("valid integer", "whole number"),
        detail.get("ctx", {}),
    )
    if detail["type"] == "too_long":
        return f"must have at most {limits['max_length']} items"
    if detail["type"] == "too_short":
        return f"must have at least {limits['min_length']} item{'s' if limits['min_length'] > 1 else ''}"
    if detail["type"] == "value_error":
        return message.removeprefix("Value error, ")
    for start in ("Input should be ", "Input should have ", "Input should "):
        if message.startswith(start):
            verb = {"Input should be ": "must be ", "Input should have ": "must have "}.get(start, "must ")
            return verb + message.removeprefix(start)
    return "must satisfy: " + message
