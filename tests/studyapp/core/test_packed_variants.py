"""A variant read back from the store is the one that was shown, to the last bit."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy.dialects import sqlite

from studyapp.core.items import AnyQuestion, Question
from studyapp.core.worked import Cell, Named, Variant, packed_variant, unpacked_variant
from studyapp.lab import variants
from studyapp.store.columns import Json

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
CHAIN = {"experiment": "chain", "with": {"weights": ["{{w}}", "{{v}}", "{{w}}"], "activation": "sigmoid"}}
VARIABLES = {
    "w": {"real": [0.5, 2.5], "decimals": 2},
    "v": {"choice": [2, 3.0, 4]},
    "name": {"choice": ["relu", "tanh"]},
    "m": {"array": [2, 3], "of": {"integer": [-3, 3]}},
    "x": {"array": [2], "of": {"real": [0, 1], "decimals": 3}},
    "sum": {"derived": "{{w}} + {{v}}"},
}
KINDS: dict[str, dict[str, Any]] = {
    "numeric": {"answer": {"value": "{{w}} / 3"}, "mistakes": [{"value": "{{v}}", "says": "That is {{v}}."}]},
    "array": {
        "answer": {"value": "bias_gradient"},
        "mistakes": [{"value": "weight_gradient", "says": "Those are the weights'.", "tag": "weights"}],
    },
    "parts": {
        "parts": [
            {"id": "a", "prompt": "First, with {{w}}", "value": "bias_gradient[1]"},
            {"id": "b", "prompt": "Second", "value": "bias_gradient[2]"},
        ]
    },
    "trace": {
        "rows": [
            {"label": f"Layer {layer}, {name}", "value": f"{name}[{layer}]"}
            for layer in (1, 2, 3)
            for name in ("activation", "bias_gradient")
        ]
    },
    "ordering": {
        "items": [{"text": f"Layer {layer}", "value": f"bias_gradient[{layer}]"} for layer in (1, 2, 3)],
        "order": "ascending",
    },
    "matching": {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "extra": ["3"]},
    "predict": {
        "prospects": [
            {"text": "Smaller", "holds": "bias_gradient[first] < bias_gradient[last]"},
            {"text": "Not smaller", "holds": "bias_gradient[first] >= bias_gradient[last]"},
        ]
    },
    "bug": {
        "mistakes": ["forgotten_weight", "no_activation_derivative", "derivative_at_activation"],
        "steps": [
            {"label": f"Bias gradient {layer}", "value": f"bias_gradient[{layer}]"} for layer in (3, 2, 1)
        ],
    },
    "choices": {"options": [{"text": f"option {n}", "correct": n < 2, "says": "Why."} for n in range(6)]},
}


def made(kind: str) -> Question:
    common = {
        "id": f"the-{kind}",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "?",
        "backed_by": "citation",
        "references": [{"title": "A book"}],
        "variables": VARIABLES,
        "example": CHAIN,
    }
    return READ.validate_python(common | {"kind": kind} | KINDS[kind])


def through_the_store(variant: Variant) -> Variant:
    """What is read after a review was stored: the column writes text."""
    column, dialect = Json(), sqlite.dialect()
    text = column.process_bind_param(packed_variant(variant), dialect)
    assert isinstance(text, str)
    return unpacked_variant(variant.seed, column.process_result_value(text, dialect))


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("level", range(4))
def test_every_kind_comes_back_exactly(kind: str, level: int) -> None:
    question = made(kind)
    for seed in range(1, 8):
        variant = variants.draw("pack", question, seed, level)
        found = through_the_store(variant)
        assert found == variant
        assert repr(found) == repr(variant), "a 2 became a 2.0, or a tuple a list"


def test_the_kinds_fill_every_field() -> None:
    """Without this a field that no kind fills would be proved by nothing."""
    drawn = [variants.draw("pack", made(kind), 3) for kind in KINDS]
    for name in ("variables", "key", "mistakes", "order", "right", "cells", "told"):
        assert any(getattr(variant, name) for variant in drawn), name


NUMBERS: st.SearchStrategy[Any] = st.recursive(
    st.floats(allow_nan=False), lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=8
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VARIANTS = st.builds(
    Variant,
    seed=st.integers(0, 2**62),
    variables=st.dictionaries(TEXT, st.one_of(NUMBERS, st.integers(), TEXT, st.booleans()), max_size=4),
    key=st.none() | st.floats(allow_nan=False),
    mistakes=st.lists(st.builds(Named, value=NUMBERS, says=TEXT, tag=TEXT), max_size=3).map(tuple),
    order=st.lists(st.integers(0, 9), max_size=5).map(tuple),
    right=st.lists(st.integers(0, 9), max_size=5).map(tuple),
    cells=st.lists(st.builds(Cell, label=TEXT, value=NUMBERS, blank=st.booleans()), max_size=3).map(tuple),
    told=TEXT,
)


@given(VARIANTS)
def test_any_variant_comes_back_exactly(variant: Variant) -> None:
    found = through_the_store(variant)
    assert repr(found) == repr(variant)


def test_a_key_that_is_no_number_comes_back() -> None:
    found = through_the_store(Variant(1, {}, key=math.nan, cells=(Cell("a", -math.inf),)))
    assert found.key is not None
    assert math.isnan(found.key)
    assert found.cells == (Cell("a", -math.inf),)


@pytest.mark.parametrize(
    ("stored", "variant"),
    [
        ({}, Variant(7)),
        ({"key": None, "mistakes": [], "order": [], "variables": {}}, Variant(7)),
        (
            {
                "key": 1.0,
                "mistakes": [{"says": "That is its value.", "tag": "value", "value": 3.0}],
                "order": [2, 0, 1],
                "variables": {"w": 2, "x": [0.5, 1]},
            },
            Variant(
                7,
                {"w": 2, "x": (0.5, 1)},
                1.0,
                (Named(3.0, "That is its value.", "value"),),
                (2, 0, 1),
            ),
        ),
        (
            {
                "key": 2.0,
                "later": {"a": 1},
                "cells": [{"label": "a", "value": [1.0], "blank": True, "later": 1}],
            },
            Variant(7, key=2.0, cells=(Cell("a", (1.0,)),)),
        ),
    ],
)
def test_rows_of_other_versions_of_the_app(stored: dict[str, Any], variant: Variant) -> None:
    assert unpacked_variant(7, stored) == variant
