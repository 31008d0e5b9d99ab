"""`convolution`: small integers, every gradient in two ways, PyTorch, published numbers, stacks, mistakes.

Published:
- Zhang, Lipton, Li and Smola, Dive into Deep Learning, chapter "Convolutional Neural Networks" (https://d2l.ai):
  the cross-correlation of 0..8 with [[0, 1], [2, 3]], two outputs of the same with padding 1 and strides 3 and 2,
  two channels, and max pooling.
- Stanford's CS231n notes (https://cs231n.github.io/convolutional-networks/): the table of VGGNet's sizes and
  weights, whose counts leave the biases out, and what they say of AlexNet: its paper's 224 cannot be the input
  size, since (224 - 11) / 4 + 1 is no whole number; 227 gives 55.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.ops import convolution
from simulator.ops.convolution import Window
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps, refusal_before_any_work

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_convolution.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
TOLERANCE = 1e-12
NINE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
FOUR = [[0, 1], [2, 3]]


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("convolution", parameters, seed=seed).measurements)


class TestByHand:
    def test_a_sequence(self) -> None:
        m = measured(dimensions=1, inputs=[1, 2, 3, 4], kernel=[1, 0, -1], bias=10.0, upstream=[1, 2])
        assert m["output"] == [8, 8]
        assert m["kernel_gradient"] == [1 + 4, 2 + 6, 3 + 8]
        assert m["bias_gradient"] == [3]
        assert m["input_gradient"] == [1, 2, -1, -2]
        assert (m["output_size"], m["parameters"], m["multiplications"]) == ([2], 4, 6)

    def test_stride_padding_and_dilation_of_a_sequence(self) -> None:
        common: dict[str, Any] = {"dimensions": 1, "inputs": [1, 2, 3, 4, 5], "kernel": [1, 10]}
        assert measured(**common, stride=2)["output"] == [21, 43]
        assert measured(**common, padding=1)["output"] == [10, 21, 32, 43, 54, 5]
        assert measured(**common, dilation=3)["output"] == [41, 52]
        assert measured(**common, stride=2, padding=1, dilation=2)["output"] == [20, 42, 4]

    def test_an_image(self) -> None:
        m = measured(inputs=NINE, kernel=FOUR, upstream=[[1, 0], [2, -1]])
        assert m["output"] == [[19, 25], [37, 43]]
        assert m["kernel_gradient"] == [[2, 4], [8, 10]]
        assert m["input_gradient"] == [[0, 1, 0], [2, 5, -1], [4, 4, -3]]
        assert m["bias_gradient"] == [2]

    def test_channels_are_added_and_each_output_has_its_kernel(self) -> None:
        m = measured(
            inputs=[[[1, 2]], [[3, 4]]],
            kernel=[[[[1]], [[10]]], [[[0]], [[1]]], [[[1]], [[0]]]],
            bias=[0, 0, 100],
            upstream=[[[1, 1]], [[0, 1]], [[0, 0]]],
        )
        assert m["output"] == [[[31, 42]], [[3, 4]], [[101, 102]]]
        assert m["input_gradient"] == [[[1, 1]], [[10, 11]]]
        assert m["kernel_gradient"] == [[[[3]], [[7]]], [[[2]], [[4]]], [[[0]], [[0]]]]
        assert (m["bias_gradient"], m["parameters"]) == ([2, 1, 0], 9)

    def test_pooling(self) -> None:
        common: dict[str, Any] = {
            "inputs": [[1, 2, 5, 6], [3, 4, 7, 7]],
            "kernel_size": 2,
            "upstream": [[1, 10]],
        }
        largest = measured(**common, operation="max_pool")
        assert (largest["output"], largest["parameters"], largest["kernel"]) == ([[4, 7]], 0, [])
        assert largest["input_gradient"] == [[0, 0, 0, 0], [0, 1, 10, 0]]  # the first of two sevens
        mean = measured(**common, operation="average_pool")
        assert mean["output"] == [[2.5, 6.25]]
        assert mean["input_gradient"] == [[0.25, 0.25, 2.5, 2.5]] * 2

    def test_an_average_of_overlapping_windows(self) -> None:
        m = measured(inputs=NINE, kernel_size=2, stride=1, operation="average_pool")
        assert m["output"] == [[2, 3], [5, 6]]

    def test_overlapping_pools_add_and_padding_is_never_the_largest(self) -> None:
        m = measured(
            dimensions=1,
            inputs=[-1, -2, -3],
            operation="max_pool",
            kernel_size=2,
            stride=1,
            padding=1,
            upstream=[1, 2, 4, 8],
        )
        assert m["output"] == [-1, -1, -2, -3]
        assert m["input_gradient"] == [3, 4, 8]
        mean = measured(
            dimensions=1, inputs=[2, 4], operation="average_pool", kernel_size=2, stride=1, padding=1
        )
        assert mean["output"] == [1, 3, 2]

    def test_overflow_is_measured(self) -> None:
        m = measured(dimensions=1, inputs=[1, 1e200, 1e200], kernel=[1e200], upstream=[1, 1, 1])
        assert (m["first_infinite_output"], m["first_nan_output"]) == (2, 0)


class TestPublished:
    def test_d2l_cross_correlation(self) -> None:
        assert measured(inputs=NINE, kernel=FOUR)["output"] == [[19, 25], [37, 43]]
        strided = measured(inputs=NINE, kernel=FOUR, padding=1, stride=[3, 2])
        assert (strided["output"], strided["output_size"]) == ([[0, 8], [6, 8]], [2, 2])

    def test_d2l_channels(self) -> None:
        more = (np.array(NINE) + 1).tolist()
        kernel = np.array([FOUR, [[1, 2], [3, 4]]])
        m = measured(
            inputs=[NINE, more], kernel=[kernel.tolist(), (kernel + 1).tolist(), (kernel + 2).tolist()]
        )
        assert m["output"] == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]

    def test_d2l_pooling(self) -> None:
        common: dict[str, Any] = {"inputs": NINE, "kernel_size": 2, "stride": 1}
        assert measured(**common, operation="max_pool")["output"] == [[4, 5], [7, 8]]

    def test_cs231n_table_of_vgg(self) -> None:
        def conv(channels: int) -> dict[str, Any]:
            return {"kernel": 3, "padding": 1, "channels": channels, "bias": False}

        pool = {"kernel": 2, "stride": 2}
        stack: list[dict[str, Any]] = []
        for channels, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
            stack += [conv(channels)] * times + [pool]
        m = measured(stack=stack, stack_size=224)
        assert m["stack_size"] == [224] * 2 + [112] * 3 + [56] * 4 + [28] * 4 + [14] * 4 + [7]
        printed = [1_728, 36_864, 0, 73_728, 147_456, 0, 294_912, 589_824, 589_824, 0]
        printed += [1_179_648, 2_359_296, 2_359_296, 0, 2_359_296, 2_359_296, 2_359_296, 0]
        assert m["stack_parameters"] == printed
        assert m["receptive_field"][-1] == 212
        assert m["effective_stride"][-1] == 32

    def test_cs231n_on_the_input_of_alexnet(self) -> None:
        layer = [{"kernel": 11, "stride": 4, "channels": 96}]
        assert measured(stack=layer, stack_size=227)["stack_size"] == [55]
        assert (224 - 11) % 4 != 0
        assert measured(stack=layer, stack_size=224)["stack_size"] == [54]


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[int, int], Window]:
    size = (draw(st.integers(1, 7)), draw(st.integers(1, 7)))
    pairs = [
        (draw(st.integers(low, high)), draw(st.integers(low, high)))
        for low, high in ((1, 3), (1, 3), (0, 2), (1, 2))
    ]
    window = Window(*pairs)
    out = [convolution.output_size(*numbers) for numbers in zip(size, *window, strict=True)]
    assume(min(out) >= 1)
    return size, window


@settings(deadline=None, max_examples=examples(60))
@given(
    moved=windows(),
    batch=st.integers(1, 2),
    into=st.integers(1, 3),
    out=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
)
def test_convolution_agrees_with_the_complex_step_and_keeps_shapes(
    moved: tuple[tuple[int, int], Window], batch: int, into: int, out: int, seed: int
) -> None:
    size, window = moved
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal((batch, into, *size)), rng.standard_normal((out, into, *window.kernel))
    b = rng.standard_normal(out)
    y, cache = convolution.convolution_forward(x, w, b, window)
    sizes = tuple(convolution.output_size(*numbers) for numbers in zip(size, *window, strict=True))
    assert y.shape == (batch, out, *sizes)
    dy = rng.standard_normal(y.shape)

    def cost(x: Array, w: Array, b: Array) -> Array:
        return np.asarray((convolution.convolution_forward(x, w, b, window)[0] * dy).sum())

    expected = (
        gradcheck.complex_step(lambda v: cost(v, w, b), x),
        gradcheck.complex_step(lambda v: cost(x, v, b), w),
        gradcheck.complex_step(lambda v: cost(x, w, v), b),
    )
    assert max(gradcheck.compare_layers(expected, convolution.convolution_backward(dy, cache))) <= TOLERANCE


@settings(deadline=None, max_examples=examples(60))
@given(moved=windows(), channels=st.integers(1, 2), largest=st.booleans(), seed=st.integers(0, 2**32 - 1))
def test_pooling_agrees_with_the_complex_step_and_keeps_shapes(
    moved: tuple[tuple[int, int], Window], channels: int, largest: bool, seed: int
) -> None:
    size, window = moved
    assume(not largest or all(2 * p <= k for p, k in zip(window.padding, window.kernel, strict=True)))
    assume(not largest or window.dilation == (1, 1))
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1, channels, *size))
    pool = convolution.max_pool_forward if largest else convolution.average_pool_forward
    y, cache = pool(x, window)
    dy = rng.standard_normal(y.shape)
    dx = convolution.pool_backward(dy, cache)
    assert dx.shape == x.shape
    expected = gradcheck.complex_step(lambda v: np.asarray((pool(v, window)[0] * dy).sum()), x)
    assert gradcheck.layer_error(expected, dx) <= TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_everything_agrees_with_pytorch(case: str) -> None:
    operation, dimensions, _ = case.split(".")
    names = ("kernel_size", "stride", "padding", "dilation")
    rows = {name: row.tolist() for name, row in zip(names, STORED[f"{case}/window"], strict=True)}
    asked: dict[str, Any] = {
        **rows,
        "operation": operation,
        "dimensions": int(dimensions),
        "inputs": STORED[f"{case}/x"].tolist(),
        "upstream": STORED[f"{case}/g"].tolist(),
    }
    pairs = [("y", "output"), ("dx", "input_gradient")]
    if operation == "convolution":
        asked |= {"kernel": STORED[f"{case}/w"].tolist(), "bias": STORED[f"{case}/b"].tolist()}
        pairs += [("dw", "kernel_gradient"), ("db", "bias_gradient")]
    m = measured(**asked)
    for theirs, ours in pairs:
        stored, found = STORED[f"{case}/{theirs}"], np.array(m[ours])
        alone = STORED[f"{case}/x"].shape[0] == STORED[f"{case}/y"].shape[0] == 1
        if alone and ours != "bias_gradient":
            stored = stored.reshape(stored.shape[-int(dimensions) :])
        assert gradcheck.layer_error(stored, found) <= TOLERANCE, ours


def test_the_pytorch_cases_cover_what_there_is() -> None:
    assert {tuple(case.split(".")[:2]) for case in CASES} == {
        (operation, n) for operation in ("convolution", "max_pool", "average_pool") for n in "12"
    }


def test_a_receptive_field_is_what_an_output_really_sees() -> None:
    stack = [(3, 1, 1), (2, 2, 1), (3, 1, 2), (2, 3, 1), (3, 1, 1)]  # kernel, stride, dilation
    layers = [{"kernel": k, "stride": s, "dilation": d, "channels": 1} for k, s, d in stack]
    m = measured(stack=layers, stack_size=200)
    g = np.zeros((1, 1, 1, m["stack_size"][-1]))
    g[0, 0, 0, 3] = 1.0
    caches = []
    x = np.ones((1, 1, 1, 200))
    for k, s, d in stack:
        x, cache = convolution.convolution_forward(
            x, np.ones((1, 1, 1, k)), np.zeros(1), Window((1, k), (1, s), (0, 0), (1, d))
        )
        caches.append(cache)
    for cache in reversed(caches):
        g = convolution.convolution_backward(g, cache)[0]
    seen = np.flatnonzero(g)
    assert seen[-1] - seen[0] + 1 == m["receptive_field"][-1]
    assert seen[0] == 3 * m["effective_stride"][-1]


@pytest.mark.parametrize(
    "fault", [lambda g: g * (1 + 1e-10), lambda g: g[None], np.zeros_like, lambda g: g[..., ::-1]]
)
def test_a_planted_fault_is_caught(fault: Any) -> None:
    case = "convolution.2.1"
    for name in ("dx", "dw"):
        assert gradcheck.layer_error(STORED[f"{case}/{name}"], fault(STORED[f"{case}/{name}"])) > TOLERANCE


class TestMistakes:
    image: dict[str, Any] = {  # noqa: RUF012
        "inputs": NINE,
        "kernel": FOUR,
        "bias": 100.0,
        "upstream": [[1, 0], [2, -1]],
        "stack": [
            {"kernel": 3, "padding": 1, "channels": 4},
            {"kernel": 3, "stride": 2, "dilation": 2, "channels": 5},
            {"kernel": 2, "stride": 2},
        ],
        "stack_size": 12,
    }

    def test_the_true_run(self) -> None:
        m = measured(**self.image)
        assert m["output"] == [[119, 125], [137, 143]]
        assert (m["stack_size"], m["receptive_field"]) == ([12, 4, 2], [3, 7, 9])
        assert m["stack_parameters"] == [9 * 3 * 4 + 4, 9 * 4 * 5 + 5, 0]

    @pytest.mark.parametrize(
        ("mistake", "name", "value"),
        [
            ("flipped_kernel", "output", [[105, 111], [123, 129]]),
            ("forgotten_bias", "output", [[19, 25], [37, 43]]),
            ("size_off_by_one", "output_size", [1, 1]),
            ("size_off_by_one", "stack_size", [11, 3, 0]),
            ("padding_once", "stack_size", [11, 4, 2]),
            ("forgotten_dilation", "stack_size", [12, 5, 2]),
            ("forgotten_dilation", "receptive_field", [3, 5, 7]),
            ("size_rounded_up", "stack_size", [12, 5, 3]),
            ("field_without_stride", "receptive_field", [3, 7, 8]),
            ("forgotten_channels", "stack_parameters", [9 * 4 + 4, 9 * 5 + 5, 0]),
            ("uncounted_bias", "stack_parameters", [9 * 3 * 4, 9 * 4 * 5, 0]),
            ("uncounted_bias", "parameters", 4),
            ("kernel_not_turned", "input_gradient", [[3, 2, 0], [7, 1, -2], [2, -1, 0]]),
            ("overwritten", "input_gradient", [[0, 0, 0], [0, 0, -1], [4, -2, -3]]),
        ],
    )
    def test_of_a_convolution(self, mistake: str, name: str, value: Any) -> None:
        done = run("convolution", self.image)
        assert done.mutants[mistake][name] == value
        assert done.measurements[name] != value

    def test_of_pooling(self) -> None:
        common: dict[str, Any] = {"inputs": [[1, 2], [3, 4]], "kernel_size": 2, "upstream": [[8]]}
        spread = run("convolution", {**common, "operation": "max_pool"}).mutants["spread_evenly"]
        assert spread["input_gradient"] == [[2, 2], [2, 2]]
        whole = run("convolution", {**common, "operation": "average_pool"}).mutants["average_not_divided"]
        assert whole["input_gradient"] == [[8, 8], [8, 8]]

    def test_what_does_not_fit_is_absent(self) -> None:
        few = run("convolution", {"inputs": NINE, "kernel": [[2]], "stack": []}).mutants
        assert set(few) == {"size_off_by_one", "uncounted_bias"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"inputs": [[1.0, 2.0], [1.0]]}, "inputs must have rows of one length"),
    ({"inputs": [1.0, 2.0]}, "inputs must have 2 to 3 axes, got 1"),
    ({"inputs": [[1.0] * 65]}, "inputs"),
    ({"inputs": [[float("nan")]]}, "inputs"),
    ({"kernel": [[1.0] * 6]}, "kernel must fit into the padded input"),
    ({"kernel": [[[1.0]], [[1.0]]]}, "kernel must take the 1 channels of the input, got 2"),
    ({"operation": "max_pool", "kernel": [[1.0]]}, "kernel must be left out for max_pool"),
    ({"operation": "max_pool", "kernel_size": 2, "padding": 2}, "padding must be at most half the window"),
    ({"bias": [1.0, 2.0]}, "bias must be one number or 1, one per output channel, got 2"),
    ({"stride": [1, 1], "dimensions": 1}, "stride must be one number or 1, got 2"),
    ({"stride": 0}, "stride"),
    ({"upstream": [[1.0]]}, "upstream must be shaped as the output (1, 3, 3), got (1, 1, 1)"),
    (
        {"size": 64, "kernel_size": 32, "channels_in": 8, "channels_out": 8},
        "size must keep the multiplications",
    ),
    ({"stack": [{"kernel": 33}]}, "stack[0] must fit into what the layer before leaves"),
    ({"stack": [{"kernel": 3, "depth": 3}]}, "stack[0]"),
    ({"stack": [{"kernel": 3}] * 201}, "stack must have at most 200 items"),
    ({"dimensions": 3}, "dimensions must be 1 or 2, got 3"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^convolution: ") as refusal:
        run("convolution", parameters)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_deeply_nested_list_is_refused_quickly() -> None:
    nested: Any = 1.0
    for _ in range(100_000):
        nested = [nested]
    for parameter in ("inputs", "kernel"):
        with pytest.raises(ValueError, match=parameter):
            run("convolution", {parameter: nested})
    while isinstance(nested, list):  # taken apart by hand: freeing it at once would recurse
        nested = nested[0]


class TestContract:
    @pytest.mark.parametrize(
        "parameters",
        [
            TestMistakes.image,
            {"channels_in": 2, "channels_out": 2, "padding": 1, "stride": 2, "kernel_size": 2, "bias": -0.5},
            {"dimensions": 1, "size": 7, "dilation": 2},
            {"operation": "average_pool", "kernel_size": 2},
        ],
    )
    def test_the_numbers_put_in_give_the_number_that_comes_out(self, parameters: dict[str, Any]) -> None:
        steps = run("convolution", parameters, seed=1).steps
        assert [s.direction for s in steps] == sorted((s.direction for s in steps), reverse=True)
        assert judge_steps(steps) >= 3
        judge_honesty(steps)

    def test_a_large_window_over_a_large_image_is_refused(self) -> None:
        given = {"size": 64, "kernel_size": 32, "padding": 16, "operation": "max_pool", "stride": 1}
        assert "size must keep" in refusal_before_any_work("convolution", given | {"channels_in": 8})
