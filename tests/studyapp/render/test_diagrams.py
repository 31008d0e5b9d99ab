from __future__ import annotations

import random
import sys
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.render import deadline, diagrams
from studyapp.render.deadline import OutOfTime, within
from studyapp.render.diagrams import describe_diagram, diagram
from studyapp.render.spans import width
from tests.examples import examples
from tests.work import at_most

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


def test_tangled_graphs_are_shown_as_source_and_never_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(*asked: object, **options: object) -> str:
        raise AssertionError("the graph was drawn")

    monkeypatch.setattr(diagrams, "_drawn", draw)
    drawer = random.Random(1)
    for _ in range(12):
        edges = [f"n{drawer.randrange(9)} <--> n{drawer.randrange(9)}" for _ in range(38)]
        with at_most(200_000):
            assert diagram("graph LR\n" + "\n".join(edges), width=76)[1:] == tuple(edges)


_LINES = st.text(st.sampled_from("ab-->[](){}|;&=~.\"'%:\x1b\x07é日 "), max_size=30)


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(_LINES, max_size=6), st.integers(16, 80), st.booleans())
def test_anything_fits_without_control_characters(lines: list[str], cells: int, ascii: bool) -> None:
    drawing = diagram("graph TD\n" + "\n".join(lines), width=cells, ascii=ascii)
    assert all(width(line) <= cells for line in drawing)
    assert all(ord(character) >= 32 and ord(character) != 127 for line in drawing for character in line)


def test_a_deadline_stops_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second a look: the limit is passed at the eleventh look after the first."""
    looks = count()
    monkeypatch.setattr(deadline, "perf_counter", lambda: float(next(looks)))
    ticks = []

    def forever() -> None:
        while True:
            int("1").bit_length()
            tick()

    def tick() -> None:
        ticks.append(1)
        assert len(ticks) < 100

    with pytest.raises(OutOfTime), within(10, __name__.partition(".")[0]):
        forever()
    assert next(looks) == 12
    assert 0 < len(ticks) <= 10
    assert sys.getprofile() is None


def test_a_drawing_that_takes_too_long_is_shown_as_source(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = "graph LR\n slow --> drawing"
    assert diagram(chain, width=61) != tuple(chain.split("\n"))
    looks = count()
    monkeypatch.setattr(deadline, "perf_counter", lambda: diagrams.SECONDS * next(looks))
    assert diagram(chain, width=62) == tuple(chain.split("\n"))
    assert 2 < next(looks) < 10  # given up at the first call of the library past the limit
