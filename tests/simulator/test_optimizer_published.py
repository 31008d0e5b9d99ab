"""Published worked examples of optimizers, to every printed digit.

- Zhang, Lipton, Li and Smola, Dive into Deep Learning (d2l.ai), sections on momentum, Adagrad and RMSProp: twenty
  updates on 0.1 x1^2 + 2 x2^2 from (-5, -2), as the book's notebooks print them. It adds epsilon inside the root.
- gbasran/ADAM-Machine-Learning-Deepdive on GitHub, concept-12-full-adam.html: three updates of Adam on x^2 from
  5. Its last weight is printed 4.7003 in the text, worked from rounded numbers, and 4.700 in the table; by full
  precision it is 4.7002.
- deeplearning.ai, Improving Deep Neural Networks, week 2, the assignment "Optimization methods" (Coursera, 2017),
  as its copies on GitHub print it: one update of Adam at t = 2 with empty memory, on NumPy's legacy draws of
  seed 1.

The assignment is printed in two versions that differ in one weight, W2[2][1]: -1.09245036 in its own table of
expected outputs and -1.09244991 where learners ran the formula that it states, sqrt(v) + epsilon. The gradient
there is so small that epsilon shows: the table comes of epsilon inside the root (`other_epsilon_place`).
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from simulator import Run, run
from simulator.arrays import Array
from simulator.ops.optimizers import Memory, Parts, Settings, adam_step


def digits(printed: str, values: Any) -> bool:
    """Whether the values, each rounded to as many decimals as were printed, are what was printed."""
    wanted = [Decimal(number) for number in printed.split()]
    return [Decimal(float(v)).quantize(w) for v, w in zip(np.ravel(values), wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    ("parameters", "printed"),
    [
        ({"optimizer": "sgd", "learning_rate": 0.4}, "-0.943467 -0.000073"),
        ({"optimizer": "sgd", "learning_rate": 0.6}, "-0.387814 -1673.365109"),
        ({"optimizer": "momentum", "learning_rate": 0.6, "momentum": 0.5}, "0.007188 0.002553"),
        ({"optimizer": "momentum", "learning_rate": 0.6, "momentum": 0.25}, "-0.126340 -0.186632"),
        ({"optimizer": "adagrad", "learning_rate": 0.4}, "-2.382563 -0.158591"),
        ({"optimizer": "adagrad", "learning_rate": 2.0}, "-0.002295 -0.000000"),
        ({"optimizer": "rmsprop", "learning_rate": 0.4, "decay": 0.9}, "-0.010599 0.000000"),
    ],
)
def test_dive_into_deep_learning(parameters: dict[str, Any], printed: str) -> None:
    common = {"start": [-5, -2], "curvature": [0.2, 4], "updates": 20}
    m = run("optimizer", {**common, "epsilon": 1e-6, "epsilon_place": "inside", **parameters}).measurements
    assert digits(printed, m["final_weight"])


@pytest.fixture(scope="module")
def by_hand() -> Run:
    return run("optimizer", {"optimizer": "adam", "start": [5], "curvature": [2], "updates": 3})


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("gradient", "10 9.8 9.6"),
        ("first_moment", "1 1.88 2.652"),
        ("second_moment", "0.1 0.19594 0.288"),
        ("first_moment_corrected", "10 9.895 9.786"),
        ("second_moment_corrected", "100 98.02 96.06"),
    ],
)
def test_three_updates_of_adam(by_hand: Run, name: str, printed: str) -> None:
    assert digits(printed, by_hand.measurements[name])


def test_the_weights_of_the_three_updates(by_hand: Run) -> None:
    weights: Any = by_hand.measurements["weight"]
    assert digits("4.9 4.8001", weights[1:3])
    assert digits("4.700", weights[3])
    assert digits("4.7002", weights[3])


def updated(w: Array, g: Array, place: Any) -> Array:
    settings = Settings(place=place)
    zero = np.zeros_like(g)
    return np.asarray(w - adam_step(g, Memory(zero, zero), 2, 0.01, settings, Parts()).step)


def test_one_update_of_the_course_at_t_2() -> None:
    draw = np.random.RandomState(1).randn
    shapes = ((2, 3), (2, 1), (3, 3), (3, 1))
    weights, gradients = [draw(*s) for s in shapes], [draw(*s) for s in shapes]
    w1, b1, w2, b2 = (updated(w, g, "outside") for w, g in zip(weights, gradients, strict=True))
    assert digits("1.63178673 -0.61919778 -0.53561312 -1.08040999 0.85796626 -2.29409733", w1)
    assert digits("1.75225313 -0.75376553", b1)
    assert digits("0.32648046 -0.25681174 1.46954931 -2.05269934 -0.31497584 -0.37661299", w2[:2])
    assert digits("1.14121081 -1.09244991 -0.16498684", w2[2])
    assert digits("-0.88529979 0.03477238 0.57537385", b2)
    inside = updated(weights[2], gradients[2], "inside")
    assert digits("1.14121081 -1.09245036 -0.16498684", inside[2])
    zero = np.zeros_like(gradients[0])
    memory = adam_step(gradients[0], Memory(zero, zero), 2, 0.01, Settings(), Parts()).memory
    assert digits("-0.11006192 0.11447237 0.09015907 0.05024943 0.09008559 -0.06837279", memory.m)
    assert digits("0.00121136 0.00131039 0.00081287 0.00025250 0.00081154 0.00046748", memory.v)
