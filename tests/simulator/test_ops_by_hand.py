"""Operations on small integers, worked by hand."""

import numpy as np
import pytest

from simulator.ops import losses
from simulator.ops.activations import activation
from simulator.ops.dense import dense_backward, dense_forward
from simulator.ops.initializers import INITIALIZERS, Initialization


def test_dense_by_hand() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    w = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]])
    y, cache = dense_forward(x, w, np.array([10.0, 20.0, 30.0]))
    assert y.tolist() == [[11, 22, 38], [13, 24, 48]]
    dx, dw, db = dense_backward(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 2.0]]), cache)
    assert dx.tolist() == [[1, 0], [4, 7]]
    assert dw.tolist() == [[1, 3, 6], [2, 4, 8]]
    assert db.tolist() == [1, 1, 2]


def test_squared_errors_by_hand_under_each_reduction() -> None:
    y, target = np.array([[1.0, 2.0], [3.0, 8.0]]), np.array([[0.0, 4.0], [3.0, 5.0]])
    # differences 1, -2, 0, 3: squares 1, 4, 0, 9
    for reduction, divisor in (("sum", 1), ("mean", 4), ("batch_mean", 2)):
        loss, cache = losses.squared_error_forward(y, target, reduction)  # type: ignore[arg-type]
        assert loss == 14 / divisor
        assert cache.terms.tolist() == [[1, 4], [0, 9]]
        expected = np.array([[2, -4], [0, 6]]) / divisor
        assert losses.squared_error_backward(1.0, cache).tolist() == expected.tolist()
        half, cache = losses.squared_error_forward(y, target, reduction, half=True)  # type: ignore[arg-type]
        assert half == 7 / divisor
        assert losses.squared_error_backward(1.0, cache).tolist() == (expected / 2).tolist()


def test_cross_entropies_at_zero_logits() -> None:
    loss, cache = losses.binary_cross_entropy_forward(np.array([[0.0], [0.0]]), np.array([[1.0], [0.0]]))
    assert loss == pytest.approx(np.log(2), rel=1e-15)
    assert losses.binary_cross_entropy_backward(1.0, cache).tolist() == [[-0.25], [0.25]]
    loss, cache = losses.softmax_cross_entropy_forward(np.zeros((1, 4)), np.array([[0.0, 1.0, 0.0, 0.0]]))
    assert loss == pytest.approx(np.log(4), rel=1e-15)
    gradient = losses.softmax_cross_entropy_backward(1.0, cache)
    assert gradient == pytest.approx(np.array([[0.25, -0.75, 0.25, 0.25]]), rel=1e-15)


def test_cross_entropies_stay_exact_for_huge_logits() -> None:
    with np.errstate(all="raise", under="ignore"):
        wrong, cache = losses.binary_cross_entropy_forward(np.array([[1000.0]]), np.array([[0.0]]))
        assert wrong == 1000.0
        assert losses.binary_cross_entropy_backward(1.0, cache).tolist() == [[1.0]]
        right, cache = losses.binary_cross_entropy_forward(np.array([[-50.0]]), np.array([[0.0]]))
        assert right == pytest.approx(np.exp(-50.0), rel=1e-15, abs=0)
        logits = np.array([[1000.0, 0.0, -1000.0]])
        loss, cache = losses.softmax_cross_entropy_forward(logits, np.array([[0.0, 0.0, 1.0]]))
        assert loss == 2000.0
        assert losses.softmax_cross_entropy_backward(1.0, cache).tolist() == [[1.0, 0.0, -1.0]]


@pytest.mark.parametrize(
    ("name", "values", "slopes"),
    [
        ("relu", [0, 0, 3], [0, 0, 1]),
        ("leaky_relu", [-0.5, 0, 3], [0.25, 0.25, 1]),
        ("identity", [-2, 0, 3], [1, 1, 1]),
    ],
)
def test_piecewise_linear_activations_by_hand(name: str, values: list[float], slopes: list[float]) -> None:
    z = np.array([-2.0, 0.0, 3.0])
    f = activation(name, slope=0.25)
    a, cache = f.forward(z)
    assert a.tolist() == values
    assert f.derivative(z).tolist() == slopes
    assert f.backward(np.array([2.0, 2.0, 2.0]), cache).tolist() == [2 * s for s in slopes]


def test_sigmoid_and_tanh_at_zero_and_far_out() -> None:
    with np.errstate(all="raise", under="ignore"):
        z = np.array([0.0, 1000.0, -1000.0])
        assert activation("sigmoid").forward(z)[0].tolist() == [0.5, 1.0, 0.0]
        assert activation("sigmoid").derivative(z).tolist() == [0.25, 0.0, 0.0]
        assert activation("tanh").forward(z)[0].tolist() == [0.0, 1.0, -1.0]
        assert activation("tanh").derivative(z).tolist() == [1.0, 0.0, 0.0]


def test_a_saturated_unit_keeps_its_true_slope() -> None:
    for z in (40.0, -40.0):
        slope = activation("sigmoid").derivative(np.array([z]))[0]
        assert slope == pytest.approx(np.exp(-40.0), rel=1e-14, abs=0)
        assert activation("tanh").derivative(np.array([z]))[0] == pytest.approx(
            4 * np.exp(-80.0), rel=1e-14, abs=0
        )


def test_nan_stays_nan_and_a_closed_relu_stops_an_infinite_gradient() -> None:
    for name in ("sigmoid", "tanh", "relu", "leaky_relu", "identity"):
        assert np.isnan(activation(name).forward(np.array([np.nan]))[0]).all()
    _, cache = activation("relu").forward(np.array([-1.0]))
    assert activation("relu").backward(np.array([np.inf]), cache).tolist() == [0.0]


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("normal", 1.0),
        ("xavier_normal", 2 / 500),
        ("xavier_uniform", 2 / 500),
        ("he_normal", 2 / 300),
        ("he_uniform", 2 / 300),
        ("zeros", 0.0),
    ],
)
def test_initializers_have_the_variance_of_their_papers(name: Initialization, variance: float) -> None:
    w = INITIALIZERS[name](300, 200, np.random.default_rng(7))
    assert w.shape == (300, 200)
    # 60,000 draws: the standard error of a variance is sqrt(2 / 60000) of it, 0.6 %
    assert w.var() == pytest.approx(variance, rel=5 * (2 / 60_000) ** 0.5)
    assert abs(w.mean()) <= 5 * (variance / 60_000) ** 0.5
