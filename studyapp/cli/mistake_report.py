"""Reporting a mistake in a question, and replaying a report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studyapp.cli.output import ascii_only, echo, echo_json, echo_lines, json_option, width

if TYPE_CHECKING:
    from studyapp.study.report_replay import Replay


@click.command(
    help="Write what you saw of a question (PACK/QUESTION) into a file for its author: your newest review, another "
    "with --review, or the numbers of a --seed. The author goes through the file with --replay."
)
@click.argument("identity", required=False, metavar="[QUESTION]")
@click.option("--review", "number", type=click.IntRange(min=1), metavar="N", help="Report the N-th review.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Report the question with these numbers.")
@click.option("--says", default="", metavar="TEXT", help="What is wrong, in your words.")
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the file.")
@click.option(
    "--replay", "replayed", type=click.Path(path_type=Path), metavar="FILE", help="Go through a report."
)
@json_option
def report(
    identity: str | None,
    number: int | None,
    seed: int | None,
    says: str,
    output: Path | None,
    replayed: Path | None,
    as_json: bool,
) -> None:
    from studyapp.wiring import open_study

    if (identity is None) == (replayed is None) or (number is not None and seed is not None):
        raise click.UsageError("name a question and one of --review and --seed, or give --replay FILE alone")
    study = open_study()
    if replayed is not None:
        found = study.reports.replay(replayed)
        if as_json:
            _as_json(found)
        else:
            _print(found)
        return
    assert identity is not None
    if number is None and seed is None:
        number = len(study.history.of(identity) or ()) or None
    reports = study.reports
    shown = reports.of_review(identity, number) if number else reports.of_seed(identity, seed)
    path = reports.write(shown, says, output)
    if as_json:
        echo_json({"file": str(path), "id": identity, "seed": shown.variant.seed, "review": number})
    else:
        echo(
            f"Written to {path}. Send it to the author of the pack; it says nothing about you but your words."
        )


def _as_json(replay: Replay) -> None:
    from studyapp.cli.show import example_dict

    echo_json(
        {
            "id": replay.report.identity,
            "report": replay.report.model_dump(mode="json"),
            "variant": asdict(replay.variant),
            "expected": replay.expected,
            "verdict": asdict(replay.verdict) if replay.verdict else None,
            "same": replay.same,
            "changes": list(replay.changes),
            "example": example_dict(replay.example) if replay.example else None,
        }
    )


def _print(replay: Replay) -> None:
    from studyapp.render.answering import LETTERS
    from studyapp.render.markdown import plain_text
    from studyapp.render.question import flat, question_text
    from studyapp.render.worked import example_lines

    told = replay.report
    text = question_text(replay.question, told.facet, replay.variant)
    echo(f"{told.identity}, seed {told.seed}, reported on {told.day}")
    if told.says:
        echo(f"The learner says: {told.says}")
    echo()
    for part in (text.prompt, *text.conventions):
        echo(plain_text(part, width()))
    for line in text.lines:
        echo(f"  {flat(line)}")
    for letter, option in zip(LETTERS, text.options, strict=False):
        echo(f"  {letter}) {plain_text(option, 10_000)}")
    echo()
    if told.response is not None:
        echo(f"Answered: {told.response or 'nothing typed'}")
        echo(
            f"Found then: {told.outcome}. Found now: {replay.verdict.outcome if replay.verdict else told.outcome}."
        )
    echo(plain_text(f"The answer now: {replay.expected}", width()))
    echo("All is as it was reported." if replay.same else "It is not as it was reported:")
    for change in replay.changes:
        echo(f"  {change}")
    if replay.example:
        echo()
        echo_lines(example_lines(replay.example, width=width(), ascii=ascii_only()))
