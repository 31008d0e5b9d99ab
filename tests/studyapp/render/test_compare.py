"""Two runs side by side: what differs is marked, and only that."""

from __future__ import annotations

from studyapp.lab import runner
from studyapp.render.compare import Side, compare_rows, differing, measured_rows, same_step
from studyapp.render.spans import plain, row_width

TWO = Side("the question", runner.run("chain", {"weights": [2, 2, 2], "pre_activations": 0}, 1))
THREE = Side("your numbers", runner.run("chain", {"weights": [3, 2, 2], "pre_activations": 0}, 1))
SHORT = Side("short", runner.run("chain", {"weights": [2, 2], "pre_activations": 0}, 1))


def _place(side: Side, title: str) -> int:
    return next(place for place, step in enumerate(side.example.steps) if step.title == title)


def test_lines_that_differ_are_marked() -> None:
    place = _place(TWO, "Net input of unit 1")
    lines = plain(compare_rows(TWO, THREE, place, width=76)).split("\n")
    assert [("≠" in line) for line in lines] == [False, False, False, True]
    assert lines[3].split() == [
        "=",
        "2",
        "·",
        "1",
        "-",
        "2",
        "=",
        "0",
        "≠",
        "=",
        "3",
        "·",
        "1",
        "-",
        "3",
        "=",
        "0",
    ]
    same = plain(compare_rows(TWO, THREE, _place(TWO, "Net input of unit 2"), width=76))
    assert "≠" not in same


def test_one_under_the_other_where_there_is_no_room_beside() -> None:
    text = plain(compare_rows(TWO, THREE, _place(TWO, "Net input of unit 1"), width=38))
    assert text.split("\n")[1] == "the question  ≠"
    assert "your numbers  ≠" in text


def test_entries_of_arrays_that_differ_are_marked() -> None:
    assert differing(((1.0, 2.0), (3.0, 4.0)), ((1.0, 2.5), (3.0, 4.0))) == {(0, 1)}
    assert differing(1.0, 1.0 + 1e-15) == frozenset()
    assert differing(1.0, (1.0,)) == {()}
    a = Side("a", runner.run("network", {"batch": 2}, 1))
    b = Side("b", runner.run("network", {"batch": 2, "activation": "relu"}, 1))
    left, right = plain(compare_rows(a, b, 1, width=76)).split("\n")[4].split("≠")
    assert left.count("▸") == right.count("▸") == 2


def test_the_same_step_is_found_in_a_run_of_another_length() -> None:
    step = TWO.example.steps[_place(TWO, "Gradient at the bias of unit 1")]
    found = same_step(SHORT.example, 0, step)
    assert found is not None
    assert found.title == step.title
    text = plain(compare_rows(TWO, SHORT, _place(TWO, "Gradient at the bias of unit 3"), width=76))
    assert "not in this run" in text


def test_measurements_stand_in_two_columns_those_that_differ_first() -> None:
    text = plain(measured_rows(TWO, THREE, width=76))
    assert "factor_product" not in text.split("≠")[0]
    bias = next(line for line in text.split("\n") if line.startswith("new_weight"))
    assert bias.split() == ["new_weight", "≠", "1.994", "1.994", "1.988", "2.994", "1.994", "1.988"]
    assert text.endswith("the same")
    assert plain(measured_rows(TWO, TWO, width=76)).endswith("the same")
    assert "≠" not in plain(measured_rows(TWO, TWO, width=76))


def test_every_row_fits_and_is_ascii_where_asked() -> None:
    for place in range(len(TWO.example.steps)):
        for width in (20, 38, 59, 60, 120):
            rows = compare_rows(TWO, THREE, place, width=width, ascii=True)
            rows += measured_rows(TWO, THREE, width=width, ascii=True)
            assert all(row_width(line) <= width for line in rows)
            assert plain(rows).isascii()
