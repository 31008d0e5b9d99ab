"""Cards of the learner's own on the command line, for pipes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from studyapp.core.own_cards import NewCard

MOST = 1_000
LONGEST = 2**20


@click.group(help="Write cards of your own; they go into the pack 'mine'.")
def card() -> None:
    pass


@card.command(
    help="Write a card. Without --front, cards are read from standard input, one a line: front, a tab, back; a line"
    " with something hidden as ==words== needs no back."
)
@click.option("--front", help="What is asked; ==words== or [[words]] are hidden, which makes it a cloze.")
@click.option("--back", default="", help="The answer; of a cloze, what explains it.")
@click.option("--topic", "topics", multiple=True, help="A topic; may be given several times.")
@click.option("--related", multiple=True, help="A question it belongs to, as PACK/QUESTION.")
@click.option("--kind", type=click.Choice(("flashcard", "cloze")), help="Told by its blanks when left out.")
@json_option
def add(
    front: str | None,
    back: str,
    topics: tuple[str, ...],
    related: tuple[str, ...],
    kind: str | None,
    as_json: bool,
) -> None:
    from studyapp.core.own_cards import NewCard
    from studyapp.wiring import open_study

    if front is None:
        if back:
            raise click.UsageError("--back needs --front; standard input holds both sides")
        if sys.stdin.isatty():
            raise click.UsageError("give --front and --back, or pipe lines of front, a tab, back")
        cards = _read(topics, related, kind)
    else:
        cards = [NewCard(front, back, topics, related, kind)]  # type: ignore[arg-type]
    made = open_study().editing.new_cards(cards)
    if as_json:
        echo_json({"added": list(made)})
    else:
        for identity in made:
            echo(identity)


def _read(topics: tuple[str, ...], related: tuple[str, ...], kind: str | None) -> list[NewCard]:
    """A card for each line of standard input."""
    from studyapp.core.own_cards import NewCard

    raw = sys.stdin.buffer.read(LONGEST + 1)
    if len(raw) > LONGEST:
        raise Refusal(f"standard input holds more than {LONGEST:,} bytes; add the cards in parts")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("standard input is not UTF-8; convert it first") from None
    sides = [line.partition("\t") for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not sides:
        raise Refusal("standard input holds no card; write lines of front, a tab, back")
    if len(sides) > MOST:
        raise Refusal(f"{len(sides):,} cards at once are too many, at most {MOST:,}; add them in parts")
    return [NewCard(front, back.strip(), topics, related, kind) for front, _, back in sides]  # type: ignore[arg-type]
