"""The parameters of `recurrent`: explicit numbers or how to draw them, and every convention by name."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.experiments.recurrent_pass import GATES, CellName
from simulator.ops.initializers import Initialization
from simulator.ops.recurrent import Reset, Update
from simulator.parameters import Parameters, Real, Slope

LONGEST, MOST_UNITS = 1000, 64
MOST_ENTRIES = 8_000
"""Time steps times units: three quarters of a second for all three cells (measured)."""

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_UNITS)]
Matrix = Annotated[tuple[Vector, ...], Field(min_length=1, max_length=MOST_UNITS)]
Sequence = Annotated[tuple[Real | Vector, ...], Field(min_length=1, max_length=LONGEST)]
PerGate = Annotated[tuple[Real | Matrix, ...], Field(min_length=1, max_length=4)]
BiasPerGate = Annotated[tuple[Real | Vector, ...], Field(min_length=1, max_length=4)]
Scale = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]


class RecurrentParameters(Parameters):
    """A recurrent cell, the sequence it reads, and how it is judged."""

    cell: CellName = Field("rnn", description="The cell: plain (`rnn`), `lstm` or `gru`.")
    activation: Literal["tanh", "sigmoid", "relu", "leaky_relu", "identity"] = Field(
        "tanh", description="Activation of the rnn; the lstm and the gru have sigmoid gates and tanh."
    )
    slope: Slope = Field(0.01, description="Slope of leaky_relu below 0.")
    time_steps: Annotated[int, Field(strict=True, ge=1, le=LONGEST)] | None = Field(
        None, description="Length of a drawn sequence (1 to 1000). Left out: 4, or as the inputs have it."
    )
    features: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)] | None = Field(
        None,
        description="Inputs of each time step (1 to 64). Left out: as given inputs or weights have it, else 1.",
    )
    units: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)] | None = Field(
        None, description="Units of the cell (1 to 64). Left out: as given weights have it, else 2."
    )
    inputs: Sequence | None = Field(
        None,
        description="The sequence: a number or a list of `features` numbers for each time step. Left out: drawn, "
        "N(0, 1).",
    )
    initial_state: Real | Vector = Field(
        0.0, description="Hidden state before the first step, one for all units or one each."
    )
    initial_cell: Real | Vector = Field(
        0.0, description="Cell state of the lstm before the first step, one for all units or one each."
    )
    input_weights: PerGate | None = Field(
        None,
        description="For each gate, in `gate_order`, a matrix (in, units), or a number where both are 1; the rnn "
        "has one gate. Left out: drawn.",
    )
    recurrent_weights: PerGate | None = Field(
        None,
        description="For each gate, in `gate_order`, a matrix (units, units), or a number for 1 unit; the rnn has "
        "one gate. Left out: drawn.",
    )
    biases: Real | BiasPerGate = Field(
        0.0, description="One number for all, or for each gate a number or a vector (units)."
    )
    recurrent_biases: Real | BiasPerGate = Field(
        0.0,
        description="A second bias, added to the recurrent product (as PyTorch's b_hh), given like `biases`.",
    )
    forget_bias: Real = Field(
        0.0, description="Added to the bias of the lstm's forget gate. Default 0, as PyTorch; Keras takes 1."
    )
    initialization: Initialization = Field(
        "xavier_normal", description="How weights are drawn, gate by gate."
    )
    weight_scale: Scale = Field(1.0, description="Drawn weights are multiplied by this. Default 1.")
    spectral_radius: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=100)] | None = Field(
        None,
        description="Drawn recurrent weights of each gate are scaled to this largest absolute eigenvalue. Left "
        "out: as drawn.",
    )
    layout: Literal["in_out", "out_in"] = Field(
        "in_out",
        description="Rows of a weight matrix are inputs (h W) or outputs (W h, as PyTorch stores it).",
    )
    gate_order: str | None = Field(
        None,
        description="Order of the gates: lstm i input, f forget, g candidate, o output (default ifgo); gru r "
        "reset, z update, n candidate (default rzn), both as PyTorch; rnn h.",
    )
    reset: Reset = Field(
        "after",
        description="The gru's reset gate acts after the product with the recurrent weights (as PyTorch) or before "
        "it, on the state (as the paper).",
    )
    update_gate: Update = Field(
        "keep",
        description="The gru's update gate at 1 keeps the old state (as PyTorch and Keras) or replaces it.",
    )
    loss: Literal["output", "squared_error", "half_squared_error"] = Field(
        "output",
        description="`output` adds the judged hidden states (so dC/dh = 1); the others add their (h - target)^2, "
        "or half of it.",
    )
    loss_at: Literal["last", "every"] = Field(
        "last", description="Whether the last hidden state is judged or that of every time step."
    )
    targets: Sequence | None = Field(
        None,
        description="A number or a list of `units` numbers for each judged step. Left out: 0. `output` ignores it.",
    )
    truncation: Annotated[int, Field(strict=True, ge=1, le=LONGEST)] | None = Field(
        None,
        description="BPTT in stretches of so many steps, counted from the last step back: no gradient passes from "
        "one to the one before. Left out: all steps.",
    )
    compare: Annotated[tuple[CellName, ...], Field(max_length=3)] = Field(
        (),
        description="Further cells, drawn, on the same sequence; what they measure is named `lstm.loss` and so on.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "RecurrentParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        if sorted(self.order) != sorted(GATES[self.cell]):
            yield f"gate_order must have each letter of {GATES[self.cell]} once for {self.cell}, got {self.order}"
        yield from self._weight_complaints()
        yield from self._sequence_complaints()
        for name, state in (("initial_state", self.initial_state), ("initial_cell", self.initial_cell)):
            if isinstance(state, tuple) and len(state) != self.width:
                yield f"{name} must be one number or {self.width}, one per unit, got {len(state)}"
        for name in self.compare:
            if self.compare.count(name) > 1 or name == self.cell:
                yield f"compare must name other cells than {self.cell}, each once, got {name}"
        yield from self._size_complaints()

    def _weight_complaints(self) -> Iterator[str]:
        gates = len(GATES[self.cell])
        fans = {"input_weights": self.fan_in, "recurrent_weights": self.width}
        for name, rows in fans.items():
            given = getattr(self, name)
            if given is None:
                continue
            if len(given) != gates:
                yield f"{name} must have {gates} items, one per gate of {self.cell}, got {len(given)}"
                return
            wanted = (self.width, rows) if self.layout == "out_in" else (rows, self.width)
            for number, matrix in enumerate(given):
                shape = _shape(matrix)
                if shape != wanted:
                    yield (
                        f"{name}[{number}] must be a matrix of {wanted[0]} by {wanted[1]}, got "
                        f"{'rows of different lengths' if shape is None else f'{shape[0]} by {shape[1]}'}"
                    )
        for name in ("biases", "recurrent_biases"):
            bias = getattr(self, name)
            if isinstance(bias, tuple) and len(bias) != gates:
                yield f"{name} must be one number or {gates} items, one per gate of {self.cell}, got {len(bias)}"
                return
            for number, one in enumerate(bias if isinstance(bias, tuple) else ()):
                if isinstance(one, tuple) and len(one) != self.width:
                    yield f"{name}[{number}] must be a number or {self.width} numbers, one per unit, got {len(one)}"

    def _sequence_complaints(self) -> Iterator[str]:
        judged = self.length if self.loss_at == "every" else 1
        for name, given, width, what in (
            ("inputs", self.inputs, self.fan_in, "input"),
            ("targets", self.targets, self.width, "unit"),
        ):
            wrong = [len(row) for row in rows(given) if len(row) != width]
            if wrong:
                yield f"{name} must have {width} numbers per time step, one per {what}, got {wrong[0]}"
        if self.inputs is not None and self.time_steps not in (None, self.length):
            yield f"time_steps must be left out or agree with inputs ({self.length}), got {self.time_steps}"
        if self.targets is not None and len(self.targets) != judged:
            yield f"targets must have one item per judged step ({judged}), got {len(self.targets)}"

    def _size_complaints(self) -> Iterator[str]:
        entries = self.length * self.width
        if entries > MOST_ENTRIES:
            yield f"units must keep time steps x units at or below {MOST_ENTRIES}, got {entries}"

    @property
    def order(self) -> str:
        """The order of the gates in what is given and measured."""
        return self.gate_order or GATES[self.cell]

    @property
    def all_cells(self) -> tuple[CellName, ...]:
        """The cell, then those it is compared with."""
        return (self.cell, *self.compare)

    @property
    def length(self) -> int:
        """The number of time steps."""
        return len(self.inputs) if self.inputs is not None else self.time_steps or 4

    @property
    def fan_in(self) -> int:
        """The number of inputs of a time step."""
        if self.features is not None:
            return self.features
        if self.inputs is not None:
            return len(rows(self.inputs)[0])
        return self._by_weights(self.input_weights, "out_in") or 1

    @property
    def width(self) -> int:
        """The number of units."""
        if self.units is not None:
            return self.units
        by_weights = self._by_weights(self.recurrent_weights, "in_out")
        return by_weights or self._by_weights(self.input_weights, "in_out") or 2

    def _by_weights(self, given: PerGate | None, columns_in: str) -> int | None:
        """Columns of the first matrix if the layout is `columns_in`, else its rows."""
        if given is None:
            return None
        first = given[0]
        if not isinstance(first, tuple):
            return 1
        return len(first[0]) if self.layout == columns_in else len(first)

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; sizes and order as they are settled."""
        settled = {
            "time_steps": self.length,
            "features": self.fan_in,
            "units": self.width,
            "gate_order": self.order,
        }
        return {**super().resolved(), **settled}


def rows(given: tuple[Any, ...] | None) -> tuple[tuple[float, ...], ...]:
    """A sequence as rows, a number being a row of one; none for None."""
    return tuple(row if isinstance(row, tuple) else (row,) for row in given or ())


def _shape(matrix: Any) -> tuple[int, int] | None:
    """Rows and columns; a number is 1 by 1; None where the rows differ in length."""
    if not isinstance(matrix, tuple):
        return 1, 1
    lengths = {len(row) for row in matrix}
    return None if len(lengths) > 1 else (len(matrix), lengths.pop())
