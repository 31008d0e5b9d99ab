"""Numbers of 1e-150 to 1e150, and zeros, run quietly: no warning and no error, mutants and plain data included.

What overflows, underflows or is undefined comes out as infinite, 0 or NaN, which is what the experiments measure.
"""

import json
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, run
from tests.examples import examples

Draw = Callable[[st.SearchStrategy[Any]], Any]

extreme = st.builds(
    lambda sign, exponent: sign * 10.0**exponent,
    st.sampled_from([-1.0, 1.0, 0.0]),
    st.integers(-150, 150),
)
small = st.builds(
    lambda sign, exponent: sign * 10.0**exponent, st.sampled_from([-1.0, 1.0]), st.integers(-150, 2)
)
positive = st.integers(-150, 150).map(lambda exponent: 10.0**exponent)
ACTIVATIONS = [
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "softplus",
    "silu",
    "gelu",
    "gelu_tanh",
]
activations = st.sampled_from([*ACTIVATIONS, "prelu", "identity"])


def numbers(*shape: int) -> st.SearchStrategy[Any]:
    """Nested lists of extreme numbers."""
    inner = numbers(*shape[1:]) if len(shape) > 1 else extreme
    return st.lists(inner, min_size=shape[0], max_size=shape[0])


def upto(most: float) -> st.SearchStrategy[float]:
    """From 0 to a bound that the parameter has, tiny ones too."""
    return positive.map(lambda x: min(x, most))


