"""Training a network on a data set, update by update, as functions over replaceable rules."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np

from simulator import network as net
from simulator.arrays import Array
from simulator.datasets import DataSet, Shape, draw
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_variants import Clip, Variant
from simulator.fast import networks as fast
from simulator.fast.networks import Gradient
from simulator.layers import layer_forward
from simulator.network import Layer, Network, Normalizer, Tape, loss, run_pass
from simulator.normalization import Normalization, by_given_statistics
from simulator.ops.activations import activation
from simulator.ops.clipping import clip_by_value, global_norm
from simulator.ops.clipping import factor as clip_factor
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.normalization import Convention
from simulator.ops.optimizers import STEPS, Memory, Move, Parts, Settings, Step
from simulator.ops.schedules import schedule
from simulator.streams import stream
from simulator.vector import pack, pack_gradients, unpack

Batch: TypeAlias = Array | slice


class Problem(NamedTuple):
    """One variant: a network before training, its data, and how it is trained."""

    p: TrainingParameters
    v: Variant
    network: Network
    data: DataSet
    batches: tuple[Batch, ...]  # the samples of each update


def build(p: TrainingParameters, v: Variant, seed: int) -> Problem:
    """A multilayer perceptron with its data. Variants share data and streams: they differ in what they state."""
    data = draw(p.data, Shape(p.noise, p.arms, p.turns), p.samples, p.held_out, seed)
    return Problem(p, v, _network(p, v, seed), data, tuple(_batches(p, v.batch_size, seed)))


def _network(p: TrainingParameters, v: Variant, seed: int) -> Network:
    """Hidden layers with the activation, the first without a skip since it changes the width; a linear output."""
    weights = stream(seed, "weights")
    f, normalizer = activation(v.activation, v.slope), None
    if v.normalization != "none":
        how = Normalization(v.normalization, Convention(center=v.normalization != "rms"), p.groups)
        normalizer = Normalizer(how, np.ones(v.width), np.zeros(v.width))
    inputs, outputs = p.widths
    sizes, layers = (inputs, *(v.width,) * v.depth), []
    for k in range(v.depth):
        w = v.weight_scale * INITIALIZERS[v.initialization](sizes[k], v.width, weights)
        layers.append(Layer(w, np.zeros(v.width), f, normalizer, v.residual if k else "none"))
    w = v.weight_scale * INITIALIZERS[v.initialization](v.width, outputs, weights)
    return Network((*layers, Layer(w, np.zeros(outputs), activation("identity"))))


def _batches(p: TrainingParameters, size: int, seed: int) -> Iterator[Batch]:
    """The samples of each update: all of them, or a new shuffle for each epoch cut into mini-batches."""
    if size == p.samples:
        yield from (slice(None) for _ in range(p.steps))
        return
    shuffle, left = stream(seed, "batches"), p.steps
    while left:
        order = shuffle.permutation(p.samples)
        for start in range(0, p.samples, size)[:left]:
            yield order[start : start + size]
            left -= 1


def true_loss(data: DataSet, reduction: str = "mean") -> net.Loss:
    """Softmax cross-entropy for classes, squared error for regression; averaged over the samples, or added."""
    name = "softmax_cross_entropy" if data.classes else "squared_error"
    return loss(name, "sum" if reduction == "sum" else "batch_mean")


def _fresh(gradient: Array, before: Array) -> Array:
    del before
    return gradient


def _subtract(theta: Array, step: Array) -> Array:
    return theta - step


def clipped(gradient: Array, how: Clip, limit: float) -> Array:
    """The gradient of all layers as one vector, clipped by its norm or by each value. gradient (learned,)."""
    if how == "norm":
        return np.asarray(gradient * clip_factor(global_norm([gradient]), limit))
    return clip_by_value(gradient, limit) if how == "value" else gradient


class Rules(NamedTuple):
    """The operations of a training run, each replaceable."""

    passes: net.Rules
    step: Step
    settings: Settings
    rate: Callable[[int], float]  # of update t
    gather: Callable[[Array, Array], Array] = _fresh  # the gradient of this update, and that of the last one
    clip: Callable[[Array, Clip, float], Array] = clipped
    subtract: Callable[[Array, Array], Array] = _subtract
    parts: Parts = Parts()
    weight_decay: float = 0.0
    decoupled: bool = False  # whether the weight decay is taken from the weights, not added to the gradient


def true_rules(problem: Problem) -> Rules:
    """The rules without a mistake."""
    p, v = problem.p, problem.v
    return Rules(
        net.Rules(true_loss(problem.data)),
        STEPS[v.optimizer],
        p.settings,
        partial(rate, p, v),
        weight_decay=p.decay_of(v.optimizer),
        decoupled=v.optimizer == "adamw",
    )


def rate(p: TrainingParameters, v: Variant, t: int) -> float:
    """The learning rate of update t under the schedule."""
    return v.learning_rate * schedule(p.schedule, t, p.steps, p.warmup, p.gamma, p.every)


class Update(NamedTuple):
    """One update. All vectors are of everything that is learned, (learned,)."""

    t: int  # from 1
    before: Array
    after: Array
    loss: float  # of the mini-batch, before the update
    gradient: Array  # of the mini-batch
    fed: Array  # what the optimizer got: clipped, with the weight decay where that is part of the gradient
    taken: Array  # what is taken from the weights: the step, with the weight decay where that is decoupled
    rate: float
    move: Move


def gradient_by(problem: Problem, rules: Rules) -> Gradient:
    """Loss and gradient of some samples as a function of the vector: the fast form where there is one."""
    quick = fast.gradient_of(problem.network, rules.passes.loss)
    if quick is not None and rules.passes == net.Rules(rules.passes.loss):
        return quick

    def gradient(theta: Array, x: Array, target: Array) -> tuple[float, Array]:
        done = run_pass(unpack(theta, problem.network), x, target, rules.passes)
        return done.loss, pack_gradients(done.gradients)

    return gradient


def updates(problem: Problem, rules: Rules) -> Iterator[Update]:
    """Every update of a run in turn."""
    v, decay = problem.v, rules.weight_decay
    theta, gradient, (x, target) = pack(problem.network), gradient_by(problem, rules), problem.data.train
    memory, gathered = Memory(np.zeros_like(theta), np.zeros_like(theta)), np.zeros_like(theta)
    for t in range(1, problem.p.steps + 1):
        batch = problem.batches[t - 1]
        value, fresh = gradient(theta, x[batch], target[batch])
        gathered = rules.gather(fresh, gathered)
        fed = rules.clip(gathered, v.clip, v.clip_limit)
        if decay and not rules.decoupled:
            fed = fed + decay * theta
        now = rules.rate(t)
        move = rules.step(fed, memory, t, now, rules.settings, rules.parts)
        kept, taken = theta, move.step
        if decay and rules.decoupled:
            kept, taken = theta - now * decay * theta, move.step + now * decay * theta
        after = rules.subtract(kept, move.step)
        yield Update(t, theta, after, value, gathered, fed, taken, now, move)
        theta, memory = after, move.memory


def evaluate(network: Network, x: Array, trained: Tape, rules: net.Rules) -> Array:
    """Outputs for x (samples, in), batch normalization by the statistics of `trained`, a pass over all samples."""
    for layer, entry in zip(network.layers, trained, strict=True):
        judging = rules
        if entry.norm is not None and entry.norm.kind == "batch":
            sets = entry.norm.sets
            judging = rules._replace(norm=by_given_statistics(sets.mean[:, 0], sets.variance[:, 0]))
        x = layer_forward(layer, x, judging).a
    return x
