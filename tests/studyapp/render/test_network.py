"""The network behind a run: what is lit, what is left out, and that it reads without color and in ASCII."""

from __future__ import annotations

from dataclasses import replace

import pytest

import simulator
from studyapp.core.worked import Series, WorkedExample
from studyapp.lab import runner
from studyapp.render.network import network_rows
from studyapp.render.network_shape import cursor_of, gradient_group, network_of
from studyapp.render.spans import plain, row_width

CHAIN = runner.run("chain", {"weights": [2, 2, 2, 2], "pre_activations": 0}, 1)
NETWORK = runner.run("network", {"sizes": [2, 2, 1]}, 1)
DEEP = runner.run("gradient_flow", {"depth": 30}, 1)


def _place(example: WorkedExample, title: str) -> int:
    return next(place for place, step in enumerate(example.steps) if step.title == title)


def _drawn(
    example: WorkedExample, title: str, width: int = 60, height: int = 8, *, ascii: bool = False
) -> str:
    return plain(network_rows(example, _place(example, title), width=width, height=height, ascii=ascii))


def test_the_layer_of_a_step_has_a_heavy_frame_and_the_pass_an_arrow() -> None:
    assert _drawn(CHAIN, "Net input of unit 2") == (
        "    ╭───╮   ┏━━━┓   ╭───╮   ╭───╮\n"
        "x───┤ 1 ├━━▸┫●2 ┣───┤ 3 ├───┤ 4 ├───C\n"
        "    ╰───╯   ┗━━━┛   ╰───╯   ╰───╯"
    )
    assert "┫●3 ┣◂━━┤ 4 ├" in _drawn(CHAIN, "Gradient at the bias of unit 3")
    assert "├━━▸●C" in _drawn(CHAIN, "Cost")
    assert "▸" not in (update := _drawn(CHAIN, "New weight of unit 1"))
    assert "┫●1 ┣" in update


def test_one_line_where_there_is_no_room() -> None:
    assert _drawn(CHAIN, "Net input of unit 2", 40, 1) == "x ─ 1─▸[2] ─ 3 ─ 4 ─ C"
    assert _drawn(CHAIN, "Gradient at the weight of unit 4", 40, 1) == "x ─ 1 ─ 2 ─ 3 ─ [4]◂─C"
    assert _drawn(DEEP, "Weight gradient of layer 3", 40, 1, ascii=True).isascii()
    long = runner.run("chain", {"length": 200}, 1)
    assert _drawn(long, "Net input of unit 46", 40, 1) == "x ─ … ─ 43 ─ 44 ─ 45─▸[46] ─ 47 ─ … ─ C"


def test_wide_layers_are_a_number_and_deep_networks_are_cut_around_the_step() -> None:
    lines = _drawn(DEEP, "Weight gradient of layer 27").split("\n")
    assert lines[1].startswith("…")
    assert "┫●64   ┣◂━━" in lines[1]
    assert "layer 27" in lines[3]


def test_a_small_network_shows_its_units_and_the_weights_in_use_solid() -> None:
    into = _drawn(NETWORK, "Net input of unit 1 in layer 1")
    assert into.count("●") == 1
    assert into.count("○") == 4
    assert "▴1" in into
    assert into.endswith("forward ▸")
    one = _drawn(NETWORK, "Gradient of the weight from unit 2 to unit 1 of layer 2")
    assert one.count("●") == 2
    assert one.endswith("◂ backward")
    solid = network_of(NETWORK, _place(NETWORK, "Gradient at the activation of unit 2 in layer 1"))
    assert solid is not None
    assert (solid.lit, solid.unit, solid.drawn_units) == (0, 1, (2, 2, 1))


def test_a_skip_leads_around_each_block_and_none_around_a_plain_one() -> None:
    run = runner.run("residual", {"depth": 3}, 1)
    titles = [step.title for step in run.steps]
    plain_one = _drawn(run, next(title for title in titles if title.endswith(", plain")))
    skipping = _drawn(run, next(title for title in titles if title.endswith(", residual")))
    assert "┬" not in plain_one
    assert skipping.startswith("  ╭───────┬───────┬───────╮\n")
    assert "⊕" in skipping


def test_a_recurrent_network_is_unrolled_in_time() -> None:
    run = runner.run("recurrent", {"time_steps": 3}, 1)
    lines = _drawn(run, "Hidden state after step 2").split("\n")
    assert "┤ h1 ├━━▸┫●h2 ┣───┤ h3 ├───C" in lines[1]
    assert lines[3].split() == ["x1", "x2", "x3"]


def test_blocks_of_attention_and_convolution() -> None:
    attention, convolution = runner.run("attention", {}, 1), runner.run("convolution", {}, 1)
    assert "━━▸┫●scores  ┣" in _drawn(attention, "Score of query 1 and key 2", 70)
    assert "┫●weights ┣◂━━" in _drawn(attention, "Gradient at the weight of query 1 on key 1", 70)
    assert "┫●kernel 3×3 ┣◂━━" in _drawn(convolution, "Gradient of the kernel at row 1, column 1")


@pytest.mark.parametrize("name", sorted(simulator.catalog()))
def test_no_step_of_any_experiment_is_too_wide_or_fails(name: str) -> None:
    run = runner.run(name, {}, 1)
    for place in range(len(run.steps)):
        for width, height, ascii in [(38, 1, False), (76, 8, False), (66, 12, True), (20, 8, False)]:
            rows = network_rows(run, place, width=width, height=height, ascii=ascii)
            assert len(rows) <= height
            assert all(row_width(line) <= width for line in rows)
            assert not ascii or plain(rows).isascii()


def test_the_chart_marks_the_layer_or_the_time_step() -> None:
    curve = Series("g", "gradient", "unit", "y", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0))
    assert cursor_of(curve, CHAIN, _place(CHAIN, "Net input of unit 2")) == 2.0
    assert cursor_of(curve, CHAIN, _place(CHAIN, "Net input of unit 4")) is None
    assert cursor_of(curve, CHAIN, _place(CHAIN, "Cost")) is None


def test_the_gradients_by_layer_are_found_among_the_charts() -> None:
    assert gradient_group(NETWORK.series) == "gradient"
    assert gradient_group(DEEP.series) == "weight_gradient_norm"
    assert gradient_group(runner.run("loss", {}, 1).series) is None


def test_a_layer_that_the_network_does_not_have_lights_nothing() -> None:
    step = replace(CHAIN.steps[0], layer=5)
    made = network_of(replace(CHAIN, steps=(step,)), 0)
    assert made is not None
    assert made.lit is None
    assert "●" not in plain(network_rows(replace(CHAIN, steps=(step,)), 0, width=60, height=8))
