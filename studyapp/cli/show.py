"""A question's page on the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import ascii_only, echo, echo_json, echo_lines, json_option, width

if TYPE_CHECKING:
    from studyapp.core.worked import WorkedExample
    from studyapp.study.why import CardPage


@click.command(help="Show a question's page with its worked example. QUESTION is PACK/QUESTION.")
@click.argument("identity", metavar="PACK/QUESTION")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Seed of the numbers.")
@json_option
def show(identity: str, seed: int | None, as_json: bool) -> None:
    from studyapp.core.grading import right_answer
    from studyapp.core.notes import NoteKind
    from studyapp.core.shown import answer_lines
    from studyapp.core.text import filled
    from studyapp.render.answering import LETTERS
    from studyapp.render.diagrams import diagram
    from studyapp.render.markdown import plain_text
    from studyapp.render.question import flat, question_text
    from studyapp.render.worked import example_lines
    from studyapp.wiring import open_study

    study = open_study()
    page = study.library.page(identity, seed)
    if page is None:
        raise click.UsageError(f"there is no question {identity[:80]!r}; write PACK/QUESTION")
    question, variant = page.question, page.variant
    worked = study.explore.worked(question, variant)
    cards = study.explain.cards(identity)
    tags, note = study.tags.of(identity), study.notes.of(NoteKind.QUESTION, identity)
    facet = question.facets[0]
    if as_json:
        echo_json(
            {
                "id": identity,
                "question": question.model_dump(mode="json", by_alias=True, exclude_defaults=True),
                "backing": question.backing.value,
                "variant": asdict(variant),
                "answer": right_answer(question, facet, variant),
                "example": example_dict(worked) if worked else None,
                "cards": [card_dict(card) for card in cards],
                "tags": list(tags),
                "note": note.text if note else None,
            }
        )
        return
    text = question_text(question, facet, variant)
    echo(f"{question.heading} ({question.kind.replace('_', ' ')}, {question.difficulty}, {question.backing})")
    echo()
    for part in (text.prompt, *text.conventions):
        echo(plain_text(part, width()))
    for line in text.lines:
        echo(f"  {flat(line)}")
    for letter, option in zip(LETTERS, text.options, strict=False):
        echo(f"  {letter}) {plain_text(option, 10_000)}")
    echo()
    first, *more = answer_lines(question, facet, variant)
    echo("Answer:" if more else plain_text(f"Answer: {first}", width()))
    for line in (first, *more) if more else ():
        echo(f"  {plain_text(line, 10_000)}")
    for card in cards:
        if len(cards) > 1:
            echo(card.card.id.partition("#")[2].capitalize())
        echo_lines(card.lines)
    if tags:
        echo(f"Tags: {' '.join(tags)}")
    if note:
        echo()
        echo("Your note")
        echo(note.text)
    for title in ("explanation", "theory", "practice"):
        body = getattr(question, title)
        if body:
            echo()
            echo(title.capitalize())
            echo(plain_text(filled(body, variant.variables), width()))
    if question.diagram:
        echo()
        echo_lines(diagram(question.diagram, width=width(), ascii=ascii_only()))
    if worked:
        echo()
        echo_lines(example_lines(worked, width=width(), ascii=ascii_only()))
    if question.references:
        echo()
        echo("References")
    for reference in question.references:
        parts = [reference.authors, f"({reference.year})" if reference.year else None, reference.title]
        echo("  " + " ".join(part for part in parts if part))
        if reference.url:
            echo(f"  {reference.url}")
    if page.related:
        echo()
        echo("Related")
    for row in page.related:
        echo(f"  {row.id}: {row.heading} ({row.difficulty})")


def card_dict(page: CardPage) -> dict[str, Any]:
    """What JSON tells of a card: its state, its marks, and what each rating would mean."""
    state = asdict(page.card.state)
    return {
        "id": page.card.id,
        "state": state or None,
        "recall": round(page.recall, 6) if state else None,
        "leech": page.leech,
        "marks": asdict(page.card.marks),
        "interval": asdict(page.given) if page.given else None,
        "ratings": {
            rating.name.lower(): {
                "stability": offer.state.stability,
                "due_day": offer.state.due_day,
                "due_at": offer.state.due_at.isoformat() if offer.state.due_at else None,
                "interval": asdict(offer.interval) if offer.interval else None,
            }
            for rating, offer in page.offered.items()
        },
        "why": list(page.lines),
    }


def example_dict(worked: WorkedExample) -> dict[str, Any]:
    """What JSON tells of a run."""
    return {
        "experiment": worked.experiment,
        "parameters": dict(worked.parameters),
        "seed": worked.seed,
        "steps": len(worked.steps),
        "claims": [asdict(claim) for claim in worked.claims],
    }
