"""The data sets: shapes, balance, scale and seed, and that the points lie where the formulas put them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.datasets import DataName, Shape, draw, standardized, widths
from simulator.streams import stream
from tests.examples import examples

NAMES: list[DataName] = ["xor", "moons", "spirals", "regression"]


@settings(deadline=None, max_examples=examples(60))
@given(
    name=st.sampled_from(NAMES),
    samples=st.integers(2, 40),
    held_out=st.integers(1, 20),
    arms=st.integers(2, 4),
    seed=st.integers(0, 2**64),
)
def test_shapes_balance_and_scale(name: DataName, samples: int, held_out: int, arms: int, seed: int) -> None:
    data = draw(name, Shape(0.1, arms), samples, held_out, seed)
    inputs, outputs = widths(name, arms)
    assert (data.train.x.shape, data.train.target.shape) == ((samples, inputs), (samples, outputs))
    assert (data.held_out.x.shape, data.held_out.target.shape) == ((held_out, inputs), (held_out, outputs))
    assert np.abs(data.train.x.mean(axis=0)).max() < 1e-12
    assert data.train.x.std(axis=0) == pytest.approx(np.ones(inputs), rel=1e-9)
    assert data.classes == (0 if name == "regression" else outputs)
    if data.classes:
        for part in (data.train.target, data.held_out.target):
            assert (part.sum(axis=1) == 1).all()
            assert set(np.unique(part)) == {0.0, 1.0}
            counts = part.sum(axis=0)
            assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_seed_decides_and_holding_out_more_changes_nothing_else(name: DataName) -> None:
    one, again = draw(name, Shape(0.2), 30, 10, 5), draw(name, Shape(0.2), 30, 25, 5)
    assert np.array_equal(one.train.x, again.train.x)
    assert np.array_equal(one.train.target, again.train.target)
    assert np.array_equal(one.held_out.x, again.held_out.x[:10])
    assert not np.array_equal(one.train.x, draw(name, Shape(0.2), 30, 10, 6).train.x)


def raw(name: DataName, seed: int, shape: Shape, count: int = 400) -> tuple[Any, Any]:
    """The points before they were standardized, found by undoing that with the spread of a spelled out draw."""
    u, noise = stream(seed, "inputs").random(count), stream(seed, "targets").standard_normal((count, 2))
    label = np.arange(count) % (shape.arms if name == "spirals" else 2)
    points = np.empty((count, 2))
    for i, (c, s) in enumerate(zip(label, u, strict=True)):
        if name == "xor":
            first = -1.0 if s < 0.5 else 1.0
            points[i] = first, -first if c else first
        elif name == "moons":
            x, y = np.cos(np.pi * s), np.sin(np.pi * s)
            points[i] = (1 - x, 0.5 - y) if c else (x, y)
        else:
            r = 0.1 + 0.9 * s
            angle = 2 * np.pi * (shape.turns * r + c / shape.arms)
            points[i] = r * np.cos(angle), r * np.sin(angle)
    return points + shape.noise * noise, label


@pytest.mark.parametrize("name", ["xor", "moons", "spirals"])
def test_points_lie_where_the_formulas_put_them(name: DataName) -> None:
    shape = Shape(0.05, arms=3, turns=0.75)
    points, label = raw(name, 7, shape)
    data = draw(name, shape, 300, 100, 7)
    expected = (points - points[:300].mean(axis=0)) / points[:300].std(axis=0)
    assert np.concatenate([data.train.x, data.held_out.x]) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert (data.train.target.argmax(axis=1) == label[:300]).all()


def test_xor_has_two_corners_a_class_and_no_line_parts_them() -> None:
    data = draw("xor", Shape(0.0), 200, 1, 3)
    label = data.train.target[:, 1]
    assert ((np.sign(data.train.x[:, 0]) != np.sign(data.train.x[:, 1])) == (label == 1)).all()
    with_one = np.column_stack([data.train.x, np.ones(200)])
    fitted, *_ = np.linalg.lstsq(with_one, 2 * label - 1, rcond=None)
    right = float(np.mean((with_one @ fitted > 0) == (label == 1)))
    assert right < 0.8


def test_the_regression_is_a_sine_with_noise_of_the_stated_size() -> None:
    x = stream(11, "inputs").random(512)
    clean, noisy = draw("regression", Shape(0.0), 400, 112, 11), draw("regression", Shape(0.3), 400, 112, 11)
    assert clean.train.target[:, 0] == pytest.approx(np.sin(2 * np.pi * x[:400]), rel=1e-12, abs=1e-12)
    off = np.concatenate(
        [noisy.train.target - clean.train.target, noisy.held_out.target - clean.held_out.target]
    )
    assert off.std() == pytest.approx(0.3, rel=4 / np.sqrt(2 * 512))  # four standard errors


def test_an_input_without_spread_is_only_centered() -> None:
    x = np.array([[3.0, 1.0], [3.0, 2.0], [5.0, 9.0]])
    assert standardized(x, 2).tolist() == [[0.0, -1.0], [0.0, 1.0], [2.0, 15.0]]
