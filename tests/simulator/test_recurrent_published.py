"""Published worked examples of recurrent cells, to every printed digit.

- deeplearning.ai, Sequence Models, week 1, the assignment "Building your Recurrent Neural Network - Step by
  Step" (Ng, Katanforoosh and Bensouda Mourri; Coursera, 2018), by the outputs that its copies on GitHub print:
  the RNN forward and back through four steps, the LSTM forward, and one LSTM cell back. Its inputs are NumPy's
  legacy normal draws of seed 1, which are fixed for good. Where a copy prints 17 digits it is held to twelve:
  the last ones differ between machines.
- thsis/INFOSYS on GitHub, models/RNN-backprop.ipynb: a plain cell of two units over three steps.
- Yasmeen-Akl/DL-lSTM- on GitHub, Untitled10.ipynb: an LSTM of one unit over three steps.

Two of the published tables are wrong:

- the assignment's output for `lstm_backward`. Its loop gives every cell the loss's own gradient alone and hands
  nothing back from one step to the one before, neither along h nor along c. Printed for dx[1][2]: -0.00173313,
  0.08287442, -0.30545663, -0.43281115. Backpropagation through time gives 0.00218254, 0.28205375, -0.48292508
  and, at the last step alone, the same -0.43281115. The printed ones come of our mistake `each_step_alone`.
- the notebook's gradient of W, printed 0.00034735 and 0.00272708. It keeps one path of three through time, takes
  the vector of slopes times U for a Jacobian, and the error with the wrong sign. The loss whose slope it takes,
  half of (y - y_)^2, has -0.00309606 and -0.00103879, by our BPTT and by the complex step alike.
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.experiments.recurrent_pass import Gradients, Rules, cell, through_time, unroll
from simulator.ops.activations import activation
from simulator.ops.recurrent import State, Weights, lstm_cell_backward, lstm_cell_forward


def digits(printed: str, values: Any) -> bool:
    """Whether the values, each rounded to as many decimals as were printed, are what was printed."""
    wanted = [Decimal(number) for number in printed.split()]
    return [Decimal(float(v)).quantize(w) for v, w in zip(np.ravel(values), wanted, strict=True)] == wanted


class Course:
    """The assignment draws everything with the features first; ours have the time first and units last."""

    def __init__(self) -> None:
        self.draw = np.random.RandomState(1).randn

    def lstm(self) -> Weights:
        """Weights (5, 5 + 3) and biases of the gates f, i, o and c, in the order that they are drawn."""
        blocks = {gate: (self.draw(5, 8), self.draw(5, 1)) for gate in "fioc"}
        w = np.concatenate([blocks[gate][0] for gate in "ifco"]).T  # (hidden and input, gates units)
        return Weights(w[5:], w[:5], np.concatenate([blocks[gate][1] for gate in "ifco"])[:, 0], np.zeros(20))


def turned(a: Array) -> Array:
    """(units, batch[, time]) -> ([time,] batch, units)."""
    return np.asarray(a.T if a.ndim == 2 else a.transpose(2, 1, 0))


def test_the_course_rnn_forward_and_back_through_time() -> None:
    draw = Course().draw
    x, a0, w_ax, w_aa, _, b_a = (draw(*s) for s in ((3, 10, 4), (5, 10), (5, 3), (5, 5), (2, 5), (5, 1)))
    draw(2, 1)
    rules = Rules(cell("rnn", activation("tanh")))
    weights, start = Weights(w_ax.T, w_aa.T, b_a[:, 0], np.zeros(5)), State(turned(a0), np.zeros((10, 0)))
    found = through_time(unroll(turned(x), start, weights, rules), turned(draw(5, 10, 4)), rules)
    assert digits("-2.07101689 -0.59255627 0.02466855 0.01483317", found.dx[:, 2, 1])
    assert digits("-0.314942375127", found.start.h[3, 2])
    assert digits("11.2641044965", found.w.w_x[1, 3])
    assert digits("2.30333312658", found.w.w_h[2, 1])
    assert digits("-0.74747722", found.w.b_x[4])


def test_the_course_rnn_cell_and_sequence_forward() -> None:
    draw = Course().draw
    xt, a_prev, w_aa, w_ax = draw(3, 10), draw(5, 10), draw(5, 5), draw(5, 3)
    draw(2, 5)
    weights = Weights(w_ax.T, w_aa.T, draw(5, 1)[:, 0], np.zeros(5))
    rules = Rules(cell("rnn", activation("tanh")))
    (step,) = unroll(turned(xt)[None], State(turned(a_prev), np.zeros((10, 0))), weights, rules)
    printed = (
        "0.59584544 0.18141802 0.61311866 0.99808218 0.85016201 0.99980978 -0.18887155 0.99815551 0.6531151 "
        "0.82872037"
    )
    assert digits(printed, step.after.h[:, 4])
    draw = Course().draw
    x, a0, w_aa, w_ax = draw(3, 10, 4), draw(5, 10), draw(5, 5), draw(5, 3)
    draw(2, 5)
    weights = Weights(w_ax.T, w_aa.T, draw(5, 1)[:, 0], np.zeros(5))
    tape = unroll(turned(x), State(turned(a0), np.zeros((10, 0))), weights, rules)
    printed = "-0.99999375 0.77911235 -0.99861469 -0.99833267"
    assert digits(printed, [cache.after.h[1, 4] for cache in tape])


def test_the_course_lstm_cell_forward_and_back() -> None:
    course = Course()
    xt, a_prev, c_prev = course.draw(3, 10), course.draw(5, 10), course.draw(5, 10)
    weights = course.lstm()
    after, cache = lstm_cell_forward(turned(xt), State(turned(a_prev), turned(c_prev)), weights)
    printed_a = (
        "-0.66408471 0.0036921 0.02088357 0.22834167 -0.85575339 0.00138482 0.76566531 0.34631421 -0.00215674 "
        "0.43827275"
    )
    printed_c = (
        "0.63267805 1.00570849 0.35504474 0.20690913 -1.64566718 0.11832942 0.76449811 -0.0981561 -0.74348425 "
        "-0.26810932"
    )
    assert digits(printed_a, after.h[:, 4])
    assert digits(printed_c, after.c[:, 2])
    course.draw(2, 5)
    course.draw(2, 1)
    da, dc = course.draw(5, 10), course.draw(5, 10)
    found = lstm_cell_backward(State(turned(da), turned(dc)), cache)
    assert digits("3.23055911511 -0.0639621419711", [found.dx[2, 1], found.before.h[3, 2]])
    assert digits("0.797522038797", found.before.c[3, 2])
    w_i, w_f, w_c, w_o = np.split(found.dw.w_h, 4, axis=1)
    assert digits("-0.147954838164 1.05749805523", [w_f[1, 3], w_i[2, 1]])
    assert digits("2.30456216369 0.331311595289", [w_c[1, 3], w_o[2, 1]])
    b_i, b_f, b_c, b_o = np.split(found.dw.b_x, 4)
    assert digits("0.18864637 -0.40142491 0.25587763 0.13893342", [b_f[4], b_i[4], b_c[4], b_o[4]])


def test_the_course_lstm_forward_over_seven_steps() -> None:
    course = Course()
    x, a0 = course.draw(3, 10, 7), course.draw(5, 10)
    weights = course.lstm()
    rules = Rules(cell("lstm", activation("tanh")))
    tape = unroll(turned(x), State(turned(a0), np.zeros((10, 5))), weights, rules)
    assert digits("0.172117767533 -0.855544916718", [tape[6].after.h[3, 4], tape[1].after.c[2, 1]])


def test_the_printed_table_of_the_course_lstm_backward_hands_nothing_back() -> None:
    course = Course()
    x, a0 = course.draw(3, 10, 7), course.draw(5, 10)
    weights = course.lstm()
    own = turned(course.draw(5, 10, 4))  # four of the seven steps are judged
    rules = Rules(cell("lstm", activation("tanh")))
    tape = unroll(turned(x), State(turned(a0), np.zeros((10, 5))), weights, rules)[:4]

    def nothing_but_the_first(d: State, done: int) -> State:
        return State(d.h if done == 4 else np.zeros_like(d.h), np.zeros_like(d.c))

    def printed(found: Gradients) -> tuple[Any, ...]:
        w_i, w_f, w_c, w_o = np.split(found.w.w_h, 4, axis=1)
        weights = [w_f[1, 3], w_i[2, 1], w_c[1, 3], w_o[2, 1]]
        return found.dx[:, 2, 1], found.start.h[3, 2], weights

    dx, da0, dw = printed(through_time(tape, own, rules))
    assert digits("0.00218254 0.28205375 -0.48292508 -0.43281115", dx)
    assert digits("0.312770310257", da0)
    assert digits("-0.0809802310938 0.40512433093 -0.0793746735512 0.038948775763", dw)
    dx, da0, dw = printed(through_time(tape, own, rules._replace(hand_back=nothing_but_the_first)))
    assert digits("-0.00173313 0.08287442 -0.30545663 -0.43281115", dx)
    assert digits("-0.0959115019540", da0)
    assert digits("-0.0698198561274 0.102371820249 -0.0624983794927 0.0484389131444", dw)


NOTEBOOK: dict[str, Any] = {
    "inputs": [0.2, 0.3, 0.4],
    "input_weights": [[[2.0], [1.0]]],
    "recurrent_weights": [[[1.0, 2.0], [3.0, 4.0]]],
    "layout": "out_in",
}


def test_the_notebook_rnn_forward() -> None:
    h: Any = run("recurrent", NOTEBOOK).measurements["hidden_state"]
    assert digits("0.37994896 0.19737532", h[0])
    assert digits("0.87975882 0.97711011", h[1])
    assert digits("0.9986059 0.99999815", h[2])
    assert digits("5.99720442000804", [2 * h[2][0] + 4 * h[2][1]])


def test_the_notebook_gradient_is_not_that_of_its_loss() -> None:
    readout, rules = np.array([2.0, 4.0]), Rules(cell("rnn", activation("tanh")))
    x, start = np.array([0.2, 0.3, 0.4])[:, None, None], State(np.zeros((1, 2)), np.zeros((1, 0)))
    w = Weights(np.array([[2.0, 1.0]]), np.array([[1.0, 3.0], [2.0, 4.0]]), np.zeros(2), np.zeros(2))

    def loss(w_x: Array) -> Array:
        y = unroll(x, start, w._replace(w_x=w_x), rules)[-1].after.h[0] @ readout
        return np.asarray(0.5 * (y - 7.0) ** 2)

    tape = unroll(x, start, w, rules)
    own = np.zeros((3, 1, 2))
    own[2, 0] = (tape[-1].after.h[0] @ readout - 7.0) * readout
    found = through_time(tape, own, rules).w.w_x
    assert gradcheck.layer_error(gradcheck.complex_step(loss, w.w_x), found) <= 1e-12
    assert digits("-0.00309606 -0.00103879", found)
    assert not digits("0.00034735 0.00272708", np.abs(found))


LSTM: dict[str, Any] = {
    "cell": "lstm",
    "gate_order": "figo",
    "inputs": [1.0, 2.0, 3.0],
    "input_weights": [0.5, 0.6, 0.7, 0.8],
    "recurrent_weights": [0.1, 0.2, 0.3, 0.4],
}


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("forget_gate", "0.6225 0.7361 0.8269"),
        ("input_gate", "0.6457 0.7775 0.8730"),
        ("candidate", "0.6044 0.9009 0.9798"),
        ("cell_state", "0.3902 0.9877 1.6721"),
        ("output_gate", "0.6900 0.8459 0.9344"),
        ("hidden_state", "0.2564 0.6398 0.8707"),
    ],
)
def test_the_lstm_of_one_unit(name: str, printed: str) -> None:
    measured: Any = run("recurrent", LSTM).measurements
    assert digits(printed, measured[name])
    assert digits("3.4827", [4 * measured["output"][0]])
