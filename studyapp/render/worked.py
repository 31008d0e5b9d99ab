"""A whole worked example as lines of text, for the command line and plain study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyapp.core.text import measured
from studyapp.core.worked import Series, WorkedExample
from studyapp.render.charts import describe_series, line_chart
from studyapp.render.spans import plain
from studyapp.render.trace import claim_rows, step_rows, step_sentence

CHART_HEIGHT = 12


def chart_groups(series: Sequence[Series]) -> dict[str, tuple[Series, ...]]:
    """Curves by the chart that they share, in their order."""
    groups: dict[str, tuple[Series, ...]] = {}
    for one in series:
        groups[one.group] = (*groups.get(one.group, ()), one)
    return groups


def example_lines(worked: WorkedExample, *, width: int, ascii: bool, most_steps: int = 40) -> Iterator[str]:
    """Steps, charts, single numbers and claims, with what was left out said."""
    yield f"{worked.experiment} · seed {worked.seed} · {worked.seconds * 1000:.1f} ms"
    yield ""
    for place, step in enumerate(worked.steps[:most_steps], start=1):
        yield f"{place:>3}  {step.direction}"
        for line in plain(step_rows(step, width=width - 5, ascii=ascii)).split("\n"):
            yield f"     {line}".rstrip()
    if len(worked.steps) > most_steps:
        yield f"     … {len(worked.steps) - most_steps} more steps"
    for curves in chart_groups(worked.series).values():
        yield ""
        yield from plain(line_chart(curves, width=width, height=CHART_HEIGHT, ascii=ascii)).split("\n")
    scalars = [(name, value) for name, value in worked.measurements.items() if isinstance(value, int | float)]
    if scalars:
        yield ""
    for name, value in scalars:
        yield f"{name} = {measured(float(value))}"
    if worked.claims:
        yield ""
    for claim in worked.claims:
        yield from plain(claim_rows(claim, width=width, ascii=ascii)).split("\n")


def example_sentences(worked: WorkedExample, *, most_steps: int = 40) -> Iterator[str]:
    """The same in sentences, for a screen reader."""
    if worked.caption:
        yield worked.caption
    for place, step in enumerate(worked.steps[:most_steps], start=1):
        yield step_sentence(step, place, len(worked.steps))
    if len(worked.steps) > most_steps:
        yield f"{len(worked.steps) - most_steps} more steps."
    for series in worked.series:
        yield describe_series(series)
    for claim in worked.claims:
        outcome = "Holds" if claim.holds else "Does not hold"
        yield f"{outcome}: {(claim.says or claim.text).rstrip('.')}. Measured: {claim.measured}."
