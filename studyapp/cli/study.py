"""Studying: reviews and quizzes, on the screens or line by line."""

from __future__ import annotations

import click

from studyapp.cli.quiz_options import (
    count_option,
    narrowing,
    packs_argument,
    seed_option,
    take,
    timing,
    with_options,
)

select_option = click.option("--select", default="", metavar="QUERY", help="Only cards that a search finds.")
plain_option = click.option("--plain", is_flag=True, help="Line by line on stdin and stdout.")


@click.command(help="Study the cards that are due, of the named packs or of all.")
@click.argument("packs", nargs=-1)
@select_option
@click.option("--count", type=click.IntRange(1, 10_000), help="At most so many answers.")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), help="At most so many minutes of answering.")
@plain_option
@click.pass_context
def review(
    ctx: click.Context,
    packs: tuple[str, ...],
    select: str,
    count: int | None,
    minutes: int | None,
    plain: bool,
) -> None:
    if not plain:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app("review", packs, {"count": count, "minutes": minutes}, select))
    from studyapp.cli.plain import PlainStudy
    from studyapp.core.selection import parse
    from studyapp.study.session import Limits
    from studyapp.wiring import open_study

    selection = parse(select)
    study = open_study()
    known = {pack.manifest.id for pack in study.library.packs()}
    if unknown := sorted(set(packs) - known):
        raise click.UsageError(f"there is no pack {unknown[0]!r}; there are {', '.join(sorted(known))}")
    for hint in study.search.hints(selection):
        click.echo(f"studyapp: {hint}", err=True)
    session = study.review(packs, selection, Limits(count, minutes))
    PlainStudy(study, asks_confidence=_asks_confidence()).through(session)


@click.command(help="Take a quiz on the named packs or on all; the same options and seed give the same quiz.")
@packs_argument
@with_options(*narrowing, count_option(10), seed_option, *timing)
@click.option("--challenge", default="", metavar="CODE", help="The quiz of a code that someone else shared.")
@click.option("--resume", is_flag=True, help="Go on with the quiz that was left before its end.")
@plain_option
@click.pass_context
def quiz(
    ctx: click.Context,
    packs: tuple[str, ...],
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    difficulties: tuple[str, ...],
    selection: str,
    count: int,
    seed: int | None,
    minutes: float | None,
    feedback: str,
    challenge: str,
    resume: bool,
    plain: bool,
) -> None:
    from studyapp.core.quiz import Feedback, Mode, QuizOptions

    seconds = round(minutes * 60) if minutes else None
    mode = Mode.TOPIC if len(topics) == 1 else Mode.QUIZ
    options = QuizOptions(
        packs, topics, difficulties, kinds, count, seed, selection, seconds, Feedback(feedback), mode
    )
    take(ctx, options, plain=plain, challenge=challenge, resume=resume)


def _asks_confidence() -> bool:
    from studyapp import config

    return config.load(config.home().settings).confidence
