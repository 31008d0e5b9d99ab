"""Mermaid flow graphs as text, set by termaid; the source is the last resort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from studyapp.core.text import one_line, safe
from studyapp.render.cells import width as cells
from studyapp.render.deadline import OutOfTime, within
from studyapp.render.spans import clip, row, to_ascii, to_ascii_words

LONGEST = 4000
MOST_NODES = 20
MOST_LOOPS = 6
"""Edges beyond those of a tree. With more of them termaid takes seconds and gigabytes."""
TALLEST = 60
SECONDS = 0.5
"""A graph that people draw takes a few milliseconds."""
_HEADER = re.compile(r"^(\s*(?:%%[^\n]*\n\s*)*(?:graph|flowchart)[ \t]+)(LR|RL|TD|TB|BT)\b")
_TURNED = {"LR": "TD", "RL": "BT", "TD": "LR", "TB": "LR", "BT": "RL"}
_LINK = re.compile(r"--|==|-\.|~~~|&")
_SPACINGS = ((2, 4, 20), (1, 3, 20), (0, 2, 20), (0, 2, 10))
"""Blanks inside a box and between boxes, and where labels are wrapped; roomy first."""


@lru_cache(maxsize=64)
def diagram(mermaid: str, *, width: int, ascii: bool = False) -> tuple[str, ...]:
    """A flow graph in at most `width` cells, turned by a quarter if that makes it fit, else its source."""
    source = safe(mermaid).strip("\n")
    try:
        with within(SECONDS, "termaid"):
            lines = _fitting(source, width, ascii)
    except OutOfTime:
        lines = ()
    return lines or _source_lines(source, width, ascii)


def _fitting(source: str, width: int, ascii: bool) -> tuple[str, ...]:
    """The first drawing that fits, or none."""
    if _small(source):
        for attempt in _attempts(source):
            lines = _drawn(*attempt, ascii=ascii)
            if lines and len(lines) <= TALLEST and max(map(cells, lines)) <= width:
                return lines
    return ()


def _source_lines(source: str, width: int, ascii: bool) -> tuple[str, ...]:
    write = to_ascii_words if ascii else str
    rows = (clip(row(write(line).expandtabs(2)), width) for line in source[:LONGEST].split("\n"))
    return tuple("".join(span.text for span in spans) for spans in rows)


def _attempts(source: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    header = _HEADER.match(source)
    turned = _HEADER.sub(lambda match: match[1] + _TURNED[match[2]], source) if header else None
    for graph in (source, turned):
        if graph is not None:
            for spacing in _SPACINGS:
                yield graph, spacing


def _small(source: str) -> bool:
    """Whether it is a flow graph with few nodes and few ways around."""
    if len(source) > LONGEST or not _HEADER.match(source) or len(_LINK.findall(source)) > 200:
        return False
    try:
        from termaid import parse

        graph = parse(source)
        edges = sum(2 if edge.is_bidirectional or edge.is_self_reference else 1 for edge in graph.edges)
        return 0 < len(graph.nodes) <= MOST_NODES and edges - len(graph.nodes) < MOST_LOOPS
    except Exception:
        return False


def _drawn(source: str, spacing: tuple[int, int, int], *, ascii: bool) -> tuple[str, ...]:
    """The lines that termaid draws, or none if it fails."""
    try:
        from termaid import render

        # In ASCII the labels are spelled before they are measured, so that boxes fit them.
        padding, gap, label = spacing
        text = render(
            to_ascii_words(source) if ascii else source,
            use_ascii=ascii,
            padding_x=padding,
            padding_y=0,
            gap=gap,
            max_label_width=label,
        )
    except Exception:  # a library for arbitrary text: whatever it raises, the source is shown instead
        return ()
    lines = [to_ascii(line) if ascii else line for line in safe(text).expandtabs(2).rstrip().split("\n")]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    kept = [line[margin:].rstrip() for line in lines]
    while kept and not kept[0]:
        kept.pop(0)
    return tuple(kept)


def describe_diagram(mermaid: str) -> str:
    """A flow graph in sentences, for a screen reader: what leads to what."""
    source = safe(mermaid).strip("\n")
    if not _small(source):
        return source
    from termaid import parse

    graph = parse(source)
    sentences = []
    for name in graph.node_order:
        targets = [
            graph.nodes[edge.target].label + (f" ({edge.label})" if edge.label else "")
            for edge in graph.edges
            if edge.source == name and edge.target in graph.nodes
        ]
        if targets:
            sentences.append(f"{graph.nodes[name].label} leads to {' and to '.join(targets)}.")
    return one_line(" ".join(sentences), LONGEST)
