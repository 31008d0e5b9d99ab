"""What is remembered: retention, confidence, the memory of the cards, and how well each part is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studyapp.core.mastery import Mastery
from studyapp.core.retention import Retention
from studyapp.core.statistics import DIFFICULTY_EDGES, STABILITY_EDGES, Distribution, wilson
from studyapp.core.text import one_line
from studyapp.render.charts import bar_chart, meter
from studyapp.render.intervals import Measured, interval_chart
from studyapp.render.progress_words import (
    AGES,
    KNOWN_RULE,
    RETENTION_RULE,
    counted,
    expected_words,
    fit_words,
    percent,
    range_labels,
    recall_label,
    retention_words,
    spread_words,
)
from studyapp.render.question import SURE_WORDS
from studyapp.render.spans import Row, Rows, Span, pad, row, wrap

if TYPE_CHECKING:
    from studyapp.study.overview import Overview

WIDEST = 100
"""Cells that a chart takes at most."""


def sentences(cells: int, *texts: str) -> list[Row]:
    """Sentences, each on lines of its own."""
    return [row(line) for text in texts for line in wrap(text, min(cells, WIDEST))]


def dim(cells: int, text: str) -> list[Row]:
    return [row(Span(line, "dim")) for line in wrap(text, min(cells, WIDEST))]


def retention_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """True against predicted recall, by age of the card and by predicted recall."""
    found = overview.retention
    if found is None:
        return tuple(sentences(cells, "Shown once cards come back after a day or more."))
    rows = sentences(cells, retention_words(overview.wanted, found), expected_words(found))
    ages = [_measured(name, one, cells) for name, one in overview.by_age.items()]
    ranges = [_measured(recall_label(ends), one, cells) for ends, one in overview.by_recall.items()]
    across = min(cells, WIDEST)
    rows += [row(), _head("By age of the card", ascii), *interval_chart(ages, width=across, ascii=ascii)]
    rows += [row(), _head("By expected recall", ascii), *interval_chart(ranges, width=across, ascii=ascii)]
    if overview.fit is not None:
        rows += [row(), *sentences(cells, fit_words(overview.fit))]
    if cells >= 60:
        rows += dim(cells, "; ".join(f"{name}: {says}" for name, says in AGES.items()) + ".")
    return (*rows, *dim(cells, RETENTION_RULE))


def _head(title: str, ascii: bool) -> Row:
    legend = "* got, | expected" if ascii else "● got, ┃ expected"
    return row(Span(title, "strong"), Span(f"   {legend}", "dim"))


def _measured(label: str, found: Retention, cells: int) -> Measured:
    low, high = found.interval
    note = f"{found.share * 100:3.0f} %"
    if cells >= 60:
        note += f" of {found.tested:,}"
    return Measured(label, found.share, low, high, found.predicted, note)


def calibration_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """How often the learner was right by how sure they were, and how often they overruled a verdict."""
    if not overview.calibration:
        rows = sentences(cells, "You were not asked how sure you are, in this period.")
    else:
        measured = []
        for level in overview.calibration:
            low, high = wilson(level.right, level.answers)
            note = f"{level.share * 100:3.0f} % of {level.answers:,}"
            measured.append(Measured(SURE_WORDS[level.confidence], level.share, low, high, None, note))
        rows = [row(Span("Right when you were", "strong"))]
        rows += interval_chart(measured, width=min(cells, WIDEST), ascii=ascii)
        rows += [row(), *dim(cells, "Reviews and quizzes together; the interval holds 95 %.")]
    overrides = overview.overrides
    if overrides.count:
        share = f"{overrides.count} of {overrides.wrong} wrong answers, {percent(overrides.share)}"
        rows += [row(), row(Span("I was right  ", "strong"), share)]
    return tuple(rows)


def stability_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """How stability and difficulty are spread over the cards seen."""
    rows = sentences(cells, spread_words("Stability", overview.stability, " d"))
    rows += _spread(overview.stability, range_labels(STABILITY_EDGES, " d"), cells, ascii)
    rows += [row(), *sentences(cells, spread_words("Difficulty", overview.difficulty))]
    rows += _spread(overview.difficulty, range_labels(DIFFICULTY_EDGES), cells, ascii)
    told = "Stability is the time after which a card is recalled with 90 %; difficulty is from 1 to 10."
    return (*rows, row(), *dim(cells, told))


def _spread(found: Distribution, labels: Sequence[str], cells: int, ascii: bool) -> Rows:
    bars = [(label, float(count)) for label, count in zip(labels, found.counts, strict=True)]
    return bar_chart(bars, width=min(cells, 72), ascii=ascii, digits=9) if any(found.counts) else ()


def topic_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    return _known("Topic", overview.topics, cells, ascii)


def section_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    return _known("Guide section", overview.sections, cells, ascii)


def pack_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    return _known("Pack", overview.packs, cells, ascii)


def _known(head: str, known: Sequence[Mastery], cells: int, ascii: bool) -> Rows:
    seen = [one for one in known if one.seen]
    if not seen:
        return tuple(sentences(cells, f"None of {counted(len(known), head.lower())} is begun yet."))
    rows = known_rows(head, seen, cells, ascii)
    if len(seen) < len(known):
        rows.append(row(Span(f"{len(known) - len(seen)} more not begun", "dim")))
    return (*rows, row(), *dim(cells, KNOWN_RULE))


def known_rows(head: str, known: Sequence[Mastery], cells: int, ascii: bool) -> list[Row]:
    """A line each: name, meter, known, seen, and the weakest question where there is room."""
    name = max(10, min(30, cells // 3)) if cells >= 60 else max(10, cells - 20)
    bar = max(4, min(24, (cells - name) // 4)) if cells >= 60 else 5
    weakest = cells - name - bar - 18 if cells >= 60 else 0
    first = pad(head, name) + " " * (bar + 2) + "known   seen"
    rows = [row(Span(first + ("  weakest question" if weakest else ""), "strong"))]
    for one in known:
        rows.append(
            row(
                pad(one_line(one.title), name) + " ",
                Span(meter(one.known, width=bar, ascii=ascii), "accent"),
                f" {one.known * 100:3.0f} %  {one.seen / one.cards * 100:3.0f} %",
                Span("  " + one_line(one.weakest, weakest) if weakest > 8 else "", "dim"),
            )
        )
    return rows
