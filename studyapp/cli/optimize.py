"""Fitting the memory model on the command line: what it gains, and whether to use it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import echo, echo_json, json_option

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.fit_trial import Fit
    from studyapp.study.watch import Progress


@click.command(help="Fit the memory model to your own reviews, say what it gains, and use it if you want.")
@click.option("--yes", is_flag=True, help="Use it without asking, where it predicts better.")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@click.option("--defaults", is_flag=True, help="Go back to the default parameters.")
@json_option
def optimize(yes: bool, dry_run: bool, defaults: bool, as_json: bool) -> None:
    if dry_run and (yes or defaults):
        raise click.UsageError(f"--dry-run changes nothing; leave out {'--yes' if yes else '--defaults'}")
    from studyapp.wiring import open_study

    study = open_study()
    if defaults:
        _forget(study, as_json)
        return
    study.fitting.prepare()
    with _progress() as progress:
        fit = study.fitting.fit(progress)
    if not as_json:
        _print(fit)
    wanted = fit.accepted and not dry_run and (yes or (not as_json and _asked()))
    changed = None
    if wanted:
        with _progress() as progress:
            changed = study.fitting.accept(fit, progress)
    if as_json:
        echo_json(_as_dict(fit) | {"used": wanted, "cards_changed": changed or 0})
    elif changed is not None:
        echo(
            f"Used from now on: the memory of {_cards(changed)} was computed anew; due days stay as they are."
        )
        echo("Go back with 'studyapp optimize --defaults'.")
    else:
        echo("Nothing was changed.")


def _forget(study: Study, as_json: bool) -> None:
    with _progress() as progress:
        changed = study.fitting.forget(progress)
    if as_json:
        echo_json({"used": changed is not None, "cards_changed": changed or 0})
    elif changed is None:
        echo("The default parameters are in force already.")
    else:
        echo(f"Back to the default parameters: the memory of {_cards(changed)} was computed anew.")


def _asked() -> bool:
    try:
        return click.confirm("Use these parameters from now on?", default=False)
    except click.Abort:
        echo()
        return False


def _print(fit: Fit) -> None:
    from studyapp.core.memory import days_text

    def intervals(days: tuple[int, ...]) -> str:
        return ", ".join(map(days_text, days))

    echo(f"Fitted to {fit.reviews:,} reviews of {fit.cards:,} cards.")
    before, after = (f"{error * 100:.1f}" for error in (fit.error_before, fit.error_after))
    better = sum(fold.after < fold.before for fold in fit.folds)
    echo("Tried on reviews that it had not seen, each time on those that came later:")
    echo(f"  recall was predicted with an error of {before} points out of 100 before, {after} with the fit;")
    echo(f"  better in {better} of {len(fit.folds)} parts of your log.")
    if fit.why_not:
        echo(f"It is not offered: {fit.why_not}.")
        return
    echo("A card that you always answer Good would come back after")
    echo(f"  {intervals(fit.intervals_after)}, until now {intervals(fit.intervals_before)}.")


def _as_dict(fit: Fit) -> dict[str, Any]:
    from studyapp.core.fitting import mean_loss

    return {
        "reviews": fit.reviews,
        "cards": fit.cards,
        "accepted": fit.accepted,
        "why_not": fit.why_not or None,
        "parameters": list(fit.parameters),
        "before": list(fit.before),
        "log_loss": {which: mean_loss(fit.folds, which) for which in ("before", "after")},
        "error": {"before": fit.error_before, "after": fit.error_after},
        "folds": [fold._asdict() for fold in fit.folds],
        "intervals": {"before": list(fit.intervals_before), "after": list(fit.intervals_after)},
    }


def _cards(count: int) -> str:
    return f"{count:,} card{'' if count == 1 else 's'}"


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line on stderr that says how far it is, where there is a terminal."""
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def said(share: float, doing: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{share * 100:3.0f} %  {doing}", nl=False, err=True)

    try:
        yield said
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)
