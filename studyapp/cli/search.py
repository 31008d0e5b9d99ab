"""Searching cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from studyapp.cli.output import echo, echo_json, json_option, width

if TYPE_CHECKING:
    from studyapp.core.records import FoundCard


@click.command(
    help="Find cards: words, topic:sigmoid, is:due, stability:<10, -is:new, or; put QUERY in single quotes.",
    # A term may begin with a minus sign.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="At most so many cards."
)
@json_option
def search(query: tuple[str, ...], limit: int, as_json: bool) -> None:
    from studyapp.wiring import open_study

    found = open_study().search(" ".join(query), limit=limit)
    if as_json:
        echo_json(
            {
                "query": str(found.selection),
                "count": found.count,
                "cards": [_as_json(card) for card in found.cards],
                "hints": list(found.hints),
            }
        )
        return
    from studyapp.core.text import one_line

    for card in found.cards:
        echo(card.id)
        echo(f"  {one_line(f'{card.heading}: {_stands(card)}', max(20, width() - 2))}")
    more = f", the first {len(found.cards)} shown" if len(found.cards) < found.count else ""
    echo(f"{found.count} card{'' if found.count == 1 else 's'}{more}")
    for hint in found.hints:
        echo(hint)


def _stands(card: FoundCard) -> str:
    """How a card stands, in a few words."""
    parts = [card.kind.replace("_", " "), card.difficulty]
    parts.append(f"due {card.due}" if card.due else "new")
    if card.stability is not None:
        parts.append(f"stability {card.stability:.3g} days")
    marks = {"suspended": card.marks.suspended, "flagged": card.marks.flagged}
    if card.marks.buried_until:
        marks[f"buried until {card.marks.buried_until}"] = True
    return ", ".join([*parts, *(mark for mark, there in marks.items() if there)])


def _as_json(card: FoundCard) -> dict[str, object]:
    return {
        "card": card.id,
        "question": card.question,
        "pack": card.pack,
        "heading": card.heading,
        "kind": card.kind,
        "difficulty": card.difficulty,
        "due": card.due,
        "stability": card.stability,
        "lapses": card.lapses,
        "suspended": card.marks.suspended,
        "flagged": card.marks.flagged,
        "buried_until": card.marks.buried_until,
    }
