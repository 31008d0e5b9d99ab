"""The lines of a pack's preview, as pure functions: the question as it is asked, then what only authors see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.items import Question
from studyapp.core.text import filled, one_line
from studyapp.core.worked import Variant
from studyapp.render.authoring import (
    all_claim_rows,
    answer_rows,
    finding_rows,
    learner_rows,
    mistake_rows,
    option_rows,
)
from studyapp.render.diagrams import diagram
from studyapp.render.question import prompt_of, question_text
from studyapp.render.references import references_text
from studyapp.render.spans import Row, Rows, Span, ascii_rows, clip, row, to_ascii_words, width, wrap

if TYPE_CHECKING:
    from studyapp.study.pack_preview import Closer, Finding, Ran, Shot

MOST_ELSEWHERE = 3
"""Findings about other parts of the pack that are shown; the rest is counted."""
LONG_TEXTS = ("hint", "explanation", "theory", "practice")
BY_HAND = {
    "computed": "computed: the run gives the answer",
    "checked": "checked: the run confirms its claims",
    "cited": "cited: references only",
    "noted": "noted: someone's own words, nothing checked it",
}


class Section(NamedTuple):
    """Some lines with what they are."""

    title: str
    rows: Rows


class Learner(NamedTuple):
    """What a learner sees before the answer."""

    prompt: str
    """Markdown."""
    listed: Rows
    conventions: str
    """Markdown."""
    ask: str


def learner_view(question: Question, facet: str, ran: Ran, *, cells: int, ascii: bool) -> Learner:
    """The question as it is asked; only its prompt where its numbers are still to come, or cannot be had."""
    if ran.variant is None or ran.pending:
        variables = {} if ran.variant is None else ran.variant.variables
        return Learner(filled(prompt_of(question, facet), variables), (), "", "")
    text = question_text(question, facet, ran.variant)
    listed = learner_rows(question, ran.variant, width=cells, ascii=ascii)
    return Learner(text.prompt, listed, "\n\n".join(text.conventions), text.ask)


def behind(
    question: Question, facet: str, ran: Ran, closer: Closer | None, *, cells: int, ascii: bool
) -> list[Section]:
    """What stands behind the question: key, distractors, mistakes, claims and backing; none of it empty."""
    sections = refused_section(ran, cells=cells, ascii=ascii)
    variant = ran.variant
    if variant is not None and not ran.pending:
        sections += _key(question, facet, variant, closer, cells, ascii)
    if ran.worked is not None and ran.worked.claims:
        claims = ran.worked.claims
        holding = sum(claim.holds for claim in claims)
        rows = all_claim_rows(ran.worked, width=cells, ascii=ascii)
        sections.append(Section(f"Claims: {holding} of {len(claims)} hold on seed {ran.seed}", rows))
    sections.append(Section("Backing", _wrapped(_backing(question, ran, closer), cells, ascii)))
    if question.source is not None:
        source = question.source
        said = f"{source.file}:{source.line}" + (f"  {source.text}" if source.text else "")
        sections.append(Section("Made from", _wrapped(said, cells, ascii)))
    return [section for section in sections if section.rows]


def refused_section(ran: Ran, *, cells: int, ascii: bool) -> list[Section]:
    """Why there is no run, where there is none."""
    if not ran.refused:
        return []
    title = "No numbers" if ran.variant is None else "No run"
    return [Section(title, _wrapped(ran.refused, cells, ascii))]


def _key(
    question: Question, facet: str, variant: Variant, closer: Closer | None, cells: int, ascii: bool
) -> list[Section]:
    made = closer.named if closer else ()
    return [
        Section("Answer", answer_rows(question, facet, variant, width=cells, ascii=ascii)),
        Section("Options", option_rows(question, variant, width=cells, ascii=ascii)),
        Section("Mistakes", mistake_rows(question, variant, made, width=cells, ascii=ascii)),
    ]


def _backing(question: Question, ran: Ran, closer: Closer | None) -> str:
    said = [BY_HAND.get(str(question.backing), str(question.backing))]
    if ran.worked is not None:
        steps = len(ran.worked.steps)
        said.append(f"{ran.worked.experiment}, {steps} steps, {ran.seconds * 1000:.1f} ms a run")
    if closer is not None and closer.seeds:
        said.append(f"looked at on {closer.seeds} seed{'s' if closer.seeds > 1 else ''}")
    if question.draft:
        said.append("a draft: never asked")
    return " · ".join(said)


def long_texts(question: Question, variant: Variant | None) -> str:
    """Hint, explanation, theory, practice and references, as Markdown."""
    variables = {} if variant is None else variant.variables
    parts = [
        f"**{name.capitalize()}**\n\n{filled(body, variables)}"
        for name in LONG_TEXTS
        if (body := getattr(question, name))
    ]
    if question.references:
        parts.append(f"**References**\n\n{references_text(question.references)}")
    return "\n\n".join(parts)


def diagram_section(question: Question, *, cells: int, ascii: bool) -> list[Section]:
    """The diagram, where there is one."""
    if not question.diagram:
        return []
    return [
        Section("Diagram", tuple(row(line) for line in diagram(question.diagram, width=cells, ascii=ascii)))
    ]


def findings_section(
    findings: tuple[Finding, ...], *, checking: bool, cells: int, ascii: bool
) -> list[Section]:
    """What a check finds in the question, then the first few of what it finds elsewhere in the pack."""
    here = [one for one in findings if one.here]
    elsewhere = [one for one in findings if not one.here]
    rows = finding_rows(map(_told, [*here, *elsewhere[:MOST_ELSEWHERE]]), width=cells, ascii=ascii)
    if (more := len(elsewhere) - MOST_ELSEWHERE) > 0:
        rows += (row(Span(f"  and {more} more elsewhere in the pack", "dim")),)
    if checking:
        title = "Findings, checking…"
        return [
            Section(
                to_ascii_words(title) if ascii else title, rows or (row(Span("  nothing so far", "dim")),)
            )
        ]
    return [Section("Findings", rows or (row(Span("  none", "dim")),))]


def _told(finding: Finding) -> tuple[str, str, str, str]:
    return finding.level, finding.where, finding.code, finding.message


def section_rows(sections: list[Section]) -> Rows:
    """Sections below one another, each under its title."""
    rows: list[Row] = []
    for section in sections:
        rows += [row(), row(Span(section.title, "accent")), *section.rows]
    return tuple(rows)


def where_row(shot: Shot, question: Question | None, cells: int, *, facet: str = "") -> Row:
    """The pack and the question on the left; what it is and which of how many on the right."""
    count = f"{shot.number} of {shot.of}" if shot.of else "no question"
    right = count
    if question is not None and cells >= 70:
        right = f"{question.kind.replace('_', ' ')} · {question.difficulty} · {question.backing}   {count}"
    left = shot.pack
    if question is not None:
        left += f" › {question.heading}" + (f" › {facet}" if facet else "")
    left = one_line(left, max(8, cells - width(right) - 5))
    gap = max(2, cells - width(left) - width(right) - 3)
    return row(" ", Span(left, "strong"), " " * gap, Span(right, "dim"))


def place_row(shot: Shot, ran: Ran | None, cells: int, *, pending: bool) -> Row:
    """Where the question stands, and with which seed it is shown."""
    mark = shot.mark
    said = [f"{mark.file}:{mark.line}"] if mark is not None else []
    if pending:
        said.append("running…")
    elif ran is not None and shot.question is not None:
        said.append(f"seed {ran.seed}")
    return clip(row(" ", Span(" · ".join(said), "dim")), cells - 1)


def problem_rows(findings: tuple[Finding, ...], *, stale: bool, cells: int, ascii: bool) -> Rows:
    """Why the question cannot be read, and that below it is as it last could be."""
    if not findings:
        return _wrapped("This pack has no question yet; write one, and it appears here.", cells, ascii)
    shown = findings[:MOST_ELSEWHERE]
    rows = finding_rows(map(_told, shown), width=cells, ascii=ascii)
    if (more := len(findings) - len(shown)) > 0:
        rows += (row(Span(f"  and {more} more", "dim")),)
    if stale:
        said = "Below is the question as it could last be read."
        rows += tuple(row(Span(line, "dim")) for line in wrap(said, cells, indent="  ", hanging="  "))
    return rows


def _wrapped(text: str, cells: int, ascii: bool) -> Rows:
    rows = tuple(row(line) for line in wrap(one_line(text, 1_000), cells, hanging="  "))
    return ascii_rows(rows) if ascii else rows
