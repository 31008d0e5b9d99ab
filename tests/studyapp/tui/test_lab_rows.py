"""The lines of the lab: nothing is wider than its room, and no number is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.controls import Control
from studyapp.core.worked import Series, WorkedExample
from studyapp.render.spans import plain, row_width
from studyapp.tui.rows.lab import chart_rows, control_row, measure_rows, note_rows, said, variant_rows
from studyapp.tui.rows.lab_bench import MOST_CURVES, SEED, Bench, Setting

RATE = Control("learning_rate", "number", 0.1, "number 0 to 1", "The rate.", low=0, high=1)
KIND = Control("activation", "choice", "relu", "relu | tanh", "The activation.", choices=("relu", "tanh"))
CURVE = Series("loss", "g", "step", "loss", (0.0, 1.0), (1.0, 0.5))


def made(count: int = 1, curves: int = 1) -> Bench:
    example = WorkedExample(
        "e", {}, 0, (), tuple(replace(CURVE, name=f"c{at}") for at in range(curves)),
        {"loss": 0.5, "norms": (1.0e-17, 1.5, 17.25), "matrix": ((1.0, 2.0),), "none": ()},
    )  # fmt: skip
    settings = tuple(Setting(at, {"learning_rate": at / 10}, 0, example) for at in range(count))
    return Bench("e", "An experiment", (RATE, KIND), settings, at=count - 1, made=count)


@pytest.mark.parametrize("width", [20, 36, 60, 120])
@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_nothing_is_wider_than_its_room(width: int, count: int) -> None:
    bench = made(count, curves=3)
    rows = [
        *measure_rows(bench, width),
        *measure_rows(bench, width, 4),
        *variant_rows(bench, width),
        *chart_rows(bench, width, 12, ascii=False),
        *(control_row(bench, one, width, current=True) for one in (RATE, KIND, SEED)),
        *note_rows(RATE, 0.1, "", width, 2),
        *note_rows(RATE, 0.1, "much " * 80, width, 1),
    ]
    assert max(map(row_width, rows)) <= width
    assert len(measure_rows(bench, width, 4)) <= 4


def test_the_variant_that_is_changed_is_marked_and_always_among_the_columns() -> None:
    for at in range(6):
        text = plain(measure_rows(replace(made(6), at=at), 38))
        assert f"▸{at + 1}" in text


def test_curves_have_marks_of_their_own_and_what_is_left_out_is_said() -> None:
    bench = made(3, curves=5)
    assert len(bench.curves()) <= MOST_CURVES
    assert bench.left_out == 15 - len(bench.curves())
    assert f"{bench.left_out} curves left out" in plain(chart_rows(bench, 70, 20, ascii=False))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=4))
def test_a_number_is_rounded_and_never_cut(values: list[float]) -> None:
    for room in (7, 9, 12, 24):
        told = said(tuple(values), room)
        assert len(told) <= max(room, 8) or told.startswith("[")
        for part in () if told.startswith("[") else told.split("…"):
            assert float(part) == pytest.approx(float(part)) or part.strip() in ("nan", "inf", "-inf")


def test_a_value_put_back_is_no_change() -> None:
    bench = made()
    assert bench.changed(RATE, 0.5).now.changed == {"learning_rate": 0.5}
    assert bench.changed(RATE, 0.5).changed(RATE, 0.1).now.changed == {}
    assert bench.changed(SEED, 9).now.seed == 9
    assert bench.added().changed(KIND, "tanh").labels() == ("1 relu", "2 tanh")
    assert bench.added().removed().settings == bench.settings
    assert bench.removed() == bench
