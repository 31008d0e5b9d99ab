from __future__ import annotations

import random
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.render.deadline import OutOfTime, within
from studyapp.render.diagrams import describe_diagram, diagram
from studyapp.render.spans import width

RESIDUAL = "graph LR\n x --> f[F] --> s((+))\n x --> s\n s --> out"


def test_residual_block() -> None:
    assert diagram(RESIDUAL, width=60) == (
        "┌───┐    ┌───┐",
        "│ x ├──┬►│ F │",
        "└───┘  │ └─┬─┘",
        "       │   │",
        "       │   │",
        "       │   ▼",
        "       │ ╭─◯─╮    ┌─────┐",
        "       ╰►│ + ├───►│ out │",
        "         ╰─◯─╯    └─────┘",
    )
    assert all(line.isascii() for line in diagram(RESIDUAL, width=60, ascii=True))


def test_a_wide_graph_is_turned() -> None:
    chain = "graph LR\n" + "\n".join(f" layer{n} --> layer{n + 1}" for n in range(6))
    lines = diagram(chain, width=40)
    assert len(lines) > 10
    assert max(map(width, lines)) <= 40
    assert "layer0" in lines[1]


def test_the_source_is_the_last_resort() -> None:
    assert diagram("sequenceDiagram\n A->>B: hi", width=20) == ("sequenceDiagram", " A->>B: hi")
    assert diagram("not a diagram", width=8) == ("not a d…",)
    many = "graph LR\n" + "\n".join(f"a{n} --> a{n + 1}" for n in range(30))
    assert diagram(many, width=40)[0] == "graph LR"
    assert diagram("graph LR\n", width=40) == ("graph LR",)


def test_in_sentences() -> None:
    assert describe_diagram("graph LR\n x --> f[F] --> s((+))\n x -- skip --> s") == (
        "x leads to F and to + (skip). F leads to +."
    )


def test_tangled_graphs_are_shown_as_source() -> None:
    drawer = random.Random(1)
    for _ in range(12):
        edges = [f"n{drawer.randrange(9)} <--> n{drawer.randrange(9)}" for _ in range(38)]
        start = time.perf_counter()
        assert diagram("graph LR\n" + "\n".join(edges), width=76)[1:] == tuple(edges)
        assert time.perf_counter() - start < 1.5


_LINES = st.text(st.sampled_from("ab-->[](){}|;&=~.\"'%:\x1b\x07é日 "), max_size=30)


@settings(deadline=None, max_examples=60)
@given(st.lists(_LINES, max_size=6), st.integers(16, 80), st.booleans())
def test_anything_fits_without_control_characters(lines: list[str], cells: int, ascii: bool) -> None:
    drawing = diagram("graph TD\n" + "\n".join(lines), width=cells, ascii=ascii)
    assert all(width(line) <= cells for line in drawing)
    assert all(ord(character) >= 32 and ord(character) != 127 for line in drawing for character in line)


def test_a_deadline_stops_what_takes_too_long() -> None:
    def forever() -> None:
        while True:
            int("1").bit_length()
            tick()

    def tick() -> None: ...

    start = time.perf_counter()
    with pytest.raises(OutOfTime), within(0.05, __name__.partition(".")[0]):
        forever()
    assert time.perf_counter() - start < 1
    assert sys.getprofile() is None
