"""The contract of every experiment: descriptions, seeds, plain data, mistakes, steps that add up and are honest."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simulator
from simulator import Run, catalog, run
from simulator.trace import strict_json
from tests.examples import examples, seeds
from tests.simulator.checks import differs, judge_honesty, judge_steps
from tests.simulator.settings import INHERENT, SETTINGS, TRAINED, WORKED_OUT

CASES = [(name, parameters) for name, several in SETTINGS.items() for parameters in several]
COUNTED = [
    (name, parameters, at_least)
    for name, several in SETTINGS.items()
    for parameters, at_least in zip(several, WORKED_OUT[name], strict=True)
]

Done: TypeAlias = Callable[[str, dict[str, Any], int], Run]


@pytest.fixture(scope="module")
def done() -> Iterator[Done]:
    """Runs that tests share: each is made once, and its mutants at most once."""

    @cache
    def once(name: str, parameters: str, seed: int) -> Run:
        return run(name, json.loads(parameters), seed=seed)

    yield lambda name, parameters, seed: once(name, json.dumps(parameters), seed)
    once.cache_clear()


def test_every_experiment_has_its_settings() -> None:
    assert set(SETTINGS) == set(WORKED_OUT) == set(catalog())


def test_an_experiment_bears_the_name_of_its_module() -> None:
    folder = Path(simulator.__file__).parent / "experiments"
    files = {path.stem for path in folder.glob("*.py") if "\nEXPERIMENT = " in path.read_text("utf-8")}
    assert files == set(catalog())
    assert {name: experiment.name for name, experiment in catalog().items()} == {name: name for name in files}


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_every_measurement_is_described_and_every_description_is_measured(
    name: str, parameters: dict[str, Any], done: Done
) -> None:
    experiment, found = catalog()[name], done(name, parameters, 1)
    plain = {key for key in found.measurements if "." not in key}  # the others are of what is compared
    assert plain == set(experiment.measurements)
    assert all(part.isidentifier() for key in found.measurements for part in key.split("."))
    assert set(found.parameters) == set(experiment.parameters.model_fields)


@pytest.mark.parametrize("name", SETTINGS)
def test_everything_has_its_sentence(name: str) -> None:
    experiment = catalog()[name]
    assert experiment.name == name
    assert all(field.description for field in experiment.parameters.model_fields.values())
    assert all(sentence.endswith(".") for sentence in experiment.mistakes.values())
    assert experiment.summary.endswith(".")


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_same_seed_same_numbers_through_strict_json_and_resolved_parameters_run_again(
    name: str, parameters: dict[str, Any], done: Done
) -> None:
    first = done(name, parameters, 1)
    data = first.to_dict()
    assert data == run(name, parameters, seed=1).to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    again = run(name, first.parameters, seed=1)
    assert data["measurements"] == strict_json(again.measurements)  # where NaN is as good as NaN
    other = strict_json(done(name, parameters, 2).measurements)
    nothing_drawn = name == "activation" and not parameters.get("depth")
    assert (data["measurements"] == other) == (
        nothing_drawn or bool({"gradients", "start", "outputs"} & set(parameters))
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_every_mistake_is_made_somewhere_and_shows(name: str, done: Done) -> None:
    shown = set()
    for parameters in SETTINGS[name]:
        found = done(name, parameters, 1)
        assert set(found.mutants) <= set(catalog()[name].mistakes)
        for mistake, measured in found.mutants.items():
            assert set(measured) == set(found.measurements)
            if differs(measured, found.measurements):
                shown.add(mistake)
    assert shown == set(catalog()[name].mistakes)


@pytest.mark.parametrize("name", SETTINGS)
def test_on_the_default_parameters_a_mutant_is_the_run_only_where_it_must_be(name: str, done: Done) -> None:
    found = done(name, {}, 1)
    same = {mistake for mistake, wrong in found.mutants.items() if not differs(wrong, found.measurements)}
    assert same == INHERENT.get(name, set())


def shape(value: Any) -> Any:
    """Lengths at every level, for lists that may be ragged."""
    return [shape(entry) for entry in value] if isinstance(value, list) else None


OTHER_SHAPES = {"one_head", "size_off_by_one", "size_rounded_up", "padding_once", "forgotten_dilation"}
"""Mistakes about a shape: their measurements may have another one."""


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_mutants_keep_the_shapes_of_the_run(name: str, parameters: dict[str, Any], done: Done) -> None:
    found = done(name, parameters, 1)
    for mistake, measured in found.mutants.items():
        if mistake not in OTHER_SHAPES:
            for key, value in found.measurements.items():
                gone = mistake == "forgotten_final_norm" and key.startswith("pre_final_")
                assert shape(measured[key]) == ([] if gone else shape(value)), (mistake, key)


@pytest.mark.parametrize("seed", seeds(1, 3))
@pytest.mark.parametrize(
    ("name", "parameters", "at_least"), [*COUNTED, *((name, {}, 0) for name in SETTINGS)]
)
def test_steps_add_up_and_say_what_they_leave_out(
    name: str, parameters: dict[str, Any], at_least: int, seed: int, done: Done
) -> None:
    """The numbers put into a formula give the number behind its last equals sign."""
    steps = done(name, parameters, seed).steps
    assert judge_steps(steps) >= at_least
    judge_honesty(steps)
    assert {step.direction for step in steps} <= {"forward", "backward", "update"}


KEYS = st.sampled_from(["name", "depth", "wq", "b1", "kernel"]) | st.text(max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=6,
)

SMALL: dict[str, dict[str, Any]] = {
    "circuit": {"draws": 20},
    "training": TRAINED,
    "transformer_block": {"networks": 2, "depth": 2},
}
"""What is not drawn of the experiments whose default runs are long."""


@pytest.mark.parametrize("name", SETTINGS)
@settings(deadline=None, max_examples=examples(40))
@given(data=st.data())
def test_any_value_runs_or_is_refused_in_one_line(data: st.DataObject, name: str) -> None:
    known = sorted(catalog()[name].parameters.model_fields)
    parameters: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(known), values, max_size=3))
    told = ""
    try:
        json.dumps(run(name, SMALL.get(name, {}) | parameters).to_dict(), allow_nan=False)
    except ValueError as error:
        told = str(error)
    assert "\n" not in told
    assert len(told) < 500
    assert not told or told.startswith(f"{name}: ")
