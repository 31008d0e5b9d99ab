"""A report in its file: written and read back; anything else is refused in one line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.core.mistake_report import Report, read_report, version_changes, written_report

REPORT = Report(
    pack="sigmoids",
    question="chain-ratio",
    version="ab" * 32,
    day=date(2026, 11, 23),
    seed=41,
    variables={"w": 2, "x": (0.5, -1.0), "name": "relu"},
    order=(2, 0, 1),
    blanks=(True, False),
    shown="By what factor?",
    response="0.5",
    outcome="wrong",
    mistake="no-slope",
    expected="0.125",
    says="I count three edges.",
    versions={"numpy": "2.3.0"},
)


def held(**other: Any) -> str:
    return json.dumps(REPORT.model_dump(mode="json") | other)


def test_what_is_written_is_read_back() -> None:
    assert read_report(written_report(REPORT)) == REPORT
    assert REPORT.identity == "sigmoids/chain-ratio"


@pytest.mark.parametrize("response", [True, (0, 2), ("1", "2.5"), "text", None])
def test_every_kind_of_answer_is_kept(response: object) -> None:
    report = REPORT.model_copy(update={"given": response})
    again = read_report(written_report(report))
    assert again.given == response
    assert type(again.given) is type(response)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("1" * 10_000, "not JSON"),
        ("[]", "a table of fields"),
        ("null", "a table of fields"),
        ("{}", "pack"),
        (held(format=2), "format"),
        (held(pack="../../etc"), "pack"),
        (held(question="a b"), "question"),
        (held(facet="a/b"), "facet"),
        (held(version="xyz"), "version"),
        (held(seed=-1), "seed"),
        (held(seed=2**40), "seed"),
        (held(seed="1; DROP"), "seed"),
        (held(other=1), "other"),
        (held(variables=[1]), "variables"),
        (held(variables={"w": {"x": 1}}), "variables"),
        (held(variables={"w": None}), "variables"),
        (held(variables={"w": float("nan")}), "variables"),
        (held(variables={"w": float("inf")}), "variables"),
        (held(variables={"w": 10**200}), "variables"),
        (held(variables={"w w": 1}), "variables"),
        (held(variables={"w": [[[[[1]]]]]}), "variables"),
        (held(variables={"w": [1] * 10_001}), "variables"),
        (held(variables={f"w{number}": 1 for number in range(41)}), "variables"),
        (held(order=list(range(65))), "order"),
        (held(order=[-1]), "order"),
        (held(blanks=[True] * 401), "blanks"),
        (held(given=[0] * 100), "given"),
        (held(given={"a": 1}), "given"),
        (held(outcome="maybe"), "outcome"),
        (held(says="a" * 20_001), "says"),
        (held(versions={"numpy": 2}), "versions"),
        (held(versions={"\x1b[2J": "2"}), "versions"),
        (held(versions={f"v{number}": "1" for number in range(21)}), "versions"),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(Refusal, match="this is not a report") as refused:
        read_report(text)
    said = str(refused.value)
    assert words in said
    assert "\n" not in said
    assert len(said) < 300


def test_nothing_in_it_reaches_the_terminal_as_a_control() -> None:
    report = read_report(
        held(says="a\x1b[2Jb\u202ec", shown="\x07x", response="\x9by", variables={"w": "\x1bz"})
    )
    assert (report.says, report.shown, report.response) == ("a[2Jbc", "x", "y")
    assert report.variables == {"w": "z"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(Report.model_fields)), json_values)
def test_any_value_in_any_field_is_read_or_refused(name: str, value: object) -> None:
    try:
        report = read_report(held(**{name: value}))
    except Refusal:
        return
    assert read_report(written_report(report)) == report


def test_versions_that_differ_are_told() -> None:
    then = {"numpy": "1.26.4", "simulator": "aa", "studyapp": "0.1.0"}
    now = {"numpy": "2.3.0", "simulator": "aa", "pack": "2"}
    assert version_changes(then, now) == (
        "numpy: 1.26.4 then, 2.3.0 now",
        "pack: unknown then, 2 now",
        "studyapp: 0.1.0 then, unknown now",
    )
    assert version_changes(now, now) == ()
