"""`convolution`: a kernel over an image or a sequence, forwards and backwards; and what a stack of layers sees."""

from functools import partial
from math import prod
from typing import Any

import numpy as np

from simulator.arrays import Array, first_layer, plain
from simulator.experiment import Experiment, Outcome
from simulator.experiments.convolution_mistakes import SAYS, mutants
from simulator.experiments.convolution_parameters import ConvolutionParameters
from simulator.experiments.convolution_pass import Problem, Rules, run_pass, run_stack
from simulator.experiments.convolution_steps import Story, steps
from simulator.network import saw_infinity, saw_nan
from simulator.streams import stream
from simulator.trace import Measurements, Series


def build(p: ConvolutionParameters, seed: int) -> Problem:
    """Everything as arrays, drawn where it is not given."""
    x, w, b, upstream = p.arrays()
    shape, out = p.kernel_shape, p.output_shape
    if x is None:
        x = stream(seed, "inputs").standard_normal((1, *p.input_shape))
    if p.operation != "convolution":
        w, b = np.zeros((0, 0, 0, 0)), np.zeros(0)
    elif w is None:
        w = stream(seed, "weights").standard_normal(shape) / np.sqrt(prod(shape[1:]))
    if upstream is None:
        upstream = stream(seed, "targets").standard_normal((1, *out))
    return Problem(p.operation, x, w, b, p.window, upstream)


def laid_out(x: Array, dimensions: int, alone: bool) -> Array:
    """Without the height of a sequence, and without channels where there is one only on either side."""
    if dimensions == 1:
        x = x[..., 0, :]
    return x.reshape(x.shape[-dimensions:]) if alone else x


def measure(problem: Problem, rules: Rules, p: ConvolutionParameters) -> Measurements:
    """One pass, its gradients, and the stack, under the rules."""
    done = run_pass(problem, rules)
    shown = _shown(problem, done, p)
    convolves = p.operation == "convolution"
    sizes = [rules.size(*numbers) for numbers in zip(p.input_shape[1:], *problem.window, strict=True)]
    stack = run_stack(p.stack, p.stack_size, p.stack_channels, rules)
    shape = problem.w.shape
    flat = [(entry,) for entry in done.y.ravel()]
    return {
        **{name: plain(x) for name, x in shown.items()},
        "bias": plain(problem.b),
        "bias_gradient": plain(done.db),
        "output_size": plain(sizes[-p.dimensions :]),
        "parameters": rules.parameters(shape[2] * shape[3], shape[1], shape[0], True) if convolves else 0,
        "multiplications": prod(p.output_shape) * prod(p.kernel_shape[1:]) if convolves else 0,
        "stack_size": plain([one.size for one in stack]),
        "stack_channels": plain([one.channels for one in stack]),
        "stack_parameters": plain([one.parameters for one in stack]),
        "stack_parameters_total": sum(one.parameters for one in stack),
        "receptive_field": plain([one.field for one in stack]),
        "effective_stride": plain([one.jump for one in stack]),
        "first_infinite_output": first_layer([saw_infinity(entry) for entry in flat]),
        "first_nan_output": first_layer([saw_nan(entry) for entry in flat]),
    }


def _shown(problem: Problem, done: Any, p: ConvolutionParameters) -> dict[str, Array]:
    """The arrays as the learner sees them."""
    alone = p.input_shape[0] == p.kernel_shape[0] == 1
    layout = partial(laid_out, dimensions=p.dimensions, alone=alone)
    kernels = {"kernel": problem.w, "kernel_gradient": done.dw}
    return {
        "input": layout(problem.x[0]),
        "output": layout(done.y[0]),
        "output_gradient": layout(problem.upstream[0]),
        "input_gradient": layout(done.dx[0]),
        **{name: layout(w) if w.size else np.zeros(0) for name, w in kernels.items()},
    }


def _mutate(problem: Problem, rules: Rules, p: ConvolutionParameters) -> dict[str, Measurements]:
    return {name: measure(problem, wrong, p) for name, wrong in mutants(rules, problem, p).items()}


def _series(p: ConvolutionParameters, measured: dict[str, Any]) -> tuple[Series, ...]:
    layers = tuple(float(k) for k in range(1, len(p.stack) + 1))
    series = []
    for key, label, scale in (
        ("receptive_field", "inputs seen in each direction", "linear"),
        ("stack_size", "height and width", "linear"),
        ("stack_parameters", "parameters", "log"),
    ):
        if layers:
            y = tuple(float(one) for one in measured[key])
            series.append(Series(key, "layer", label, layers, y, scale, key))  # type: ignore[arg-type]
    if p.dimensions == 1:
        for key in ("input", "output"):
            y = tuple(np.atleast_2d(np.array(measured[key]))[0].tolist())
            x = tuple(float(k) for k in range(1, len(y) + 1))
            series.append(Series(key, "place", "first channel", x, y, "linear", "sequence"))
    return tuple(series)


def experiment(p: ConvolutionParameters, seed: int) -> Outcome:
    """Run a convolution."""
    problem, rules = build(p, seed), Rules()
    measured = measure(problem, rules, p)
    done = run_pass(problem, rules)
    stack = run_stack(p.stack, p.stack_size, p.stack_channels, rules)
    return Outcome(
        steps(Story(problem, done, _shown(problem, done, p), stack)),
        _series(p, measured),
        measured,
        partial(_mutate, problem, rules, p),
    )


EXPERIMENT = Experiment(
    name="convolution",
    title="A convolution, number by number",
    summary="Convolution or pooling of explicit numbers, forwards and backwards; sizes and fields of a stack.",
    parameters=ConvolutionParameters,
    measurements={
        "input": "the input ([channels,] [height,] width): no channels where input and output have one, and no "
        "height of a sequence",
        "output": "the output, laid out as the input",
        "output_gradient": "dC/d output, given or drawn, laid out as the output",
        "input_gradient": "dC/d input, laid out as the input",
        "kernel": "the kernel ([out, in,] [height,] width); [] for pooling",
        "kernel_gradient": "dC/d kernel, laid out as the kernel; [] for pooling",
        "bias": "bias of each output channel (out,); [] for pooling",
        "bias_gradient": "dC/d bias (out,); [] for pooling",
        "output_size": "size of the output by the formula ([height,] width)",
        "parameters": "number of weights and biases of the kernel; 0 for pooling",
        "multiplications": "products of the forward pass, padding included; 0 for pooling",
        "stack_size": "height and width behind each layer of the stack (layers,)",
        "stack_channels": "channels behind each layer of the stack (layers,)",
        "stack_parameters": "weights and biases of each layer of the stack (layers,)",
        "stack_parameters_total": "sum of stack_parameters",
        "receptive_field": "inputs that an output of each layer of the stack sees, in each direction (layers,)",
        "effective_stride": "inputs between neighboring outputs of each layer of the stack (layers,)",
        "first_infinite_output": "number of the first output, in reading order, that is infinite, 0 if none",
        "first_nan_output": "number of the first output, in reading order, that is NaN, 0 if none",
    },
    mistakes=dict(SAYS),
    function=experiment,
)
