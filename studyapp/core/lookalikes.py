"""Words of the field that differ by a letter or two and mean something else. One is never a slip of another.

The list grows with every fault that is found; each line is one group. Parts of words count too: `maxim` and `minim`
tell maximization from minimization.
"""

from __future__ import annotations

_LOOK_ALIKES = """
adam adamw adamax nadam radam adagrad adadelta adafactor
relu elu selu gelu celu silu prelu rrelu crelu lrelu
rmsprop rprop
bias biases bases basis
convex concave
supervised unsupervised
causal casual
variance variant variable covariance invariance variation
covariance covariate
invariant invariance equivariant equivariance
moment momentum
minima minimum minimal minimax
maxima maximum maximal
logit logistic logic login
entropy enthalpy
recurrent recursive recurrence
discrete discreet
complement compliment
stationary stationery
principal principle
preceding proceeding
token taken
attention retention intention
parameter perimeter hyperparameter
parametric parameter
tangent tanh
cosine cosh
correlation convolution
encode encoder encoding
prior priori
posterior posteriori
sigmoid sinusoid
regression regressive recession
residual residue
norm normal
statistic statistics stochastic
stochastic static
deterministic determinant
divergence convergence divergent
dropconnect dropout
hessian jacobian
expectation exception
softmax softmin softplus softsign
connection convention correction collection conversion
converge convert
converged converted
convergence convenience
transition transaction translation
saturation situation
slope scope store score
shape share spare space sparse
trace track
basis basic basics
scheme schema
internal interval
masked marked
mask mark
layer later latter
inner infer inter
multiple multiply multiplier
derivative derivation
training trailing
state stage stats status
mode model module
pooling polling
warping warning
biased based
cause clause
decay delay
reset resent
losses loses
argmax argmin
""".splitlines()

_OPPOSITES = """
maxim minim
max min
maxi mini
increase decrease
increasing decreasing
ascent descent
ascending descending
forward backward
encoder decoder
explicit implicit
external internal
exterior interior
extra intra inter
inner outer
input output
upper lower
first last
local global
positive negative
symmetric asymmetric antisymmetric
linear nonlinear
stable unstable
bounded unbounded
unbiased biased
underfit overfit
underflow overflow
upsampl downsampl
homogeneous heterogeneous
homosc heterosc
macro micro
hyper hypo
additive multiplicative
deductive inductive
convergent divergent
converg diverg
vanishing exploding
sensitive insensitive
dependent independent
""".splitlines()

GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in (*_LOOK_ALIKES, *_OPPOSITES) if line.strip()
)