def some(
    always: dict[str, st.SearchStrategy[Any]], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """Some fields always, each of the others given or left to its default."""
    return st.fixed_dictionaries(always, optional=fields)


RNN_GATES = {"rnn": 1, "lstm": 4, "gru": 3}


@st.composite
def recurrent(draw: Draw) -> dict[str, Any]:
    cell = draw(st.sampled_from(["rnn", "lstm", "gru"]))
    gates = RNN_GATES[cell]
    names = ["tanh", "sigmoid", "relu", "identity"]
    return {
        "cell": cell,
        "inputs": draw(numbers(4)),
        "input_weights": draw(numbers(gates, 1, 2)),
        "recurrent_weights": draw(numbers(gates, 2, 2)),
        "biases": draw(extreme),
        "initial_state": draw(extreme),
        "activation": draw(st.sampled_from(names)) if cell == "rnn" else "tanh",
        "loss": draw(st.sampled_from(["output", "squared_error"])),
        "compare": draw(st.sampled_from([[], [name for name in RNN_GATES if name != cell]])),
        "reset": draw(st.sampled_from(["before", "after"])),
        "truncation": draw(st.sampled_from([None, 2])),
    }


EXPRESSIONS = [
    "x*y + exp(x)/y",
    "x**y",
    "log(x) - sqrt(y)",
    "max(x, y, x*y)**3",
    "sigmoid(x)*tanh(y)",
    "x/(y - y)",
]
EXPRESSIONS += ["sin(x*y) + cos(y)", "relu(x)**-2 + y**0.5"]
OPTIMIZERS = st.sampled_from(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
SCHEDULES = st.sampled_from(["constant", "step", "exponential", "linear", "cosine", "inverse_sqrt"])
NORMALIZATIONS = st.sampled_from(["none", "batch", "layer", "rms", "group"])
SKIPS = st.sampled_from(["none", "original", "preactivation"])

blocks = some(
    {"w1": numbers(2, 3), "w2": numbers(3, 2)},
    **{name: numbers(2, 2) for name in ("wq", "wk", "wv", "wo")},
    **{name: numbers(2) for name in ("bq", "bk", "bv", "bo", "b2", "scale1", "shift1", "scale2", "shift2")},
    b1=numbers(3),
)

EXTREME: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "chain": some(
        {},
        weights=numbers(5),
        biases=extreme,
        input=extreme,
        target=extreme,
        activation=activations,
        loss=st.sampled_from(["output", "squared_error", "half_squared_error"]),
        learning_rate=upto(1e6),
        residual=st.booleans(),
        updates=st.sampled_from([1, 3]),
    ),
    "network": some(
        {"inputs": numbers(3, 2), "targets": st.just([[0.0, 1.0]] * 3)},
        weights=numbers(2, 2, 2),
        biases=extreme,
        activation=activations,
        loss=st.sampled_from(["squared_error", "softmax_cross_entropy", "binary_cross_entropy"]),
        learning_rate=upto(1e6),
        updates=st.sampled_from([1, 3]),
        normalization=NORMALIZATIONS,
        epsilon=upto(1.0),
        scale=extreme,
        shift=extreme,
        residual=st.sampled_from(["none", "original", "preactivation", "around"]),
        dropout=upto(1.0),
        dropout_mode=st.sampled_from(["train", "eval"]),
        dropout_convention=st.sampled_from(["inverted", "classic"]),
        schedule=SCHEDULES,
        momentum=upto(1.0),
    ),
    "gradient_flow": some(
        {},
        depth=st.sampled_from([1, 3, 60]),
        width=st.just(4),
        batch=st.just(3),
        activation=activations,
        weight_scale=upto(1e6),
        learning_rate=upto(1e6),
        updates=st.sampled_from([0, 3]),
        normalization=NORMALIZATIONS,
        residual=SKIPS,
        dropout=upto(1.0),
        schedule=SCHEDULES,
    ),
    "activation": some(
        {},
        activation=activations,
        points=st.lists(small, min_size=1, max_size=5),
        low=st.just(-1e6),
        high=st.just(1e6),
        samples=st.just(11),
        slope=upto(10),
        layers=st.sampled_from([1, 1000]),
        depth=st.sampled_from([0, 1, 60]),
        width=st.just(4),
        batch=st.just(3),
        weight_scale=upto(1e6),
        bias=small.map(lambda x: 1e4 * x),
    ),
    "expression": st.fixed_dictionaries(
        {
            "expression": st.sampled_from(EXPRESSIONS),
            "inputs": st.fixed_dictionaries({"x": extreme, "y": extreme}),
        }
    ),
    "recurrent": recurrent(),
    "normalization": some(
        {"inputs": numbers(3, 4), "upstream": numbers(3, 4)},
        scale=extreme,
        shift=extreme,
        kind=st.sampled_from(["batch", "layer", "rms", "group"]),
        epsilon=upto(1e6),
        running_mean=extreme,
        running_variance=positive,
        momentum=upto(1.0),
    ),
    "circuit": some(
        {
            "qubits": st.just(2),
            "draws": st.sampled_from([0, 3]),
            "study_qubits": st.just([2, 3]),
            "study_depths": st.just([1, 2]),
        },
        angles=st.lists(small, min_size=8, max_size=8),
        angle_range=upto(3.0),
        shift=positive.map(lambda x: min(x, 3.0)),
        cost=st.sampled_from(["z_first", "zz_first", "z_mean", "z_all", "zero_mean", "zero_all"]),
    ),
    "clipping": some(
        {},
        gradients=numbers(3, 2, 2),
        limit=positive,
        norm=st.sampled_from(["l1", "l2", "max"]),
        mode=st.sampled_from(["global", "by_norm", "by_value"]),
        learning_rate=upto(1e6),
    ),
    "optimizer": some(
        {},
        optimizer=OPTIMIZERS,
        start=numbers(2),
        minimum=extreme,
        learning_rate=upto(1e6),
        curvature=numbers(2),
        weight_decay=upto(1e6),
        epsilon=upto(1.0),
        momentum=st.sampled_from([0.0, 0.999999]),
        momentum_form=st.sampled_from(["sum", "mean", "step"]),
        epsilon_place=st.sampled_from(["outside", "inside", "before_correction"]),
        schedule=SCHEDULES,
        updates=st.sampled_from([1, 20]),
    ),
    "loss": some(
        {"outputs": numbers(3, 2), "targets": st.just([[0.0, 1.0]] * 3)},
        loss=st.sampled_from(
            ["squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"]
        ),
        smoothing=st.just(0.0),
        weights=numbers(4),
        l1=upto(1e6),
        l2=upto(1e6),
    ),
    "attention": some(
        {
            "queries": numbers(3, 2),
            "keys": numbers(3, 2),
            "values": numbers(3, 2),
            "upstream": numbers(3, 2),
            "draws": st.just(10),
        },
        scale=small,
        score=st.sampled_from(["dot", "additive"]),
        mask=st.sampled_from(["none", "causal"]),
    ),
    "residual": some(
        {"weights": numbers(3, 2, 2, 2), "inputs": numbers(2, 2), "upstream": numbers(2, 2)},
        branch_scale=small,
        activation=activations,
    ),
    "initialization": some(
        {"weights": numbers(3, 2, 2), "inputs": numbers(2, 2)},
        activation=activations,
    ),
    "convolution": some(
        {},
        inputs=numbers(4, 4),
        kernel=numbers(2, 2),
        bias=extreme,
        padding=st.sampled_from([0, 1]),
        stride=st.sampled_from([1, 2]),
    ),
    "transformer_block": some(
        {
            "inputs": numbers(3, 2),
            "upstream": numbers(3, 2),
            "blocks": st.lists(blocks, min_size=1, max_size=2),
        },
        norm_placement=st.sampled_from(["pre", "post", "none"]),
        heads=st.sampled_from([1, 2]),
        mask=st.sampled_from(["none", "causal"]),
        score_scale=upto(1e6),
        activation=activations,
        norm=st.sampled_from(["layer", "rms"]),
        epsilon=upto(1e6),
        final_scale=numbers(2),
        final_shift=numbers(2),
        branch_scale=small,
        weight_scale=upto(1e6),
    ),
    "training": some(
        {"steps": st.just(3), "samples": st.just(6), "held_out": st.just(2), "width": st.just(4)},
        data=st.sampled_from(["xor", "moons", "spirals", "regression"]),
        noise=upto(10),
        depth=st.sampled_from([1, 3, 30]),
        activation=activations,
        slope=upto(10),
        weight_scale=upto(1e6),
        normalization=NORMALIZATIONS,
        residual=SKIPS,
        optimizer=OPTIMIZERS,
        learning_rate=upto(1e6),
        schedule=SCHEDULES,
        epsilon=upto(1.0),
        weight_decay=upto(1e3),
        clip=st.sampled_from(["none", "norm", "value"]),
        clip_limit=upto(1e6),
        batch_size=st.sampled_from([1, 4]),
    ),
}


def test_every_experiment_has_its_extremes() -> None:
    assert set(EXTREME) == set(catalog())


@pytest.mark.parametrize("name", EXTREME)
@settings(deadline=None, max_examples=examples(25))
@given(data=st.data())
def test_extreme_numbers_are_measured_and_not_warned_about(data: st.DataObject, name: str) -> None:
    parameters = data.draw(EXTREME[name])
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        done = run(name, parameters)
        json.dumps(done.to_dict(), allow_nan=False)
