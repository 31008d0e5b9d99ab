"""Published chains of single units, to every printed digit.

All of Michael Nielsen, Neural Networks and Deep Learning (Determination Press, 2015), with the half squared error:

- chapter 3, "The cross-entropy cost function" (http://neuralnetworksanddeeplearning.com/chap3.html): one sigmoid
  unit learns to answer 0 to the input 1, learning rate 0.15. From weight 0.6 and bias 0.9 its output is 0.82 at
  first and about 0.09 after the 300 epochs of the figure; from weight and bias 2.0 it is 0.98 at first, and hardly
  moves for the first 150 epochs or so.
- chapter 5, "Why are deep neural networks hard to train?" (the same, chap5.html): four units with weights 100 and
  biases that make each net input 0 have factors of 100 times 1/4, which is 25. A unit with |w s'(wa + b)| >= 1
  needs |w| >= 4, and the inputs for which that holds make an interval, widest at |w| = 6.9, where it is about 0.45.
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from simulator import run


def digits(printed: str, value: float) -> bool:
    """Whether the value, rounded to as many decimals as were printed, is what was printed."""
    wanted = Decimal(printed)
    return Decimal(value).quantize(wanted) == wanted


def measured(**parameters: Any) -> dict[str, Any]:
    return dict(run("chain", parameters).measurements)


def outputs(weight: float, bias: float, epochs: int) -> list[float]:
    """The output before each epoch and after the last, each epoch a run that begins where the last one ended."""
    found = []
    for _ in range(epochs + 1):
        m = measured(
            weights=[weight],
            biases=bias,
            input=1.0,
            target=0.0,
            loss="half_squared_error",
            learning_rate=0.15,
        )
        found.append(m["output"])
        weight, bias = m["new_weight"][0], m["new_bias"][0]
    return found


def test_nielsens_neuron_that_is_a_little_wrong_learns_at_once() -> None:
    found = outputs(0.6, 0.9, 300)
    assert digits("0.82", found[0])
    assert digits("0.09", found[-1])


def test_nielsens_neuron_that_is_badly_wrong_learns_late() -> None:
    found = outputs(2.0, 2.0, 300)
    assert digits("0.98", found[0])
    assert found[100] > 0.95
    assert found[0] - found[150] < 0.1 < found[150] - found[225]


def test_the_factors_of_an_exploding_chain() -> None:
    m = measured(weights=[100, 100, 100, 100], pre_activations=0, input=1.0)
    assert m["factor"] == [25, 25, 25]
    assert m["bias"] == [-100, -50, -50, -50]
    assert m["bias_gradient"] == [25**3 / 4, 25**2 / 4, 25 / 4, 1 / 4]


def width(w: float) -> float:
    """How wide the inputs lie for which a unit has |w s'(w a)| >= 1, its edge found by bisection over runs."""
    inside, outside = 0.0, 1.0
    for _ in range(50):
        middle = (inside + outside) / 2
        m = measured(weights=[w], input=middle)
        if w * m["activation_derivative"][0] >= 1:
            inside = middle
        else:
            outside = middle
    return 2 * inside


def test_a_factor_of_one_needs_a_weight_of_four_and_a_narrow_input() -> None:
    slope = measured(weights=[4], pre_activations=0.0)["activation_derivative"][0]
    assert 4 * slope == 1  # the largest that it can be
    widths = {w: width(w) for w in np.arange(4.1, 12.0, 0.1).round(1).tolist()}
    assert max(widths, key=lambda w: widths[w]) == 6.9
    assert digits("0.45", widths[6.9])
    w = 6.9
    formula = 2 / w * np.log(w * (1 + np.sqrt(1 - 4 / w)) / 2 - 1)
    assert widths[w] == pytest.approx(formula, rel=1e-12)
