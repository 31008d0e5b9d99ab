"""The convolution without patches against its teaching form, on exact shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.fast import convolution as fast
from simulator.gradcheck import compare_layers
from simulator.ops import convolution
from tests.examples import examples

TOLERANCE = 1e-12
ODD = st.sampled_from([1, 3, 5])


@settings(deadline=None, max_examples=examples(100))
@given(
    batch=st.integers(1, 3),
    channels=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    size=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    kernel=st.tuples(ODD, ODD),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    seed=st.integers(0, 1000),
)
def test_output_and_gradients_equal_those_of_the_teaching_form(
    batch: int,
    channels: tuple[int, int],
    size: tuple[int, int],
    kernel: tuple[int, int],
    dilation: tuple[int, int],
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    x, dy = rng.standard_normal((batch, channels[0], *size)), rng.standard_normal((batch, channels[1], *size))
    w, b = rng.standard_normal((channels[1], channels[0], *kernel)), rng.standard_normal(channels[1])
    padding = (dilation[0] * (kernel[0] // 2), dilation[1] * (kernel[1] // 2))
    window = convolution.Window(kernel, (1, 1), padding, dilation)
    y, cache = convolution.convolution_forward(x, w, b, window)
    room = fast.space(batch, channels, size, kernel, dilation)
    for _ in range(2):  # the second pass writes over the first one's arrays
        found = [fast.forward(x, w, b, room), *fast.backward(dy, x, w, room)]
        true = [y, *convolution.convolution_backward(dy, cache)]
        assert max(compare_layers(true, found)) < TOLERANCE


def test_an_even_kernel_is_declined() -> None:
    with pytest.raises(ValueError, match="odd"):
        fast.space(1, (1, 1), (4, 4), (2, 3))
