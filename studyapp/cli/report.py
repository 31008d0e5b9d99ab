"""Commands that report: packs, what is due, and the store's health."""

from __future__ import annotations

import sys

import click

from studyapp.cli.output import echo, echo_json, echo_lines, json_option


@click.command(help="List the packs with their cards.")
@json_option
def packs(as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    found = study.library.packs()
    if as_json:
        echo_json(
            {
                "packs": [
                    {
                        "id": pack.manifest.id,
                        "title": pack.manifest.title,
                        "version": pack.manifest.version,
                        "cards": pack.cards,
                        "new": pack.new,
                        "due": pack.due,
                        "known": round(pack.known, 4),
                    }
                    for pack in found
                ],
                "problems": list(study.problems),
            }
        )
    for pack in () if as_json else found:
        echo(f"{pack.manifest.id}: {pack.manifest.title}")
        echo(f"  {pack.cards} cards, {pack.new} new, {pack.due} due, {pack.known * 100:.0f} % known")
    for problem in study.problems:
        click.echo(f"studyapp: {problem}", err=True)


@click.command(help="Say what is due now, by pack.")
@click.option("--select", default="", metavar="QUERY", help="Only cards that a search finds.")
@json_option
def due(select: str, as_json: bool) -> None:
    from studyapp.core.selection import parse
    from studyapp.wiring import open_study

    selection = parse(select)
    study = open_study()
    session = study.review(selection=selection)
    outlook, recipe = session.outlook(), session.recipe()
    by_pack = {pack.manifest.id: pack.due for pack in study.library.packs()}
    if selection.condition is not None:
        of_selection = study.search.due_by_pack(selection)
        by_pack = {pack: of_selection.get(pack, 0) for pack in by_pack}
        for hint in study.search.hints(selection):
            click.echo(f"studyapp: {hint}", err=True)
    if as_json:
        waiting = outlook.waiting_until.isoformat() if outlook.waiting_until else None
        echo_json(
            {
                "due": outlook.due,
                "new": outlook.new,
                "in_learning": outlook.ahead,
                "packs": by_pack,
                "next_step_at": waiting,
                "overdue": recipe.overdue,
                "minutes": recipe.minutes,
                "minutes_a_day": recipe.budget or None,
                "minutes_spent": recipe.spent,
                "held_back": {
                    "by_backlog": recipe.held_by_backlog,
                    "by_requires": recipe.held_by_requirements,
                },
                "says": list(recipe.lines()),
            }
        )
        return
    echo(f"{outlook.due} due, {outlook.new} new today, {outlook.ahead} in learning")
    echo_lines(recipe.lines())
    for pack, count in by_pack.items():
        if count:
            echo(f"  {count} in {pack}")


@click.command(help="Check the store, and every card's schedule against the replay of its reviews.")
@click.option("--mend", is_flag=True, help="Rebuild the cards that do not follow from their reviews.")
@json_option
def doctor(mend: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    mended = study.mend() if mend else 0
    findings = study.examine()
    if as_json:
        echo_json(
            {
                "mended": mended,
                "findings": [{"what": finding.what, "message": finding.message} for finding in findings],
            }
        )
    else:
        if mended:
            echo(f"rebuilt {mended} card{'' if mended == 1 else 's'} from the reviews")
        for finding in findings:
            echo(f"{finding.what}: {finding.message}")
        if not findings:
            echo("the store is sound, and every card follows from its reviews")
    if findings:
        sys.exit(1)
