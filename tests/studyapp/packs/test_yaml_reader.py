"""YAML 1.2 values with their places, the same from libyaml and from PyYAML's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read

both_parsers = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])


def document(text: str, *, pure: bool = False) -> Node:
    root, problems, _ = read(text, "a.yaml", pure=pure)
    assert problems == []
    assert root is not None
    return root


@both_parsers
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("nULL", "nULL"),
        ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("Off", "Off"), ("y", "y"),
        ("0", 0), ("-19", -19), ("+3", 3), ("007", 7), ("0o14", 12), ("0x3A", 58), ("0b1", "0b1"), ("-0x1", "-0x1"),
        ("1_000", "1_000"), ("190:20:30", "190:20:30"), ("²", "²"), ("٣", "٣"),
        ("0.", 0.0), (".5", 0.5), ("-2E+05", -200000.0), ("1e3", 1000.0), ("12.3", 12.3), ("1e", "1e"), (".", "."),
        ("-", [None]), ("+", "+"), ("1.2.3", "1.2.3"), ("2001-12-14", "2001-12-14"), ("1%", "1%"),
        ("999999999999999999", 10**18 - 1), ("'1'", "1"), ('"true"', "true"), ("''", ""), ('"\\u00e9"', "é"),
    ],
)  # fmt: skip
def test_scalars(written: str, value: object, pure: bool) -> None:
    entry = document(f"a: {written}" if written != "-" else "a:\n  -", pure=pure).child("a")
    assert entry is not None
    assert entry.value == value
    assert type(entry.value) is type(value)


@both_parsers
@pytest.mark.parametrize(
    "written", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "1" * 19, "0x" + "f" * 16]
)
def test_numbers_that_are_not_read(written: str, pure: bool) -> None:
    root, (problem,), _ = read(f"a: 1\nb: {written}\n", "a.yaml", pure=pure)
    assert (problem.mark.line, problem.mark.column) == (2, 4)
    assert root is not None
    assert root.bad


@both_parsers
def test_places_of_keys_and_values(pure: bool) -> None:
    root = document('a: x\n"é b":\n  - 1\n  - {c: [2,\n      3]}\nempty:\nlong: |\n  text\n', pure=pure)
    places = {
        "a": root.child("a"),
        "list": root.child("é b"),
        "2": root.nearest(["é b", 1, "c", 0]),
        "3": root.nearest(["é b", 1, "c", 1]),
        "nearest": root.nearest(["é b", 1, "c", 7, "x"]),
        "long": root.child("long"),
    }
    assert {name: (node.line, node.column) for name, node in places.items() if node is not None} == {
        "a": (1, 4), "list": (3, 3), "2": (4, 10), "3": (5, 7), "nearest": (4, 9), "long": (7, 7),
    }  # fmt: skip
    empty = root.child("empty")
    assert empty is not None
    assert (empty.value, empty.line) == (None, 6)
    assert (root.key_mark("é b").line, root.key_mark("empty").column) == (2, 1)


@both_parsers
@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: &x 1", (1, 4), "anchors and aliases are not read here; remove '&x', or quote it"),
        ("a: *x", (1, 4), "aliases are not read here; write the value out, or quote '*x'"),
        ("a: !!int 3", (1, 4), "tags such as !!str are not read here; remove it, or quote the value"),
        ("a: 1\nb: 2\na: 3", (3, 1), "field 'a' is given twice; the first is in line 1"),
        ("? [a]\n: b", (1, 3), "a list or mapping cannot be a key; quote a text that starts with [ or {"),
        ("a: {{w}}", (1, 4), "a value that starts with {{ must be quoted"),
        ("a: {{w}} ** 3", (1, 4), "a value that starts with {{ must be quoted"),
        ("a: 1\n---\nb: 2", (2, 1), "holds a second document; remove the line '---'"),
        ("a:\n\t- b", (2, 1), "a tab is used as indentation; use spaces"),
        ("a: 1\n\tb: 2", (2, 1), "a tab is used as indentation; use spaces"),
        ("a: `x`", (1, 4), "a value that starts with ` must be quoted"),
        ("a: 'x\nb: y", (1, 4), "the quote that opens here is never closed"),
        ("a: [1, {b: 2},\n", (1, 4), "the bracket that opens here is never closed"),
        ("a: [1, 2\nb: 3\n", (1, 4), "'[' is not closed: expected ',' or ']' by line 2"),
        ("[" * 100_000, (1, 17), "is nested deeper than 16 levels"),
        ("- " * 100_000, (1, 33), "is nested deeper than 16 levels"),
        ('a: "\\uD800"', None, None),
        ("a: !%ed%a0%80 x", None, "a value that starts with ! must be quoted"),
    ],
)
def test_refusals(text: str, place: tuple[int, int] | None, message: str | None, pure: bool) -> None:
    _, (problem,), _ = read(text, "a.yaml", pure=pure)
    assert message in (None, problem.message)
    assert place in (None, (problem.mark.line, problem.mark.column))


def test_the_number_of_values_is_bounded() -> None:
    root, (problem,), values = read("- 1\n" * 20, "a.yaml", most=10)
    assert root is None
    assert values == 11
    assert problem.message == "holds more values than the 10 that are read; split or shorten it"


@given(text=st.text(alphabet="ab1.-:#'\"[]{},&*!|> \n", max_size=40))
def test_both_parsers_agree(text: str) -> None:
    fast, slow = read(text, "a.yaml"), read(text, "a.yaml", pure=True)
    if not fast.problems and not slow.problems:
        assert (fast.root and fast.root.value) == (slow.root and slow.root.value)
