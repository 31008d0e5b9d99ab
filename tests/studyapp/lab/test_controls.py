"""Controls made from every experiment's schema: each can be moved up and down, and the run stays valid."""

from __future__ import annotations

import pytest

import simulator
from studyapp.core.controls import Control, candidates, shown
from studyapp.core.controls_typed import NotTaken, editable, read_typed
from studyapp.lab.controls import complaint, controls
from studyapp.lab.runner import LabError, run

EXPERIMENTS = sorted(simulator.catalog())
EVERY = [(name, control) for name in EXPERIMENTS for control in controls(name)]
# Moving these asks for a larger run than the suite should make; their parameters are checked all the same.
SLOW = {"training", "circuit", "initialization"}
AT_THEIR_ONLY_VALUE = {
    ("loss", "output_activation", 1),
    ("loss", "output_activation", -1),
    ("circuit", "angle_range", 1),
    ("residual", "branch_layers", 1),
    ("optimizer", "beta2", 1),
    ("training", "beta2", 1),
}
"""Controls that stand at the end of their range, or whose other values contradict the default parameters."""


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_there_is_a_control_for_every_parameter(experiment: str) -> None:
    fields = simulator.catalog()[experiment].parameters.model_fields
    assert [control.name for control in controls(experiment)] == list(fields)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_the_defaults_are_the_experiments_own(experiment: str) -> None:
    assert complaint(experiment, {}) == ""
    given = {one.name: one.default for one in controls(experiment)}
    assert complaint(experiment, given) == ""


def _moved(experiment: str, control: Control, value: object, by: int) -> object:
    """What the lab does on an arrow key."""
    for found in candidates(control, value, by):
        if not complaint(experiment, {control.name: found}):
            return found
    return value


@pytest.mark.parametrize(("experiment", "control"), EVERY, ids=[f"{n}-{c.name}" for n, c in EVERY])
def test_a_control_moves_up_and_down_and_the_run_stays_valid(experiment: str, control: Control) -> None:
    if not control.moves:
        assert list(candidates(control, control.default, 1)) == []
        return
    for by in (1, -1):
        value = control.default
        seen = [value]
        for _ in range(4):
            value = _moved(experiment, control, value, by)
            assert complaint(experiment, {control.name: value}) == ""
            seen.append(value)
        at_an_end = value is None or (by < 0 and not control.choices and not _room_below(control))
        if (experiment, control.name, by) not in AT_THEIR_ONLY_VALUE and not at_an_end:
            assert seen[1] != seen[0], seen


def _room_below(control: Control) -> bool:
    return isinstance(control.default, int | float) and control.default > control.low


@pytest.mark.parametrize("experiment", [name for name in EXPERIMENTS if name not in SLOW])
def test_a_run_with_a_moved_control_is_made(experiment: str) -> None:
    """Not only the parameters: what the arrows give really runs."""
    for control in controls(experiment):
        if control.kind in ("choice", "flag"):
            value = _moved(experiment, control, control.default, 1)
            assert run(experiment, {control.name: value}, 0).measurements


@pytest.mark.parametrize(("experiment", "control"), EVERY, ids=[f"{n}-{c.name}" for n, c in EVERY])
def test_what_is_shown_to_type_is_read_back(experiment: str, control: Control) -> None:
    values = [control.default, *(_moved(experiment, control, control.default, by) for by in (1, -1))]
    for value in values:
        if value is None and not control.optional:
            continue
        if editable(value) == "" and not control.optional:
            continue
        assert read_typed(control, editable(value)) == value
        assert len(shown(value)) < 60 or control.kind == "text"


HOSTILE = [
    "", " ", "[",
    "[[[[[[[[[[[[1]]]]]]]]]]]]", "[" * 5_000, "NaN", "[NaN]", "[Infinity]", "-Infinity", "1e999", "[1e999]",
    "9" * 5_000,
    "\x1b[31m1", "__import__('os')", "{{w}}", "[1, 'a']", "null", "{\"a\": 1}", "a=b=c", "=1", "1;;2;;",
    "\ud800", "１２", "0x10", "1_0", "true", "-" * 50, "[1, 2" , "x" * 25_000,
]  # fmt: skip


@pytest.mark.parametrize(("experiment", "control"), EVERY, ids=[f"{n}-{c.name}" for n, c in EVERY])
def test_hostile_values_are_refused_in_one_line_or_taken_by_the_run(
    experiment: str, control: Control
) -> None:
    for typed in HOSTILE:
        try:
            value = read_typed(control, typed)
        except NotTaken as refusal:
            said = str(refusal)
        else:
            said = complaint(experiment, {control.name: value})
        assert "\n" not in said
        assert "\x1b" not in said
        assert len(said) <= 600


def test_lists_are_typed_as_a_person_writes_them() -> None:
    known = {control.name: control for control in controls("network")}
    assert read_typed(known["sizes"], "2 3, 1") == [2, 3, 1]
    assert read_typed(known["inputs"], "1 2; 0.5 -1") == [[1, 2], [0.5, -1]]
    assert read_typed(known["inputs"], "[[1, 2], [3, 4]]") == [[1, 2], [3, 4]]
    assert read_typed(known["inputs"], "auto") is None
    [inputs] = [control for control in controls("expression") if control.name == "inputs"]
    assert read_typed(inputs, "x0 = 1, w0=-2.5") == {"x0": 1, "w0": -2.5}
    race = next(control for control in controls("optimizer") if control.name == "race")
    assert read_typed(race, "sgd, adam") == ["sgd", "adam"]


def test_steps_are_of_a_size_with_the_value() -> None:
    whole = Control("n", "whole", 1, "", low=0, high=1000)
    assert [next(candidates(whole, at, 1)) for at in (0, 19, 20, 95, 100, 200)] == [1, 20, 25, 100, 110, 250]
    assert [next(candidates(whole, at, -1)) for at in (1, 20, 25, 100, 110)] == [0, 19, 20, 95, 100]
    rate = Control("rate", "number", 0.1, "", low=0.0, high=1e6)
    assert [next(candidates(rate, at, 1)) for at in (0.0, 0.1, 0.8, 1.0)] == [1e-6, 0.12, 1.0, 1.2]
    assert [next(candidates(rate, at, -1)) for at in (0.1, 1.0, 1e-6)] == [0.08, 0.8, 0.0]
    assert list(candidates(rate, 0.0, -1)) == []
    assert list(candidates(rate, 1e6, 1)) == []


def test_an_unknown_experiment_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(LabError, match="there is no experiment 'chains'; there are activation, attention"):
        controls("chains")
