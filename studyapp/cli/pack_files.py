"""Packs of the learner's own: installed from a folder or a zip, brought up to date, removed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import echo, echo_json, echo_lines, json_option
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.pack_install import PackInstalls, Prepared
    from studyapp.study.pack_plan import Ask, PackPlan

Command = Callable[..., Any]
Answers = dict[tuple[str, str], bool]


def rename_answers(command: Command) -> Command:
    """How to answer whether a question has another id now."""
    return click.option("--yes/--no", "answer", default=None, help="Answer whether questions were renamed.")(
        command
    )


def _shown(command: Command) -> Command:
    command = json_option(command)
    return click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")(command)


_source = click.Path(path_type=Path)


@click.command(help="Install a pack from a folder or a zip. It is checked first.")
@click.argument("source", metavar="FOLDER|ZIP", type=_source)
@rename_answers
@_shown
def install(source: Path, answer: bool | None, dry_run: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    carry_out(study, lambda packs: packs.install(source), answer, dry_run, as_json)


@click.command(help="Bring an installed pack up to date, from where it came or from a folder or a zip.")
@click.argument("pack_id", metavar="ID")
@click.argument("source", metavar="[FOLDER|ZIP]", type=_source, required=False)
@rename_answers
@_shown
def update(pack_id: str, source: Path | None, answer: bool | None, dry_run: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    carry_out(study, lambda packs: packs.update(pack_id, source), answer, dry_run, as_json)


@click.command(help="Remove an installed pack. Its cards keep their schedules and reviews for its return.")
@click.argument("pack_id", metavar="ID")
@_shown
def remove(pack_id: str, dry_run: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    carry_out(study, lambda packs: packs.remove(pack_id), None, dry_run, as_json)


def carry_out(
    study: Study,
    prepare: Callable[[PackInstalls], Prepared],
    answer: bool | None,
    dry_run: bool,
    as_json: bool,
    more: dict[str, Any] | None = None,
) -> None:
    """Check and plan, ask what has to be asked, do it, and say what was done; `more` is told in JSON only."""
    from studyapp.study.pack_install import PackRefused
    from studyapp.study.pack_words import plan_lines

    packs = study.pack_installs
    try:
        prepared = prepare(packs)
    except PackRefused as refused:
        _refused(refused, as_json)
    asks = prepared.plan.asks
    if answer is None and asks and as_json and not dry_run:
        raise click.UsageError(
            f"{asks[0].gone} may be called {asks[0].came} now ({len(asks)} to answer); give --yes or --no"
        )
    answers: Answers = {}
    if answer is not None or not dry_run:
        answers = {(ask.gone, ask.came): _asked(ask) if answer is None else answer for ask in asks}
    done = packs.answered(prepared, answers)
    changed = not dry_run and packs.carry_out(prepared, answers)
    lines = plan_lines(done)
    if as_json:
        echo_json({**(more or {}), **_as_dict(prepared, done, answers, changed, dry_run, lines)})
        return
    echo_lines(lines)
    for ask in done.asks:
        echo(f"  it will be asked whether {ask.gone} is now called {ask.came}")
    if changed:
        echo(f"{prepared.does}; 'studyapp undo' takes it back.")
    else:
        echo("Nothing was changed." if dry_run else "Nothing to change.")


def _refused(refused: Any, as_json: bool) -> None:
    report = refused.report
    if as_json:
        echo_json({"pack": report.id, "failures": [failure.to_dict() for failure in report.failures]})
    else:
        for failure in report.failures:
            click.echo(f"{report.id}/{failure.where} {failure.message}", err=True)
        click.echo(f"studyapp: {refused}", err=True)
    sys.exit(1)


def _asked(ask: Ask) -> bool:
    """Put a question to the learner; asked once, since the answer is kept."""
    echo(f"  {ask.gone}: {ask.gone_text}")
    echo(f"  {ask.came}: {ask.came_text}")
    try:
        return click.confirm(f"Is {ask.gone} now called {ask.came}? Its schedule then moves")
    except click.Abort:
        raise Refusal("it was not said whether questions were renamed; answer with --yes or --no") from None


def _as_dict(
    prepared: Prepared,
    done: PackPlan,
    answers: Answers,
    changed: bool,
    dry_run: bool,
    lines: list[str],
) -> dict[str, Any]:
    return {
        "pack": done.pack,
        "title": done.title,
        "version": {"before": done.version[0], "after": done.version[1]},
        "did": prepared.does if changed else None,
        "dry_run": dry_run,
        "added": list(done.added),
        "returning": list(done.returning),
        "changed": list(done.changed),
        "retired": list(done.retired),
        "renamed": [{"from": old, "to": new} for old, new in done.renamed],
        "asked": [
            {
                "from": ask.gone,
                "to": ask.came,
                "share": round(ask.share, 4),
                "same": answers.get((ask.gone, ask.came)),
            }
            for ask in prepared.plan.asks
        ],
        "unchanged": done.unchanged,
        "drafts": done.drafts,
        "cards": {"kept": done.kept_cards, "moved": done.moved_cards, "left": done.left_cards},
        "reviews_left": done.left_reviews,
        "says": lines,
    }
