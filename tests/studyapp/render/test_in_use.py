"""The entries that a step reads: by row, by column, by window, and never outside of the array."""

from __future__ import annotations

from dataclasses import replace

import pytest

import simulator
from studyapp.core.worked import Numbers, WorkedExample
from studyapp.lab import runner
from studyapp.render.in_use import in_use, in_use_rows, value_places
from studyapp.render.spans import plain, row_width
from studyapp.render.trace import step_rows


def _used(example: WorkedExample, title: str) -> list[tuple[str, set[tuple[int, ...]]]]:
    place = next(place for place, step in enumerate(example.steps) if step.title == title)
    return [(used.name, set(used.places)) for used in in_use(example, place)]


def test_a_unit_reads_its_column_of_the_weights_or_its_row_where_they_are_turned() -> None:
    column, turned = {(0, 1), (1, 1)}, {(1, 0), (1, 1)}
    for layout, places in (("in_out", column), ("out_in", turned)):
        run = runner.run("network", {"layout": layout}, 1)
        assert _used(run, "Net input of unit 2 in layer 1") == [
            ("x", {(0,), (1,)}),
            ("W of layer 1", places),
        ]


def test_the_numbers_of_the_entries_in_use_are_those_of_the_formula() -> None:
    run = runner.run("network", {"sizes": [3, 4, 2]}, 3)
    for place, step in enumerate(run.steps):
        if step.title.startswith("Net input of unit"):
            vector, matrix = in_use(run, place)
            total = 0.0
            for at in sorted(matrix.places):
                total += _at(matrix.value, at) * _at(vector.value, (at[0],))
            assert total == pytest.approx(step.value, abs=1e-12)


def test_a_batch_reads_its_first_sample_and_the_first_column() -> None:
    run = runner.run("network", {"batch": 3, "sizes": [2, 4, 1]}, 1)
    assert _used(run, "Net inputs of layer 2") == [
        ("A of layer 1", {(0, column) for column in range(4)}),
        ("W of layer 2", {(row, 0) for row in range(4)}),
    ]


def test_a_score_reads_a_row_of_queries_and_of_keys() -> None:
    run = runner.run("attention", {}, 1)
    assert _used(run, "Score of query 1 and key 2") == [
        ("Q", {(0, column) for column in range(4)}),
        ("K", {(1, column) for column in range(4)}),
    ]


@pytest.mark.parametrize(
    ("given", "window"),
    [
        ({"size": 5}, {(r, c) for r in (1, 2, 3) for c in (2, 3, 4)}),
        ({"size": 7, "stride": 2}, {(r, c) for r in (2, 3, 4) for c in (4, 5, 6)}),
        ({"size": 3, "padding": 1}, {(r, c) for r in (0, 1, 2) for c in (1, 2)}),
        ({"size": 7, "dilation": 2}, {(r, c) for r in (1, 3, 5) for c in (2, 4, 6)}),
    ],
)
def test_a_convolution_reads_the_window_under_its_kernel(
    given: dict[str, object], window: set[tuple[int, int]]
) -> None:
    run = runner.run("convolution", given, 1)
    (x, places), (w, all_) = _used(run, "Output at row 2, column 3")
    assert (x, w, len(all_)) == ("X", "W", 9)
    assert places == window


def test_the_entry_that_the_numbers_are_put_in_for_is_marked() -> None:
    run = runner.run("network", {"batch": 2}, 1)
    step = run.steps[0]
    assert value_places(step) == {(0, 0)}
    assert "⎡▸" in plain(step_rows(step, width=60))
    assert value_places(runner.run("chain", {}, 1).steps[0]) == frozenset()


def test_a_wide_matrix_is_shown_around_the_entries_in_use() -> None:
    run = runner.run("network", {"sizes": [16, 16, 2]}, 1)
    unit = replace(run.steps[0], title="Net input of unit 12 in layer 1")
    text = plain(in_use_rows(replace(run, steps=(unit,)), 0, width=50))
    assert "W of layer 1  16 × 16, from row 1, column 12" in text
    assert "▸" in text.split("W of layer 1")[1]
    assert len(text.split("\n")) < 16


@pytest.mark.parametrize("name", sorted(simulator.catalog()))
def test_every_entry_in_use_is_in_its_array_and_every_row_fits(name: str) -> None:
    run = runner.run(name, {}, 1)
    for place in range(len(run.steps)):
        for used in in_use(run, place):
            for at in used.places:
                assert isinstance(_at(used.value, at), float)
        for width in (30, 76):
            assert all(row_width(line) <= width for line in in_use_rows(run, place, width=width))


def _at(value: Numbers, place: tuple[int, ...]) -> float:
    for at in place:
        assert isinstance(value, tuple)
        value = value[at]
    assert isinstance(value, float)
    return value
