"""erfc of a whole array against the C library's, one number after the other, in turn."""

import math
import statistics
import time

import numpy as np
import pytest

from simulator.ops.error_function import erfc

pytestmark = pytest.mark.benchmark

RUNS = 15
BAR = 2.0


def test_a_large_array_takes_less_than_half_as_long() -> None:
    x = np.random.default_rng(0).standard_normal((256, 256))
    one_by_one = np.frompyfunc(math.erfc, 1, 1)
    times: dict[str, list[float]] = {"one by one": [], "whole": []}
    for _ in range(RUNS):
        for name, function in (("one by one", one_by_one), ("whole", erfc)):
            began = time.perf_counter()
            function(x)
            times[name].append(time.perf_counter() - began)
    ratio = statistics.median(times["one by one"]) / statistics.median(times["whole"])
    print(f"erfc of 65,536 numbers: {ratio:.1f} times as fast as one by one")
    assert ratio > BAR
