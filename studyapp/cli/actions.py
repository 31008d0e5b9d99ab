"""Marks and moves of cards on the command line, and the way back from everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from studyapp.study.actions import Done
    from studyapp.study.app import Study

Command = Callable[..., Any]


def cards_of(command: Command) -> Command:
    """The cards that a command is about: named, or found by a selection."""
    command = click.option("--select", "wanted", metavar="SELECTION", help="All cards that a search finds.")(
        command
    )
    return click.argument("cards", nargs=-1, metavar="[CARD]...")(command)


def chosen(study: Study, cards: Sequence[str], wanted: str | None) -> list[str]:
    """The identities of the cards meant; misuse where none are named."""
    if bool(cards) == (wanted is not None):
        raise click.UsageError("name cards as PACK/QUESTION, or give --select")
    if wanted is None:
        return study.actions.named(cards)
    from studyapp.core.selection import parse

    selection = parse(wanted)
    found = study.actions.selected(selection)
    if not found:
        hints = " ".join(study.search.hints(selection))
        raise Refusal(f"no card is found by {str(selection)!r}. {hints}".rstrip())
    return found


def told(study: Study, says: str, cards: Sequence[str], count: int, as_json: bool) -> None:
    """Say what was done to how many of the cards meant."""
    if as_json:
        echo_json({"did": says, "cards": list(cards), "changed": count})
    elif count:
        echo(f"{says}: {count} card{'' if count == 1 else 's'} ('studyapp undo' takes it back)")
    else:
        echo(f"{says}: nothing to change")


@click.command(
    help="Hide cards until tomorrow. CARD is PACK/QUESTION, or PACK/QUESTION#CARD for one of several."
)
@cards_of
@click.option("--lift", is_flag=True, help="Show them today after all.")
@json_option
def bury(cards: tuple[str, ...], wanted: str | None, lift: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    meant = chosen(study, cards, wanted)
    count = study.actions.unbury(meant) if lift else study.actions.bury(meant)
    told(study, "Unburied" if lift else "Buried until tomorrow", meant, count, as_json)


@click.command(help="Take cards out of study until they are taken in again; their history stays.")
@cards_of
@json_option
def suspend(cards: tuple[str, ...], wanted: str | None, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    meant = chosen(study, cards, wanted)
    told(study, "Suspended", meant, study.actions.suspend(meant), as_json)


@click.command(help="Take suspended cards into study again.")
@cards_of
@json_option
def unsuspend(cards: tuple[str, ...], wanted: str | None, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    meant = chosen(study, cards, wanted)
    told(study, "Taken in again", meant, study.actions.suspend(meant, suspended=False), as_json)


@click.command(help="Flag cards that you want to find again.")
@cards_of
@click.option("--off", is_flag=True, help="Take the flag away.")
@json_option
def flag(cards: tuple[str, ...], wanted: str | None, off: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    meant = chosen(study, cards, wanted)
    told(study, "Unflagged" if off else "Flagged", meant, study.actions.flag(meant, flagged=not off), as_json)


@click.command(help="Begin cards anew, as if they were never reviewed; their reviews stay in the log.")
@cards_of
@json_option
def reset(cards: tuple[str, ...], wanted: str | None, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    meant = chosen(study, cards, wanted)
    told(study, "Begun anew", meant, study.actions.reset(meant), as_json)


@click.command(name="set-due", help="Put cards on a day. A card never reviewed has no day to change.")
@cards_of
@click.option(
    "--on", "when", required=True, metavar="DAY", help="A day such as 2026-12-24, or days from today: 0, 7."
)
@json_option
def set_due(cards: tuple[str, ...], wanted: str | None, when: str, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    day = day_of(when, study.clock.now().day)
    meant = chosen(study, cards, wanted)
    told(study, f"Due on {day}", meant, study.actions.set_due(meant, day), as_json)


def day_of(written: str, today: date) -> date:
    """The day that a learner wrote."""
    try:
        number = written.strip().removeprefix("+")
        if number.isascii() and number.isdigit() and len(number) <= 6:
            return today + timedelta(days=int(number))
        return date.fromisoformat(written.strip())
    except (ValueError, OverflowError):
        raise click.UsageError(
            f"cannot read {written[:40]!r} as a day; write it as 2026-12-24, or as days from today"
        ) from None


@click.command(help="Take the last N actions back: ratings, marks, notes, tags and all else in the journal.")
@click.argument("count", type=click.IntRange(1, 10_000), default=1, metavar="[N]")
@json_option
def undo(count: int, as_json: bool) -> None:
    from studyapp.wiring import open_study

    _back_and_forth(open_study().actions.undo, count, "Taken back", "There is nothing to take back.", as_json)


@click.command(help="Do the last N actions again that were undone.")
@click.argument("count", type=click.IntRange(1, 10_000), default=1, metavar="[N]")
@json_option
def redo(count: int, as_json: bool) -> None:
    from studyapp.wiring import open_study

    _back_and_forth(open_study().actions.redo, count, "Done again", "There is nothing to do again.", as_json)


def _back_and_forth(
    step: Callable[[], Done | None], count: int, says: str, nothing: str, as_json: bool
) -> None:
    done: list[Done] = []
    while len(done) < count and (one := step()) is not None:
        done.append(one)
    if as_json:
        echo_json({"actions": [{"kind": one.action.kind.value, "says": one.says} for one in done]})
        return
    for one in done:
        echo(f"{says}: {one.says}")
    if not done:
        echo(nothing)


@click.command(help="List what was done, the newest first; what was undone can be done again.")
@click.option("--count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@json_option
def journal(count: int, as_json: bool) -> None:
    from studyapp.study.actions import when
    from studyapp.wiring import open_study

    study = open_study()
    entries = study.actions.journal(count)
    if as_json:
        rows = [
            {
                "id": entry.action.id,
                "at": entry.action.at.isoformat(),
                "kind": entry.action.kind.value,
                "says": entry.says,
                "done": entry.done,
            }
            for entry in entries
        ]
        echo_json({"actions": rows})
        return
    local = study.clock.local()
    for entry in entries:
        undone = "" if entry.done else "  (undone)"
        echo(f"{when(entry.action, local):>12}  {entry.says}{undone}")
    if not entries:
        echo("nothing was done yet")
